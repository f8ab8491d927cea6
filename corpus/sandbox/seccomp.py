"""Seccomp: which system calls a process may make, on Linux.

A filter is a short program for the kernel
(https://docs.kernel.org/userspace-api/seccomp_filter.html). The libraries there are need the
system's libseccomp, which small containers lack, and were last released years ago. The filter names
what is refused, so that a parser's library may use what it likes of the rest: it is the second
protection, for what Landlock does not cover.
"""

import ctypes
import errno
import os
import struct

from corpus.sandbox.libc import system_call
from corpus.sandbox.system_calls import FIRST_UNKNOWN, architecture, denied, number_of

_SET_FILTER, _ALL_THREADS = 1, 1
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_REFUSE, _MISSING = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS
# The kernel's machine: load a word, compare and jump, return.
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_CLONE_THREAD = 0x10000

_Instruction = tuple[int, int, int, int]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def restrict() -> None:
    """From now on, this process has no network, starts no process, touches no other one, and
    changes no names or modes of files. Set ``no_new_privileges`` first. Raises OSError."""
    machine = architecture()
    if machine is None:
        raise OSError("the system calls of this machine are not known")
    code = b"".join(struct.pack("=HBBI", *one) for one in _filter(machine, os.getpid()))
    program = _Program(len(code) // 8, code)
    system_call(
        number_of("seccomp"),
        ctypes.c_uint(_SET_FILTER),
        ctypes.c_uint(_ALL_THREADS),
        ctypes.byref(program),
    )


def _filter(machine: int, process: int) -> list[_Instruction]:
    found: list[_Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_IF_EQUAL, 1, 0, machine),
        (_RETURN, 0, 0, _REFUSE),  # another machine's calls, which have other numbers
        (_LOAD, 0, 0, _NUMBER),
        (_IF_AT_LEAST, 0, 1, FIRST_UNKNOWN),  # and those of x32, which have a bit set
        (_RETURN, 0, 0, _MISSING),
        (_IF_EQUAL, 0, 1, number_of("clone3")),  # its flags cannot be seen; clone is used instead
        (_RETURN, 0, 0, _MISSING),
    ]
    for number in denied():
        found += [(_IF_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE)]
    # A thread, but no process.
    found += _unless(number_of("clone"), (_IF_ANY_BIT, 1, 0, _CLONE_THREAD))
    # This process's own limits.
    found += _unless(number_of("prlimit64"), (_IF_EQUAL, 1, 0, 0))
    # Signals to itself: a library that gives up.
    for name in ("kill", "tkill", "tgkill"):
        found += _unless(number_of(name), (_IF_EQUAL, 1, 0, process))
    return [*found, (_RETURN, 0, 0, _ALLOW)]


def _unless(number: int, first_argument: _Instruction) -> list[_Instruction]:
    """Refuses a call unless its first argument passes a comparison that then skips one step."""
    return [
        (_IF_EQUAL, 0, 4, number),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        first_argument,
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    ]
