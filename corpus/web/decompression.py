"""Decompression of response bodies: gzip, of one member or several, and deflate."""

import zlib

from corpus.address import Address
from corpus.errors import SourceError

_GZIP, _MAGIC = zlib.MAX_WBITS | 16, b"\x1f\x8b"
_WINDOWS = {
    "identity": None,
    "": None,
    "gzip": _GZIP,
    "x-gzip": _GZIP,
    "deflate": zlib.MAX_WBITS,
}
# How many bytes it takes to see whether "deflate" has a zlib header.
_HEADER = 2


class Decompressor:
    """Decompresses a body that comes in chunks. Methods raise SourceError."""

    def __init__(self, address: Address, encoding: str) -> None:
        """``encoding``: of the Content-Encoding header."""
        named = encoding.strip().lower()
        if named not in _WINDOWS:
            raise SourceError(address, f"compressed as {named!r}, which was not requested")
        self._address = address
        self._window = _WINDOWS[named]
        self._stream = None if self._window is None else zlib.decompressobj(self._window)
        self._is_begun = self._is_over = False
        # Bytes that are looked at together with the next chunk.
        self._held = b""

    def add(self, chunk: bytes, most: int) -> bytes:
        """What comes of the next chunk. It may be less than all of it where that is more than
        ``most`` bytes; then do not go on."""
        if self._stream is None or self._is_over:
            return chunk if self._stream is None else b""
        chunk, self._held = self._held + chunk, b""
        if not self._is_begun:
            if len(chunk) < _HEADER:
                self._held = chunk
                return b""
            self._is_begun = True
            if self._window == zlib.MAX_WBITS and not _has_zlib_header(chunk):
                # Some servers leave it out.
                self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            return self._decompressed(chunk, most)
        except zlib.error:
            raise SourceError(
                self._address, "the response is not compressed as the server declares"
            ) from None

    def _decompressed(self, chunk: bytes, most: int) -> bytes:
        found: list[bytes] = []
        size = 0
        while chunk and size <= most and self._stream is not None:
            if self._stream.eof:
                if self._window == _GZIP and chunk == _MAGIC[:1]:
                    self._held = chunk
                    break
                # Another member follows; anything else after the last is ignored, as by browsers.
                if self._window != _GZIP or not chunk.startswith(_MAGIC):
                    self._is_over = True
                    break
                self._stream = zlib.decompressobj(_GZIP)
            found.append(self._stream.decompress(chunk, max(1, most + 1 - size)))
            size += len(found[-1])
            chunk = self._stream.unused_data if self._stream.eof else b""
        return b"".join(found)

    def finish(self) -> None:
        """Call this at the end of the body. Raises SourceError where it is cut off."""
        is_empty = not self._is_begun and not self._held
        if self._stream is not None and not is_empty and not self._stream.eof:
            raise SourceError(self._address, "the compressed response is cut off; try again later")


def _has_zlib_header(data: bytes) -> bool:
    return data[0] & 0x0F == zlib.DEFLATED and int.from_bytes(data[:2]) % 31 == 0
