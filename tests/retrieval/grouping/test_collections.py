"""Who says what in small collections: collections.txt, asked with the real models."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.store.memory import MemoryStore
from retrieval.answer import Answer, AnswerGroup
from retrieval.answerer import Answerer
from retrieval.index.build import build_index
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.model_files import find_model
from retrieval.readers.bundled import BundledReader
from tests.fakes import document

pytestmark = pytest.mark.slow

_GROUP = re.compile(r"(.+) \((\d+)\)")


@dataclass(frozen=True)
class Case:
    """A question to a collection, and what its sources say."""

    collection: str
    question: str
    expected: str


def _read() -> tuple[dict[str, list[Document]], list[Case]]:
    text = Path(__file__).with_name("collections.txt").read_text("utf-8")
    collections: dict[str, list[Document]] = {}
    cases = []
    for part in text.split("\n== ")[1:]:
        name, _, rest = part.partition("\n")
        articles, *questions = re.split(r"^\? ", rest, flags=re.MULTILINE)
        collections[name] = [_document(one) for one in articles.split("-- ")[1:]]
        for one in questions:
            question, expected = one.strip().split("\n")
            cases.append(Case(name, question, expected))
    return collections, cases


def _document(text: str) -> Document:
    head, _, body = text.partition("\n")
    source, date, title = head.split(" ", 2)
    published = None if date == "-" else date
    return document(body.strip(), source, title=title, published=published, language="en")


COLLECTIONS, CASES = _read()
Ask = Callable[[Case], Answer]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Asks a case's question of its own collection alone."""
    models = tmp_path_factory.mktemp("models")
    encoder = EmbeddingModel(find_model(None, models), models, print)
    reader = BundledReader(models, print).ready()
    known: dict[str, Answerer] = {}

    def asked(case: Case) -> Answer:
        if case.collection not in known:
            store = MemoryStore(COLLECTIONS[case.collection])
            index = build_index(store.documents(), encoder, store.revision)
            known[case.collection] = Answerer(store, index, encoder, None, reader)
        return known[case.collection].ask(case.question)

    return asked


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.question)
def test_the_sources_say(ask: Ask, case: Case) -> None:
    """They agree or differ, and each answer has its words and its number of sources."""
    answer = ask(case)
    assert answer.answered
    agreement, _, groups = case.expected.partition(": ")
    found = [(_words(group), group.sources) for group in answer.groups]
    if agreement == "not differ":
        assert answer.agreement != "differ", found
        return
    assert (answer.agreement or "compatible") == agreement, found
    for group in groups.split(" | "):
        match = _GROUP.fullmatch(group)
        assert match is not None, group
        wanted, sources = match[1], int(match[2])
        assert any(wanted in words and sources == count for words, count in found), found


def _words(group: AnswerGroup) -> str:
    """The answers' own words in all quotes of a group; the sentences of a yes or no."""
    is_statement = group.value in ("yes", "no")
    return " / ".join(
        (not is_statement and one.answer_text) or one.highlights[0].of(one.document.text)
        for one in group.quotes
    )
