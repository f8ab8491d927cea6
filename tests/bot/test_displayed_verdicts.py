"""Verdicts, tables and feeds show documents' words without the marks of Markdown."""

import io
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable

import pytest
from rich.console import Console
from telegram.constants import MessageEntityType as Kind

import bot.terminal.side_tables as side_tables
import bot.terminal.verification as terminal_verification
from bot.telegram.render.citation import shown_title
from bot.telegram.render.texts import texts_for
from bot.telegram.render.verification import check_messages
from bot.verifying import TextCheck
from bot.watches.outgoing import atom_feed
from bot.watches.watch import LOCAL, Found, News, Watch, timestamp
from bot.web.article.html import diff_html, quote_html
from corpus.span import Span
from corpus.store.memory import MemoryStore
from retrieval.answer import Answer, AnswerGroup, Outcome, Quote
from retrieval.citation import Citation
from retrieval.verification.same_text import Overlap
from retrieval.verification.verdicts import Verdict, Verification
from retrieval.verification.verifier import Verifier
from tests.fakes import document

_TEXT = (
    "# Storms\n\nThe *county* says it was **not** the [police](https://example.org/p) who said\n"
    "that ~~17~~ 18 cars were hit in Dover on Friday night.\n"
)
_PLAIN = (
    "The county says it was not the police who said that 17 18 cars were hit in Dover on Friday "
    "night."
)
_SENTENCE = Span(_TEXT.index("The *"), len(_TEXT) - 1)
_DOCUMENT = document(_TEXT, "storms.md")
_MARKS = ("*", "~~", "](", "# ")


def verified(words: str) -> Verification:
    place = Citation(_DOCUMENT, _SENTENCE)
    return Verifier(MemoryStore([_DOCUMENT]), lambda _: [place]).verify(words)


def without_marks(text: str) -> None:
    assert not [mark for mark in _MARKS if mark in text], text


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], str]:
    """What is printed on a wide terminal."""

    def run(action: Callable[[], None]) -> str:
        console = Console(file=io.StringIO(), width=200, highlight=False, markup=False)
        for module in (terminal_verification, side_tables):
            monkeypatch.setattr(module, "terminal", lambda: console)
        action()
        assert isinstance(console.file, io.StringIO)
        return console.file.getvalue()

    return run


def test_a_real_quotation_in_telegram() -> None:
    """Emphasis is italic, a link a link, and the quote is what a reader sees."""
    found = verified(_PLAIN.replace("17 18", "18"))
    found = found if found.verdict.is_real else verified(_PLAIN)
    assert found.verdict.is_real
    [body] = check_messages(TextCheck([found], []), texts_for("en"))
    without_marks(body.text)
    [block] = body.blocks()
    assert "it was not the police who said that" in body.text[block.start : block.end]
    kinds = {(one.kind, body.text[one.start : one.end]) for one in body.formats}
    assert (Kind.ITALIC, "not") in kinds
    assert (Kind.TEXT_LINK, "police") in kinds


def test_an_altered_quotation_in_telegram() -> None:
    """What differs is bold in the words as they are shown, and named so."""
    found = verified(_PLAIN.replace("was not the", "was the").replace("Dover", "Deal"))
    assert found.verdict is Verdict.ALTERED
    bodies = check_messages(TextCheck([found], []), texts_for("en"))
    for body in bodies:
        without_marks(body.text)
    [head] = [body for body in bodies if body.blocks()]
    bold = [head.text[one.start : one.end] for one in head.formats if one.kind == Kind.BOLD]
    assert {"not", "Dover"} <= set(bold)
    assert "Dover → Deal" in head.text


def test_an_altered_quotation_on_a_terminal(
    printed: Callable[[Callable[[], None]], str], capsys: pytest.CaptureFixture[str]
) -> None:
    """And in a file, the words are as they are stored."""
    found = verified(_PLAIN.replace("was not the", "was the"))
    shown = printed(lambda: terminal_verification.print_verifications([found]))
    without_marks(shown)
    assert "[-not-]" in shown
    capsys.readouterr()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(terminal_verification, "terminal", lambda: None)
        terminal_verification.print_verifications([found])
    assert "[-**not**-]" in capsys.readouterr().out


def test_every_sentence_on_a_terminal(printed: Callable[[Callable[[], None]], str]) -> None:
    quote = Quote(_DOCUMENT, _SENTENCE, (_SENTENCE,), 0.9)
    groups = (AnswerGroup((quote,), "", 1),)
    answer = Answer("Who?", (quote,), 0.9, Outcome.ANSWERED, groups=groups)
    shown = printed(lambda: side_tables.print_all(answer))
    assert "it was not the police who" in shown
    without_marks(shown)


def test_a_quote_on_a_page() -> None:
    """Its text is the stored one; marks are in it, and not seen."""
    start = _TEXT.index("county")
    html = quote_html(Quote(_DOCUMENT, _SENTENCE, (Span(start, _SENTENCE.end),), 0.9))
    assert '<span class="unshown">**</span>' in html
    assert "<em>not</em>" in html
    assert "](https://example.org/p)</span>" in html


def test_a_word_diff_on_a_page() -> None:
    html = diff_html(verified(_PLAIN.replace("was not the", "was the")))
    hidden = '<span class="unshown">**</span>'
    assert f"<del>{hidden}not{hidden}</del>" in html


def test_an_entry_of_the_feed() -> None:
    quote = Quote(_DOCUMENT, _SENTENCE, (_SENTENCE,), 0.9)
    found = Found(1, quote.reference, quote.highlights, News.FACTS, ("18",), 0.9, timestamp(), 7)
    watch = Watch(1, LOCAL, 1, "Who?")
    feed = ElementTree.fromstring(atom_feed([(watch, found, quote)], timestamp()))
    atom = "{http://www.w3.org/2005/Atom}"
    content = feed.findtext(f"{atom}entry/{atom}content") or ""
    without_marks(content)
    assert "it was not the police" in content


def test_the_first_words_of_an_untitled_document() -> None:
    text = "See the [*annual* report](https://example.org/r) of the **county** for the year.\n"
    said = shown_title(document(text, "a.md"))
    without_marks(said)
    assert said.startswith("“See the annual report of the county")


def test_an_untitled_document_that_has_a_text() -> None:
    """It is called by its first words, as under a quote, not by the name of its file."""
    untitled = document("Athens is the capital city of Greece, with 3.7 million people.", "a.md")
    [body] = check_messages(TextCheck([], [Overlap(untitled, 1.0, 1.0)]), texts_for("en"))
    assert "“Athens is the capital city of Greece" in body.text
    assert "md" not in body.text
