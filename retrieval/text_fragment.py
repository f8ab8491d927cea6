"""Links that open a page at a quote: ``#:~:text=`` (URL Fragment Text Directives, W3C CG)."""

from urllib.parse import quote

# Longer quotes are named by their first and last words: pages break lines and links in them.
_LONGEST_WHOLE = 12
_EDGE = 5


def with_text_fragment(url: str, text: str) -> str:
    """The address with a directive to the text; a fragment it has already is kept.

    >>> with_text_fragment("https://example.org/a", "So far, so good.")
    'https://example.org/a#:~:text=So%20far%2C%20so%20good.'
    """
    words = text.split()
    if not words:
        return url
    if len(words) <= _LONGEST_WHOLE:
        directive = _escaped(words)
    else:
        directive = f"{_escaped(words[:_EDGE])},{_escaped(words[-_EDGE:])}"
    return f"{url}{'' if '#' in url else '#'}:~:text={directive}"


def _escaped(words: list[str]) -> str:
    # The directive's own syntax uses "-" and ",", so these are always escaped inside of it.
    return quote(" ".join(words), safe="").replace("-", "%2D")
