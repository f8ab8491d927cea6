"""Landlock: what files a process may open, on Linux 5.13 and later.

See https://docs.kernel.org/userspace-api/landlock.html. No library for it is kept up, and
three system calls are all there is to it.
"""

import contextlib
import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

from corpus.sandbox.libc import system_call

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446  # on all machines
_VERSION, _PATH_BENEATH = 1, 1
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
# How many kinds of access to files each version knows (the last stands for all later ones).
_KINDS_OF_ACCESS = (13, 14, 15, 15, 16)
_NETWORK_SINCE, _SCOPES_SINCE = 4, 6
_TCP, _SCOPES = 0b11, 0b11  # bind and connect; abstract sockets and signals


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scopes", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("access", ctypes.c_uint64), ("folder", ctypes.c_int32))


def version() -> int:
    """The kernel's version of Landlock; 0 where it has none, or it is switched off."""
    try:
        return system_call(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION))
    except OSError:
        return 0


def restrict(readable: Iterable[Path]) -> None:
    """From now on, this thread and what it starts can open nothing but what is ``readable`` (files,
    and folders with all that is in them), and only to read; nor use TCP or signal other processes,
    where the kernel's version can forbid that. Files that are open stay so. Set
    ``no_new_privileges`` first. Raises OSError."""
    known = version()
    if not known:
        raise OSError("there is no Landlock")
    handled = _Ruleset(
        (1 << _KINDS_OF_ACCESS[min(known, len(_KINDS_OF_ACCESS)) - 1]) - 1,
        _TCP if known >= _NETWORK_SINCE else 0,
        _SCOPES if known >= _SCOPES_SINCE else 0,
    )
    size = 24 if known >= _SCOPES_SINCE else 16 if known >= _NETWORK_SINCE else 8
    rules = system_call(_CREATE, ctypes.byref(handled), ctypes.c_size_t(size), ctypes.c_uint32(0))
    try:
        for path in readable:
            with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
                _allow(rules, path)
        system_call(_RESTRICT, ctypes.c_int(rules), ctypes.c_uint32(0))
    finally:
        os.close(rules)


def _allow(rules: int, path: Path) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        access = _READ_FILE | _READ_FOLDER if path.is_dir() else _READ_FILE
        rule = _PathBeneath(access, descriptor)
        system_call(
            _ADD_RULE,
            ctypes.c_int(rules),
            ctypes.c_int(_PATH_BENEATH),
            ctypes.byref(rule),
            ctypes.c_uint32(0),
        )
    finally:
        os.close(descriptor)
