"""Pullquote as a process, as its owner runs it."""

import contextlib
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests import children

# The same command line with a bag of words for a model, for what a model has no part in.
FAST = (
    "import sys; from bot.app import App; from tests.fakes import BagOfWords;"
    "App.encoder = BagOfWords(); App.reader = None;"
    "from bot.cli.main import main; sys.exit(main(sys.argv[1:]))"
)
# Seconds between two looks.
_LOOK = 0.05


class Process:
    """A running command, and what it has written so far."""

    def __init__(
        self, arguments: list[str], environment: Mapping[str, str], program: str | None
    ) -> None:
        start = ["-c", program] if program else ["-m", "bot"]
        self._what = f"pullquote {' '.join(arguments)}"
        self._output = children.Output(f"standard output of {self._what}")
        self._complaints = children.Output(f"standard error of {self._what}")
        self._process = children.start(
            [sys.executable, *start, *arguments],
            environment=environment,
            stdout=self._output.writes,
            stderr=self._complaints.writes,
        )
        self._output.begin()
        self._complaints.begin()

    @property
    def said(self) -> str:
        """Standard error so far."""
        return self._complaints.text

    def wait_until_said(self, text: str, times: int = 1) -> None:
        """Returns when the text is on standard error; fails if that takes too long."""
        # Looks are counted, not seconds: of a machine that was halted meanwhile, clocks jump.
        for _ in range(round(children.PATIENCE / _LOOK)):
            code = self._process.poll()
            if self.said.count(text) >= times:
                return
            if code is not None:
                self._complaints.finish()
                break
            time.sleep(_LOOK)
        if self.said.count(text) < times:
            raise AssertionError(
                f"{self._what} has not said {text!r}, exit code {code}, but:\n{self.said}"
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def output(self) -> str:
        """Standard output, once the process has ended."""
        self._output.finish()
        return self._output.text

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def wait(self) -> int:
        """The exit code, once there is one."""
        code = children.wait(self._process, self._what, self._complaints)
        self._complaints.finish()
        return code

    def kill(self) -> None:
        """Ends it, unless it has ended, with all that it has started."""
        children.end(self._process, self._what)
        self._complaints.finish()


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
