"""Words alone: passages found by BM25 with words brought to their stems in other ways.

    python -m benchmarks.word_forms FOLDER COLLECTION LANGUAGE [--lemmas] [--compounds]

FOLDER as for benchmarks.asked_documents. Questions in another language, or without an answer,
do not count. R@1 and R@8: a passage with the pattern is first, or among
eight. ``--lemmas``: also with the lemmas of simplemma, and of pymorphy3 where it is installed (no
dependency of this project is either).
``--compounds``: also with the parts of compounds, taken apart by the collection's own words.
"index": as the index finds them, with corrected spelling, fewer points for function words, and
compounds.
"""

import argparse
import importlib
import importlib.util
import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from benchmarks.asked_documents import flat, questions
from corpus.ingest.loading import load_documents
from corpus.observer import Observer
from retrieval.index.lexical.lexical_index import LexicalIndex
from retrieval.index.places import Places
from retrieval.text.stemming import stem
from retrieval.text.tokenizer import plain_words

_K, _B = 1.2, 0.75
_MOST = 8
# Letters between the parts of a German compound.
_LINKS = ("", "s", "es", "n", "en", "er", "e")
_SHORTEST_PART, _SHORTEST_COMPOUND = 4, 9
_SMALL = re.compile(r"otherlang|near-miss")

_OF_PYMORPHY = ("ru", "uk")

# The terms of a word.
Terms = Callable[[str], Sequence[str]]


def bm25(texts: Sequence[Sequence[str]], asked: Sequence[str]) -> list[float]:
    lengths = [len(one) for one in texts]
    mean = sum(lengths) / len(lengths)
    wanted = set(asked)
    counts = [Counter(word for word in one if word in wanted) for one in texts]
    holding = Counter(word for one in counts for word in one)
    scores = []
    for one, length in zip(counts, lengths, strict=True):
        score = 0.0
        for word, times in one.items():
            idf = math.log(1 + (len(texts) - holding[word] + 0.5) / (holding[word] + 0.5))
            score += idf * times * (_K + 1) / (times + _K * (1 - _B + _B * length / mean))
        scores.append(score)
    return scores


def compound_parts(vocabulary: Counter[str], language: str) -> Terms:
    """A word's stem, and those of its two parts where both are words of the collection."""

    @cache
    def parts(word: str) -> tuple[str, ...]:
        own: tuple[str, ...] = (stem(word, language),)
        if len(word) < _SHORTEST_COMPOUND:
            return own
        best, found = 0, own
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            tail = word[cut:]
            if vocabulary[tail] == 0:
                continue
            for link in _LINKS:
                head = word[:cut].removesuffix(link) if link else word[:cut]
                if len(head) < _SHORTEST_PART or (link and head == word[:cut]):
                    continue
                score = vocabulary[head] * vocabulary[tail]
                if score > best:
                    best, found = score, (*own, stem(head, language), stem(tail, language))
        return found

    return parts


def ways(
    language: str, vocabulary: Counter[str], arguments: argparse.Namespace
) -> dict[str, Terms]:
    found: dict[str, Terms] = {
        "words": lambda word: [word],
        "stems": lambda word: [stem(word, language)],
    }
    if arguments.lemmas:
        simplemma = importlib.import_module("simplemma")
        found["simplemma"] = cache(
            lambda word: [str(simplemma.lemmatize(word, lang=language)).lower()]
        )
        if language in _OF_PYMORPHY and importlib.util.find_spec("pymorphy3"):
            morph = importlib.import_module("pymorphy3").MorphAnalyzer(lang=language)
            found["pymorphy3"] = cache(lambda word: [str(morph.parse(word)[0].normal_form)])
        lemma = found["simplemma"]
        found["stem of lemma"] = lambda word: [stem(lemma(word)[0], language)]
    if arguments.compounds:
        found["compounds"] = compound_parts(vocabulary, language)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("collection")
    parser.add_argument("language")
    parser.add_argument("--lemmas", action="store_true")
    parser.add_argument("--compounds", action="store_true")
    arguments = parser.parse_args()
    documents = load_documents([str(arguments.folder / "docs" / arguments.collection)], Observer())
    texts = [
        f"{one.title or ''} {one.text[start:end]}"
        for one in documents
        for start, end, _ in Places.of(one)
    ]
    tokens = [plain_words(text) for text in texts]
    vocabulary = Counter(word for one in tokens for word in one)
    asked = [
        one
        for one in questions(arguments.folder, arguments.collection)
        if one.pattern and not _SMALL.search(one.kind)
    ]
    right = {
        one: {n for n, text in enumerate(texts) if re.search(one.pattern, flat(text))}
        for one in asked
    }
    index = LexicalIndex.build(texts, [arguments.language] * len(texts))
    report(
        "index",
        [index.search(index.terms(one.text), _MOST).tolist() for one in asked],
        [right[one] for one in asked],
        len(texts),
    )
    for name, terms in ways(arguments.language, vocabulary, arguments).items():
        brought = [[term for word in one for term in terms(word)] for one in tokens]
        found = []
        for one in asked:
            scores = bm25(brought, [term for word in plain_words(one.text) for term in terms(word)])
            found.append(sorted(range(len(scores)), key=lambda n: -scores[n])[:_MOST])
        report(name, found, [right[one] for one in asked], len(texts))


def report(
    name: str, found: Sequence[Sequence[int]], right: Sequence[set[int]], passages: int
) -> None:
    """``found``: for each question the passages, best first; ``right``: those with an answer."""
    shares = {
        many: sum(not own.isdisjoint(best[:many]) for best, own in zip(found, right, strict=True))
        / len(found)
        for many in (1, _MOST)
    }
    print(
        f"{name}: R@1 {shares[1]:.3f}, R@{_MOST} {shares[_MOST]:.3f}, "
        f"of {len(found)} questions, {passages} passages",
        flush=True,
    )


if __name__ == "__main__":
    main()
