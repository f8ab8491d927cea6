"""The catalogues of fixed texts: one file a language, and all of them say the same."""

import re
from functools import cache
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.telegram.render.keyboards import LANGUAGE_BUTTONS
from bot.telegram.render.texts import LANGUAGES, in_all_languages, source, texts_for

ROOT = Path(__file__).parents[4]
# How many there are of something, in each of the forms that the languages have.
COUNTS = (0, 1, 2, 5, 11, 20, 21, 22, 101, 1000, 1_000_000)


class _Placeholders(Visitor):
    """The names of what is filled in, anywhere in a message."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.found.add(node.id.name)


@cache
def parsed(language: str) -> ast.Resource:
    """The catalogue of a language."""
    return FluentParser().parse(source(language))


@cache
def messages(language: str) -> dict[str, set[str]]:
    """The names of the messages of a language, each with its placeholders."""
    resource = parsed(language)
    broken = [entry for entry in resource.body if isinstance(entry, ast.Junk)]
    assert not broken, [entry.content for entry in broken]
    found: dict[str, set[str]] = {}
    for entry in resource.body:
        if isinstance(entry, ast.Message):
            placeholders = _Placeholders()
            placeholders.visit(entry)
            assert entry.id.name not in found, f"{entry.id.name} stands twice in {language}"
            found[entry.id.name] = placeholders.found
    return found


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_has_every_text(language: str) -> None:
    """The same names as in English, and the same placeholders."""
    english, other = messages("en"), messages(language)
    assert english.keys() == other.keys()
    # "One document" need not say how many.
    assert {name for name in english if english[name] != other[name]} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_can_be_said(language: str) -> None:
    """With anything filled in, in every form of the plural; and none of it is too long for where
    it is said."""
    texts = texts_for(language)
    for name, placeholders in messages(language).items():
        for count in COUNTS:
            values: dict[str, str | int] = dict.fromkeys(placeholders, "x { y }")
            for number in placeholders & {"count", "most"}:
                values[number] = count
            said = texts(name, **values)
            assert said.strip()
            if name.startswith(("context-", "document-", "question-gone", "thanks", "button-old")):
                assert len(said) <= 200, name  # words over the chat
            if name.startswith("inline-"):
                assert len(said) <= 64, name
            if name.startswith("command-"):
                assert len(said) <= 60, name


def test_every_text_is_used_and_every_used_one_is_there() -> None:
    """No dead text, and no name that would fail in front of a user."""
    code = "".join(path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py"))
    named = set(re.findall(r"""(?<=["'])[a-z-]+(?=["'])""", code))
    made = {
        name
        for name in messages("en")
        if name.startswith(("command-", "question-", "verify-"))
        or name in ("paragraph", "page", "chapter")
    }
    assert set(messages("en")) - named - made == set()
    for name in re.findall(r"""texts\(\s*["']([a-z-]+)["']""", code):
        assert name in messages("en")


def test_languages_are_told_apart_by_a_button() -> None:
    """What "Source" is called says which language the other buttons are in; so do the buttons of
    messages without it, and the line over a follow-up question."""
    for name in (*(f"button-{one}" for one in LANGUAGE_BUTTONS), "follow-up"):
        assert len(set(in_all_languages(name).values())) == len(LANGUAGES)


@pytest.mark.parametrize(
    "name", ["button-source", "button-watch", "follow-up", "words-thanks", "words-off"]
)
def test_plain_texts_are_read_as_fluent_reads_them(name: str) -> None:
    """The quick way gives the same text; and refuses what needs Fluent."""
    assert in_all_languages(name) == {code: texts_for(code)(name) for code in LANGUAGES}
    for other in ("also-more", "not-answered-among", "start", "no-such-text"):
        with pytest.raises(LookupError):
            in_all_languages(other)


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("uk", "uk"), ("uk-UA", "uk"), ("de-AT", "de"), ("de_CH", "de"), ("RU", "ru"),
        ("pt", "pt"), ("pt-br", "pt"), ("pt-PT", "pt"), ("fr-CA", "fr"), ("es-419", "es"),
        ("zh", "zh"), ("zh-hans", "zh"), ("zh-Hant-HK", "zh"), ("zh-tw", "zh"), ("zh_CN", "zh"),
        ("yue", "zh"), ("ca", "es"), ("be-BY", "ru"), ("gsw-CH", "de"), ("mo", "ro"),
        ("sw", "en"), ("ja-JP", "en"), ("x", "en"), ("-", "en"), (None, "en"), ("", "en"),
    ],
)  # fmt: skip
def test_everybody_is_spoken_to(code: str | None, language: str) -> None:
    """In their language, whatever the region, or in a close one; else in English."""
    assert texts_for(code).language == language


def test_plural_forms_are_the_languages_own() -> None:
    """Two, five and twenty-one documents are three different words in Russian and Ukrainian."""
    said = [texts_for("ru")("sources-count", count=count) for count in (1, 2, 5, 21)]
    assert said == ["1 документ:", "2 документа:", "5 документов:", "21 документ:"]
    assert texts_for("uk")("sources-count", count=3) == "3 документи:"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["One word", "2 words", "5 words", "20 words", "21 words"]),
        ("de", ["Ein Wort", "2 Wörter", "5 Wörter", "20 Wörter", "21 Wörter"]),
        ("fr", ["1 mot", "2 mots", "5 mots", "20 mots", "21 mots"]),
        ("pl", ["1 słowo", "2 słowa", "5 słów", "20 słów", "21 słów"]),
        ("pt", ["1 palavra", "2 palavras", "5 palavras", "20 palavras", "21 palavras"]),
        ("ro", ["Un cuvânt", "2 cuvinte", "5 cuvinte", "20 de cuvinte", "21 de cuvinte"]),
        ("tr", ["1 sözcük", "2 sözcük", "5 sözcük", "20 sözcük", "21 sözcük"]),
        ("zh", ["1 个词", "2 个词", "5 个词", "20 个词", "21 个词"]),
    ],
)
def test_words_are_counted_as_in_each_language(language: str, said: list[str]) -> None:
    """Polish has three forms, Romanian puts "de" behind twenty, Turkish and Chinese have one."""
    assert [texts_for(language)("source-length", count=n) for n in (1, 2, 5, 20, 21)] == said


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_commands_and_examples_are_the_same(language: str) -> None:
    """No language translates or loses a command, or an example of a filter."""
    signs = re.compile(r"(?<!\w)/[a-z]+|(?:since|until|source):[\d\"-]+|[🔔👍👎]")
    for name in ("start", "help", "privacy", "watch-usage", "watch-none", "verify-usage"):
        there = {code: set(signs.findall(_written(code)[name])) for code in ("en", language)}
        assert there[language] == there["en"], name


def test_words_of_one_meaning_are_told_apart() -> None:
    """A word to write after /watch stands for one thing, in whatever language."""
    of: dict[str, str] = {}
    for code in LANGUAGES:
        for name in messages(code):
            if name.startswith("words-") and name[6:] in _AFTER_WATCH:
                for phrase in texts_for(code)(name).split(","):
                    assert of.setdefault(phrase.strip().casefold(), name) == name, (code, phrase)


_AFTER_WATCH = ("daily", "now", "pause", "resume", "quiet", "zone", "remove")


def _written(language: str) -> dict[str, str]:
    """Each message of a language as it is written."""
    text = source(language)
    return {
        entry.id.name: text[entry.span.start : entry.span.end]
        for entry in parsed(language).body
        if isinstance(entry, ast.Message) and entry.span is not None
    }


def test_what_is_missing_is_not_passed_over() -> None:
    """A name or a value that is not there raises, and does not end up in front of a user."""
    with pytest.raises(LookupError):
        texts_for("en")("no-such-text")
    with pytest.raises(LookupError):
        texts_for("en")("also-more")
