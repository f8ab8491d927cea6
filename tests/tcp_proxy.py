"""A TCP proxy on a loopback port that can cut, delay, hold back and refuse connections."""

import contextlib
import socket
import threading
import time
from typing import Self

_CHUNK = 65_536


class TcpProxy:
    """Forwards to a server at ``host``, ``port``, from ``with`` to the end of its block.

    ``delay``: seconds that each piece takes, in either direction. ``refusing``: new connections are
    closed at once. ``cut_after``: after so many bytes more to the server, all are cut, once.
    ``greeting``: what is sent to new connections instead of forwarding.
    """

    def __init__(self, host: str, port: int) -> None:
        self._target = host, port
        self.delay = 0.0
        self.refusing = False
        self.cut_after: int | None = None
        self.greeting: bytes | None = None
        self._flowing = threading.Event()
        self._flowing.set()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.accepted = 0

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """Ends all connections."""
        with self._lock:
            ended, self._open = self._open, set()
        for one in ended:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def hold(self) -> None:
        """Nothing gets through, and nothing is closed: as if a cable were pulled."""
        self._flowing.clear()

    def release(self) -> None:
        self._flowing.set()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.accepted += 1
            if self.refusing:
                client.close()
                continue
            if self.greeting is not None:
                with contextlib.suppress(OSError):
                    client.recv(_CHUNK)
                    client.sendall(self.greeting)
                client.close()
                continue
            try:
                server = socket.create_connection(self._target, timeout=5)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            with self._lock:
                self._open |= {client, server}
            for source, target, counts in ((client, server, True), (server, client, False)):
                threading.Thread(
                    target=self._forward, args=(source, target, counts), daemon=True
                ).start()

    def _forward(self, source: socket.socket, target: socket.socket, counts: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(_CHUNK):
                self._flowing.wait()
                time.sleep(self.delay)
                if counts and self.cut_after is not None:
                    self.cut_after -= len(data)
                    if self.cut_after < 0:
                        self.cut_after = None
                        self.cut()
                        return
                target.sendall(data)
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
