"""Web pages: extracted articles against the wanted ones of mozilla/readability's test pages.

    python -m benchmarks.documents.html FOLDER [--half tuning|reporting] [--worst N]

FOLDER holds a folder a page: ``source.html``, ``expected.html`` and ``expected-metadata.json``.
Pages of placeholder text ("lorem ipsum") are left out: no extractor has to tell it from an article.
Every second page, by name, is for tuning; the others are for the report.
"""

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, median

from benchmarks.documents.html_extractors import Extractor, installed, parsed, quotable
from benchmarks.documents.html_words import damage, overlap, paragraphs_of_page, words_of
from corpus.document import Metadata
from corpus.text.encodings.decoding import decode


@dataclass(slots=True)
class Score:
    """One extractor's figures, a value a page; words are sums."""

    f1: dict[str, float] = field(default_factory=dict)
    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    words: int = 0
    glued: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def pages(folder: Path, half: str) -> list[Path]:
    """The folders of the pages that are measured."""
    found = [
        page
        for page in sorted(folder.iterdir())
        if (page / "expected.html").is_file() and not _is_placeholder(page)
    ]
    return {"tuning": found[::2], "reporting": found[1::2]}.get(half, found)


def _is_placeholder(page: Path) -> bool:
    text = (page / "expected.html").read_text("utf-8").lower()
    return "lorem ipsum" in text or "dolor sit amet" in text


def measure(folders: Iterable[Path]) -> tuple[dict[str, Score], dict[str, list[bool]]]:
    """Scores by extractor, and for each metadata field whether each page's value agrees."""
    others = installed()
    scores: dict[str, Score] = defaultdict(Score)
    fields: dict[str, list[bool]] = defaultdict(list)
    for folder in folders:
        data = (folder / "source.html").read_bytes()
        page = paragraphs_of_page(decode(data, folder).text)
        wanted = paragraphs_of_page((folder / "expected.html").read_text("utf-8"))
        start = time.perf_counter()
        document = parsed(data)
        seconds = time.perf_counter() - start
        stored = document.text if document else ""
        _add(scores["pullquote"], folder.name, quotable(document), stored, seconds, page, wanted)
        for name, extractor in others.items():
            _run(scores[name], folder.name, extractor, data, page, wanted)
        if document:
            expected = json.loads((folder / "expected-metadata.json").read_text("utf-8"))
            _compare(fields, document.metadata, expected)
    return scores, fields


def _run(
    score: Score,
    name: str,
    extractor: Extractor,
    data: bytes,
    page: list[list[str]],
    wanted: list[list[str]],
) -> None:
    start = time.perf_counter()
    try:
        text = extractor(data)
    except Exception as error:  # whatever a library raises is its result
        print(f"{name}: {type(error).__name__}: {error}")
        text = ""
    _add(score, name, text, text, time.perf_counter() - start, page, wanted)


def _add(
    score: Score,
    name: str,
    text: str,
    stored: str,
    seconds: float,
    page: list[list[str]],
    wanted: list[list[str]],
) -> None:
    """``text`` is what can be quoted of what is ``stored``."""
    found = overlap(text, wanted)
    broken = damage(stored, page)
    score.f1[name] = found.f1
    score.precision.append(found.precision)
    score.recall.append(found.recall)
    score.seconds.append(seconds)
    score.words += broken.words
    score.glued += [f"{name}: {word}" for word in broken.glued]
    score.lost += [f"{name}: {word}" for word in broken.lost]


def _compare(fields: dict[str, list[bool]], ours: Metadata, theirs: dict[str, str | None]) -> None:
    for name, key in (("title", "title"), ("author", "byline"), ("published", "publishedTime")):
        expected, found = theirs.get(key), getattr(ours, name)
        if expected:
            fields[name].append(_agrees(found or "", expected))


def _agrees(found: str, expected: str) -> bool:
    """Whether one holds the other, word by word: a site's name behind a title makes no
    difference."""
    first, second = (" " + " ".join(words_of(one)) + " " for one in (found, expected))
    return bool(first.strip()) and (first in second or second in first)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=("tuning", "reporting", "both"), default="both")
    parser.add_argument("--worst", type=int, default=0, help="name so many pages and damaged words")
    options = parser.parse_args()
    scores, fields = measure(pages(options.folder, options.half))
    print("| extractor | pages | F1 | precision | recall | glued | lost | of words | ms (median) |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, one in sorted(scores.items(), key=lambda item: -fmean(item[1].f1.values())):
        print(
            f"| {name} | {len(one.f1)} | {fmean(one.f1.values()):.3f} | {fmean(one.precision):.3f} "
            f"| {fmean(one.recall):.3f} | {len(one.glued)} | {len(one.lost)} | {one.words} "
            f"| {1000 * median(one.seconds):.0f} |"
        )
    for name, agreed in fields.items():
        print(f"{name}: {sum(agreed)} of {len(agreed)} agree")
    if options.worst:
        ours = scores["pullquote"]
        for name, f1 in sorted(ours.f1.items(), key=lambda item: item[1])[: options.worst]:
            print(f"{f1:.3f} {name}")
        print("glued:", *ours.glued[: options.worst], sep="\n  ")
        print("lost:", *ours.lost[: options.worst], sep="\n  ")


if __name__ == "__main__":
    main()
