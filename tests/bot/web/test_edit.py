"""Correcting what is known of a document, on the pages."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.watches.store import WatchStore
from bot.watches.watch import LOCAL, Watch
from retrieval.watching.novelty import Known
from tests.bot.web.served import Served, added, bag_of_words, serving
from tests.bot.web.test_add import send
from tests.bot.web.test_guard import form_token


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Served]:
    """A server of a collection with one document."""
    text = "---\ntitle: Mill\nauthor: Bo\n---\nThe first document tells of the old mill.\n"
    (tmp_path / "first.md").write_text(text)
    with bag_of_words():
        added(tmp_path / "data", [tmp_path / "first.md"])
        with serving(tmp_path / "data", min_confidence=0.005) as found:
            yield found


def corrected(client: httpx.Client, path: str, **fields: str) -> httpx.Response:
    """Sends the form, and gives the page of the job or the form with what is wrong."""
    token = form_token(client.get(path).text)
    sent = client.post(path, data={"form_token": token, **fields})
    return client.get(sent.headers["location"]) if sent.status_code == 303 else sent


def test_a_document_is_corrected_in_a_form(running: Served) -> None:
    """Fields that are left as they were go on following the document; all can be taken back."""
    card = running.named("Mill")
    path = f"/d/{card.id}@1/edit"
    with running.client() as client:
        assert path in client.get(f"/d/{card.id}@1").text
        page = client.get(path).text
        assert 'value="Mill"' in page
        assert "Undo all corrections" not in page
        fields = {"title": "Mill", "author": "", "published": "30 November 2022", "url": ""}
        assert "Done:" in corrected(client, path, **fields).text
        [now] = running.cards()
        assert (now.title, now.author, now.published) == ("Mill", None, "2022-11-30")
        assert now.corrected == ("author", "published")
        page = client.get(path).text
        assert "the document says “Bo”" in page
        assert "author, published" in client.get(f"/d/{card.id}@1").text
        found = client.get("/", params={"q": "What does the first document tell of?"}).text
        assert "2022-11-30" in found
        assert "Done:" in corrected(client, path, reset="1").text
        assert running.cards()[0].corrected == ()


def test_what_cannot_be_is_said_beside_its_field(running: Served) -> None:
    """With what was typed still there, and nothing stored."""
    path = f"/d/{running.named('Mill').id}@1/edit"
    with running.client() as client:
        page = corrected(client, path, published="03/04/2022", author="<b>Ann")
        assert page.status_code == 422
        assert "2022-04-03 or as 2022-03-04" in page.text
        assert 'value="03/04/2022"' in page.text
        assert "&lt;b&gt;Ann" in page.text
        assert "<b>Ann" not in page.text
    assert running.cards()[0].corrected == ()


def test_a_form_from_elsewhere_corrects_nothing(running: Served) -> None:
    """As for every other form."""
    path = f"/d/{running.named('Mill').id}@1/edit"
    with running.client() as client:
        client.get(path)
        assert client.post(path, data={"title": "x"}).status_code == 403
    assert running.cards()[0].corrected == ()


def test_saved_questions_are_asked_of_what_is_added(running: Served) -> None:
    """As after `pullquote add`."""
    folder = running.site.settings.data_dir
    with WatchStore(folder) as store:
        store.add(Watch(0, LOCAL, 1, "What did the new bridge cost?"), Known(), list)
    with running.client() as client:
        text = b"The new bridge over the river cost nine million pounds.\n"
        assert "1 added" in send(client, {"bridge.txt": text}).text
    with WatchStore(folder) as store:
        assert len(store.found.untold(LOCAL)[LOCAL]) == 1
