"""Adding and removing documents on the pages."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.bot.web.served import Served, added, bag_of_words, serving
from tests.bot.web.test_guard import form_token

_PATIENCE = 120


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Served]:
    """A server of a collection with one document."""
    (tmp_path / "first.txt").write_text("The first document tells of the old mill.\n")
    with bag_of_words():
        added(tmp_path / "data", [tmp_path / "first.txt"])
        with serving(tmp_path / "data") as found:
            yield found


def send(client: httpx.Client, files: dict[str, bytes], address: str = "") -> httpx.Response:
    """Sends the form, and gives the page of the job, which ends when it is done."""
    token = form_token(client.get("/add").text)
    sent = client.post(
        "/add",
        data={"form_token": token, "address": address},
        files=[("files", (name, content)) for name, content in files.items()] or None,
    )
    if sent.status_code != 303:
        return sent
    return client.get(sent.headers["location"])


def test_files_join_the_collection(running: Served) -> None:
    """They are found by the next question; what cannot be read is refused with the reason."""
    with running.client() as client:
        page = send(
            client,
            {
                "bridge.txt": b"The new bridge over the river cost nine million pounds.\n",
                "../../etc/evil.txt": b"The evil file stays in its folder, says the tester.\n",
                "program.exe": b"MZ",
                "broken.pdf": b"not a PDF at all",
            },
        ).text
        assert "2 added" in page
        assert "program.exe: files of this kind cannot be read" in page
        assert page.count("Refused:") == 2
        uploads = running.site.settings.data_dir / "uploads"
        assert {one.name for one in uploads.iterdir()} == {"bridge.txt", "evil.txt"}
        answer = client.get("/", params={"q": "What did the new bridge cost?"}).text
        assert "nine million pounds" in answer
        assert "Adding" in client.get("/add").text


def test_the_same_file_again_changes_nothing(running: Served) -> None:
    """And is not lost either."""
    with running.client() as client:
        for expected in ("1 added", "1 unchanged"):
            page = send(
                client, {"mill.txt": b"Of another mill, which is quite new, it tells.\n"}
            ).text
            assert expected in page
    assert running.named("mill.txt")


@pytest.mark.parametrize(
    "address",
    ["/etc/passwd", "file:///etc/passwd", "ftp://example.org/a", "http://", "javascript:1"],
)
def test_a_path_of_the_server_is_refused(running: Served, address: str) -> None:
    """Only web addresses are taken."""
    with running.client() as client:
        found = send(client, {}, address)
        assert found.status_code == 422
        assert "not the address of a web page" in found.text


def test_a_private_address_is_refused(running: Served) -> None:
    """The server does not fetch from its own network for others."""
    with running.client() as client:
        page = send(client, {}, f"http://127.0.0.1:{running.port}/sources").text
    assert "0 added" in page
    assert "Refused:" in page


def test_nothing_is_nothing(running: Served) -> None:
    """An empty form is explained."""
    with running.client() as client:
        assert send(client, {}).status_code == 422


def test_a_document_is_removed(running: Served) -> None:
    """Asked once more, with a form; then its link leads nowhere."""
    card = running.named("first.txt")
    with running.client() as client:
        page = client.get(f"/d/{card.id}@1/remove").text
        assert client.post(f"/d/{card.id}@1/remove", data={}).status_code == 403
        sent = client.post(f"/d/{card.id}@1/remove", data={"form_token": form_token(page)})
        assert "Done." in client.get(sent.headers["location"]).text
        for _ in range(_PATIENCE * 10):
            if client.get(f"/d/{card.id}@1").status_code == 404:
                break
            time.sleep(0.1)
        else:
            pytest.fail("it is still there")
    assert re.search("2 documents|no document", running.get("/status").text) is None
