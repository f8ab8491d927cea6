"""Citations to take away: each format holds the quote in its very words, and reads as it should."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from corpus.span import Span
from retrieval.citations.cited import Cited
from retrieval.citations.formats import FORMATS, export
from retrieval.citations.names import NAMES
from retrieval.citations.permanent_link import (
    PermanentPlace,
    parse_permanent_path,
    permanent_link,
    permanent_path,
)
from tests.fakes import document

BASE = "https://quotes.example.org"
HARD = (
    "1. It *was* <b>full</b> & 100% “safe”; see [this](x) {and} $5_000 ~ #1.\n- `code` \\ \n\n"
    "# Second paragraph | !\n    with an indent &amp; more"
)


def cited(text: str = HARD, base: str | None = None, **known: str) -> Cited:
    facts: dict[str, Any] = {
        "title": "Storms & floods: {Kent}",
        "author": "Jane Roe; Økonomi A/S",
        "publisher": "Kent Mail",
        "published": "2022-11-30",
        "url": "https://example.org/a_(b)?q=1&r=2",
        "language": "en",
    }
    one = document(text, **{**facts, **known})
    return Cited(one, Span(0, len(text)), base)


def spaced(words: str) -> str:
    return " ".join(words.split())


def shown(markdown: str) -> str:
    """What a Markdown renderer shows."""
    return spaced(str(html.fromstring(MarkdownIt().render(markdown)).text_content()))


def test_plain_text_is_the_quote_and_its_source() -> None:
    """The stored words, unchanged, and a line that says whose they are."""
    assert export([cited("It rained.")], "plain") == (
        "It rained.\n— Jane Roe; Økonomi A/S, Storms & floods: {Kent}, Kent Mail, 2022-11-30, "
        "paragraph 1\nhttps://example.org/a_(b)?q=1&r=2#:~:text=It%20rained."
    )
    assert export([cited(base=BASE)], "plain").startswith(f"{HARD}\n— ")


def test_markdown_shows_the_words_as_they_are() -> None:
    """Nothing in them is taken for markup; the source is linked."""
    text = export([cited(base=BASE)], "markdown")
    assert spaced(HARD) in shown(text)
    tree = html.fromstring(MarkdownIt().render(text))
    assert len(tree.xpath("//blockquote | self::blockquote")) == 1
    assert not tree.xpath("//ul | //ol | //h1 | //b | //code")
    assert tree.xpath("//a/@href")[0].startswith(f"{BASE}/d/")


@given(st.text(alphabet=st.sampled_from("ab1. -+=#*_`[]()<>&!|\\~\n\t{}$;:"), min_size=1))
def test_any_words_are_shown_by_markdown(words: str) -> None:
    """A property: rendered, it is the same words, white space aside."""
    if words.strip():
        one = Cited(document(words, title="T", published=None), Span(0, len(words)))
        assert shown(export([one], "markdown")).startswith(spaced(words))


def test_html_has_a_quote_with_its_source() -> None:
    """A blockquote with ``cite``, by paragraph; nothing of a document is markup."""
    one = cited(title="<script>alert(1)</script>")
    text = export([one], "html")
    tree = html.fromstring(text)
    assert tree.tag == "figure"
    [quote] = tree.xpath("blockquote")
    assert quote.get("cite") == "https://example.org/a_(b)?q=1&r=2"
    assert len(quote.xpath("p")) == 2
    assert spaced(" ".join(p.text_content() for p in quote.xpath("p"))) == spaced(HARD)
    assert tree.xpath("figcaption/cite")[0].text == "<script>alert(1)</script>"
    assert not tree.xpath("//script | //b")


def test_ris_is_a_record_of_single_lines() -> None:
    """Each line is a tag and a value; a file of several records ends each."""
    text = export([cited(), cited()], "ris")
    lines = text.rstrip("\r\n").split("\r\n")
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*|", line) for line in lines)
    fields = [line.split("  - ", 1) for line in lines if line]
    assert fields[0] == ["TY", "ELEC"]
    assert [value for tag, value in fields if tag == "AU"][:2] == ["Jane Roe", "Økonomi A/S"]
    assert ["PY", "2022"] in fields
    assert ["DA", "2022/11/30/"] not in fields
    assert ["DA", "2022/11/30"] in fields
    assert ["UR", "https://example.org/a_(b)?q=1&r=2"] in fields
    assert any(tag == "N1" and spaced(HARD) in value for tag, value in fields)
    assert [tag for tag, _ in fields].count("ER") == 2


def test_csl_json_says_only_what_is_known() -> None:
    """Dates by their parts, names whole, no empty fields."""
    [item] = json.loads(export([cited()], "csl-json"))
    assert item["issued"] == {"date-parts": [[2022, 11, 30]]}
    assert item["author"] == [{"literal": "Jane Roe"}, {"literal": "Økonomi A/S"}]
    assert (item["type"], item["container-title"]) == ("webpage", "Kent Mail")
    bare = Cited(document("It rained.", "notes/rain.txt", title=None), None)
    [item] = json.loads(export([bare], "csl-json"))
    assert item == {"id": item["id"], "type": "document", "title": "rain.txt"}


def test_bibtex_escapes_what_latex_would_take_for_markup() -> None:
    """Braces stay balanced, and the key is one word."""
    text = export([cited()], "bibtex")
    key = re.match(r"@misc\{([a-z0-9-]+),\n", text)
    assert key
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
    assert r"{{Storms \& floods: \{Kent\}}}" in text
    assert "month = nov" in text
    assert "author = {Jane Roe and Økonomi A/S}" in text
    assert r"100\% “safe”" in text


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_holds_quotes_and_whole_documents(name: str) -> None:
    """With and without what is known, one and several; an empty list is refused."""
    bare = document("It rained in Kent.", "notes/rain.txt", title=None)
    for one in (cited(), cited(base=BASE), Cited(bare), Cited(bare, Span(3, 9), BASE)):
        text = export([one], name)
        assert text
        assert one.words is None or one.words.split()[0] in text
        assert len(export([one, one], name)) > len(text)
    with pytest.raises(ValueError, match="nothing"):
        export([], name)


def test_options_know_every_format() -> None:
    """Their names are kept apart, so that no start waits for the formats."""
    assert tuple(FORMATS) == NAMES


def test_two_quotes_of_a_document_have_two_keys() -> None:
    """A reference manager keeps both."""
    one = document("It rained. It snowed.")
    keys = {Cited(one, span).key for span in (Span(0, 10), Span(11, 21))}
    assert len(keys) == 2


def test_permanent_links_lead_back() -> None:
    """An older version has its document's id, and its own number."""
    one = document("It rained.")
    older = replace(one, id=f"{one.id}@1", superseded_by=one.id)
    path = permanent_path(older, Span(0, 9))
    assert path == f"/d/{one.id}@1/0-9"
    assert parse_permanent_path(path) == PermanentPlace(f"{one.id}@1", Span(0, 9))
    assert parse_permanent_path(permanent_path(one)) == PermanentPlace(f"{one.id}@1", None)
    assert permanent_link(None, one) is None
    assert permanent_link(f"{BASE}/", one) == f"{BASE}/d/{one.id}@1"
    for bad in ("/d/x", "/d/x@1/9-9", "/d/x@1/9-", "/e/x@1", "/d/a/b@1", "/d/x@1/1-2/3"):
        assert parse_permanent_path(bad) is None


def test_every_format_can_be_offered_and_saved() -> None:
    """With a name, a title, a media type and a file's ending of its own."""
    assert set(FORMATS) == set(NAMES)
    assert all(name == one.name for name, one in FORMATS.items())
    media_types = {one.media_type for one in FORMATS.values()}
    endings = {one.ending for one in FORMATS.values()}
    assert len({one.title for one in FORMATS.values()}) == len(FORMATS)
    assert len(media_types) == len(endings) == len(FORMATS)
    assert all(re.fullmatch(r"(?:text|application)/[\w.+-]+", one) for one in media_types)
    assert all(re.fullmatch(r"\.[a-z]+", one) for one in endings)
