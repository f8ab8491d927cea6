"""Peak memory of `pullquote add`, and the size of what it writes, for large inputs.

    python -m benchmarks.memory [--full] [--no-model] [--articles N] [--text-mb N] [--table-rows N]

``--full``: 5,000 articles, a text of 47 MB and a table of 100,000 rows, which takes hours with the
model; the default is a tenth of that, enough to see what grows. Each input is added to a collection
of its own by a process of its own, whose peak memory is that of the command; the parsers' process
is counted apart. ``--no-model`` encodes with fixed pseudo-random vectors instead of the embedding
model: minutes become seconds, and what is left of the peak is the part that could grow with the
input. Prints a table, and where the bytes of the index are.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.timing import say

# What is promised of the command's own process, whatever the input.
MOST_MIB = 600
_MIB = 1 << 20
# Articles, megabytes of one text, and rows of a table, by default and in full.
_SIZES = {False: (500, 4.7, 10_000), True: (5000, 47.0, 100_000)}
_SEED = 11
_WORDS, _WORDS_A_SENTENCE, _SENTENCES_A_PARAGRAPH = 20_000, 17, 5
_ARTICLE = 3_000
# Runs a command line and prints its peaks on the last line of standard error. The second is that of
# the processes that it started and waited for.
_PROGRAM = """
import resource, sys
if sys.argv.pop(1) == "no-model":
    from benchmarks.pseudo_encoder import PseudoEncoder
    from bot.app import App
    App.encoder, App.reader = PseudoEncoder(), None
from bot.cli.main import main
code = main(sys.argv[1:])
peaks = [resource.getrusage(one).ru_maxrss for one in (resource.RUSAGE_SELF,
         resource.RUSAGE_CHILDREN)]
print(*peaks, file=sys.stderr)
sys.exit(code)
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One input. Sizes in MiB: ``text`` of the documents, ``peak`` of the command, ``parsers`` of
    their process, ``index`` by the names of files."""

    name: str
    text: float
    peak: float
    parsers: float
    seconds: float
    collection: float
    index: Mapping[str, float]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="inputs that a limit is promised for")
    parser.add_argument("--articles", type=int, help="files of about 3 kB")
    parser.add_argument("--text-mb", type=float, help="one plain text of this size")
    parser.add_argument("--table-rows", type=int, help="a row is a document")
    parser.add_argument("--no-model", action="store_true", help="encode with fixed vectors")
    parser.add_argument("--json", action="store_true", help="print a JSON object for each input")
    given = parser.parse_args()
    for name, many in zip(("articles", "text_mb", "table_rows"), _SIZES[given.full], strict=True):
        if getattr(given, name) is None:
            setattr(given, name, many)
    inputs: dict[str, Callable[[Path], None]] = {}
    if given.articles:
        inputs[f"{given.articles} articles"] = lambda into: _articles(into, given.articles)
    if given.text_mb:
        inputs[f"a text of {given.text_mb:g} MB"] = lambda into: _text(into, given.text_mb)
    if given.table_rows:
        inputs[f"a table of {given.table_rows} rows"] = lambda into: _table(into, given.table_rows)
    found = []
    for name, make in inputs.items():
        say(f"adding {name}")
        found.append(_measure(name, make, with_model=not given.no_model))
        if given.json:
            one = found[-1]
            print(json.dumps({field: getattr(one, field) for field in one.__slots__}), flush=True)
        else:
            print(_row(found[-1]), flush=True)
    return int(any(one.peak > MOST_MIB for one in found))


def _measure(name: str, make: Callable[[Path], None], *, with_model: bool) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        sources, data = Path(folder, "sources"), Path(folder, "data")
        sources.mkdir()
        first = Path(folder, "first.txt")
        first.write_text(_Text().sentence())
        # The first command prepares the models, which later ones find.
        _add(first, data, with_model=with_model)
        make(sources)
        started = time.perf_counter()
        own, parsers = _add(sources, data, with_model=with_model)
        seconds = time.perf_counter() - started
        return Measured(
            name,
            sum(one.stat().st_size for one in sources.iterdir()) / _MIB,
            own,
            parsers,
            seconds,
            (data / "collection.sqlite3").stat().st_size / _MIB,
            _sizes(data / "index"),
        )


def _add(source: Path, data: Path, *, with_model: bool) -> tuple[float, float]:
    """The peaks of a process that adds a source, and of those that it started."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, "model" if with_model else "no-model", "add", source],
        env={**os.environ, "PULLQUOTE_DATA_DIR": str(data), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"adding {source.name} failed: {done.stderr}")
    own, parsers = (int(one) / 1024 for one in done.stderr.split()[-2:])
    return own, parsers


def _row(one: Measured) -> str:
    largest = ", ".join(f"{name} {size:.1f}" for name, size in list(one.index.items())[:6])
    whole = sum(one.index.values())
    return (
        f"{one.name}: {one.text:.1f} MiB of text in {one.seconds:.0f} s; peak {one.peak:.0f} MiB, "
        f"of parsers {one.parsers:.0f}; collection {one.collection:.1f} MiB, index {whole:.1f} "
        f"({whole / one.text:.1f} per MiB of text: {largest})"
    )


def _sizes(folder: Path) -> dict[str, float]:
    """The MiB of an index by the names of its files, the largest first."""
    sizes: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_file():
            layer = path.relative_to(folder).parts[2:-1] if "segments" in path.parts else ()
            sizes["/".join([*layer, path.stem])] += path.stat().st_size
    return {name: size / _MIB for name, size in sizes.most_common()}


def _articles(into: Path, many: int) -> None:
    text = _Text()
    for number in range(many):
        into.joinpath(f"{number}.txt").write_text("".join(text.paragraphs(_ARTICLE)))


def _text(into: Path, megabytes: float) -> None:
    with (into / "long.txt").open("w") as file:
        file.writelines(_Text().paragraphs(megabytes * 1e6))


def _table(into: Path, rows: int) -> None:
    text = _Text()
    with (into / "table.csv").open("w") as file:
        file.write("title,text\n")
        for number in range(rows):
            file.write(f'Row {number},"{text.sentence()}"\n')


class _Text:
    """Sentences of words that are as frequent as words are (Zipf's law), the same at every run."""

    def __init__(self) -> None:
        self._random = random.Random(_SEED)
        letters = "etaoinshrdlucmfwypvbgk"
        self._words = [
            "".join(self._random.choices(letters, k=self._random.randint(2, 10)))
            for _ in range(_WORDS)
        ]
        self._weights = [0.0]
        for rank in range(1, _WORDS + 1):
            self._weights.append(self._weights[-1] + 1 / rank)
        del self._weights[0]

    def sentence(self) -> str:
        words = self._random.choices(self._words, cum_weights=self._weights, k=_WORDS_A_SENTENCE)
        return f"{' '.join(words).capitalize()}."

    def paragraphs(self, characters: float) -> Iterator[str]:
        """Until there are so many characters."""
        while characters > 0:
            paragraph = " ".join(self.sentence() for _ in range(_SENTENCES_A_PARAGRAPH)) + "\n\n"
            characters -= len(paragraph)
            yield paragraph


if __name__ == "__main__":
    sys.exit(main())
