"""Sandbox: files are parsed in a separate process, so that a file that makes its parser hang,
crash or use too much memory fails alone, and one that takes its parser over reaches nothing.

The process (``corpus.sandbox.worker``) is started when it is first needed and used again for the
next file, so that a parser is imported once. It gets an open file, and nothing of the environment
but what Python needs. It can write no files and start no processes, and has limits on memory and
processor time; when it does not answer in time, it is killed and started again. What it sends back
is treated as data, and checked; nothing is unpickled. On Linux it can open no other files and reach
no network (``corpus.sandbox.isolation``), and this process closes its own memory and environment to
others of the same user.

Limits on memory and processor time are the system's on Linux and macOS (on macOS, the process
checks its own memory); on Windows there is only the limit on time.
"""

import contextlib
import sys
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from corpus.errors import ForeignError, SourceError
from corpus.parsers.parsed import Opened, Options, PagePicture, Part, Remark
from corpus.parsers.registry import FORMATS
from corpus.sandbox.answers import InvalidAnswer, part_in, picture_in
from corpus.sandbox.isolation import Isolation
from corpus.sandbox.limits import Limits
from corpus.sandbox.process import ParserDeath, ParserProcess

# After this many crashes (in an archive of bad files), the rest of the file is given up.
_MOST_DEATHS = 10
_NARROWEST, _WIDEST = 100, 3000  # pixels of a page's picture


class Sandbox:
    """Parses files in another process. Use as a context manager, from one thread. ``note`` gets a
    line where this is Linux and its kernel cannot isolate the process completely. ``languages``: a
    folder with language data for text recognition, beside the usual ones."""

    def __init__(
        self,
        limits: Limits | None = None,
        note: Callable[[str], None] | None = None,
        languages: Path | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._note = note
        self._languages = languages
        self._process: ParserProcess | None = None

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process = None

    def isolation(self) -> Isolation:
        """How the process is isolated. Starts it if need be. Raises SourceError."""
        try:
            return self._started().isolation
        except ParserDeath as death:
            raise SourceError("the parsers' process", str(death)) from None

    def read(
        self, content: Path | bytes, source: str, ending: str, options: Options | None = None
    ) -> Iterator[Part]:
        """What the parser for this name ending gives for a file, or for its content.

        Raises SourceError where the file as a whole cannot be read (any further).
        """
        options = options or Options()
        done, deaths = options.first, 0
        while True:
            opened: str | None = None
            try:
                for part in self._ask(content, source, ending, options, done):
                    yield part
                    if isinstance(part, Opened):
                        opened = part.name
                    elif not isinstance(part, Remark):
                        opened, done = None, done + 1
                return
            except ParserDeath as death:
                deaths += 1
                if opened is None or deaths >= _MOST_DEATHS:
                    raise SourceError(source, str(death)) from None
                yield SourceError(f"{source}{opened}", str(death))
                done += 1

    def page_picture(
        self, content: Path | bytes, source: str, page: int, width: int, *, is_image: bool = False
    ) -> PagePicture:
        """The picture of a page (from 1) of a PDF, or of an image, about ``width`` pixels wide, but
        no wider than a screen needs. Raises SourceError, also where there is no such page."""
        wanted = max(_NARROWEST, min(width, _WIDEST))
        request = {"source": source, "page": page, "width": wanted, "image": is_image}
        try:
            [shown] = [picture_in(answer) for answer in self._answers(content, source, request)]
        except ParserDeath as death:
            raise SourceError(source, str(death)) from None
        except ValueError:
            raise SourceError(source, "its page could not be shown") from None
        return shown

    def _ask(
        self, content: Path | bytes, source: str, ending: str, options: Options, first: int
    ) -> Iterator[Part]:
        how = asdict(replace(options, first=first))
        request = {"source": source, "module": FORMATS[ending].module, "options": how}
        answers = self._answers(content, source, request)
        with contextlib.closing(answers):
            for answer in answers:
                try:
                    part = part_in(answer, source)
                except InvalidAnswer as error:
                    raise ParserDeath(f"its parser sent an invalid answer ({error})") from None
                yield part

    def _answers(
        self, content: Path | bytes, source: str, request: dict[str, Any]
    ) -> Generator[dict[str, Any], None, None]:
        """What the process answers to a request. Raises SourceError where it refuses the file."""
        process = self._started()
        finished = False
        try:
            if isinstance(content, Path):
                process.send_file(request, content, source)
            else:
                process.send(request, content)
            while (answer := process.receive()) != {"end": True}:
                if "raise" in answer:
                    finished = True
                    fault = ForeignError if answer.get("foreign") else SourceError
                    raise fault(source, str(answer["raise"]))
                yield answer
            finished = True
        finally:
            # If the caller stops half-way, the process would go on sending answers.
            if not finished:
                self.close()

    def _started(self) -> ParserProcess:
        if self._process is None or not self._process.is_alive():
            self._process = ParserProcess(self._limits, self._languages)
            isolation = self._process.isolation
            if self._note is not None and sys.platform == "linux" and not isolation.is_complete:
                self._note(str(isolation))
                self._note = None
        return self._process
