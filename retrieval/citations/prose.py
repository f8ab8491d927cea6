"""Citations for people: plain text, Markdown and HTML."""

import html
import re
from collections.abc import Sequence

from retrieval.citations.cited import Cited

_DAY = len("2022-11-30")
# What Markdown would take for markup: these characters anywhere, and the beginnings of lists,
# headings and rules at the beginning of a line.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>|~$]|&(?=#?\w+;)|!(?=\[)")
_BLOCK = re.compile(r"^([ \t]*)(?:([#+=-])|(\d{1,9})([.)]))", re.M)
_ADDRESS_END = re.compile(r"[()<>\s\\]")
_INDENT = re.compile(r"^[ \t]+", re.M)


def plain(cited: Sequence[Cited]) -> str:
    """Each quote in its own words, and its source on a line below."""
    return "\n\n".join(_plain(one) for one in cited)


def markdown(cited: Sequence[Cited]) -> str:
    """Block quotes with their sources. What would be markup is escaped, so that the words are shown
    as they are."""
    return "\n\n".join(_markdown(one) for one in cited)


def html_quotes(cited: Sequence[Cited]) -> str:
    """Figures with a ``blockquote`` that has its source in ``cite``, and a caption."""
    return "\n".join(_html(one) for one in cited)


def described(one: Cited) -> list[str]:
    """The known parts of a source: author, title (or file name), publisher, date, place."""
    document = one.document
    day = document.published[:_DAY] if document.published else None
    known = (document.author, document.name, document.publisher, day, one.place)
    # A publisher that is its own author is named once.
    return list(dict.fromkeys(" ".join(part.split()) for part in known if part))


def _plain(one: Cited) -> str:
    source = ", ".join(described(one))
    lines = [f"— {source}" if one.span else source, one.link]
    return "\n".join(line for line in (one.words, *lines) if line)


def _markdown(one: Cited) -> str:
    title = one.document.name
    named = [
        f"*{_escaped(part)}*" if part == " ".join(title.split()) else _escaped(part)
        for part in described(one)
    ]
    source = ", ".join(named)
    if one.link:
        source = f"{source}, <{_ADDRESS_END.sub(_percent, one.link)}>"
    if one.span is None:
        return source
    quoted = "\n\n".join(_escaped(part) for part in one.paragraphs)
    return "\n".join(f"> {line}".rstrip() for line in f"{quoted}\n\n— {source}".split("\n"))


def _html(one: Cited) -> str:
    document = one.document
    parts = [
        f"<cite>{html.escape(part)}</cite>"
        if part == " ".join(document.name.split())
        else html.escape(part)
        for part in described(one)
    ]
    source = ", ".join(parts)
    if one.link:
        link = html.escape(one.link)
        source = f'{source}, <a href="{link}">{link}</a>'
    if one.span is None:
        return f"<p>{source}</p>"
    cite = f' cite="{html.escape(one.address)}"' if one.address else ""
    quoted = "".join(f"<p>{html.escape(part)}</p>" for part in one.paragraphs)
    language = f' lang="{html.escape(document.language)}"' if document.language else ""
    return (
        f"<figure><blockquote{cite}{language}>{quoted}</blockquote>"
        f"<figcaption>— {source}</figcaption></figure>"
    )


def _escaped(words: str) -> str:
    """Words as Markdown that shows them; indents, which would make code of them, are dropped."""
    escaped = _MARKUP.sub(lambda found: f"\\{found[0]}", _INDENT.sub("", words))
    return _BLOCK.sub(_escaped_block, escaped.replace("\r", ""))


def _escaped_block(found: re.Match[str]) -> str:
    if found[2]:
        return f"{found[1]}\\{found[2]}"
    return f"{found[1]}{found[3]}\\{found[4]}"


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())
