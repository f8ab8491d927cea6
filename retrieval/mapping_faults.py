"""Mapping faults: files that are cut short while they are mapped into memory.

Reading beyond the new end of such a file raises SIGBUS, which would end the process. Instead, the
missing page is replaced by zeros, so that the read can end, and the thread that read gets
``CutShortIndex`` as soon as it calls or returns. What it was computing is lost, and so is every
array that was mapped before: ``refuse_after`` raises from then on.

On 64-bit Linux only; elsewhere, SIGBUS ends the process as before. A compromise: Python code runs
inside a signal handler. That is safe here, as the signal comes from the instruction that reads a
mapped file, never from inside an allocator or the interpreter.
"""

import contextlib
import ctypes
import mmap
import os
import signal
import sys
import threading
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Any

from retrieval.errors import DamagedIndex

_MAPS = Path("/proc/self/maps")
_SUPPORTED = sys.platform == "linux" and sys.maxsize > 2**32
# From <signal.h> and <sys/mman.h> of Linux, the same for all 64-bit processors that Python runs on.
_SIGINFO, _AGAIN, _ADDRESS = 4, 0x40000000, 16
_READ, _PRIVATE_FIXED_ANONYMOUS = 1, 0x02 | 0x10 | 0x20

_Handler = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)


class CutShortIndex(DamagedIndex):
    """A file of the index was cut short while it was in use."""

    def __init__(self) -> None:
        super().__init__("the index was damaged while it was in use: one of its files is cut short")


class _Action(ctypes.Structure):
    """``struct sigaction`` of the C library."""

    _fields_ = (
        ("handler", ctypes.c_void_p),
        ("mask", ctypes.c_uint64 * 16),
        ("flags", ctypes.c_int),
        ("restorer", ctypes.c_void_p),
    )


# The paths of mapped files; how many pages turned out to be missing; what must not be freed.
_files: set[str] = set()
_missing = 0
_installed: list[Any] = []
_lock = threading.Lock()


def expect_faults(file: Path) -> None:
    """Call this when a file is mapped."""
    if not _SUPPORTED:
        return
    with _lock:
        _files.add(f"{_real(file.parent)}/{file.name}")
        if not _installed:
            _install()


@lru_cache(maxsize=16)
def _real(folder: Path) -> str:
    return os.path.realpath(folder)


def missing_pages() -> int:
    """How many pages of mapped files turned out to be missing so far."""
    return _missing


def refuse_after(before: int) -> None:
    """Raises CutShortIndex where pages are missing now that were not when there were ``before``."""
    if _missing != before:
        raise CutShortIndex


def _install() -> None:
    with contextlib.suppress(OSError, AttributeError):  # else SIGBUS stays what it was
        library = ctypes.CDLL(None)
        library.mmap.restype = ctypes.c_void_p
        library.mmap.argtypes = [
            ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int,
            ctypes.c_long,
        ]  # fmt: skip
        library.sigaction.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]
        before = _Action()

        def handle(number: int, info: int, _: int) -> None:
            global _missing
            address = ctypes.c_uint64.from_address(info + _ADDRESS).value
            page = address & -mmap.PAGESIZE
            if not _is_ours(address) or not _replace(library, page):
                # As if there had been no handler: the instruction raises the signal again.
                library.sigaction(number, ctypes.byref(before), None)
                return
            _missing += 1
            sys.setprofile(_raise)

        handler = _Handler(handle)
        action = _Action(ctypes.cast(handler, ctypes.c_void_p).value, flags=_SIGINFO | _AGAIN)
        _installed.extend((handler, library, before))
        library.sigaction(signal.SIGBUS, ctypes.byref(action), ctypes.byref(before))


def _raise(frame: FrameType, _: str, __: object) -> None:
    """Raises the error at the next call or return of this thread, outside of the signal handler: an
    error inside would be printed and forgotten."""
    if frame.f_globals.get("__name__") != __name__:
        sys.setprofile(None)
        raise CutShortIndex


def _replace(library: ctypes.CDLL, page: int) -> bool:
    """Puts zeros in place of a page."""
    flags = _PRIVATE_FIXED_ANONYMOUS
    return bool(library.mmap(page, mmap.PAGESIZE, _READ, flags, -1, 0) == page)


def _is_ours(address: int) -> bool:
    """Whether a watched file is mapped at this address."""
    for line in _MAPS.read_text("utf-8", "surrogateescape").splitlines():
        bounds, _, _, _, _, *path = line.split(maxsplit=5)
        first, last = (int(one, 16) for one in bounds.split("-"))
        if first <= address < last:
            return bool(path) and path[0].removesuffix(" (deleted)") in _files
    return False
