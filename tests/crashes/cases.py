"""Commands that are cut off, and what must hold afterwards."""

import contextlib
import io
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.app import App
from bot.cli.main import main
from bot.storage.data_folder import finish_restore
from corpus.store.collection import FILE_NAME, Collection
from retrieval.errors import MissingIndex
from retrieval.index.folder import IndexFolder
from tests.fakes import BagOfWords

# Texts by file name.
Texts = Mapping[str, str]

OLD = {f"{n}.txt": f"Storm number {n} closed the roads to village {n}.\n" for n in range(4)}
MORE = {f"{n}.txt": f"Flood number {n} closed the schools of village {n}.\n" for n in range(4, 7)}
CHANGED = {
    "0.txt": OLD["0.txt"],
    "1.txt": "Storm number 1 opened the roads to village 1 again.\n",
    "2.txt": OLD["2.txt"],
    **MORE,
}
# A question that every state of the collection answers, and its answer.
QUESTION, ANSWER = "Which roads did storm number 0 close?", "village 0"


@dataclass(frozen=True)
class Case:
    """A command. ``before`` and ``after``: the collection's texts. ``work`` and ``again`` are told
    the folder of files and the one that is watched, in which ``data`` is; ``again`` does what is
    left to do after ``work`` was cut off. ``examine`` checks what else there is to check."""

    name: str
    before: Texts
    after: Texts
    prepare: Callable[[Path, Path], None]
    work: Callable[[Path, Path], None]
    again: Callable[[Path, Path], None]
    examine: Callable[[Path, Path], None] = lambda files, root: None


def pullquote(root: Path, *arguments: object, codes: tuple[int, ...] = (0,)) -> str:
    """Runs a command on the data in a folder; what it printed."""
    printed, said = io.StringIO(), io.StringIO()
    before = os.environ.get("PULLQUOTE_DATA_DIR")
    os.environ["PULLQUOTE_DATA_DIR"] = str(root / "data")
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(said):
            code = main([str(one) for one in arguments])
    finally:
        if before is None:
            del os.environ["PULLQUOTE_DATA_DIR"]
        else:
            os.environ["PULLQUOTE_DATA_DIR"] = before
    assert code in codes, f"{arguments} ended with {code}: {said.getvalue()}"
    return printed.getvalue()


@contextlib.contextmanager
def without_model() -> Iterator[None]:
    """Commands use a bag of words meanwhile, here and in processes that are forked."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(App, "encoder", BagOfWords())
        patch.setattr(App, "reader", None)
        yield


def write(files: Path, texts: Texts) -> None:
    """Makes these the files of a folder."""
    for path in files.iterdir():
        if path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        if not (files / name).exists() or (files / name).read_text() != text:
            (files / name).write_text(text)


def texts_of(root: Path) -> dict[str, str]:
    """The texts in the collection."""
    with Collection(root / "data") as collection:
        return {one.file_name: one.text for one in collection.documents()}


def check(case: Case, files: Path, root: Path) -> None:
    """What must hold after the command was cut off, and that it can be done again."""
    data = root / "data"
    finish_restore(data, lambda _: None)
    found: dict[str, str] = {}
    if (data / FILE_NAME).exists() and (data / FILE_NAME).stat().st_size:
        with Collection(data) as collection:
            collection.check()
            assert collection.damaged() == []
            assert collection.corrections.damaged() == []
        found = texts_of(root)
    for name, text in found.items():
        assert text in (case.before.get(name), case.after.get(name)), f"a wrong text of {name}"
    lost = (case.before.keys() & case.after.keys()) - found.keys()
    assert not lost, f"lost {lost}"
    try:
        IndexFolder(data / "index").verify(BagOfWords().fingerprint)
    except MissingIndex:
        assert not case.before, "the index is gone"
    if case.before:
        assert ANSWER in pullquote(root, "ask", QUESTION, "--min-confidence", "0")
    case.examine(files, root)
    case.again(files, root)
    assert texts_of(root) == dict(case.after)
    index = IndexFolder(data / "index")
    index.verify(BagOfWords().fingerprint)
    with Collection(data) as collection:
        assert index.open(BagOfWords().fingerprint).revision == collection.revision


def _nothing(files: Path, root: Path) -> None:
    write(files, OLD)
    (root / "data").mkdir(mode=0o700)


def _old(files: Path, root: Path) -> None:
    write(files, OLD)
    pullquote(root, "add", files)


def _add(files: Path, root: Path) -> None:
    pullquote(root, "add", files)


def _old_and_more(files: Path, root: Path) -> None:
    _old(files, root)
    write(files, {**OLD, **MORE})


def _old_and_changed(files: Path, root: Path) -> None:
    _old(files, root)
    write(files, CHANGED)


def _sync(_: Path, root: Path) -> None:
    pullquote(root, "sync")


def _remove(files: Path, root: Path) -> None:
    pullquote(root, "remove", files / "1.txt", files / "3.txt")


def _remove_again(files: Path, root: Path) -> None:
    with contextlib.suppress(AssertionError):  # where they are removed already
        _remove(files, root)
    _sync(files, root)


def _backed_up(files: Path, root: Path) -> None:
    """Old data, with a backup of others."""
    (root / "backups").mkdir()
    write(files, CHANGED)
    pullquote(root, "add", files)
    _back_up(files, root)
    shutil.rmtree(root / "data")
    _old(files, root)


def _restore(_: Path, root: Path) -> None:
    pullquote(root, "restore", root / "backups" / "b.zip", "--force")


def _back_up(_: Path, root: Path) -> None:
    pullquote(root, "backup", root / "backups" / "b.zip")


def _a_backup_before(files: Path, root: Path) -> None:
    """Data, and a backup of older ones."""
    (root / "backups").mkdir()
    _old(files, root)
    _back_up(files, root)
    write(files, {**OLD, **MORE})
    pullquote(root, "add", files)


def _backup_is_whole(_: Path, root: Path) -> None:
    """The backup is the one before or the new one, and all of it can be restored."""
    elsewhere = root / "elsewhere"
    elsewhere.mkdir()
    pullquote(elsewhere, "restore", root / "backups" / "b.zip")
    assert texts_of(elsewhere) in (OLD, {**OLD, **MORE})
    shutil.rmtree(elsewhere)


CASES = [
    Case("first add", {}, OLD, _nothing, _add, _add),
    Case("add", OLD, {**OLD, **MORE}, _old_and_more, _add, _add),
    Case("sync", OLD, CHANGED, _old_and_changed, _sync, _sync),
    Case(
        "remove",
        OLD,
        {"0.txt": OLD["0.txt"], "2.txt": OLD["2.txt"]},
        _old,
        _remove,
        _remove_again,
    ),
    Case("restore", OLD, CHANGED, _backed_up, _restore, _restore),
    Case(
        "backup",
        {**OLD, **MORE},
        {**OLD, **MORE},
        _a_backup_before,
        _back_up,
        _back_up,
        _backup_is_whole,
    ),
]
