"""Message framing over a pipe: the length in eight bytes, then the message."""

import struct
from typing import IO

_HEAD = struct.Struct(">Q")
# Longer than any message with the longest text that is accepted.
_LONGEST = 1 << 30


def write_frame(stream: IO[bytes], message: bytes) -> None:
    """Writes one message. Raises OSError where the other side has closed the pipe."""
    stream.write(_HEAD.pack(len(message)))
    stream.write(message)


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next message; None at the end. Raises ValueError for one that is too long or cut off."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    (length,) = _HEAD.unpack(head)
    if length > _LONGEST:
        raise ValueError(f"a message of {length} bytes")
    message = stream.read(length)
    if len(message) < length:
        raise ValueError("a message that was cut off")
    return message
