"""Sources side by side: are all answers shown, and are those that say the same in one group?

    python -m benchmarks.sides FILE [--half tuning|reporting] [--limit N] [--misses]
    python -m benchmarks.sides --pairs tests/retrieval/grouping/pairs.txt

FILE: JSON Lines, a question a line with its own documents, as in RAMDocs (Wang et al. 2025): each
passage ``says`` an answer, or null. The questions are asked over their own passages alone. An
answer counts as shown if a quote on the first screen is from a passage that gives it and has 60% of
its words in what is highlighted. Today's quotes alone, without groups, are measured beside it.

With ``--pairs``: how well two answers are compared, for each half of a file of pairs.
"""

import argparse
import datetime
import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from corpus.document import Document, document_id, text_hash
from corpus.store.memory import MemoryStore
from retrieval.answer import Agreement, Answer, Outcome, Quote
from retrieval.answerer import Answerer
from retrieval.grouping.compare import Comparison, compare
from retrieval.grouping.values import Value, value_of
from retrieval.index.build import build_index
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.encoder import Encoder
from retrieval.models.model_files import find_model
from retrieval.readers.reader import Reader
from training.question_collections import bundled_reader

# As bot/display/sides.py shows.
MOST_GROUPS = 6
_HELD = 0.6
_SMALL = frozenset(["the", "a", "an", "of", "in", "and", "people", "on", "at"])
_DATED = re.compile(r"\[(\d{4}-\d\d-\d\d)\]\s*(.*)")


@dataclass
class Tally:
    """Counts over all questions of one way to show answers."""

    distinct: int = 0
    shown: int = 0
    quotes: int = 0
    right: int = 0
    grouped: int = 0
    pure: int = 0
    groups: int = 0
    labels: int = 0
    agreements: Counter[str] = field(default_factory=Counter)

    def line(self, name: str) -> str:
        """The shares in a line."""
        purity = f"{self.pure / self.grouped:.3f}" if self.grouped else "  –  "
        split = f"{self.groups / self.labels:.2f}" if self.labels else "–"
        return (
            f"{name:16} {self.shown / max(1, self.distinct):8.3f} "
            f"{self.right / max(1, self.quotes):8.3f} {self.quotes:7} {purity:>8} {split:>8}"
        )


def ask(
    row: dict[str, Any], encoder: Encoder, reader: Reader | None
) -> tuple[Answer, dict[str, set[str]], float]:
    """The answer to a question over its own passages; what each document says; and seconds."""
    documents: dict[str, Document] = {}
    says: dict[str, set[str]] = {}
    for number, passage in enumerate(row["passages"]):
        text = passage["text"]
        name = document_id(f"{row['id']}-{number}")
        known = next((one for one in documents.values() if one.text == text), None)
        if known is None:
            known = documents[name] = Document(
                id=name,
                text=text,
                title=passage["title"] or None,
                source=f"{number}.txt",
                sha256=text_hash(text),
                added="2026-01-01T00:00:00+00:00",
            )
        if passage["says"]:
            says.setdefault(known.id, set()).add(passage["says"])
    store = MemoryStore(documents.values())
    index = build_index(documents.values(), encoder, store.revision)
    answerer = Answerer(store, index, encoder, None, reader)
    started = time.perf_counter()
    answer = answerer.ask(row["question"])
    return answer, says, time.perf_counter() - started


def said(quote: Quote, says: dict[str, set[str]]) -> set[str]:
    """Which of its document's answers a quote highlights."""
    text = " ".join(part.of(quote.document.text) for part in quote.highlights)
    return {one for one in says.get(quote.document.id, ()) if _holds(text, one)}


def _holds(text: str, answer: str) -> bool:
    wanted = [word for word in re.findall(r"\w+", answer.lower()) if word not in _SMALL]
    words = set(re.findall(r"\w+", text.lower()))
    return bool(wanted) and sum(word in words for word in wanted) >= _HELD * len(wanted)


def count(tally: Tally, quotes: Sequence[Quote], says: dict[str, set[str]]) -> set[str]:
    """Counts what is shown; returns the answers that are not."""
    answers = {one for given in says.values() for one in given}
    found = [said(quote, says) for quote in quotes]
    shown = {one for given in found for one in given}
    tally.distinct += len(answers)
    tally.shown += len(shown)
    tally.quotes += len(quotes)
    tally.right += sum(map(bool, found))
    return answers - shown


def count_groups(tally: Tally, answer: Answer, says: dict[str, set[str]]) -> None:
    """Purity: the share of quotes that give the answer that most of their group give; and into how
    many groups an answer is split."""
    homes: dict[str, set[int]] = {}
    for number, group in enumerate(answer.groups):
        labels = [sorted(given)[0] for quote in group.quotes if (given := said(quote, says))]
        if labels:
            tally.grouped += len(labels)
            tally.pure += Counter(labels).most_common(1)[0][1]
        for one in labels:
            homes.setdefault(one, set()).add(number)
    tally.labels += len(homes)
    tally.groups += sum(map(len, homes.values()))
    tally.agreements[str(answer.agreement)] += 1


def first_screen(answer: Answer) -> Sequence[Quote]:
    """What front ends show first: a quote of each group, then quotes that answer and belong to
    none while there is room; or the quotes where one source answers."""
    if not answer.groups or answer.agreement is Agreement.SINGLE:
        return answer.quotes
    shown = [group.quote for group in answer.groups[:MOST_GROUPS]]
    grouped = [(one.document.id, one.span) for group in answer.groups for one in group.quotes]
    others = [
        quote
        for quote in answer.quotes
        if quote.answers
        and not any(
            quote.document.id == name and span.start < part.end and part.start < span.end
            for name, span in grouped
            for part in quote.highlights
        )
    ]
    return shown + others[: max(0, len(answer.quotes) - len(shown))]


def measure(
    rows: Sequence[dict[str, Any]], encoder: Encoder, reader: Reader | None, *, misses: bool
) -> None:
    """Prints the shares."""
    quoted, grouped, several = Tally(), Tally(), Counter[tuple[bool, str]]()
    seconds = []
    for row in rows:
        answer, says, took = ask(row, encoder, reader)
        seconds.append(took)
        is_shown = answer.outcome in (Outcome.ANSWERED, Outcome.UNCERTAIN)
        count(quoted, answer.quotes if is_shown else (), says)
        missed = count(grouped, first_screen(answer) if is_shown else (), says)
        count_groups(grouped, answer, says)
        different = len({one for given in says.values() for one in given}) > 1
        several[different, str(answer.agreement)] += 1
        if misses and missed:
            print(f"{row['question']} {sorted(missed)} {answer.outcome}")
    print(f"{len(rows)} questions; at most {MOST_GROUPS} groups on the first screen")
    print(f"{'':16} {'distinct':>8} {'answers':>8} {'quotes':>7} {'purity':>8} {'split':>8}")
    print(quoted.line("quotes alone"))
    print(grouped.line("side by side"))
    for different, name in ((False, "one answer"), (True, "several answers")):
        told = {one: many for (which, one), many in sorted(several.items()) if which == different}
        print(f"agreement, {name}: {told}")
    print(f"ms an answer: median {1000 * float(np.median(seconds)):.0f}")


def pairs(path: Path) -> list[tuple[str, Comparison, Value, Value]]:
    """The pairs of a file: language, what a person says of them, and both values."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        language, verdict, one, other = (part.strip() for part in line.split(" | "))
        values = _value(one, language), _value(other, language)
        found.append((language, Comparison(verdict), *values))
    return found


def _value(text: str, language: str) -> Value:
    match = _DATED.fullmatch(text)
    if match is None:
        return value_of(text, language)
    return value_of(match[2], language, datetime.date.fromisoformat(match[1]))


def compare_pairs(known: Iterable[tuple[str, Comparison, Value, Value]]) -> dict[str, float]:
    """Precision and recall of "different", and how often all three verdicts are right."""
    different = Comparison.DIFFERENT
    judged = [(wanted, compare(one, other)) for _, wanted, one, other in known]
    right = sum(wanted is found is different for wanted, found in judged)
    return {
        "pairs": len(judged),
        "precision": right / max(1, sum(found is different for _, found in judged)),
        "recall": right / max(1, sum(wanted is different for wanted, _ in judged)),
        "accuracy": sum(wanted is found for wanted, found in judged) / max(1, len(judged)),
    }


def print_pairs(path: Path) -> None:
    """Prints a line for each half and each language."""
    known = pairs(path)
    parts = {"tuning half": known[::2], "reporting half": known[1::2]}
    for language in dict.fromkeys(one[0] for one in known):
        parts[f"reporting, {language}"] = [one for one in known[1::2] if one[0] == language]
    print(f"{'':16} {'pairs':>6} {'precision':>10} {'recall':>8} {'accuracy':>9}")
    for name, part in parts.items():
        found = compare_pairs(part)
        print(
            f"{name:16} {found['pairs']:6.0f} {found['precision']:10.3f} {found['recall']:8.3f}"
            f" {found['accuracy']:9.3f}"
        )


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("file", type=Path, nargs="?")
    options.add_argument("--half", choices=("tuning", "reporting"), default="reporting")
    options.add_argument("--limit", type=int)
    options.add_argument("--cache", type=Path, default=Path("build/benchmarks"))
    options.add_argument("--misses", action="store_true")
    options.add_argument("--pairs", type=Path)
    arguments = options.parse_args()
    if arguments.pairs:
        print_pairs(arguments.pairs)
    if arguments.file:
        rows = [json.loads(line) for line in arguments.file.read_text("utf-8").splitlines()]
        middle = len(rows) // 2
        rows = rows[:middle] if arguments.half == "tuning" else rows[middle:]
        models = arguments.cache / "models"
        encoder = EmbeddingModel(find_model(None, models), models, print)
        reader = bundled_reader(arguments.cache)
        measure(rows[: arguments.limit], encoder, reader, misses=arguments.misses)


if __name__ == "__main__":
    main()
