"""A real browser for tests: Debian's Chromium, driven by its own protocol over a pipe.

A small subset of what drivers offer: open pages, run JavaScript in them, press keys, type, take
pictures. Messages are JSON, each ended by a NUL (https://chromedevtools.github.io/devtools-protocol).
"""

import base64
import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests import children

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, "Space": 32}
_CHUNK = 1 << 16


class Browser:
    """A running browser with one page."""

    def __init__(self, process: "subprocess.Popen[bytes]", writes: int, reads: int) -> None:
        self._process = process
        self._writes, self._reads = writes, reads
        self._buffer = b""
        self._count = 0
        self.events: list[dict[str, Any]] = []
        target = self._call("Target.createTarget", {"url": "about:blank"})["targetId"]
        attached = self._call("Target.attachToTarget", {"targetId": target, "flatten": True})
        self._session: str = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> Any:
        """A method of the page, and its result."""
        return self._call(method, parameters, self._session)

    def resize(self, width: int, height: int, *, dark: bool = False) -> None:
        """Sets the window's size in CSS pixels, and the colour scheme."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip
        feature = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[feature])

    def open(self, address: str) -> None:
        """Opens an address, and waits until all of it is loaded and drawn."""
        self.events.clear()
        failed = self.call("Page.navigate", url=address).get("errorText")
        assert not failed, f"{address}: {failed}"
        self.wait_for("Page.loadEventFired")
        self.settle()

    def settle(self) -> None:
        """Waits until two frames are drawn: the focus is set and scrolled to by then."""
        self.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def wait_for(self, event: str) -> dict[str, Any]:
        """The next event of this name, also one that has come since the page was opened."""
        while True:
            found = next((one for one in self.events if one["method"] == event), None)
            if found is not None:
                self.events.remove(found)
                return found
            self._receive()

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression, awaited."""
        found = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def press(self, key: str) -> None:
        """Presses and releases a key."""
        code = _KEYS[key]
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent",
                type=kind, key=key, code=key, windowsVirtualKeyCode=code,
                **(text if kind == "keyDown" else {}),
            )  # fmt: skip

    def type(self, text: str) -> None:
        """Types into what has the focus."""
        self.call("Input.insertText", text=text)

    def picture(self, path: Path) -> None:
        """Saves what is seen."""
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def requests(self) -> list[str]:
        """The addresses that were requested since the page was opened."""
        return [
            one["params"]["request"]["url"]
            for one in self.events
            if one["method"] == "Network.requestWillBeSent"
        ]

    def _call(self, method: str, parameters: dict[str, Any], session: str = "") -> Any:
        self._count += 1
        message: dict[str, Any] = {"id": self._count, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._writes, json.dumps(message).encode() + b"\0")
        while True:
            found = self._receive()
            if found.get("id") == self._count:
                assert "error" not in found, found["error"]
                return found["result"]

    def _receive(self) -> dict[str, Any]:
        """The next message; an event is also kept."""
        while b"\0" not in self._buffer:
            chunk = os.read(self._reads, _CHUNK)
            assert chunk, "the browser has ended"
            self._buffer += chunk
        line, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        if "method" in message:
            self.events.append(message)
        return message


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A browser with a profile of its own, which looks up no name."""
    assert CHROMIUM is not None
    to_browser, writes = os.pipe()
    reads, from_browser = os.pipe()

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [
            CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-dev-shm-usage", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-extensions",
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
            "--remote-debugging-pipe", f"--user-data-dir={profile}",
        ]  # fmt: skip
        process = children.start(
            # The protocol's two file descriptors.
            children.rearranged(command, move={to_browser: 3, from_browser: 4}),
            pass_fds=(to_browser, from_browser),
        )
        os.close(to_browser)
        os.close(from_browser)
        try:
            yield Browser(process, writes, reads)
        finally:
            children.end(process, "Chromium")
            os.close(writes)
            os.close(reads)
