"""The catalogues of fixed texts: one file a language, and all of them say the same."""

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.telegram.render.texts import LANGUAGES, source, texts_for

ROOT = Path(__file__).parents[3]
# How many there are of something, in each of the forms that the five languages have.
COUNTS = (1, 2, 5, 11, 21, 22, 1000)


class _Placeholders(Visitor):
    """The names of what is filled in, anywhere in a message."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.found.add(node.id.name)


def messages(language: str) -> dict[str, set[str]]:
    """The names of the messages of a language, each with its placeholders."""
    resource = FluentParser().parse(source(language))
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
    named = {name for name in messages("en") if re.search(rf"[\"']{name}[\"']", code)}
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
    """What "Source" is called says which language the other buttons are in."""
    assert len({texts_for(language)("button-source") for language in LANGUAGES}) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("code", "language"),
    [("uk", "uk"), ("pt-br", "en"), ("de-AT", "de"), ("RU", "ru"), (None, "en"), ("", "en")],
)
def test_everybody_is_spoken_to(code: str | None, language: str) -> None:
    """In their language where there is a catalogue, else in English."""
    assert texts_for(code).language == language


def test_plural_forms_are_the_languages_own() -> None:
    """Two, five and twenty-one documents are three different words in Russian and Ukrainian."""
    said = [texts_for("ru")("sources-count", count=count) for count in (1, 2, 5, 21)]
    assert said == ["1 документ:", "2 документа:", "5 документов:", "21 документ:"]
    assert texts_for("uk")("sources-count", count=3) == "3 документи:"


def test_what_is_missing_is_not_passed_over() -> None:
    """A name or a value that is not there raises, and does not end up in front of a user."""
    with pytest.raises(LookupError):
        texts_for("en")("no-such-text")
    with pytest.raises(LookupError):
        texts_for("en")("also-more")
