"""Citations for reference managers: RIS, CSL-JSON and BibTeX.

Only what a document says of itself is written. Names are given whole: which part of one is the
family's is not known. The quote is in the notes.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from corpus.parsers.registry import ending_of
from retrieval.citations.cited import Cited

# Kinds of sources in RIS, CSL and BibTeX by the file's ending. Others are web pages if they have an
# address, else of no known kind.
_KINDS = {
    ".epub": ("BOOK", "book"),
    ".eml": ("PCOMM", "personal_communication"),
    ".mbox": ("PCOMM", "personal_communication"),
    ".pptx": ("SLIDE", "speech"),
    ".csv": ("DATA", "dataset"),
    ".tsv": ("DATA", "dataset"),
    ".xlsx": ("DATA", "dataset"),
}
_WEB_PAGE, _UNKNOWN = ("ELEC", "webpage"), ("GEN", "document")
_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
}  # fmt: skip
_SPECIAL = re.compile(r"[\\{}$&#%_^~]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def ris(cited: Sequence[Cited]) -> str:
    """RIS records. Each value is on one line, so white space in a quote becomes a space."""
    return "\r\n".join(line for one in cited for line in _ris(one))


def csl_json(cited: Sequence[Cited]) -> str:
    """A JSON array of CSL items."""
    return json.dumps([_csl(one) for one in cited], ensure_ascii=False, indent=2)


def bibtex(cited: Sequence[Cited]) -> str:
    """BibTeX entries, which biblatex reads as well."""
    return "\n\n".join(_bibtex(one) for one in cited)


def _kind(one: Cited) -> tuple[str, str]:
    known = _KINDS.get(ending_of(one.document.source))
    return known or (_WEB_PAGE if one.document.url else _UNKNOWN)


def _authors(one: Cited) -> list[str]:
    """The authors, one by one where it is clear what separates them."""
    return [name for part in (one.document.author or "").split(";") if (name := _flat(part))]


def _flat(words: str) -> str:
    return " ".join(words.split())


def _note(one: Cited) -> str | None:
    """The quote and its place."""
    if one.words is None:
        return None
    return f"“{_flat(one.words)}” ({one.place})"


def _ris(one: Cited) -> Iterator[str]:
    document = one.document
    year = str(one.date[0]) if one.date else None
    date = "/".join(f"{part:02}" for part in one.date) + "/" * (3 - len(one.date))
    read = "/".join(f"{part:02}" for part in one.read)
    fields = [
        ("TY", _kind(one)[0]),
        ("ID", one.key),
        ("TI", document.name),
        *(("AU", name) for name in _authors(one)),
        ("PB", document.publisher),
        ("PY", year),
        ("DA", date if one.date else None),
        ("SP", one.page),
        ("UR", one.address),
        ("Y2", read if one.address else None),
        ("LA", document.language),
        ("N1", _note(one)),
    ]
    for tag, value in fields:
        if value:
            yield f"{tag}  - {_flat(value)}"
    yield "ER  - "
    yield ""


def _csl(one: Cited) -> dict[str, Any]:
    document = one.document
    item = {
        "id": one.key,
        "type": _kind(one)[1],
        "title": _flat(document.name),
        "author": [{"literal": name} for name in _authors(one)],
        "publisher": document.publisher,
        "container-title": document.publisher if _kind(one) == _WEB_PAGE else None,
        "issued": {"date-parts": [list(one.date)]} if one.date else None,
        "accessed": {"date-parts": [list(one.read)]} if one.address and one.read else None,
        "page": one.page,
        "URL": one.address,
        "language": document.language,
        "note": _note(one),
    }
    return {name: value for name, value in item.items() if value}


def _bibtex(one: Cited) -> str:
    document = one.document
    month = _MONTHS[one.date[1] - 1] if len(one.date) > 1 and 0 < one.date[1] < 13 else None
    fields = [
        ("title", f"{{{_latex(document.name)}}}"),
        ("author", " and ".join(_latex(name) for name in _authors(one))),
        ("publisher", _latex(document.publisher or "")),
        ("year", str(one.date[0]) if one.date else ""),
        ("pages", _latex(one.page or "")),
        # An address stands as it is; braces alone would end it.
        ("url", (one.address or "").replace("{", "%7B").replace("}", "%7D")),
        ("urldate", "-".join(f"{part:02}" for part in one.read) if one.address else ""),
        ("note", _latex(_note(one) or "")),
    ]
    rows = [f"  {name} = {{{value}}}" for name, value in fields if value]
    if month:
        rows.append(f"  month = {month}")
    return ",\n".join((f"@misc{{{one.key}", *rows)) + "\n}"


def _latex(words: str) -> str:
    """Words for LaTeX, which shows them as they are."""
    return _SPECIAL.sub(lambda found: _LATEX[found[0]], _flat(words))
