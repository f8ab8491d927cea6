"""Is this quote real?"""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.store.memory import MemoryStore
from retrieval.errors import QuestionError
from retrieval.index.build import build_index
from retrieval.text.tokenizer import words
from retrieval.verification.nearest import near_passages
from retrieval.verification.verdicts import Verdict, Verification
from retrieval.verification.verifier import Verifier
from tests.fakes import BagOfWords, documents
from tests.retrieval.test_answerer import BREAD, KENT
from tests.strategies import texts


def held(text: str, *articles: str) -> Verification:
    store = MemoryStore(documents(articles))
    index = build_index(store.documents(), BagOfWords(), store.revision)
    return Verifier(store, lambda text: near_passages(text, store, index)).verify(text)


@given(texts(), st.data())
@settings(max_examples=60, deadline=None)
def test_every_real_quote_is_exact(text: str, data: st.DataObject) -> None:
    """Whatever is cut out of a document is found there, however its white space was changed."""
    starts = [match.start() for match in re.finditer(r"\S+", text)]
    start = data.draw(st.sampled_from(starts))
    cut = " ".join(text[start:].split()[: data.draw(st.integers(1, 30))])
    if not words(cut):
        return
    found = held("\n ".join(cut.split()), text)
    assert found.verdict is Verdict.EXACT
    assert all(place.text.split() == cut.split() for place in found.places)


def test_all_places_of_a_quote_are_named() -> None:
    """A sentence that two documents have is found in both."""
    found = held("Roads were closed on Friday", KENT, BREAD, KENT)
    assert [place.document.source for place in found.places] == ["0.txt", "2.txt"]


def test_a_part_of_a_word_is_no_quote() -> None:
    """What was "unlawful" must not be found "lawful"; scripts without blanks are cut anywhere."""
    assert held("lawful to drive", "It was unlawful to drive.").verdict is not Verdict.EXACT
    assert held("awful to driv", "It was awful to drive.").verdict is not Verdict.EXACT
    assert held("京大学", "北京大学在这里。").verdict is Verdict.EXACT


def test_an_altered_quote_is_shown_with_its_changes() -> None:
    """The nearest place, whole, and a diff that leads from its words to those given."""
    given_words = "The county expects repairs to cost 21 million euros."
    found = held(given_words, BREAD, KENT)
    assert found.verdict is Verdict.ALTERED
    [place] = found.places
    assert place.text == "The county expects repairs to cost 12 million pounds."
    assert " ".join(one.stored for one in found.changes if one.stored) == place.text
    assert " ".join(one.given for one in found.changes if one.given) == given_words
    changed = [(one.stored, one.given) for one in found.changes if one.stored != one.given]
    assert changed == [("12", "21"), ("pounds.", "euros.")]


def test_a_quote_across_passages_is_aligned() -> None:
    """A passage's end is no end of a quote."""
    given_words = KENT.split("\n\n")[1].replace("Ashford", "Dover") + " Repairs The county expects"
    found = held(given_words, BREAD, KENT)
    assert found.verdict is Verdict.ALTERED
    assert found.places[0].text.startswith("Roads were closed")
    assert found.places[0].text.endswith("The county expects")


@pytest.mark.parametrize(
    "text", ["Whales sing in the deep blue sea.", "county", "The flour of the county"]
)
def test_what_no_document_has_is_absent(text: str) -> None:
    """A few common words do not make a quote."""
    assert held(text, BREAD, KENT.replace("county", "shire")).verdict is Verdict.ABSENT


@pytest.mark.parametrize(("text", "reason"), [(" …", "nothing"), ("word " * 5000, "in parts")])
def test_what_cannot_be_verified(text: str, reason: str) -> None:
    """No words, or too many, are an error."""
    with pytest.raises(QuestionError, match=reason):
        held(text, KENT)


def test_an_altered_quote_ends_where_its_last_word_does() -> None:
    """Words that were put in, or left out, near either end bring no neighbours along."""
    text = "Nobody was hurt. Trees fell on 17 cars in Dover, police said. The harbour stayed open."
    whole = "Trees fell on 17 cars in Dover, police said."
    for altered in (
        "Trees fell on 17 cars in Dover, the fire brigade said.",
        "Trees fell on 17 cars in Dover, said.",
        "Trees had then fallen on 17 cars in Dover, police said.",
        "Trees on 17 cars in Dover, police said.",
    ):
        [place] = held(altered, text).places
        assert place.text == whole, altered
