"""`pullquote remove` of a file, a folder or an address."""

import socket
from pathlib import Path

from corpus.store.collection import Collection
from tests.bot.conftest import Pullquote
from tests.fakes import document
from tests.web_server import Page, serving


def roots(data_dir: Path) -> list[str]:
    with Collection(data_dir) as collection:
        return list(collection.sources.roots())


def test_a_source_that_hangs_can_be_forgotten(
    fast: Pullquote, article: Path, data_dir: Path
) -> None:
    """An address that was being read when `add` was stopped is not tried at every sync."""
    fast("add", article)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/feed"
        with Collection(data_dir, writable=True) as collection, collection.change():
            collection.sources.put_root(address, '{"allow-private": true}')
        found = fast("remove", address)
    assert (found.code, found.out) == (0, "removed 0\n")
    assert "no longer read" in found.err
    assert roots(data_dir) == [str(article)]
    assert fast("sync").out.startswith("added 0, updated 0, unchanged 1, failed 0")


def test_a_source_goes_with_its_documents(
    fast: Pullquote, article: Path, data_dir: Path, tmp_path: Path
) -> None:
    """A folder with all that is in it, but for what was added by a name of its own; a page by its
    address. The files stay, and `add` brings them back."""
    folder = tmp_path / "notes"
    (folder / "kept").mkdir(parents=True)
    for name in ("a.txt", "b.txt", "kept/c.txt"):
        (folder / name).write_text(f"The note called {name} says nothing.")
    fast("add", article, folder, folder / "kept")
    with serving() as site:
        site.pages["/storm"] = Page(
            b"Roads were closed on Monday because of the snow.", "text/plain"
        )
        fast("add", site.url("/storm"), "--allow-private")
        assert len(fast("list", "--json").json) == 5
        assert fast("remove", site.url("/storm")).out == "removed 1\n"
    assert fast("remove", folder).out == "removed 2\n"
    left = {Path(one["source"]).name for one in fast("list", "--json").json}
    assert left == {"storm.txt", "c.txt"}
    assert sorted(roots(data_dir)) == sorted([str(article), str(folder / "kept")])
    assert fast("sync").out.startswith("added 0, updated 0, unchanged 2, failed 0")
    assert fast("add", folder).out.startswith("added 2,")


def test_a_file_in_a_folder_stays_out(fast: Pullquote, tmp_path: Path) -> None:
    """Its path removes its document, as its id does; the folder's other files stay."""
    folder = tmp_path / "notes"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(f"The note called {name} says nothing.")
    fast("add", folder)
    assert fast("remove", folder / "a.txt").out == "removed 1\n"
    assert fast("sync").out.startswith("added 0, updated 0, unchanged 1, failed 0")
    assert fast("remove", folder / "none.txt").code == 1


def test_documents_that_an_interrupted_add_left_are_told(
    fast: Pullquote, article: Path, data_dir: Path, tmp_path: Path
) -> None:
    """Removing one document indexes the others first, and says so."""
    other = tmp_path / "other.txt"
    other.write_text("Bridges were closed on Sunday because of the flood.")
    fast("add", article)
    [known] = fast("list", "--json").json
    with Collection(data_dir, writable=True) as collection, collection.change():
        collection.put(document("A text that was stored, but not indexed.", str(other)))
    found = fast("remove", known["id"])
    assert found.out == "removed 1\n"
    assert "indexing 1 documents as well" in found.err
