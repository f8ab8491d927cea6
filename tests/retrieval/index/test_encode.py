"""One pass of the model for a passage and its sentences, in their context."""

from collections.abc import Sequence

import numpy as np
import pytest

from corpus.document import Document
from corpus.observer import Observer
from corpus.outline import Kind, OutlineEntry
from retrieval.arrays import Vectors
from retrieval.index.build import build_index
from retrieval.index.embeddings.encode import BREAK, PROBE, Encoding, PassageText
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.models.encoder import Tokens, unit
from retrieval.text import document_sentences
from retrieval.text.language import language_of
from tests.fakes import BagOfWords, document

TEXT = "Roads were closed. Nobody was hurt in Dover. Trees fell."
SPANS = ((0, 18), (19, 44), (45, 56))


class FirstToken(BagOfWords):
    """An encoder whose texts have the vector of their last word, not the mean of all."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.passages_encoded += [text for text in texts if text != PROBE]
        return np.stack([self._encode(text.split()[-1]) for text in texts])


class Characters(BagOfWords):
    """An encoder whose tokens are characters."""

    def encode_passages_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        return self.encode_passages(texts), [self._characters(text) for text in texts]

    def _characters(self, text: str) -> Tokens:
        starts = [place for place, one in enumerate(text) if not one.isspace()]
        vectors = np.stack([self._encode(text[start]) for start in starts])
        return Tokens(vectors, np.array(starts, np.int64))


def encoded(
    passages: Sequence[PassageText],
    encoder: BagOfWords | None = None,
    store: EmbeddingStore | None = None,
    previous: EmbeddingStore | None = None,
) -> tuple[EmbeddingStore, list[int], list[int]]:
    used = encoder or BagOfWords()
    store = store or EmbeddingStore.empty(used.fingerprint, used.dimension)
    rows, of_sentences = Encoding(used, store, previous, Observer()).encode(passages)
    return store, rows.tolist(), of_sentences.tolist()


def nearest(store: EmbeddingStore, rows: list[int], question: str) -> int:
    return int(
        (store.vectors(np.array(rows)) @ BagOfWords().encode_questions([question])[0]).argmax()
    )


def test_a_documents_language_is_detected_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """For its sentences and for its words."""
    detected = []

    def counted(text: str, declared: str | None = None) -> str:
        detected.append(text)
        return language_of(text, declared)

    monkeypatch.setattr(document_sentences, "language_of", counted)
    build_index([document(TEXT, "a"), document("Straßen waren gesperrt.", "b")], BagOfWords(), "1")
    assert detected == [TEXT, "Straßen waren gesperrt."]


def test_sentences_get_their_vectors_without_a_pass_of_their_own() -> None:
    """The model sees each passage once, and every sentence is found by its own words."""
    encoder = BagOfWords()
    store, _, rows = encoded([PassageText(TEXT, SPANS)], encoder)
    assert encoder.passages_encoded == [TEXT]
    for number, (start, end) in enumerate(SPANS):
        assert nearest(store, rows, TEXT[start:end]) == number
    lengths = np.linalg.norm(store.vectors(np.array(rows)), axis=1)
    np.testing.assert_allclose(lengths, 1, atol=1e-3)


def test_the_context_is_encoded_and_not_stored_as_tokens() -> None:
    """A title brings its passage nearer to a question about it; tokens keep their places."""
    bare, [row], _ = encoded([PassageText(TEXT, SPANS)])
    titled, [other], _ = encoded([PassageText(TEXT, SPANS, "Storms over Kent")])
    question = BagOfWords().encode_questions(["storms Kent"])[0]
    assert titled.vectors(np.array([other])) @ question > bare.vectors(np.array([row])) @ question
    assert titled.tokens(other).starts.tolist() == bare.tokens(row).starts.tolist()


def test_punctuation_has_no_tokens() -> None:
    """A question's words match words: commas are not stored, signs that are read out are."""
    text = "“Storm” – up (to) 30 % of £5, or $6; ¿sí? ¡No! 「嵐」"
    store, [row], _ = encoded([PassageText(text, ((0, len(text)),))], Characters())
    kept = {text[start] for start in store.tokens(row).starts.tolist()}
    assert kept.isdisjoint("“”–();,?!¿¡「」")
    assert kept >= {*"Storm30%£$嵐í"}


def test_a_text_of_punctuation_is_encoded() -> None:
    """It has a vector and no tokens."""
    store, [row], _ = encoded([PassageText("*** — ***", ((0, 9),))], Characters())
    assert len(store.tokens(row)) == 0
    assert store.codes(row).share == 0


def test_a_passage_in_another_context_is_another() -> None:
    """Its sentences too: neither takes the other's vectors. In the same context nothing is
    encoded again, from this store or a previous one."""
    one, two = PassageText(TEXT, SPANS), PassageText(TEXT, SPANS, "Storms over Kent")
    encoder = BagOfWords()
    store, rows, of_sentences = encoded([one, two, one], encoder)
    assert encoder.passages_encoded == [TEXT, f"Storms over Kent{BREAK}{TEXT}"]
    assert rows[0] == rows[2] != rows[1]
    assert of_sentences[:3] == of_sentences[6:]
    assert not {*of_sentences[:3]} & {*of_sentences[3:6]}
    again = BagOfWords()
    assert encoded([two, one], again, store)[1] == [rows[1], rows[0]]
    copy, copied, _ = encoded([two], again, previous=store)
    assert again.passages_encoded == []
    assert len(copy) == 4
    assert np.array_equal(copy.vectors(np.array(copied)), store.vectors(np.array([rows[1]])))


def test_a_passage_cut_into_other_sentences_is_encoded_again() -> None:
    """The same letters in a language with other rules may have other sentences."""
    encoder = BagOfWords()
    store, *_ = encoded([PassageText(TEXT, SPANS)], encoder)
    _, _, rows = encoded([PassageText(TEXT, ((0, 44), (45, 56)))], encoder, store)
    assert len(encoder.passages_encoded) == 2
    assert min(rows) >= 0


def test_a_sentence_that_is_its_passage_shares_its_row() -> None:
    """It costs no room."""
    store, rows, of_sentences = encoded([PassageText("Trees fell.", ((0, 11),), "Storms")])
    assert rows == of_sentences
    assert len(store) == 1


def test_a_sentence_without_tokens_has_a_vector() -> None:
    """A row of dashes, say."""
    store, _, rows = encoded([PassageText("Trees fell. ---", ((0, 11), (12, 15)))])
    assert np.linalg.norm(store.vectors(np.array(rows)), axis=1).min() > 0.99


def test_models_that_do_not_pool_the_mean_encode_sentences_alone() -> None:
    """The mean of their tokens is no vector of a text."""
    encoder = FirstToken()
    store, _, rows = encoded([PassageText(TEXT, SPANS)], encoder)
    assert encoder.passages_encoded == [TEXT, *(TEXT[start:end] for start, end in SPANS)]
    assert nearest(store, rows, "fell") == 2


def test_a_model_without_tokens_encodes_sentences_alone() -> None:
    class NoTokens(BagOfWords):
        def _tokens(self, text: str) -> Tokens:
            return Tokens(np.empty((0, self.dimension), np.float32), np.empty(0, np.int64))

    encoder = NoTokens()
    encoded([PassageText(TEXT, SPANS)], encoder)
    assert len(encoder.passages_encoded) == 4


def contexts(one: Document) -> list[str]:
    encoder = BagOfWords()
    build_index([one], encoder, "r")
    return [text.partition(BREAK)[0] for text in encoder.passages_encoded]


def test_passages_are_encoded_under_title_and_headings() -> None:
    """A heading that begins a passage is in it already; what both name is named once."""
    text = "# Kent\n\n## Night\n\nRoads were closed.\n\nTrees fell in Dover.\n"
    encoder = BagOfWords()
    build_index([document(text, title="Kent")], encoder, "r")
    assert encoder.passages_encoded[0].startswith(f"Kent{BREAK}Kent Night")
    long = f"## Night\n\n{'Roads were closed in all of Kent. ' * 40}\n"
    encoder = BagOfWords()
    build_index([document(long, title="Storms")], encoder, "r")
    assert encoder.passages_encoded[-1].startswith(f"Storms{BREAK}Night{BREAK}Roads")


def test_a_long_title_leaves_room_for_the_innermost_heading() -> None:
    encoder = BagOfWords()
    text = "Roads were closed. " * 100
    outline = [OutlineEntry(0, 0, Kind.HEADING, "Night", 1)]
    build_index([document(text, outline=outline, title="Storm " * 60)], encoder, "r")
    assert encoder.passages_encoded[-1].startswith(f"Night{BREAK}Roads")


def test_vectors_of_sentences_differ_less_from_alone_than_the_passage() -> None:
    """What they share with their passage is mostly taken away."""
    store, [passage], rows = encoded([PassageText(TEXT, SPANS)])
    alone = BagOfWords().encode_passages([TEXT[start:end] for start, end in SPANS])
    own = store.vectors(np.array(rows))
    whole = store.vectors(np.array([passage]))
    assert (np.sum(unit(alone) * own, axis=1) > (alone @ whole.T)[:, 0]).all()
