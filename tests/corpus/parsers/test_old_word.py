"""Word 97 to 2003: what is refused, and files of other formats under its name."""

import struct
from pathlib import Path

import pytest

from corpus.errors import SourceError
from corpus.parsers.office.old_word.binary import WordBinary
from tests.corpus.parsers.packages import docx, paragraph, parsed

FILES = Path(__file__).parents[1] / "files"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (rb"{\rtf1\ansi Rain fell on Kent.\par}", "Rain fell on Kent."),
        (docx(paragraph("Rain fell on Kent.")), "Rain fell on Kent."),
        (b"<html><body><p>Rain fell on Kent.</p></body></html>", "Rain fell on Kent."),
    ],
)
def test_other_formats_under_this_name_are_read(data: bytes, words: str) -> None:
    """Programs save RTF and pages as .doc, and Word opens them."""
    assert parsed(data, "a.doc").text == words


def test_what_cannot_be_read_says_what_to_do() -> None:
    """A file of Word 95, a locked one, a damaged one, and one of another program."""
    good = (FILES / "lease.doc").read_bytes()
    with pytest.raises(SourceError, match=r"damaged.*save it as \.docx"):
        parsed(good[:2000], "a.doc")
    with pytest.raises(SourceError, match="not a Word document"):
        parsed(b"Rain fell on Kent.", "a.doc")
    with pytest.raises(SourceError, match=r"no Word document in it; save it as \.docx"):
        parsed(good.replace("WordDocument".encode("utf-16-le"), "ExcelDocumen".encode("utf-16-le")),
               "a.doc")  # fmt: skip
    with pytest.raises(ValueError, match="Word 95 or older"):
        WordBinary(struct.pack("<HH", 0xA5DC, 0x68) + bytes(2000), b"", b"")
    with pytest.raises(ValueError, match="locked with a password"):
        WordBinary(
            struct.pack("<HH", 0xA5EC, 0xC1) + bytes(6) + b"\x00\x01" + bytes(2000), b"", b""
        )
