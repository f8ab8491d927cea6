"""PDF: torn paragraphs and lost words over a folder of files, beside other extractors.

    python -m benchmarks.documents.pdf FOLDER... [--peers] [--worst N] [--show NAME]

A paragraph is torn where it ends without closing punctuation and the next one begins in lower case;
a file is torn where over 10% of its paragraphs are. This counts some that are right (the cells of a
table, the terms of a glossary) and misses some that are wrong (the next line begins with a name):
it compares versions and extractors, and is no absolute figure. Words are lost against
poppler's ``pdftotext`` where that is installed; heads and feet, which are left out, count as lost.
"""

import argparse
import hashlib
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.documents.pdf_extractors import installed, pullquote
from benchmarks.documents.pdf_torn import torn, words
from training.question_collections import origin

_TORN = 0.1


@dataclass(slots=True)
class Score:
    """The figures of one extractor; ``torn`` is the share of each file."""

    torn: dict[str, float] = field(default_factory=dict)
    paragraphs: int = 0
    torn_paragraphs: int = 0
    refused: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    lost: dict[str, int] = field(default_factory=dict)
    words: int = 0

    @property
    def torn_files(self) -> list[str]:
        """The files with too many torn paragraphs, the worst first."""
        return [
            name
            for name, share in sorted(self.torn.items(), key=lambda item: -item[1])
            if share > _TORN
        ]


def files(folders: Sequence[Path]) -> list[Path]:
    """The PDFs in folders, and in folders in them."""
    found = [path for folder in folders for path in sorted(folder.rglob("*.pdf"))]
    if not found:
        raise SystemExit(f"no PDF in {', '.join(map(str, folders))}")
    return found


def measure(paths: Sequence[Path], *, peers: bool) -> dict[str, Score]:
    """Scores by extractor."""
    others = installed()
    extractors = {"pullquote": pullquote, **(others if peers else {})}
    scores = {name: Score() for name in extractors}
    for path in paths:
        texts: dict[str, list[str] | None] = {}
        for name, extract in extractors.items():
            start = time.perf_counter()
            try:
                texts[name] = extract(path)
            except Exception:  # whatever a library raises is its result
                texts[name] = None
            scores[name].seconds.append(time.perf_counter() - start)
        reference = others["pdftotext"](path) if "pdftotext" in others else []
        for name, found in texts.items():
            if not found:
                scores[name].refused.append(path.name)
            else:
                _add(scores[name], path.name, found, reference)
    return scores


def _add(score: Score, name: str, paragraphs: list[str], reference: list[str]) -> None:
    count = len(torn(paragraphs))
    score.torn[name] = count / len(paragraphs)
    score.paragraphs += len(paragraphs)
    score.torn_paragraphs += count
    wanted = Counter(words(reference))
    score.lost[name] = (wanted - Counter(words(paragraphs))).total()
    score.words += wanted.total()


def _rows(scores: dict[str, Score]) -> Iterator[str]:
    titles = "extractor", "files", "no text", "over 10% torn", "torn paragraphs", "words lost", "ms"
    yield f"| {' | '.join(titles)} (median) |"
    yield "|---" * len(titles) + "|"
    for name, one in scores.items():
        lost = sum(one.lost.values()) / one.words if one.words else 0.0
        yield (
            f"| {name} | {len(one.torn)} | {len(one.refused)} | {len(one.torn_files)} "
            f"| {one.torn_paragraphs} of {one.paragraphs} | {lost:.1%} "
            f"| {1000 * median(one.seconds):.0f} |"
        )


def _digest(paths: Sequence[Path]) -> str:
    """12 digits of the SHA-256 of all files together."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--peers", action="store_true", help="measure other extractors as well")
    parser.add_argument("--worst", type=int, default=0, help="name so many files")
    parser.add_argument("--show", help="print the torn paragraphs of the file of this name")
    options = parser.parse_args()
    paths = files(options.folders)
    if options.show:
        for path in paths:
            if path.name == options.show:
                for above, below in torn(pullquote(path)):
                    print(f"{above[-90:]!r}\n    {below[:90]!r}")
        return
    print(f"commit {origin([])['commit']}, data {_digest(paths)}, {len(paths)} files")
    scores = measure(paths, peers=options.peers)
    print("\n".join(_rows(scores)))
    ours = scores["pullquote"]
    for name in sorted(ours.torn, key=lambda name: -ours.torn[name])[: options.worst]:
        print(f"{ours.torn[name]:6.1%} torn, {ours.lost[name]:5} words lost: {name}")


if __name__ == "__main__":
    main()
