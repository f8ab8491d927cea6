"""Pullquote as a process, as its owner runs it."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

# The same command line with a bag of words for a model, for what a model has no part in.
FAST = (
    "import sys; from bot.app import App; from tests.fakes import BagOfWords;"
    "App.encoder = BagOfWords(); App.reader = None;"
    "from bot.cli.main import main; sys.exit(main(sys.argv[1:]))"
)
# Seconds: how long is waited, on whatever machine, and between two looks.
_PATIENCE, _LOOK = 240.0, 0.05


def _interruptible() -> None:
    """In a shell's background, where the tests may run, Ctrl-C is ignored, by children too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Process:
    """A running command; its standard error is read as it comes."""

    def __init__(
        self, arguments: list[str], environment: Mapping[str, str], program: str | None
    ) -> None:
        start = ["-c", program] if program else ["-m", "bot"]
        self._process = subprocess.Popen(
            [sys.executable, *start, *arguments],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            preexec_fn=_interruptible,
        )
        self._said: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._said.append(line)

    @property
    def said(self) -> str:
        """Standard error so far."""
        return "".join(self._said)

    def wait_until_said(self, text: str, times: int = 1) -> None:
        """Returns when the text is on standard error; fails if that takes too long."""
        # Looks are counted, not seconds: of a machine that was halted meanwhile, clocks jump.
        for _ in range(round(_PATIENCE / _LOOK)):
            code = self._process.poll()
            if self.said.count(text) >= times:
                return
            if code is not None:
                self._reader.join(5)
                break
            time.sleep(_LOOK)
        if self.said.count(text) < times:
            raise AssertionError(f"{text!r} was not said, exit code {code}, but:\n{self.said}")

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def output(self) -> str:
        """Standard output, once the process has ended."""
        assert self._process.stdout is not None
        return self._process.stdout.read()

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def wait(self) -> int:
        """The exit code, once there is one."""
        code = self._process.wait(_PATIENCE)
        self._reader.join(5)
        return code

    def kill(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self.wait()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()


@contextlib.contextmanager
def running(
    *arguments: str,
    data_dir: Path,
    settings: Mapping[str, str] | None = None,
    fast: bool = True,
    program: str = FAST,
) -> Iterator[Process]:
    """`pullquote ARGUMENTS…` in the background, with settings such as ``{"TOP": "5"}``.
    ``program``: what runs the command line, unless the real model is wanted."""
    environment = {f"PULLQUOTE_{name}": value for name, value in (settings or {}).items()}
    environment["PULLQUOTE_DATA_DIR"] = str(data_dir)
    process = Process(list(arguments), environment, program if fast else None)
    try:
        yield process
    finally:
        process.kill()
