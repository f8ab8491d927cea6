"""A prepared model's folder: it appears complete or not at all."""

import os
import time
from pathlib import Path

import pytest

from retrieval.errors import ModelError
from retrieval.models.openvino.atomic_folder import CannotPrepare, atomic_folder
from retrieval.models.openvino.prepared_model import COMPILED


def test_a_folder_appears_when_it_is_complete(tmp_path: Path) -> None:
    """With the folders above it, and without what is valid for a draft alone."""
    folder = tmp_path / "models" / "one" / "prepared"
    with atomic_folder(folder, "the model") as draft:
        (draft / "graph.bin").write_bytes(b"weights")
        (draft / COMPILED).mkdir()
        assert not folder.exists()
    assert [path.name for path in folder.iterdir()] == ["graph.bin"]
    assert list(folder.parent.iterdir()) == [folder]


def test_nothing_appears_where_it_fails(tmp_path: Path) -> None:
    """The error names the model; errors that already do are left as they are."""
    folder = tmp_path / "prepared"
    said = "the model cannot be exported: ValueError: a b"
    with pytest.raises(CannotPrepare, match=said), atomic_folder(folder, "the model"):
        raise ValueError("a \n b")
    for error in (ModelError("there is no such model"), CannotPrepare("its vectors differ")):
        with pytest.raises(type(error)) as caught, atomic_folder(folder, "the model"):
            raise error
        assert caught.value is error
    assert list(tmp_path.iterdir()) == []


def test_the_first_process_wins(tmp_path: Path) -> None:
    """Its folder stays as it is."""
    folder = tmp_path / "prepared"
    with atomic_folder(folder, "the model") as draft:
        (draft / "graph.bin").write_bytes(b"late")
        folder.mkdir()
        (folder / "graph.bin").write_bytes(b"early")
    assert (folder / "graph.bin").read_bytes() == b"early"
    assert list(tmp_path.iterdir()) == [folder]


def test_only_old_drafts_are_swept(tmp_path: Path) -> None:
    """A draft of the last hour may still be in use, and other models' drafts are none of ours."""
    names = (".prepared.old", ".prepared.new", ".other.old")
    for name in names:
        (tmp_path / name).mkdir()
    for name in (".prepared.old", ".other.old"):
        os.utime(tmp_path / name, (time.time() - 86_400,) * 2)
    with atomic_folder(tmp_path / "prepared", "the model"):
        pass
    assert {path.name for path in tmp_path.iterdir()} == {".prepared.new", ".other.old", "prepared"}


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file in the way")
    folder = tmp_path / "models" / "prepared"
    with pytest.raises(CannotPrepare, match="cannot be written"), atomic_folder(folder, "it"):
        pass
