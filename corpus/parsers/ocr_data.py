"""Language data of text recognition (OCR): the folders that they may be in."""

import os
from pathlib import Path

# Tesseract's own variable: a folder that goes before the usual ones.
VARIABLE = "TESSDATA_PREFIX"
# Where Tesseract's packages put their data. The first that has any is used.
_FOLDERS = (
    "/usr/share/tesseract-ocr/*/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
    "/opt/local/share/tessdata",
    "C:/Program Files/Tesseract-OCR/tessdata",
)
_DATA = "*.traineddata"


def language_folder() -> Path | None:
    """The folder that has language data: the one that is named, else the first usual one."""
    named = os.environ.get(VARIABLE)
    if named and has_languages(Path(named)):
        return Path(named)
    for pattern in _FOLDERS:
        root, star, rest = pattern.partition("*")
        folders = sorted(Path(root).glob(f"*/{rest.lstrip('/')}")) if star else [Path(root)]
        for folder in reversed(folders):
            if has_languages(folder):
                return folder
    return None


def has_languages(folder: Path) -> bool:
    """Whether a folder has data of a language."""
    try:
        return any(folder.glob(_DATA))
    except OSError:
        return False


def readable_folders(named: Path | None) -> list[str]:
    """What the parsers' process has to read to find them."""
    usual = [pattern.partition("*")[0].rstrip("/") for pattern in _FOLDERS]
    found = [str(named) if named is not None else os.environ.get(VARIABLE, ""), *usual]
    return [one for one in found if one and Path(one).is_dir()]
