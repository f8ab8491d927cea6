"""C library calls of the sandbox: the one module that calls it through ctypes."""

import ctypes
import os
import sys

_SET_DUMPABLE, _SET_NO_NEW_PRIVILEGES = 4, 38


def system_call(number: int, *arguments: object) -> int:
    """Calls the kernel; raises OSError where it refuses. Arguments are integers, pointers, None."""
    result = _libc().syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return int(result)


def no_new_privileges() -> None:
    """Neither this process nor its children can get privileges by running a program."""
    _prctl(_SET_NO_NEW_PRIVILEGES, 1)


def refuse_to_be_read() -> None:
    """From now on, other processes of the same user can read neither this one's memory nor its
    environment, nor attach to it. Does nothing where the system is not Linux."""
    if sys.platform == "linux":
        _prctl(_SET_DUMPABLE, 0)


def _prctl(option: int, value: int) -> None:
    zero = ctypes.c_ulong(0)
    if _libc().prctl(option, ctypes.c_ulong(value), zero, zero, zero):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
