"""Random damage to files, accidental and hostile."""

import io
import random
import zipfile

_NUMBERS = (
    b"\x00" * 4,
    b"\xff" * 4,
    b"\x7f\xff\xff\xff",
    b"\x80\x00\x00\x00",
    b"-1",
    b"99999999999",
)
_WORDS = (
    b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>&a;",
    b"<" * 2000,
    b"<div>" * 3000,
    b"{" * 3000,
    b"[" * 3000,
    b"{\\rtf1" * 1000,
    b"\r\n\r\n",
    b"--> ",
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj",
    "\ud800\u202e\u0000é".encode("utf-16", "surrogatepass"),
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes, changed in one to eight places. In an archive, mostly a file inside it is changed,
    so that the archive's own checksums stay valid."""
    if data.startswith(b"PK") and chance.random() < 0.6:
        return _repacked(data, chance)
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        chance.choice(_CHANGES)(changed, chance)
    return bytes(changed)


def _repacked(data: bytes, chance: random.Random) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        names = old.namelist()
        wrong = chance.choice(names)
        for name in names:
            content = old.read(name)
            if name == wrong:
                if chance.random() < 0.1:
                    continue
                content = mutated(content, chance)
            new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _place(data: bytearray, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 4, 16, 256, 4096)))


def _flip(data: bytearray, chance: random.Random) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _cut(data: bytearray, chance: random.Random) -> None:
    start, end = _place(data, chance)
    del data[start:end]


def _cut_off(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data) + 1) :]


def _repeat(data: bytearray, chance: random.Random) -> None:
    start, end = _place(data, chance)
    data[start:start] = data[start:end] * chance.choice((1, 2, 50))


def _move(data: bytearray, chance: random.Random) -> None:
    start, end = _place(data, chance)
    block = data[start:end]
    del data[start:end]
    to = chance.randrange(len(data) + 1)
    data[to:to] = block


def _insert(data: bytearray, chance: random.Random) -> None:
    start, _ = _place(data, chance)
    data[start:start] = chance.choice((*_NUMBERS, *_WORDS, chance.randbytes(16)))


def _overwrite(data: bytearray, chance: random.Random) -> None:
    start, _ = _place(data, chance)
    words = chance.choice((*_NUMBERS, chance.randbytes(8)))
    data[start : start + len(words)] = words


_CHANGES = (_flip, _flip, _cut, _cut_off, _repeat, _move, _insert, _overwrite)
