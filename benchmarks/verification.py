"""Verification measured: real quotations in all typographic dress, and altered ones.

    python -m benchmarks.verification [--seed 7] [--count 200] [--show]

Quotations are cut from the sample articles and from the documents of the tests. Half are set in
other ways (quotation marks, dashes, hyphens, ligatures, note marks, citation lines), half have one
number, one name, one negation or the order of two words changed. No real one may have a verdict
under "exact but for typography", no altered one a verdict over "altered".
"""

import argparse
import itertools
import random
import re
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.document import Document
from corpus.ingest.loading import load_documents
from corpus.observer import Observer
from corpus.sample import sample_documents
from corpus.store.memory import MemoryStore
from corpus.text.front_matter import split_front_matter
from corpus.text.sentences import sentences
from retrieval.citation import Citation
from retrieval.index.build import build_index
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.model_files import find_model
from retrieval.verification.check import check_pasted
from retrieval.verification.nearest import near_passages
from retrieval.verification.negations import is_negation
from retrieval.verification.verdicts import Verdict
from retrieval.verification.verifier import Near, Verifier

FILES = Path(__file__).parent.parent / "tests" / "corpus" / "files"
_READ = (".docx", ".odt", ".epub", ".pdf", ".html", ".rtf", ".tex")
_FEWEST_WORDS, _MOST_CHARACTERS = 7, 600
_NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty hundred thousand million half"
)
_AUXILIARY = re.compile(r"\b(is|are|was|were|has|have|had|will|would|could|can|did|does)\b")
_NUMBER = re.compile(rf"\d+|\b(?:{_NUMBER_WORDS.replace(' ', '|')})\b")
_LONG_WORD = re.compile(r"[^\W\d_]{9,}")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3})")


@dataclass(frozen=True, slots=True)
class Case:
    """A quotation to verify: how it was dressed or altered, and the words it was made from."""

    kind: str
    given: str
    original: str


Change = Callable[[str, random.Random], str | None]


def real_cases(documents: Sequence[Document], count: int, chance: random.Random) -> list[Case]:
    """Real quotations, each set in one to three other ways."""
    quotes = list(_quotes(documents))
    found: dict[str, Case] = {}
    # Each in turn, also where only few quotations can be set so.
    for name in itertools.cycle(names := list(DRESSES)):
        if len(found) == count:
            break
        original = chance.choice(quotes)
        chosen = dict.fromkeys([name, *chance.sample(names, chance.randrange(3))])
        given, used = original, []
        for one in sorted(chosen, key=names.index):
            dressed = DRESSES[one](given, chance)
            if dressed is not None:
                given = dressed
                used.append(one)
        if name in used:
            found.setdefault(given, Case(" + ".join(used), given, original))
    return list(found.values())


def altered_cases(documents: Sequence[Document], count: int, chance: random.Random) -> list[Case]:
    """Quotations with one thing changed; every other one also set in another way."""
    quotes = list(_quotes(documents))
    whole = "\n".join(" ".join(one.text.split()) for one in documents)
    names = sorted({name for quote in quotes for name in _names(quote)})
    found: dict[str, Case] = {}
    dresses = [DRESSES[name] for name in ("straight", "dashes", "wrapped", "lines")]
    for kind in itertools.cycle(ALTERATIONS):
        if len(found) == count:
            break
        original = chance.choice(quotes)
        given = (
            _other_name(original, names, chance)
            if kind == "name"
            else ALTERATIONS[kind](original, chance)
        )
        if given is None or " ".join(given.split()) in whole:
            continue
        if len(found) % 2:
            given = chance.choice(dresses)(given, chance) or given
        found.setdefault(given, Case(kind, given, original))
    return list(found.values())


def _quotes(documents: Sequence[Document]) -> Iterator[str]:
    """Runs of one to three sentences within a paragraph."""
    for document in documents:
        _, start = split_front_matter(document.text)
        parts = [
            one
            for one in sentences(document.text, document.language, start)
            if one.start >= start and not one.heading
        ]
        for n in range(len(parts)):
            for more in (1, 2, 3):
                part = parts[n : n + more]
                text = document.text[part[0].start : part[-1].end].strip()
                is_one = len(part) == more and "\n\n" not in text and "|" not in text
                if is_one and len(text.split()) >= _FEWEST_WORDS and len(text) < _MOST_CHARACTERS:
                    yield text


# Ways to set the same words ----------------------------------------------------------------------


def _straight(text: str, _: random.Random) -> str | None:
    changed = text.translate({ord(one): '"' for one in "“”„«»"} | {0x2019: "'", 0x2018: "'"})
    return changed if changed != text else None


def _other_marks(text: str, chance: random.Random) -> str | None:
    pair = chance.choice(["«»", "„“", "「」", "‘’"])
    changed = text.replace("“", pair[0]).replace("”", pair[1])
    return changed if changed != text else None


def _dashes(text: str, chance: random.Random) -> str | None:
    dash = chance.choice([" -- ", " – ", "—", " - "])
    changed = re.sub(r" ?[—–] ?", dash, text)
    return changed if changed != text else None


def _hard_blanks(text: str, chance: random.Random) -> str | None:
    return re.sub(" ", lambda _: chance.choice([" ", "\u00a0", "\u202f", "\u2009"]), text)


def _soft_hyphens(text: str, _: random.Random) -> str | None:
    return _in_long_word(text, "\u00ad")


def _line_hyphen(text: str, _: random.Random) -> str | None:
    return _in_long_word(text, "-\n")


def _in_long_word(text: str, inside: str) -> str | None:
    match = _LONG_WORD.search(text)
    if match is None:
        return None
    middle = (match.start() + match.end()) // 2
    return text[:middle] + inside + text[middle:]


def _ligatures(text: str, _: random.Random) -> str | None:
    changed = text.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ")
    return changed if changed != text else None


def _lines(text: str, chance: random.Random) -> str | None:
    width = chance.randrange(20, 60)
    return re.sub(rf"(.{{{width},}}?) ", r"\1\n", text)


def _note_marks(text: str, chance: random.Random) -> str | None:
    mark = chance.choice(["¹", "[3]", "²³", "[12]", "[a]"])
    position = text.find(" ", len(text) // 2)
    if position < 0 or len(re.findall(r"\w+$", text[:position])[:1] or [""]) == 0:
        return None
    word = re.search(r"[^\W\d_]{4,}[.,”]*$", text[:position])
    return text[:position] + mark + text[position:] if word else None


def _wrapped(text: str, chance: random.Random) -> str | None:
    if any(one in text for one in '“”"«»„'):
        return None
    pair = chance.choice(["“”", '""', "«»", "„“", "‘’", "「」", "»«"])
    inner = text[:-1] + "," if text.endswith(".") and chance.random() < 0.5 else text
    return f"{pair[0]}{inner}{pair[1]}"


def _dots(text: str, chance: random.Random) -> str | None:
    return chance.choice(["… {}", "...{}", "{} …", "[…] {}"]).format(text)


def _first_letter(text: str, _: random.Random) -> str | None:
    first = text[:1]
    return f"[{first.swapcase()}]{text[1:]}" if first.isalpha() and text[1:2].isalpha() else None


def _capitals(text: str, _: random.Random) -> str | None:
    changed = text.upper()
    return changed if len(changed) == len(text) else None


def _cited(text: str, chance: random.Random) -> str | None:
    return text + chance.choice(
        [
            "\n— Kent Herald, 2022-12-01",
            "\n— Storms over Kent · The Mail & Co · 2022-11-30 · paragraph 2\nhttps://example.org/a",
            "\nStorms over Kent · The Mail · paragraph 2\nAlso in: Herald (2022-12-01)",
        ]
    )


def _answer(text: str, _: random.Random) -> str | None:
    lines = "\n".join(f"   > {line}" for line in text.split("\n"))
    return (
        f"1. Storms over Kent · The Mail · paragraph 2\n   https://example.org/a  [0a1b2c]\n{lines}"
    )


def _grouping(text: str, chance: random.Random) -> str | None:
    changed = _GROUPED.sub(chance.choice(["\u00a0", "\u202f", " ", ""]), text)
    return changed if changed != text else None


def _decomposed(text: str, _: random.Random) -> str | None:
    changed = unicodedata.normalize("NFD", text)
    return changed if changed != text else None


def _emphasis(text: str, _: random.Random) -> str | None:
    return re.sub(r"\b([^\W\d_]{5,})\b", r"**\1**", text, count=1)


def _unseen(text: str, _: random.Random) -> str | None:
    return "\ufeff" + text.replace(" ", " \u200b", 3)


def _sic(text: str, _: random.Random) -> str | None:
    return re.sub(r"([^\W\d_]{5,}) ", r"\1 [sic] ", text, count=1)


DRESSES: dict[str, Change] = {
    "grouping": _grouping,
    "straight": _straight,
    "other marks": _other_marks,
    "dashes": _dashes,
    "ligatures": _ligatures,
    "decomposed": _decomposed,
    "soft hyphens": _soft_hyphens,
    "line hyphen": _line_hyphen,
    "note marks": _note_marks,
    "emphasis": _emphasis,
    "unseen": _unseen,
    "sic": _sic,
    "first letter": _first_letter,
    "capitals": _capitals,
    "hard blanks": _hard_blanks,
    "lines": _lines,
    "dots": _dots,
    "wrapped": _wrapped,
    "cited": _cited,
    "answer": _answer,
}


# Alterations -------------------------------------------------------------------------------------


def _other_number(text: str, chance: random.Random) -> str | None:
    found = list(_NUMBER.finditer(text))
    if not found:
        return None
    match = chance.choice(found)
    if match[0].isdigit():
        digits = list(match[0])
        n = chance.randrange(len(digits))
        digits[n] = chance.choice([one for one in "123456789" if one != digits[n]])
        other = "".join(digits)
    else:
        other = chance.choice([one for one in _NUMBER_WORDS.split() if one != match[0]])
    return text[: match.start()] + other + text[match.end() :]


def _names(text: str) -> list[str]:
    return re.findall(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b", text)


def _other_name(text: str, names: Sequence[str], chance: random.Random) -> str | None:
    own = _names(text)
    if not own:
        return None
    name = chance.choice(own)
    other = chance.choice([one for one in names if one not in own])
    return re.sub(rf"\b{name}\b", other, text, count=1)


def _negated(text: str, _: random.Random) -> str | None:
    for match in re.finditer(r"\w+ ", text):
        if is_negation(match[0].strip().lower()):
            return text[: match.start()] + text[match.end() :]
    changed = _AUXILIARY.sub(r"\1 not", text, count=1)
    return changed if changed != text else None


def _other_order(text: str, chance: random.Random) -> str | None:
    parts = text.split(" ")
    found = [
        n
        for n in range(len(parts) - 1)
        if parts[n].isalpha()
        and parts[n + 1].isalpha()
        and parts[n].lower() != parts[n + 1].lower()
    ]
    if not found:
        return None
    n = chance.choice(found)
    parts[n], parts[n + 1] = parts[n + 1], parts[n]
    return " ".join(parts)


ALTERATIONS: dict[str, Change] = {
    "number": _other_number,
    "name": lambda text, chance: None,
    "negation": _negated,
    "order": _other_order,
}


# Measuring ---------------------------------------------------------------------------------------


def verdict_on(case: Case, store: MemoryStore, near: Near) -> Verdict:
    """The worst verdict on what is in a case."""
    found = check_pasted(case.given, Verifier(store, near))
    return max((one.verdict for one in found), key=lambda one: one.rank)


def test_documents() -> list[Document]:
    """The sample articles, and the documents of the tests in formats that people write in."""
    names = [str(path) for path in sorted(FILES.iterdir()) if path.suffix in _READ]
    return [*sample_documents(), *load_documents(names, Observer())]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--show", action="store_true", help="print every case that fails")
    asked = parser.parse_args()
    documents = test_documents()
    store = MemoryStore(documents)
    with tempfile.TemporaryDirectory() as models:
        encoder = EmbeddingModel(find_model(None, Path(models)), Path(models), print)
        index = build_index(store.documents(), encoder, store.revision)

    def near(text: str) -> list[Citation]:
        return near_passages(text, store, index)

    print(f"{len(documents)} documents")
    real = [one for one in Verdict if one.rank <= Verdict.TYPOGRAPHY.rank]
    false = [one for one in Verdict if one.rank >= Verdict.ALTERED.rank]
    for name, make, fine in (("real", real_cases, real), ("altered", altered_cases, false)):
        cases = make(documents, asked.count, random.Random(asked.seed))
        started = time.perf_counter()
        verdicts = [verdict_on(case, store, near) for case in cases]
        seconds = time.perf_counter() - started
        wrong = [one for one in zip(cases, verdicts, strict=True) if one[1] not in fine]
        counts = Counter(map(str, verdicts))
        print(
            f"{name}: {len(cases) - len(wrong)} of {len(cases)} right; {dict(counts)}; "
            f"{1000 * seconds / len(cases):.0f} ms each"
        )
        for case, verdict in wrong if asked.show else ():
            print(f"\n{verdict}: {case.kind}\n{case.given!r}\n{case.original!r}")


if __name__ == "__main__":
    main()
