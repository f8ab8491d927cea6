"""Documents of many languages, and the words of questions asked of them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.build import build_index
from retrieval.index.lexical.lexical_index import LexicalIndex
from retrieval.text.document_sentences import document_language
from retrieval.text.language import language_of
from retrieval.text.tokenizer import terms, words
from retrieval.text.ukrainian_stemmer import ukrainian_stem
from tests.fakes import BagOfWords, document
from tests.strategies import texts


@dataclass(frozen=True, slots=True)
class Case:
    """A question in a language, and the sentence that must come first."""

    language: str
    question: str
    sentence: str


def _read() -> tuple[dict[str, list[str]], list[Case]]:
    lines = Path(__file__).with_name("languages.txt").read_text("utf-8").splitlines()
    texts: dict[str, list[str]] = {}
    cases: list[Case] = []
    language = ""
    for line in filter(None, lines):
        if line.startswith("["):
            language = line.strip("[]")
        elif line.startswith("?"):
            cases.append(Case(language, line.removeprefix("?").strip(), texts[language][-1]))
        elif not line.startswith("#"):
            texts.setdefault(language, []).append(line)
    return texts, cases


TEXTS, CASES = _read()


def _first(index: LexicalIndex, question: str, sentences: list[str]) -> str:
    return sentences[int(np.argmax(index.scores(index.terms(question))))]


def test_there_are_cases() -> None:
    """Every language of the file has sentences and questions."""
    assert len(TEXTS) > 20
    assert {case.language for case in CASES} == set(TEXTS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.language}-{case.question}")
def test_the_sentence_comes_first_in_its_language(case: Case) -> None:
    """By words alone, a question finds its sentence among others of the same language."""
    sentences = TEXTS[case.language]
    index = LexicalIndex.build(sentences, [case.language] * len(sentences))
    assert _first(index, case.question, sentences) == case.sentence


def _mixed() -> Iterator[tuple[str, str]]:
    for language, sentences in TEXTS.items():
        for sentence in sentences:
            yield sentence, language


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.language}-{case.question}")
def test_the_sentence_comes_first_among_all_languages(case: Case) -> None:
    """The question's language is told to nobody, and the collection has two dozen."""
    sentences, languages = map(list, zip(*_mixed(), strict=True))
    assert _first(_MIXED, case.question, sentences) == case.sentence
    assert set(_MIXED.languages) == set(languages)


_MIXED = LexicalIndex.build(*map(list, zip(*_mixed(), strict=True)))


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_a_language_is_detected(language: str) -> None:
    """A few sentences tell the language, near relatives apart."""
    assert language_of("\n".join(TEXTS[language])) == language


def test_what_a_document_says_of_itself_counts() -> None:
    """A declared language is taken at its word, whatever the text looks like."""
    assert language_of("The dog and the cat are in the house.", "de-AT") == "de"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("es", "El puente cerró ayer tras las lluvias."),
        ("fr", "La mairie ferme après trois semaines de pluie."),
        ("de", "Brücke bleibt auch nach dem Sturm gesperrt."),
        ("it", "Il ponte riapre dopo la piena."),
        ("nl", "De brug gaat weer open na de storm."),
        ("fi", "Silta avattiin uudelleen tulvan jälkeen."),
        ("no", "Broen ble åpnet igjen etter flommen."),
        ("hu", "A hidat az árvíz után újra megnyitották."),
        ("uk", "Міст знову відкрили після повені."),
        ("bg", "Мостът беше отворен отново след бурята."),
        ("ru", "Мост снова открыли после паводка."),
    ],
)
def test_one_sentence_tells_its_language(language: str, sentence: str) -> None:
    """By its small words, of which there are two or three."""
    assert language_of(sentence) == language


@pytest.mark.parametrize(
    "headline",
    [
        "Los Angeles Dodgers sign Hernández",
        "Müller and Sánchez win in São Paulo",
        "La Niña returns, farmers in Łódź worry",
        "Café Noir opens on Rue de la Paix",
    ],
)
def test_names_tell_no_language(headline: str) -> None:
    """They come from anywhere."""
    assert language_of(headline) == "en"


@pytest.mark.parametrize("text", ["", "2022", "😀", "Putin"])
def test_where_nothing_tells(text: str) -> None:
    """Too little to tell counts as English."""
    assert language_of(text) == "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hi", "en"),
        ("text in a hidden dir", "en"),
        ("Te amo", "en"),
        ("Ich heiße Anna", "de"),
        ("Привет, мир", "ru"),
        ("北京大学 ABC", "zh"),
        ("Il ponte riapre dopo la piena.", "it"),
    ],
)
def test_a_note_of_a_few_words_is_no_evidence(text: str, language: str) -> None:
    """A single word that another language has as well must not choose a collection's model. Letters
    that are not English are evidence."""
    assert document_language(document(text, "a.txt")) == language


def test_what_a_note_declares_counts() -> None:
    assert document_language(document("hi", "a.txt", language="ca")) == "ca"


def test_the_index_knows_its_languages() -> None:
    """Declared or detected, they are kept with the index and not with the document."""
    german = document("Der Zug nach Berlin ist mit der Post und dem Gepäck nicht da.", "a.txt")
    declared = document("Huizen", "b.txt", language="nl")
    index = build_index([german, declared], BagOfWords(), "r")
    assert [index.language_of(passage) for passage in range(2)] == ["de", "nl"]
    assert german.language is None
    assert index.passages.words.scores(index.terms("het huizen"))[1] > 0


@pytest.mark.parametrize(
    ("text", "language", "other"),
    [
        ("Café", "fr", "Cafe"),
        ("L’homme", "fr", "hommes"),
        ("ёлки", "ru", "елка"),
        ("за\u0301мок", "ru", "замок"),
        ("об’єднання", "uk", "обєднання"),
        ("Füße", "de", "Fuesse"),
        ("İstanbul’da", "tr", "istanbul"),
        ("والكتاب", "ar", "كِتَاب"),
        ("کتاب‌ها", "fa", "كتاب"),
        ("किताबें", "hi", "किताबों"),
        ("ŁÓDŹ", "pl", "łódź"),
        ("U.S.", "en", "US"),
        ("2,000", "en", "2000"),
        ("2.000", "de", "2,000"),
        ("2\u00a0000", "fr", "2000"),
        ("1990s", "en", "1990"),
        ("٢٠٢٢", "ar", "2022"),
    ],
)
def test_ways_of_writing_meet(text: str, language: str, other: str) -> None:
    """Marks, apostrophes, articles, digits and stops do not keep a word from being found."""
    assert words(text, language) == words(other, language)


@pytest.mark.parametrize(
    ("one", "other", "language"), [("bán", "bạn", "vi"), ("йод", "иод", "ru"), ("so", "só", "vi")]
)
def test_marks_that_make_another_word_stay(one: str, other: str, language: str) -> None:
    """Where marks are letters of their own they are kept."""
    assert words(one, language) != words(other, language)


def test_a_question_is_asked_in_all_languages() -> None:
    """Each word of it has its stem in each, but a word like "the" only where it is one."""
    found = terms("the Häuser", ["de", "en", "ru"])
    assert [term.variants for term in found] == [("the",), ("haus@german", "hauser")]


def test_how_rare_a_word_is_counts_within_its_language() -> None:
    """An article of few German texts among many English ones tells nothing of them."""
    german = [f"der Hund der Stadt {n}" for n in range(30)]
    english = [f"a dog of city {n}" for n in range(1000)]
    index = LexicalIndex.build(german + english, ["de"] * 30 + ["en"] * 1000)
    (article,) = index.terms("der")
    (name,) = terms("29", ["de"])
    assert index.idf(article) < 0.1
    assert float(index.scores([article]).max()) < 0.1
    assert index.idf(name) > 4


@given(st.lists(st.tuples(st.sampled_from("ad"), st.lists(st.sampled_from("wxyz"), min_size=1))))
def test_bm25_of_two_languages_is_what_the_formula_says(rows: list[tuple[str, list[str]]]) -> None:
    """A word weighs what it does within its language, on the scale of the whole, written out by
    hand."""
    spoken = ["de" if one == "d" else "en" for one, _ in rows]
    index = LexicalIndex.build([" ".join(row) for _, row in rows], spoken)
    if len(set(spoken)) < 2:
        return
    total, average = len(rows), sum(len(row) for _, row in rows) / len(rows)

    def idf(having: int, size: int) -> float:
        return math.log(1 + (size - having + 0.5) / (having + 0.5))

    for word in "wx":
        (term,) = terms(word, ["de", "en"])
        expected = []
        for language, row in rows:
            size = sum(one == language for one, _ in rows)
            having = sum(one == language and word in other for one, other in rows)
            scale = (idf(1, total) / idf(1, size)) ** (size / (size + 10))
            weight = min(idf(having, size) * scale, idf(having, total))
            length = 1.5 * (0.25 + 0.75 * len(row) / average)
            expected.append(weight * row.count(word) / (row.count(word) + length))
        np.testing.assert_allclose(index.scores([term]), expected, rtol=1e-4)


@given(texts(), st.sampled_from([*TEXTS, "sr", "xx"]))
def test_a_text_as_a_question_has_the_words_of_the_text(text: str, language: str) -> None:
    """Questions and documents of one language are cut and stemmed alike, and nothing fails."""
    found = words(text, language)
    assert [term.variants for term in terms(text, [language])] == [(word,) for word in found]
    assert all(word and not any(map(str.isspace, word)) for word in found)


UKRAINIAN = """\
київ києва києву києвом
львів львова львову львові
університет університету університети університетів
війна війни війну війною
жінка жінки жінкам жінок жінками
українська українською українські українських
незалежність незалежності незалежністю
письменник письменника письменником письменники
армія армії армію армією
заснований засновано заснувати заснували
"""


@pytest.mark.parametrize("forms", [line.split() for line in UKRAINIAN.splitlines()])
def test_forms_of_a_ukrainian_word_share_their_stem(forms: list[str]) -> None:
    """Through declension and conjugation, with vowels that change."""
    assert len({ukrainian_stem(form) for form in forms}) == 1
    assert all(ukrainian_stem(form)[0] == form[0] for form in forms)
