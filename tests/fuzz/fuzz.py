"""Fuzzer of the file parsers: `python -m tests.fuzz.fuzz`.

The real files of every format (``tests/corpus/files``) are mutated at random, hundreds or
thousands of times each, and parsed as `pullquote add` does. A table says, for each format, how many
still gave text, how many were refused, and how many made their parser hang, crash or use too much
memory. This process must survive them all, parsed text must be fit to be stored, and a collection
that such files are added to must stay consistent.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.document import text_hash
from corpus.errors import SourceError
from corpus.ingest.ingester import Ingester
from corpus.locator import locate
from corpus.observer import Observer
from corpus.parsers.parsed import ParsedDocument
from corpus.parsers.registry import FORMATS, ending_of
from corpus.sandbox.client import Sandbox
from corpus.sandbox.limits import Limits
from corpus.store.collection import Collection
from tests.fuzz.mutate import mutated

FILES = Path(__file__).parents[1] / "corpus" / "files"
_LIMITS = Limits(seconds=20.0, memory=1 << 30)
_COLLECTED = 10  # of each format, put into a collection together
_DEATHS = (
    "timed out after",
    "timed out",
    "crashed",
    "needs more than the",
    "ended unexpectedly",
    "worked on",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Results for the mutants of one format; ``deaths`` by the words of their reason."""

    ending: str
    mutants: int
    read: int
    refused: int
    deaths: Counter[str]
    seconds: float


def real_files(endings: Sequence[str] = ()) -> dict[str, list[Path]]:
    """The seed files by ending, without plain text, which needs no parser."""
    found: dict[str, list[Path]] = {}
    for path in sorted(FILES.iterdir()):
        form = FORMATS.get(ending_of(path))
        if form and form.isolated and (not endings or ending_of(path) in endings):
            found.setdefault(ending_of(path), []).append(path)
    return found


def fuzz(ending: str, files: Sequence[Path], count: int, seed: int) -> Outcome:
    """Parses mutants of one format. Raises AssertionError for a result that cannot be stored."""
    chance = random.Random(f"{seed}{ending}")
    originals = [path.read_bytes() for path in files]
    read = refused = 0
    deaths: Counter[str] = Counter()
    began = time.monotonic()
    with Sandbox(_LIMITS) as sandbox:
        for _ in range(count):
            reasons, texts = [], 0
            try:
                mutant = mutated(chance.choice(originals), chance)
                for part in sandbox.read(mutant, f"mutant{ending}", ending):
                    if isinstance(part, SourceError):
                        reasons.append(part.reason)
                    elif isinstance(part, ParsedDocument):
                        _check(part)
                        texts += 1
            except SourceError as error:
                reasons.append(error.reason)
            read += texts > 0
            refused += texts == 0
            deaths.update(word for reason in reasons for word in _DEATHS if word in reason)
            if any("\n" in reason for reason in reasons):
                raise AssertionError(f"a reason of several lines: {reasons}")
    return Outcome(ending, count, read, refused, deaths, time.monotonic() - began)


def _check(parsed: ParsedDocument) -> None:
    """The parsed text can be stored, and its outline is in order."""
    parsed.text.encode()
    # A feed's entry may be a link alone.
    if "\x00" in parsed.text or not (parsed.text.strip() or parsed.is_excerpt):
        raise AssertionError(f"a text that cannot be stored: {parsed.text[:80]!r}")
    starts = [one.start for one in parsed.outline]
    if starts != sorted(starts):
        raise AssertionError(f"outline out of order: {starts}")


def collect(files: dict[str, list[Path]], seed: int) -> int:
    """Adds mutants to a collection, changes them, adds them again; returns the number of documents.
    Raises AssertionError if the collection is inconsistent."""
    chance = random.Random(seed)
    originals = [path for paths in files.values() for path in paths]
    with tempfile.TemporaryDirectory() as folder, Sandbox(_LIMITS) as sandbox:
        here = Path(folder)
        (here / "files").mkdir()
        with Collection(here / "data", writable=True) as collection:
            for _ in range(2):
                for number, path in enumerate(originals * max(1, _COLLECTED // 2)):
                    name = f"{number}{ending_of(path)}"
                    (here / "files" / name).write_bytes(mutated(path.read_bytes(), chance))
                Ingester(collection, Observer(), sandbox).add([str(here / "files")])
                _check_collection(collection)
            return len(collection)


def _check_collection(collection: Collection) -> None:
    ids: set[str] = set()
    for document in collection.documents():
        if document.superseded_by is None:
            ids.add(document.id)
        if text_hash(document.text) != document.sha256:
            raise AssertionError(f"{document.source}: its text differs from its hash")
        if not locate(document, len(document.text) // 2):
            raise AssertionError(f"{document.source}: it has no locator")
    known = {one.document_id for one in collection.sources.files().values()} - {None}
    # Older versions have none of their own.
    if not ids <= known:
        raise AssertionError(f"documents without a source: {ids - known}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table. Raises AssertionError if something is not as it must be."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=2000, help="mutants of each format")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ending", action="append", default=[], help="only these, such as .pdf")
    given = parser.parse_args(arguments)
    files = real_files(given.ending)
    print(f"{'format':8}{'mutants':>9}{'read':>8}{'refused':>9}{'died':>6}{'s':>8}")
    for ending, paths in files.items():
        one = fuzz(ending, paths, given.count, given.seed)
        died = one.deaths.total()
        print(
            f"{one.ending:8}{one.mutants:9}{one.read:8}{one.refused:9}{died:6}{one.seconds:8.1f}"
            + ("  " + ", ".join(f"{n} {word}" for word, n in one.deaths.items()) if died else ""),
            flush=True,
        )
    print(f"a collection of mutants: consistent, {collect(files, given.seed)} documents")
    return 0


if __name__ == "__main__":
    sys.exit(main())
