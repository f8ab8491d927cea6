"""Feeds: parsed entries against the expectations in feedparser's own test files.

    python -m benchmarks.documents.html_feeds FOLDER [--failed]

FOLDER is feedparser's ``tests/wellformed``. Of each file's expectation (in its first comment) the
terms about the first entry's title, link, publication and update date and text are taken; a file
without such a term is left out. Expected HTML counts by its words.
"""

import argparse
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import lxml.html

from benchmarks.documents.html_words import words_of
from corpus.document import Metadata
from corpus.parsers.markup import feed

_EXPECT = re.compile(rb"Expect:\s+(.*)")
_TERM = re.compile(
    r"entries\[0\]\['(title|title_detail|link|published|updated|published_parsed|updated_parsed"
    r"|description|summary|summary_detail|content)'\]((?:\[(?:0|'value')\])*) == (.*)"
)

# By name, and why: what they expect is no text of the entry, or is not in the file.
_LEFT_OUT = frozenset((
    "atom10/entry_content_and_summary.xml",  # the summary; the content is stored
    "rss/item_description_and_summary.xml",  # likewise
    "base/http_item_link_base_content_location.xml",  # a header of the server's answer
    "base/http_item_link_base_docuri.xml",  # the address of a test server
))  # fmt: skip


def terms(file: Path) -> Iterator[tuple[str, object]]:
    """The fields of the first entry that a file speaks of, and what each should be."""
    match = _EXPECT.search(file.read_bytes())
    for term in match[1].decode("utf-8", "replace").split(" and ") if match else ():
        if found := _TERM.match(term.strip()):
            try:
                value = _value(found[3].strip())
            except (ValueError, SyntaxError):
                continue
            yield found[1].removesuffix("_detail").removesuffix("_parsed"), value


def _value(literal: str) -> object:
    import ast

    if literal.startswith(("time.", "(")):
        literal = literal.removeprefix("time.struct_time").strip("()")
        return time.struct_time(ast.literal_eval(f"({literal})"))
    return ast.literal_eval(literal.removeprefix("u") if literal.startswith("u'") else literal)


def agrees(metadata: Metadata, text: str, name: str, value: object) -> bool:
    """Whether what would be stored is what was expected."""
    if isinstance(value, time.struct_time):
        stored = getattr(metadata, name) or ""
        return stored[:10] in _days(value)
    if not isinstance(value, str):
        return value is None
    if name == "link":
        return metadata.url == value or not value.startswith(("http://", "https://"))
    if name in ("published", "updated"):
        return bool(getattr(metadata, name)) == bool(value)
    stored = words_of(metadata.title or "") if name == "title" else words_of(text)
    return stored in (words_of(value), words_of(_text(value)))


def _days(when: time.struct_time) -> set[str]:
    """The day in UTC, and those beside it: what is stored keeps the zone that was written."""
    import calendar

    seconds = calendar.timegm(when)
    return {time.strftime("%Y-%m-%d", time.gmtime(seconds + shift)) for shift in (-50400, 0, 50400)}


def _text(value: str) -> str:
    if "<" not in value and "&" not in value:
        return value
    root = lxml.html.document_fromstring(f"<div>{value}</div>")
    for element in root.xpath("//script | //style | //svg | //object"):
        element.drop_tree()
    return " ".join(root.itertext())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--failed", action="store_true", help="name what does not agree")
    options = parser.parse_args()
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for file in sorted(options.folder.rglob("*.xml")):
        name = file.relative_to(options.folder).as_posix()
        expected = [] if name in _LEFT_OUT else list(terms(file))
        if not expected:
            continue
        kind = "sanitiser" if "sanitize" in file.parts else "others"
        asked[kind] += 1
        found = feed.parsed_feed(feed.in_utf8(file.read_bytes(), name)[0])
        entry = found.entries[0] if found.entries else {}
        metadata = feed.entry_metadata(entry, found.feed)
        text = feed.entry_text(entry)[0].reading(metadata).text
        wrong = [one for one in expected if not agrees(metadata, text, *one)]
        right[kind] += not wrong
        if wrong and options.failed:
            print(f"{name}: {wrong}\n    {metadata} {text[:200]!r}")
    for kind, number in asked.items():
        print(f"{kind}: {right[kind]} of {number} files agree")


if __name__ == "__main__":
    main()
