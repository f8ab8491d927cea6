"""Ports on loopback for servers that tests start as other processes."""

import contextlib
import os
import socket
from itertools import count

# Below what systems give to outgoing connections (32768 on Linux, 49152 elsewhere), so that none
# of these takes a port between its being found and being listened at.
_FIRST, _LAST = 20_000, 32_000
# Each process of the suite looks from a place of its own, and never at the same port twice.
_offsets = count(os.getpid() * 97)


def free_port() -> int:
    """A port that nobody listens at, and that no other test is given soon."""
    for offset in _offsets:
        port = _FIRST + offset % (_LAST - _FIRST)
        with socket.socket() as one, contextlib.suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port
    raise AssertionError("unreachable")
