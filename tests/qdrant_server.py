"""A stand-in for a Qdrant server: part of its REST API on a loopback port, over its client's local
mode. What a question and a change need, and no more; faults can be asked for."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


class QdrantServer:
    """``fault``: a status, a body and how many seconds later, for every request that ``touches``
    (default: all); None: requests are answered."""

    def __init__(self) -> None:
        client = pytest.importorskip("qdrant_client")
        self._m = pytest.importorskip("qdrant_client.models")
        self._local = client.QdrantClient(location=":memory:")
        self._lock = threading.Lock()
        self.fault: tuple[int, bytes, float] | None = None
        self.touches: Callable[[str, str], bool] = lambda method, path: True
        self.requests = 0
        self.port = 0

    def reply(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        self.requests += 1
        if self.fault is not None and self.touches(method, path):
            status, answer, seconds = self.fault
            time.sleep(seconds)
            return status, answer
        with self._lock:
            result = self._result(method, path.partition("?")[0].split("/")[2:], body)
        return 200, json.dumps({"result": result, "status": "ok", "time": 0.0}).encode()

    def _result(self, method: str, parts: list[str], body: bytes) -> Any:
        m, local = self._m, self._local
        name, what = parts[0], "/".join(parts[1:])
        given = json.loads(body) if body else {}
        if what == "exists":
            return {"exists": local.collection_exists(name)}
        if (method, what) == ("PUT", ""):
            asked = m.CreateCollection.model_validate(given)
            return local.create_collection(
                name,
                vectors_config=asked.vectors,
                sparse_vectors_config=asked.sparse_vectors,
            )
        if (method, what) == ("DELETE", ""):
            return local.delete_collection(name)
        if what == "points/query/batch":
            searches = [m.QueryRequest.model_validate(one) for one in given["searches"]]
            return [one.model_dump(mode="json") for one in local.query_batch_points(name, searches)]
        if what == "points/scroll":
            asked = m.ScrollRequest.model_validate(given)
            found, offset = local.scroll(
                name,
                asked.filter,
                limit=asked.limit,
                offset=asked.offset,
                with_payload=asked.with_payload,
            )
            points = [one.model_dump(mode="json") for one in found]
            return {"points": points, "next_page_offset": offset}
        if (method, what) == ("POST", "points"):
            found = local.retrieve(name, given["ids"], with_payload=given["with_payload"])
            return [one.model_dump(mode="json") for one in found]
        if what == "points/delete":
            local.delete(name, m.FilterSelector.model_validate(given))
        elif what == "points/payload":
            local.set_payload(name, given["payload"], m.Filter.model_validate(given["filter"]))
        elif (method, what) == ("PUT", "points"):
            local.upsert(name, m.PointsList.model_validate(given).points)
        elif what != "index":
            raise AssertionError(f"{method} {what} is not in this stand-in")
        return {"operation_id": 0, "status": "completed"}


@contextmanager
def qdrant_server() -> Iterator[QdrantServer]:
    """A server that runs until the block ends."""
    one = QdrantServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, answer = one.reply(self.command, self.path, body)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_PUT = do_POST = do_DELETE = _answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that has gone away."""

    with Quiet(("127.0.0.1", 0), Handler) as http:
        one.port = http.server_address[1]
        thread = threading.Thread(target=http.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield one
        finally:
            http.shutdown()
            thread.join(10)
