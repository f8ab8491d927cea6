"""Isolation of the parsers' process: what it can reach beyond the file that it was given.

``Isolation`` says what is in force. On Linux, Landlock closes the file system but for what Python
itself is made of, and seccomp closes the network and other processes (see the modules of these
names). Where the system has neither, limits on memory, time and writing are all there is.
"""

import contextlib
import os
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# Shared libraries, time zones and file types. Nothing private is kept there.
_SYSTEM = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/nix/store",
    "/etc/ld.so.cache", "/etc/localtime", "/etc/mime.types", "/usr/share/zoneinfo",
    "/usr/share/locale", "/usr/share/mime", "/dev/null", "/dev/urandom",
)  # fmt: skip
_LIBRARIES = ("site-packages", "dist-packages")


@dataclass(frozen=True, slots=True)
class Isolation:
    """What is in force: ``files`` (the version of Landlock, 0 for none) and ``calls`` (seccomp)."""

    files: int = 0
    calls: bool = False

    @property
    def is_complete(self) -> bool:
        return bool(self.files and self.calls)

    def __str__(self) -> str:
        if self.is_complete:
            return (
                "parsers can reach only their input: no other files, no network, no other process "
                f"(Landlock {self.files}, seccomp)"
            )
        missing = [
            what
            for stands, what in (
                (self.files, "other files (no Landlock)"),
                (self.calls, "the network (no seccomp)"),
            )
            if not stands
        ]
        return (
            f"parsers have limits on memory and time, but this system does not keep them from "
            f"{' or '.join(missing)}"
        )


def isolate(packages: Iterable[str]) -> Isolation:
    """Isolates this process, for good, as far as the system can; what is in force.
    ``packages``: folders of packages that may be imported still. Call it while there is one
    thread."""
    if sys.platform != "linux":
        return Isolation()
    from corpus.sandbox import landlock, libc, seccomp

    files, calls = 0, False
    with contextlib.suppress(OSError):
        libc.no_new_privileges()
        with contextlib.suppress(OSError):
            landlock.restrict(_readable(packages))
            files = landlock.version()
        with contextlib.suppress(OSError):
            seccomp.restrict()
            calls = True
    return Isolation(files, calls)


def _readable(packages: Iterable[str]) -> list[Path]:
    """What Python itself is made of: its library and its packages. A checkout that happens to be on
    its path is not among them, for settings lie there."""
    paths = sysconfig.get_paths()
    found = {paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    found |= {os.path.join(sys.base_prefix, "lib"), *packages, *_SYSTEM}  # noqa: PTH118
    found |= {one for one in sys.path if Path(one).name in _LIBRARIES or Path(one).is_file()}
    return [Path(one) for one in sorted(found)]
