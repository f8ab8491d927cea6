"""Jupyter notebooks (.ipynb): text, code and printed results, cell by cell.

A notebook is JSON, which the standard library parses; nbformat (BSD) would add a schema and five
packages. Text cells are Markdown and stay unchanged. Code and results are written between fences,
so that they are shown around quotes but not quoted as prose. Pictures and results in HTML are left
out.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from corpus.document import Metadata
from corpus.errors import SourceError
from corpus.outline import Kind, OutlineEntry, markdown_headings
from corpus.parsers.parsed import Options, ParsedDocument

_PICTURE = re.compile(r"\((?:data:image/|attachment:)[^)\s]*")
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")  # colours of a terminal
_LONGEST_RESULT = 10_000
_LANGUAGE = re.compile(r"[\w+#-]{1,20}")


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[ParsedDocument]:
    """The notebook's text. Raises SourceError."""
    try:
        notebook = json.loads(file.read().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SourceError(source, f"damaged, or not a notebook ({error})") from None
    cells = _cells(notebook)
    if cells is None:
        raise SourceError(source, "not a notebook: it has no cells")
    language = _language(notebook)
    parts: list[str] = []
    outline: list[OutlineEntry] = []
    start = 0
    for number, cell in enumerate(cells, 1):
        kind = cell.get("cell_type") if isinstance(cell, dict) else None
        words = _source(cell).strip("\n") if kind else ""
        if kind == "code":
            text = _code(words, language, cell)
        elif kind in ("markdown", "heading"):
            text = _PICTURE.sub("(", words)
            if kind == "heading" and not text.startswith("#"):  # in notebooks of version 3
                text = f"# {text}"
        else:
            text = words
        if not text.strip():
            continue
        outline.append(OutlineEntry(start, start, Kind.CELL, str(number)))
        if kind != "code":
            outline += [
                replace(one, start=one.start + start, end=one.end + start)
                for one in markdown_headings(text)
            ]
        parts.append(text)
        start += len(text) + 2
    if not parts:
        raise SourceError(source, "there is no text in it")
    title = next((one.label for one in outline if one.kind is Kind.HEADING), None)
    yield ParsedDocument("\n\n".join(parts), Metadata(title=title), outline=tuple(outline))


def _cells(notebook: Any) -> list[Any] | None:
    if not isinstance(notebook, dict):
        return None
    cells = notebook.get("cells")
    if cells is None and isinstance(sheets := notebook.get("worksheets"), list):  # version 3
        cells = [
            cell
            for sheet in sheets
            if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)
            for cell in sheet["cells"]
        ]
    return cells if isinstance(cells, list) else None


def _language(notebook: dict[str, Any]) -> str:
    metadata = notebook.get("metadata")
    about = metadata.get("language_info") if isinstance(metadata, dict) else None
    name = about.get("name") if isinstance(about, dict) else None
    return name if isinstance(name, str) and _LANGUAGE.fullmatch(name) else ""


def _source(cell: dict[str, Any]) -> str:
    return _joined(cell.get("source", cell.get("input")))


def _joined(value: Any) -> str:
    """A string, which may be stored as a list of lines."""
    if isinstance(value, list):
        return "".join(one for one in value if isinstance(one, str))
    return value if isinstance(value, str) else ""


def _code(words: str, language: str, cell: dict[str, Any]) -> str:
    blocks = [_fenced(words, language)]
    outputs = cell.get("outputs")
    if isinstance(outputs, list):
        blocks += [_result(one) for one in outputs if isinstance(one, dict)]
    return "\n\n".join(one for one in blocks if one)


def _result(output: dict[str, Any]) -> str:
    """The text of an output: Markdown unchanged, all else between fences."""
    data = output.get("data")
    if not isinstance(data, dict):
        data = {"text/plain": output.get("text")}
    text = _joined(data.get("text/markdown"))
    if text.strip():
        return _PICTURE.sub("(", text).strip("\n")
    words = _ESCAPES.sub("", _joined(data.get("text/plain")))
    return _fenced(words[:_LONGEST_RESULT].strip("\n"), "")


def _fenced(words: str, language: str) -> str:
    if not words.strip():
        return ""
    fence = "```"
    while fence in words:
        fence += "`"
    return f"{fence}{language}\n{words}\n{fence}"
