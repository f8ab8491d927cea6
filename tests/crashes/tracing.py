"""Tracing of a process's changes of files, by ptrace: on Linux on x86-64.

Every system call that changes something in a folder is seen before it happens, whoever makes it:
Python, SQLite, numpy. The process can be killed there.
"""

import ctypes
import errno
import os
import platform
import signal
import struct
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests import children

CAN_TRACE = sys.platform == "linux" and platform.machine() == "x86_64"

_TRACEME, _SYSCALL, _SETOPTIONS, _INFO = 0, 24, 0x4200, 0x420E
_OPTIONS, _STOPPED = 0x100001, signal.SIGTRAP | 0x80  # EXITKILL, TRACESYSGOOD
_ENTRY = 1
_AT_CWD = 0xFFFFFF9C
_CREATES, _TRUNCATES, _UNNAMED = os.O_CREAT, os.O_TRUNC, 0x410000
_CALLS = {
    1: "write", 18: "pwrite", 20: "writev", 40: "sendfile", 74: "fsync", 75: "fsync",
    77: "ftruncate", 82: "rename", 83: "mkdir", 84: "rmdir", 87: "unlink", 257: "openat",
    258: "mkdirat", 263: "unlinkat", 264: "renameat", 265: "linkat", 285: "fallocate",
    316: "renameat", 326: "copy_file_range",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """A change of files. ``kind``: "write" (``data`` at ``offset`` of ``file``), "truncate" (to
    ``offset``), "sync" (of ``file``, a folder's too), "make" (of a file or folder without a name),
    "name" (``file`` gets ``name`` in ``folder``), "move" (what has ``name`` in ``folder`` gets
    ``to`` in ``into``), "remove" (``name`` in ``folder``). Files and folders are numbers, never
    used twice."""

    kind: str
    file: int = 0
    folder: int = 0
    name: str = ""
    into: int = 0
    to: str = ""
    offset: int = 0
    data: bytes = b""
    is_folder: bool = False


class _Info(ctypes.Structure):
    """``struct ptrace_syscall_info``."""

    _fields_ = (
        ("op", ctypes.c_uint8),
        ("pad", ctypes.c_uint8 * 3),
        ("arch", ctypes.c_uint32),
        ("instruction", ctypes.c_uint64),
        ("stack", ctypes.c_uint64),
        ("number", ctypes.c_uint64),  # at the end of a call: its result
        ("arguments", ctypes.c_uint64 * 6),
    )


def _ptrace(request: int, pid: int, address: int, data: object) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    library.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    library.ptrace.restype = ctypes.c_long
    if library.ptrace(request, pid, address, data) < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def run_traced(
    work: Callable[[], object], root: Path, kill_at: int | None = None
) -> tuple[list[Change], bool]:
    """Runs ``work`` in a process of its own. Its changes of what is in ``root``; and whether it was
    killed, right before the n-th of them (from 0). Raises PermissionError where the system does not
    allow tracing."""
    child = os.fork()
    if child == 0:
        try:
            _ptrace(_TRACEME, 0, 0, None)
        except OSError:
            os._exit(99)
        os.kill(os.getpid(), signal.SIGSTOP)
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    children.keep(child)
    try:
        return _traced(child, root, kill_at)
    finally:
        children.forget(child)


def _traced(child: int, root: Path, kill_at: int | None) -> tuple[list[Change], bool]:
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 99:
        raise PermissionError(errno.EPERM, "tracing is not allowed here")
    tracer = _Tracer(child, root)
    _ptrace(_SETOPTIONS, child, 0, _OPTIONS)
    deliver = 0
    while True:
        _ptrace(_SYSCALL, child, 0, deliver)
        _, status = os.waitpid(child, 0)
        if not os.WIFSTOPPED(status):
            break
        deliver = 0
        if os.WSTOPSIG(status) != _STOPPED:
            deliver = os.WSTOPSIG(status)
        elif tracer.stopped() and kill_at is not None and tracer.count > kill_at:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return tracer.changes, True
    code = os.waitstatus_to_exitcode(status)
    if code:
        raise AssertionError(f"the traced process ended with {code}")
    return tracer.changes, False


class _Tracer:
    """What a traced process does to the files in a folder."""

    def __init__(self, pid: int, root: Path) -> None:
        self._pid, self._root = pid, root.resolve()
        self._info = _Info()
        self._memory = os.open(f"/proc/{pid}/mem", os.O_RDONLY)
        self._numbers: dict[int, int] = {}
        self._begun: tuple[str, list[int], list[Change]] | None = None
        self.changes: list[Change] = []
        # Changes begun.
        self.count = 0

    def __del__(self) -> None:
        os.close(self._memory)

    def stopped(self) -> bool:
        """Call this whenever the process stops at a system call: whether a change begins here."""
        size = ctypes.sizeof(_Info)
        _ptrace(_INFO, self._pid, size, ctypes.addressof(self._info))
        if self._info.op == _ENTRY:
            call = _CALLS.get(self._info.number)
            if call is None:
                return False
            arguments = list(self._info.arguments)
            changes = self._changes(call, arguments)
            self._begun = (call, arguments, changes) if changes else None
            self.count += bool(changes)
            return bool(changes)
        if self._begun is not None:
            call, arguments, changes = self._begun
            self._begun = None
            result = struct.unpack("q", struct.pack("Q", self._info.number))[0]
            if result >= 0:
                self.changes += self._finished(call, arguments, changes, result)
        return False

    def _changes(self, call: str, a: list[int]) -> list[Change]:
        """What a call is to change in the folder, as far as is known before."""
        match call:
            case "write" | "pwrite" | "ftruncate" | "fsync" | "fallocate" | "writev" | "sendfile":
                if not self._is_inside(self._path_of(a[0])):
                    return []
                if call in ("writev", "sendfile"):
                    raise AssertionError(f"{call} is not understood yet")
                file = self._number(self._descriptor(a[0]).stat())
                if call == "fsync":
                    return [Change("sync", file)]
                if call == "ftruncate":
                    return [Change("truncate", file, offset=a[1])]
                if call == "fallocate":
                    return []  # no content changes
                offset = a[3] if call == "pwrite" else self._position(a[0])
                return [Change("write", file, offset=offset, data=self._bytes(a[1], a[2]))]
            case "copy_file_range":
                if self._is_inside(self._path_of(a[2])):
                    raise AssertionError(f"{call} is not understood yet")
                return []
            case "openat":
                path = self._at(a[0], a[1])
                flags = a[2]
                if not self._is_inside(path):
                    return []
                if flags & _UNNAMED == _UNNAMED:
                    return [Change("make")]
                if os.path.lexists(path):
                    if flags & _TRUNCATES:
                        return [Change("truncate", self._number(path.stat()))]
                    return []
                creates = flags & _CREATES and path.parent.is_dir()
                return [self._name(path)] if creates else []
            case "mkdir" | "mkdirat":
                path = self._at(*a[:2]) if call == "mkdirat" else self._at(_AT_CWD, a[0])
                inside = self._is_inside(path) and path.parent.is_dir()
                known = os.path.lexists(path) or not inside
                return [] if known else [self._name(path, is_folder=True)]
            case "rmdir" | "unlink" | "unlinkat":
                path = self._at(*a[:2]) if call == "unlinkat" else self._at(_AT_CWD, a[0])
                if not (self._is_inside(path) and os.path.lexists(path)):
                    return []
                return [Change("remove", folder=self._folder(path), name=path.name)]
            case "rename" | "renameat":
                given = (*a[:2], *a[2:4]) if call == "renameat" else (_AT_CWD, a[0], _AT_CWD, a[1])
                old, new = self._at(*given[:2]), self._at(*given[2:])
                if not (self._is_inside(old) and os.path.lexists(old)):
                    return []
                return [
                    Change(
                        "move",
                        folder=self._folder(old),
                        name=old.name,
                        into=self._folder(new),
                        to=new.name,
                    )
                ]
            case "linkat":
                path = self._at(a[2], a[3])
                return [self._name(path)] if self._is_inside(path) else []
        raise AssertionError(call)

    def _finished(
        self, call: str, a: list[int], changes: list[Change], result: int
    ) -> list[Change]:
        """The same, as is known after the call."""
        [one] = changes
        if one.kind == "write":
            return [Change("write", one.file, offset=one.offset, data=one.data[:result])]
        if one.kind == "make":
            return [Change("make", self._new(self._descriptor(result).stat()))]
        if one.kind == "name":
            if call == "linkat":
                status = self._at(a[2], a[3]).stat()
                number = self._number(status)
            else:
                path = self._at(_AT_CWD, a[0]) if call == "mkdir" else self._at(a[0], a[1])
                number = self._new(path.stat())
            named = Change("name", number, one.folder, one.name, is_folder=one.is_folder)
            return [named]
        return changes

    def _name(self, path: Path, *, is_folder: bool = False) -> Change:
        folder, name = self._folder(path), path.name
        return Change("name", folder=folder, name=name, is_folder=is_folder)

    def _folder(self, path: Path) -> int:
        return self._number(path.parent.stat())

    def _number(self, status: os.stat_result) -> int:
        """A file's or folder's number: its inode's, until that is used again."""
        return self._numbers.get(status.st_ino, status.st_ino)

    def _new(self, status: os.stat_result) -> int:
        number = -1 - len(self.changes)
        self._numbers[status.st_ino] = number
        return number

    def _descriptor(self, number: int) -> Path:
        return Path(f"/proc/{self._pid}/fd/{number & 0xFFFFFFFF}")

    def _path_of(self, descriptor: int) -> Path:
        try:
            return self._descriptor(descriptor).readlink()
        except OSError:
            return Path()

    def _position(self, descriptor: int) -> int:
        """Where a file is written next."""
        path = f"/proc/{self._pid}/fdinfo/{descriptor & 0xFFFFFFFF}"
        fields = dict(line.split(":", 1) for line in Path(path).read_text().splitlines())
        if int(fields["flags"], 8) & os.O_APPEND:
            return self._descriptor(descriptor).stat().st_size
        return int(fields["pos"])

    def _at(self, folder: int, address: int) -> Path:
        """An absolute path, as a call names it."""
        name = self._string(address)
        if folder & 0xFFFFFFFF == _AT_CWD:
            base = Path(f"/proc/{self._pid}/cwd").readlink()
        else:
            base = self._path_of(folder)
        return Path(os.path.normpath(base / name))

    def _is_inside(self, path: Path) -> bool:
        return path.is_relative_to(self._root)

    def _bytes(self, address: int, size: int) -> bytes:
        return os.pread(self._memory, size, address)

    def _string(self, address: int) -> str:
        found = b""
        while b"\0" not in found:
            here = address + len(found)
            # Up to the end of the page; what follows may not be there.
            found += os.pread(self._memory, 4096 - here % 4096, here)
        return os.fsdecode(found.partition(b"\0")[0])
