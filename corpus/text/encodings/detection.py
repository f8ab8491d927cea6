"""Encoding detection: which encodings a text of unknown encoding is likely to be in.

chardet 7 (0BSD) did best of the detectors in ``python -m benchmarks.documents.encodings``; this is
the only module that imports it. It chooses from the given encodings. It takes short Italian for
Cyrillic, so an encoding counts less where it mixes scripts, or puts symbols, inside words.
"""

import re
import unicodedata
from collections.abc import Sequence

# Python's names, as chardet gives them. Of those that score alike, the first is taken: Turkish
# before Icelandic, which needs the same six bytes, and common encodings before rare ones.
EIGHT_BIT = (
    "cp1254", "cp1252", "cp1251", "cp1250", "cp1253", "cp1255", "cp1256", "cp1257", "cp1258",
    "cp874", "gb18030", "big5hkscs", "cp932", "euc_jis_2004", "cp949", "iso8859-2", "iso8859-7",
    "iso8859-5", "koi8-r", "koi8-u", "cp866", "cp850", "cp437", "cp852", "mac-roman",
)  # fmt: skip
_MULTIBYTE = frozenset(("gb18030", "big5hkscs", "cp932", "euc_jis_2004", "cp949"))
WITH_NUL = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
SEVEN_BIT = (
    "iso2022_jp", "iso2022_jp_2", "iso2022_jp_2004", "iso2022_jp_ext", "iso2022_kr", "hz", "utf-7",
)  # fmt: skip

_SAMPLE = 1 << 16  # bytes
_LONGEST_LINE = 1 << 12
# Text of more than a few bytes in which more words than this are odd is no text.
_MOST_ODD = 0.5
_FEW_BYTES = 200
_BYTES_PER_STRAY = 50
_EIGHTH_BIT = re.compile(rb"[\x80-\xff]")
# Symbols that do not stand beside a letter, and symbols that do not stand between two.
_APART = "¤-¦©¬±¶¸\u2500-\u25ff"
_OUTSIDE = "‚„†‡‰"
_WORD = re.compile(rf"[{_APART}]?[^\W\d_](?:[^\W\d_]|[{_APART}{_OUTSIDE}])*+")
_SYMBOL = re.compile(rf"[{_APART}]|[{_OUTSIDE}]\b")
# One letter before a figure, where a currency's sign was meant.
_LETTER_BEFORE_DIGIT = re.compile(r"(?<![^\W_])[^\W\d_\x00-\x7f](?=\d)")
_PRIVATE_USE = re.compile(r"[\ue000-\uf8fe]")
_SCRIPTS = frozenset(("LATIN", "CYRILLIC", "GREEK", "HEBREW", "ARABIC", "THAI"))


def likely_encodings(data: bytes, encodings: Sequence[str]) -> list[str]:
    """Those of the encodings that the text may be in, the likeliest first."""
    if encodings is not EIGHT_BIT:
        return _ranked(data[:_SAMPLE], encodings)
    sample = telling_lines(data)
    ranked = _ranked(sample, encodings)
    if _MULTIBYTE.isdisjoint(ranked):
        # One byte that does not fit rules an encoding out for the detector.
        for name in encodings:
            whole = _without_strays(sample, name) if name in _MULTIBYTE else None
            if whole and _ranked(whole, encodings)[:1] == [name]:
                return [name, *ranked]
    return ranked


def _ranked(sample: bytes, encodings: Sequence[str]) -> list[str]:
    # Imported here: files that are not UTF-8 are rare, and the detector's tables are not small.
    import chardet

    # ASCII is its answer where none fits; ISO-2022-JP it knows by its supersets only.
    asked = ["ascii", *(name for name in encodings if name != "iso2022_jp")]
    ranked = []
    for guess in chardet.detect_all(
        sample,
        ignore_threshold=True,
        compat_names=False,
        include_encodings=asked,
        no_match_encoding="ascii",
    ):
        name = guess["encoding"]
        if name is None or name not in encodings:
            continue
        odd = _odd_words(sample.decode(name, "replace"))
        if odd > _MOST_ODD and len(sample) > _FEW_BYTES:
            continue
        # Rounded: what differs less differs by chance.
        score = round(guess["confidence"] * (1 - odd) ** 2, 3)
        ranked.append((-score, encodings.index(name), name))
    return [name for _, _, name in sorted(ranked)]


def _without_strays(sample: bytes, encoding: str) -> bytes | None:
    """The sample without the bytes that do not fit; None if too many do not."""
    text = sample.decode(encoding, "replace")
    strays = text.count("\ufffd")
    if strays * _BYTES_PER_STRAY > len(_EIGHTH_BIT.findall(sample)):
        return None
    return text.replace("\ufffd", "").encode(encoding)


def _odd_words(text: str) -> float:
    """The share of words, of those that are not ASCII, that no language would have: of two scripts,
    with a symbol inside, or one letter of another script in Latin text. Characters of no script
    (for private use) count as such words."""
    text = text[:_LONGEST_LINE]
    words = _WORD.findall(text)
    others = [word for word in words if not word.isascii()]
    is_latin = len(words) > 2 * len(others)
    odd = sum(
        _SYMBOL.search(word) is not None
        or len(scripts := _scripts(word)) > 1
        or (is_latin and len(word) == 1 and bool(scripts - {"LATIN"}))
        for word in others
    )
    odd += len(_LETTER_BEFORE_DIGIT.findall(text))
    private = len(_PRIVATE_USE.findall(text))
    return min(1.0, (odd + private) / max(1, len(others) + private))


def _scripts(word: str) -> frozenset[str]:
    names = (unicodedata.name(character, "").partition(" ")[0] for character in word)
    return _SCRIPTS.intersection(names)


def telling_lines(data: bytes) -> bytes:
    """Lines that are not ASCII, up to a limit: the others say nothing about the encoding."""
    lines = []
    place = size = 0
    while size < _SAMPLE and (found := _EIGHTH_BIT.search(data, place)):
        first = found.start()
        # What is before it is ASCII, so no character is cut there.
        start = max(place, first - _LONGEST_LINE, data.rfind(b"\n", place, first) + 1)
        end = data.find(b"\n", first, first + _LONGEST_LINE) + 1 or first + _LONGEST_LINE
        lines.append(data[start:end])
        size += end - start
        place = end
    return b"".join(lines)
