"""The pages, as a client without a browser sees them."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.serving.async_answerer import Finding, Inquiry
from bot.web.links import document_path, quote_path
from corpus.span import Span
from retrieval.citations.formats import FORMATS
from tests.bot.web.conftest import NEW, OLD
from tests.bot.web.served import Served, added, bag_of_words, serving


class _Texts(HTMLParser):
    """The text of the elements whose class has this word."""

    def __init__(self, word: str) -> None:
        super().__init__(convert_charrefs=True)
        self._word = word
        self._depth = 0
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("input", "img", "link", "meta"):
            return
        if self._depth:
            self._depth += 1
        elif self._word in (dict(attrs).get("class") or "").split() or tag == self._word:
            self._depth = 1
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._depth -= bool(self._depth)

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.texts[-1] += data


def texts_of(html: str, word: str) -> list[str]:
    """The texts of the elements with this class or name."""
    parser = _Texts(word)
    parser.feed(html)
    return parser.texts


def test_an_answer_is_quoted_exactly(served: Served) -> None:
    """Each blockquote is the stored text at the offsets in its address."""
    page = served.get("/", params={"q": "Who slept in the school?"}).text
    cited = re.findall(r'<blockquote cite="/d/([^/]+)/(\d+)-(\d+)">', page)
    shown = texts_of(page, "blockquote")
    assert cited
    assert len(cited) == len(shown)
    for (wanted, start, end), text in zip(cited, shown, strict=True):
        stored = served.site.app.find(wanted).text
        assert text == stored[int(start) : int(end)]
    assert "Fifty-two families slept in the school." in shown[0]


def test_each_quote_of_an_answer_can_be_cited(served: Served) -> None:
    """In every format, at the quote's own offsets, without opening the document first."""
    page = served.get("/", params={"q": "Who slept in the school?"}).text
    quotes = re.findall(r'<blockquote cite="/d/([^"]+)">', page)
    offered = re.findall(r'href="(/api/v1/quotes/([^"?]+)\?format=([^"]+))"', page)
    assert {(place, name) for _, place, name in offered} == {
        (place, name) for place in quotes for name in FORMATS
    }
    assert all(served.get(path).status_code == 200 for path, _, _ in offered)


def test_the_marked_words_answer(served: Served) -> None:
    """What is marked is a highlight of the quote."""
    page = served.get("/", params={"q": "Who slept in the school?"}).text
    assert texts_of(page, "mark")[0] == "Fifty-two families slept in the school."


def test_a_question_has_an_address_with_its_filters(served: Served) -> None:
    """Filters that no document passes say so."""
    page = served.get("/", params={"q": "Who slept in the school?", "since": "2030"}).text
    assert "No document passes the filters." in page
    assert "published since 2030" in page
    page = served.get("/", params={"q": "the crane language", "language": "en"}).text
    assert "Harbour news" in page


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ({"q": "?!"}, 422, "no word in the question"),
        ({"q": "what " * 2000}, 422, "at most"),
        ({"q": "who slept", "since": "yesterday"}, 422, "yesterday"),
        ({"q": "who slept", "skip": "many"}, 422, "is a number from 0 to 200"),
        ({"q": "who slept since:2030 until:2020"}, 422, "cannot be used"),
    ],
)
def test_what_cannot_be_asked_is_explained(
    served: Served, query: dict[str, str], status: int, said: str
) -> None:
    """In a line on the page, with the form beside it."""
    found = served.get("/", params=query)
    assert found.status_code == status
    [note] = texts_of(found.text, "note")
    assert said in note
    assert 'name="q"' in found.text


def test_more_quotes_follow(served: Served) -> None:
    """The link leads to those that have not been shown."""
    page = served.get("/", params={"q": "Which sentence tells of the river?"}).text
    more = re.search(r'<a href="(/\?q=[^"]+)" rel="nofollow">', page)
    assert more is not None
    following = served.get(more[1].replace("&amp;", "&")).text
    assert set(texts_of(page, "blockquote")).isdisjoint(texts_of(following, "blockquote"))
    assert '<ol class="quotes" start="4">' in following


def test_an_unmarked_quote_says_why_it_is_there(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside one that answers; the other has nothing to explain."""
    ask = served.site.answerer.ask

    async def with_a_near_one(inquiry: Inquiry) -> Finding:
        found = await ask(inquiry)
        best, second, *_ = found.answer.quotes
        near = replace(second, answers=False)
        return replace(found, answer=replace(found.answer, quotes=(best, near)))

    monkeypatch.setattr(served.site.answerer, "ask", with_a_near_one)
    page = served.get("/?q=Which sentence tells of the river?").text
    assert texts_of(page, "near") == ["Close to the question, but perhaps not an answer:"]
    assert page.index("<blockquote") < page.index('class="near"')


def test_a_refusal_that_may_not_last_says_so(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the documents are being indexed for other languages."""
    ask = served.site.answerer.ask
    path = "/?q=Wie viele Katzen wohnen auf dem Mond?"
    refusal, early = "The collection does not answer this.", "The documents are still being indexed"
    page = served.get(path).text
    assert refusal in page and early not in page

    async def ask_early(inquiry: Inquiry) -> Finding:
        return replace(await ask(inquiry), is_early=True)

    monkeypatch.setattr(served.site.answerer, "ask", ask_early)
    page = served.get(path).text
    assert early in page and refusal not in page


def test_every_document_page_is_the_stored_text(served: Served) -> None:
    """All parts of every document, one after the other, are its text."""
    for card in served.cards():
        stored = served.site.app.find(card.id).text
        page = served.get(document_path(card)).text
        count = re.search(r"Part 1 of (\d+)", page)
        shown = texts_of(page, "stored")
        for part in range(2, int(count[1]) + 1 if count else 2):
            shown += texts_of(served.get(f"{document_path(card)}?part={part}").text, "stored")
        assert "".join(shown) == stored, card.name


def test_a_long_book_comes_in_parts(served: Served) -> None:
    """A page has a bounded size, and a quote's link leads to the part that has it."""
    card = served.named("A long book")
    text = served.site.app.find(card.id).text
    start = text.index("Sentence 60 of chapter 39")
    span = Span(start, start + 40)
    found = served.get(quote_path(card, span))
    assert len(found.content) < 200_000
    assert texts_of(found.text, "mark") == [span.of(text)]
    assert "Part 1 of" not in found.text


def test_an_address_without_a_version_leads_to_the_newest(served: Served) -> None:
    """And so does the beginning of an id."""
    card = served.named("ferry.txt")
    for wanted in (card.id, card.id[:10]):
        found = served.get(f"/d/{wanted}")
        assert found.status_code == 302
        assert found.headers["location"] == f"/d/{card.id}@2"


def test_a_permanent_link_keeps_its_words(served: Served) -> None:
    """The link of a quote in an older version shows the words that it had."""
    card = served.named("ferry.txt")
    old = served.get(f"/d/{card.id}@1/0-25")
    assert texts_of(old.text, "mark") == [OLD[:25]]
    assert "older version" in old.text
    assert texts_of(served.get(f"/d/{card.id}@2/0-25").text, "mark") == [NEW[:25]]


def test_a_permanent_link_survives_changes(tmp_path: Path) -> None:
    """The address of a quote has the same words before and after its file changes."""
    file = tmp_path / "note.txt"
    with bag_of_words():
        file.write_text(OLD)
        added(tmp_path / "data", [file])
        with serving(tmp_path / "data") as running:
            path = quote_path(running.named("note.txt"), Span(4, 9))
            assert texts_of(running.get(path).text, "mark") == ["ferry"]
            file.write_text("All new: " + NEW)
            added(tmp_path / "data", [file])
            assert texts_of(running.get(path).text, "mark") == ["ferry"]


def test_the_differences_of_versions(served: Served) -> None:
    """What was removed and what was added."""
    card = served.named("ferry.txt")
    page = served.get(f"/d/{card.id}@2/changes").text
    assert [one.strip() for one in texts_of(page, "del")] == ["3"]
    assert [one.strip() for one in texts_of(page, "ins")] == ["4"]
    assert "It runs every hour." in page
    assert served.get(f"/d/{card.id}@1/changes").status_code == 404


@pytest.mark.parametrize("place", ["5-5", "9-3", "0-99999999", "a-b", "-1-4", "1-2-3", "%2e%2e"])
def test_a_place_that_is_none(served: Served, place: str) -> None:
    """It is not found, and the page says why."""
    card = served.named("ferry.txt")
    assert served.get(f"/d/{card.id}@2/{place}").status_code == 404


def test_an_unknown_document_is_not_found(served: Served) -> None:
    """Neither by id nor by version."""
    card = served.named("ferry.txt")
    for path in ("/d/ffffffffffff", "/d/zzz@1", f"/d/{card.id}@7", f"/d/{card.id}@7/0-3", "/d/@1"):
        assert served.get(path).status_code == 404


def test_sources_are_sorted_searched_and_counted(served: Served) -> None:
    """A list of documents, with a count for each publisher and year."""
    page = served.get("/sources").text
    names = [one.strip() for one in texts_of(page, "sources")[0].split("\n") if one.strip()]
    assert {"A long book", "ferry.txt"} <= set(names)
    found = served.get("/sources", params={"search": "harbour"}).text
    assert "Harbour news" in texts_of(found, "sources")[0]
    assert "A long book" not in texts_of(found, "sources")[0]
    by_year = served.get("/sources", params={"year": "2022"}).text
    assert "1 of" in by_year
    assert "No document matches." in served.get("/sources", params={"search": "xyzzy"}).text


def test_a_draft_is_verified_quotation_by_quotation(served: Served) -> None:
    """Each is exact, altered or absent, with a link to its place."""
    draft = (
        "He wrote: “Roads were closed on Friday because of the storm.” Then “The county expects "
        "repairs to cost 15 million pounds.” And “nobody ever said this strange thing”. So “no”."
    )
    with served.client() as client:
        page = client.post("/verify", data={"text": draft}).text
    assert "3 quotations" in page
    assert [one.split(".")[0] for one in texts_of(page, "verdict")] == [
        "Exact",
        "Altered",
        "Absent",
    ]
    assert "12" in texts_of(page, "del")[0]
    assert "15" in texts_of(page, "ins")[0]
    card = served.named("Storms over Kent")
    assert f"/d/{card.id}@1/" in page


def test_a_quote_without_marks_is_verified_whole(served: Served) -> None:
    """It may also stand in the address."""
    page = served.get("/verify", params={"text": "Dogs travel free."}).text
    assert "Exact." in page


def test_a_rating_is_kept_and_taken_back(served: Served) -> None:
    """Feedback belongs to the answer that was shown; a forged one is refused."""
    with served.client() as client:
        page = client.get("/", params={"q": "Who slept in the school?"}).text
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
        form = {**fields, "back": "/?q=x", "rating": "liked"}
        done = client.post("/feedback", data=form)
        assert done.status_code == 200
        with served.site.app.feedback() as store:
            [kept] = store.all()
        assert (kept.answer.question, kept.rating) == ("Who slept in the school?", "liked")
        assert "Who slept in the school?" in client.get("/feedback").text
        assert client.post("/feedback", data={**form, "rating": ""}).status_code == 200
        with served.site.app.feedback() as store:
            assert not list(store.all())
        body, _, signature = fields["answer"].partition(".")
        forged = {**form, "answer": f"{body[:-4]}AAAA.{signature}"}
        assert client.post("/feedback", data=forged).status_code == 422
        elsewhere = client.post("/feedback", data={**form, "back": "//evil.example/"}).text
        assert "evil" not in elsewhere


def test_the_status_page(served: Served) -> None:
    """What answers, and how much it has."""
    page = served.get("/status").text
    assert f"{len(served.cards())}" in page
    assert "up to date" in page
    assert served.get("/healthz").json() == {"status": "ready"}


def test_an_unknown_page(served: Served) -> None:
    """It is not found, and says so."""
    assert served.get("/nothing").status_code == 404
    assert served.get("/d/").status_code == 404
