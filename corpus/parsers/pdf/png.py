"""PNG files: rows of colours as a picture that browsers show."""

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_EFFORT = 6
_TRUECOLOUR = 2


def png(colours: bytes, width: int, height: int, stride: int) -> bytes:
    """A PNG file of rows of red, green and blue bytes, ``stride`` bytes apart."""
    squeeze = zlib.compressobj(_EFFORT)
    # The byte before each row says that it is stored as it is (no filter).
    rows = (b"\0" + colours[row * stride : row * stride + 3 * width] for row in range(height))
    parts = [*map(squeeze.compress, rows), squeeze.flush()]
    head = struct.pack(">IIBBBBB", width, height, 8, _TRUECOLOUR, 0, 0, 0)
    return b"".join(
        (SIGNATURE, _chunk(b"IHDR", head), _chunk(b"IDAT", b"".join(parts)), _chunk(b"IEND", b""))
    )


def size_of(file: bytes) -> tuple[int, int]:
    """Width and height of a PNG file, in pixels. Raises ValueError for other files."""
    if not file.startswith(SIGNATURE) or file[12:16] != b"IHDR" or len(file) < 33:
        raise ValueError("not a PNG file")
    width, height = struct.unpack(">II", file[16:24])
    return int(width), int(height)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
