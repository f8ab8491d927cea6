"""Bytes to text: every character right, or refused, or shown as missing and said so."""

import codecs
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.documents.encodings import GROUPS, samples
from corpus.errors import SourceError
from corpus.text.encodings.decoding import REPLACEMENT, decode, encoding_of_file
from corpus.text.encodings.labels import encoding_of
from tests.strategies import texts

LETTER = "Президент сказал, что женщин на встрече было семнадцать, и только у одной призвали сына."
FERRY = "Die Fähre fährt um neun Uhr über den Fluß nach Süden. "
BRIDGE = "橋は三月まで閉鎖される。"


@given(texts())
def test_utf8_is_taken_as_it_is(text: str) -> None:
    """A UTF-8 file's text is its decoded bytes: line ends, odd characters and all."""
    text = text.removeprefix("\ufeff")
    found = decode(text.encode(), "file")
    assert (found.text, found.encoding, found.notes) == (text, "utf-8", [])


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("utf-32-be", codecs.BOM_UTF32_BE),
    ],
)
def test_a_byte_order_mark_decides(encoding: str, mark: bytes) -> None:
    """The mark says how to read the file, and is no part of its text."""
    found = decode(mark + LETTER.encode(encoding), "file", "cp1252")
    assert found.text == LETTER
    assert found.encoding == encoding[:6].removesuffix("-")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [LETTER, BRIDGE + "\n", "It cost £17 million.\n"])
def test_utf16_needs_no_mark(encoding: str, text: str) -> None:
    """Its zero bytes give it away, in any script."""
    found = decode(text.encode(encoding), "file")
    assert (found.text, found.notes) == (text, [f"read as {encoding}"])


def test_short_texts_in_old_encodings() -> None:
    """Of the benchmark's short texts in 17 languages, 95 of 100 are right to the letter."""
    found = [one for one in samples("both") if one.group == GROUPS[0]]
    right = sum(decode(one.data, "file").text == one.text for one in found)
    assert len(found) > 500
    assert right >= 0.95 * len(found)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("It cost £17 million… and 3½ weeks.", "cp1252"),
        ("Le général a déclaré mardi que le pont était fermé. « Où étiez-vous ? »", "cp1252"),
        ("Il generale ha detto che il ponte è stato chiuso. Chi pagherà?", "cp1252"),
        ("Chi è stato?", "cp1252"),
        ("Most nad rzeką będzie zamknięty.", "cp1250"),
        (LETTER, "cp1251"),
        (LETTER, "koi8-r"),
        (LETTER, "cp866"),
    ],
)
def test_a_guess_is_named(text: str, encoding: str) -> None:
    """Text that is not UTF-8 is read by a guess, which the user is told."""
    found = decode(text.encode(encoding), "file")
    assert (found.text, found.notes) == (text, [f"read as {encoding}"])


def test_a_letter_behind_much_ascii() -> None:
    """One letter after two megabytes of ASCII in one line tells the encoding as well as a first."""
    text = "Ann said nothing at all. " * 80_000 + "Der Zug fährt über die Brücke."
    assert decode(text.encode("cp1252"), "file").text == text


@pytest.mark.parametrize("text", [FERRY * 8, LETTER * 3, BRIDGE * 3, "“Yes,” she said – twice. "])
@pytest.mark.parametrize("stray", [b"\xfc", b"\xe9", b"\x96"])
def test_a_stray_byte_does_not_spoil_utf8(text: str, stray: bytes) -> None:
    """A name that was pasted in another encoding is shown as missing, and said; the rest stays."""
    found = decode(text.encode() + b"\nFoto: M" + stray + b"ller\n", "file")
    assert found.text == f"{text}\nFoto: M{REPLACEMENT}ller\n"
    assert found.notes == [f"1 byte does not fit into utf-8, shown as {REPLACEMENT}"]


@given(st.binary(min_size=1))
def test_what_is_shown_as_missing_is_counted(rest: bytes) -> None:
    """Whatever the bytes: each U+FFFD is in the file itself, or is counted in the note."""
    found = decode((FERRY * 99).encode() + rest, "file") if b"\x00" not in rest else None
    if found is not None and found.encoding == "utf-8":
        there = rest.count(REPLACEMENT.encode())
        assert found.text.count(REPLACEMENT) == found.strays + there


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "big5hkscs", "gb18030", "cp949"])
def test_a_stray_byte_does_not_spoil_other_encodings(encoding: str) -> None:
    """Of many bytes a character, as few as of UTF-8."""
    text = {"cp949": "다리는 삼월까지 폐쇄된다. 아이들은 학교로 돌아왔다.\n"}.get(
        encoding, "大橋在三月以前不開放。" if encoding in ("gb18030", "big5hkscs") else BRIDGE
    )
    data = (text * 9).encode(encoding) + b"\xff\x20\n" + text.encode(encoding)
    found = decode(data, "file")
    assert found.text.startswith(text * 9)
    assert found.text.endswith(f"\n{text}")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_stray_nul_does_not_make_a_text_binary(encoding: str) -> None:
    """It is shown as missing, as in browsers."""
    data = (FERRY * 4).encode(encoding)
    found = decode(data[:50] + b"\x00" + data[50:], "file")
    assert found.text.replace(REPLACEMENT, "") == FERRY * 4
    assert (found.strays, "\x00" in found.text) == (1, False)


def test_utf8_that_ends_inside_a_character() -> None:
    """A file that was cut off loses its last character, not all others."""
    found = decode(LETTER.encode()[:-3], "file")
    assert found.text.rstrip(REPLACEMENT) == LETTER[:-2]


@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        ("“Zum Löwen” – costs €4 a cup", "cp1252", "ISO-8859-1"),
        ("“Zum Löwen” – costs €4 a cup", "cp1252", "us-ascii"),
        ("Prší.", "iso8859-2", "latin2"),
        (LETTER, "koi8-r", "KOI8-R"),
        (BRIDGE, "iso2022_jp", "iso-2022-jp"),
        ("Grüße aus Zürich", "utf-7", "UTF-7"),
    ],
)
def test_what_a_file_declares_is_believed(text: str, encoding: str, label: str) -> None:
    """By the names that browsers know: ISO-8859-1 is what Windows writes under that name."""
    found = decode(text.encode(encoding), "file", encoding_of(label))
    assert (found.text, found.notes) == (text, [])


@pytest.mark.parametrize("label", ["punycode", "base64", "rot13", "zlib", "idna", "os", "\x00"])
def test_only_text_encodings_have_names(label: str) -> None:
    """Python's other codecs, and modules of any name, are out of reach of a file's words."""
    assert encoding_of(label) is None


def test_utf8_goes_before_a_declaration() -> None:
    """A file that was saved anew keeps the declaration of its first encoding."""
    assert decode(FERRY.encode(), "file", "cp1252").text == FERRY
    assert (
        decode((FERRY * 4).encode() + b"M\xfcller", "file", "cp1252").text[-6:-3]
        == f"M{REPLACEMENT}l"
    )


@pytest.mark.parametrize("encoding", ["iso2022_jp", "utf-7", "hz"])
def test_seven_bit_encodings_are_decoded(encoding: str) -> None:
    """Escape sequences of ASCII characters are never taken for the text itself."""
    text = {"hz": "大桥在三月以前不开放。", "utf-7": "Grüße aus Zürich"}.get(encoding, BRIDGE)
    found = decode(text.encode(encoding), "file")
    assert found.text == text
    assert found.notes[0].startswith("read as ")


@pytest.mark.parametrize(
    "text",
    ["Use C++-style casts: a+b-c, +49-30-1234.", "A tilde and a brace: ~{ x ~}", "x = \x1b[1mbold"],
)
def test_ascii_is_ascii(text: str) -> None:
    """Code and telephone numbers have plus signs too."""
    assert decode(text.encode(), "file").text == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t \r\n", "white space"),
        (b"PK\x03\x04\x00\x00\x00text", "NUL"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "NUL"),
        (codecs.BOM_UTF8 + b"caf\xe9", "not valid"),
        (codecs.BOM_UTF16_LE + b"a", "not valid"),
        (b"\x1b$B66$O;07n\x1b$B\x7f", "ISO 2022"),
        (bytes(range(1, 256)), "no text encoding"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    """Empty, blank, binary and broken files are named with what is wrong with them."""
    with pytest.raises(SourceError, match=f"notes.txt: .*{reason}"):
        decode(data, "notes.txt")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_the_encoding_of_a_long_file(encoding: str) -> None:
    """It is found though the first letters that tell come after two megabytes."""
    text = "id,text\n" + "1,plain\n" * 300_000 + f"2,{LETTER}\n"
    found = encoding_of_file(io.BytesIO(text.encode(encoding)), "file")
    assert found.encoding == encoding.removesuffix("-sig")
