"""The HTTP API: shapes of `--json`, errors, entity tags, its description."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from bot.serving.async_answerer import Finding, Inquiry
from bot.terminal.json_output import answer_object, card_object, document_object
from bot.web.api.docs import description
from bot.web.api.shapes import (
    Answer,
    CitedPlace,
    ListedDocument,
    Problem,
    Shape,
    StoredDocument,
    Verification,
)
from tests.bot.web.served import Served

QUESTION = "Who slept in the school?"


def fits(shape: type[Shape], found: Any) -> None:
    """The object has the members that are described, of their types, and no others."""
    shape.model_validate(found, strict=True)
    described = shape.model_json_schema(mode="serialization")
    assert set(found) <= set(described["properties"]), set(found) - set(described["properties"])


def test_an_answer_is_that_of_the_command(served: Served) -> None:
    """Everything in `ask --json` is there; quotes also have their permanent address."""
    found = served.get("/api/v1/ask", params={"question": QUESTION}).json()
    fits(Answer, found)
    app = served.site.app
    document = app.find(found["quotes"][0]["document"]["id"])
    quote = found["quotes"][0]
    assert quote["text"] == document.text[quote["start"] : quote["end"]]
    assert quote["page"] == f"{served.url}/d/{document.id}@1/{quote['start']}-{quote['end']}"
    with served.client() as client:
        assert client.get(quote["page"]).status_code == 200
    from retrieval.answer import Answer as Stored
    from retrieval.answer import Outcome

    wanted = set(answer_object(Stored("", (), 0.0, Outcome.NOT_ANSWERED), 0.0))
    assert wanted <= set(found)


def test_an_answer_that_may_soon_be_better_says_so(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the documents are being indexed for questions in other languages."""
    ask = served.site.answerer.ask
    parameters = {"question": QUESTION}
    assert served.get("/api/v1/ask", params=parameters).json()["indexing"] is False

    async def ask_early(inquiry: Inquiry) -> Finding:
        return replace(await ask(inquiry), is_early=True)

    monkeypatch.setattr(served.site.answerer, "ask", ask_early)
    assert served.get("/api/v1/ask", params=parameters).json()["indexing"] is True


def test_the_parameters_of_a_question(served: Served) -> None:
    """In the address or as JSON, they mean the same."""
    parameters: dict[str, str | float] = {"question": QUESTION, "top": 1, "min_confidence": 1.0}
    with served.client() as client:
        sent = client.post("/api/v1/ask", json=parameters).json()
        got = client.get("/api/v1/ask", params=parameters).json()
    sent.pop("elapsed_ms")
    got.pop("elapsed_ms")
    assert sent == got
    assert len(got["quotes"]) == 1
    assert not got["answered"]
    scope = {"question": QUESTION, "since": "2031"}
    assert served.get("/api/v1/ask", params=scope).json()["outcome"] == "nothing_in_scope"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/ask", 422),
        ("/api/v1/ask?question=", 422),
        ("/api/v1/ask?question=who&top=0", 422),
        ("/api/v1/ask?question=who&top=nan", 422),
        ("/api/v1/ask?question=who&since=2020&until=2019", 422),
        ("/api/v1/verify", 422),
        ("/api/v1/documents/ffffffffffff", 404),
        ("/api/v1/documents/ffffffffffff@1", 404),
        ("/api/v1/documents?limit=0", 422),
        ("/api/v1/quotes/ffffffffffff/0-1", 404),
        ("/api/v1/nothing", 404),
    ],
)
def test_a_problem_is_described(served: Served, path: str, status: int) -> None:
    """As RFC 9457 has it."""
    found = served.get(path)
    assert found.status_code == status
    assert found.headers["content-type"] == "application/problem+json"
    fits(Problem, found.json())
    assert found.json()["status"] == status


def test_a_body_that_is_none(served: Served) -> None:
    """Neither a form nor broken JSON nor a list is taken."""
    with served.client() as client:
        assert client.post("/api/v1/ask", data={"question": "x"}).status_code == 415
        headers = {"Content-Type": "application/json"}
        for content, status in (
            ("{", 400),
            ("[1]", 422),
            ('{"question": [1]}', 422),
            ("[" * 99999, 400),
        ):
            sent = client.post("/api/v1/ask", content=content, headers=headers)
            assert sent.status_code == status
        assert client.put("/api/v1/ask").status_code == 405


@pytest.mark.parametrize("given", ["5", "true", "NaN", "[]", "{}"])
def test_a_question_is_a_text(served: Served, given: str) -> None:
    """Not what it would look like as one; and what is not JSON is refused as such."""
    headers = {"content-type": "application/json"}
    with served.client() as client:
        for path, name in (("/api/v1/ask", "question"), ("/api/v1/verify", "text")):
            found = client.post(path, content=f'{{"{name}": {given}}}', headers=headers)
            assert found.status_code == (400 if given == "NaN" else 422)
            fits(Problem, found.json())
        found = client.post(
            "/api/v1/ask", content='{"question": "Who slept?", "since": 2020}', headers=headers
        )
        assert found.status_code == 200


def test_a_wrong_method_names_the_right_ones(served: Served) -> None:
    """In the header that HTTP requires."""
    with served.client() as client:
        found = client.delete("/api/v1/documents")
    assert found.status_code == 405
    assert set(found.headers["allow"].split(", ")) == {"GET", "HEAD"}
    fits(Problem, found.json())


def test_documents_are_those_of_the_command(served: Served) -> None:
    """`list --json`, a page at a time."""
    found = served.get("/api/v1/documents").json()
    cards = served.cards()
    assert [one["id"] for one in found] == [card.id for card in cards]
    for one, card in zip(found, cards, strict=True):
        fits(ListedDocument, one)
        assert card_object(card).items() <= one.items()
    first = served.get("/api/v1/documents?limit=2")
    assert len(first.json()) == 2
    following = re.search(r'<([^>]+)>; rel="next"', first.headers["link"])
    assert following is not None
    assert served.get(following[1]).json() == found[2:4]


def test_a_document_is_that_of_the_command(served: Served) -> None:
    """`show --json`; the text is the stored text, whatever is in it."""
    for card in served.cards():
        found = served.get(f"/api/v1/documents/{card.id}").json()
        fits(StoredDocument, found)
        stored = served.site.app.find(card.id)
        assert found["text"] == stored.text
        assert document_object(stored).items() <= found.items()


def test_an_entity_tag_saves_a_transfer(served: Served) -> None:
    """A document that has not changed is not sent again."""
    card = served.cards()[0]
    for path in (
        "/api/v1/documents",
        f"/api/v1/documents/{card.id}",
        f"/api/v1/quotes/{card.id}/0-9",
    ):
        first = served.get(path)
        tag = first.headers["etag"]
        for known in (tag, f'"other", W/{tag}', "*"):
            again = served.get(path, headers={"If-None-Match": known})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == tag
        assert served.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    one, other = (
        served.get(f"/api/v1/documents/{card.id}").headers["etag"] for card in served.cards()[:2]
    )
    assert one != other


def test_a_quote_by_its_place(served: Served) -> None:
    """Exactly the stored characters, with their citation."""
    card = served.named("Storms over Kent")
    text = served.site.app.find(card.id).text
    start = text.index("👨")
    found = served.get(f"/api/v1/quotes/{card.id}/{start}-{start + 5}").json()
    fits(CitedPlace, found)
    assert found["text"] == text[start : start + 5]
    assert found["page"].endswith(f"/d/{card.id}@1/{start}-{start + 5}")
    assert served.get(f"/api/v1/quotes/{card.id}/0-{len(text) + 1}").status_code == 404


def test_verification(served: Served) -> None:
    """Verdict, places and differences."""
    for text, verdict in (
        ("Trains did not.", "exact"),
        ("The county expects repairs to cost 15 million pounds", "altered"),
        ("Nobody ever wrote such a strange thing", "absent"),
    ):
        found = served.get("/api/v1/verify", params={"text": text}).json()
        fits(Verification, found)
        assert found["verdict"] == verdict


def test_the_description_has_every_address(served: Served) -> None:
    """OpenAPI, and a page of it that loads nothing from elsewhere."""
    found = served.get("/api/openapi.json").json()
    assert found["openapi"] == "3.1.0"
    assert found["servers"] == [{"url": served.url}]
    references = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(found)))
    assert references <= set(found["components"]["schemas"])
    page = served.get("/api/docs").text
    for path in description()["paths"]:
        assert path in page
    for name in description()["components"]["schemas"]:
        assert f'id="{name}"' in page
    assert not re.search(r'(?:src|href)="https?:', page)
