"""Links that open a page at a quote: ``#:~:text=`` (URL Fragment Text Directives, W3C CG)."""

from urllib.parse import quote

# Longer texts are given by their start and end: on the page, links and line breaks interrupt them.
_LONGEST_WHOLE = 80
_EDGE = 40


def with_text_fragment(url: str, text: str) -> str:
    """The URL with a text directive; its own fragment is kept.

    >>> with_text_fragment("https://example.org/a", "So far, so good.")
    'https://example.org/a#:~:text=So%20far%2C%20so%20good.'
    """
    words = " ".join(text.split())
    if not words:
        return url
    if len(words) <= _LONGEST_WHOLE:
        directive = _escaped(words)
    else:
        directive = f"{_escaped(_beginning(words))},{_escaped(_beginning(words[::-1])[::-1])}"
    page, _, fragment = url.partition("#")
    return f"{page}#{fragment.partition(':~:')[0]}:~:text={directive}"


def _beginning(text: str) -> str:
    """The first words, at most _EDGE characters; in scripts without spaces, characters."""
    return text[: _EDGE + 1].rpartition(" ")[0] or text[:_EDGE]


def _escaped(words: str) -> str:
    # "-" and "," are part of the directive's syntax.
    return quote(words, safe="").replace("-", "%2D")
