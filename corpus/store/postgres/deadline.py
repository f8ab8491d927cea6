"""Deadlines of replies: a connection that falls silent is cut."""

import contextlib
import os
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any


class Deadline:
    """One at a time. The client waits for a reply forever, so another thread ends its socket."""

    def __init__(self) -> None:
        self._late = threading.Event()

    @property
    def passed(self) -> bool:
        """Whether the one that runs has passed."""
        return self._late.is_set()

    @contextlib.contextmanager
    def within(self, seconds: float | None, connection: Callable[[], Any]) -> Iterator[None]:
        """Cuts the connection where what is done inside takes longer (None: as long as it may);
        an error of it is a TimeoutError then."""
        if seconds is None:
            yield
            return

        def cut() -> None:
            self._late.set()
            made = connection()
            with contextlib.suppress(Exception), socket.socket(fileno=os.dup(made.fileno())) as one:
                one.shutdown(socket.SHUT_RDWR)

        self._late.clear()
        timer = threading.Timer(seconds, cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        except Exception:
            if self.passed:
                raise TimeoutError from None
            raise
        finally:
            timer.cancel()
            self._late.clear()
