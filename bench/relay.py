"""Passes JSON-RPC calls on to a chain and counts them, by the path of the URL that a program asks."""

import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

import urllib3


class Relay:
    """A context in which the relay runs. A program that asks `url(name)` is counted under `name`."""

    def __init__(self, upstream: str) -> None:
        self.calls: Counter[str] = Counter()
        pool = urllib3.PoolManager(maxsize=16)
        calls = self.calls

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Small packets must not wait for each other.
            disable_nagle_algorithm = True
            wbufsize = -1

            def do_POST(self) -> None:
                calls[self.path.strip("/")] += 1
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = pool.request("POST", upstream, body=body, headers={"Content-Type": "application/json"})
                self.send_response(answer.status)
                self.send_header("Content-Length", str(len(answer.data)))
                self.end_headers()
                self.wfile.write(answer.data)

            def log_message(self, format: str, *args: object) -> None:
                """Prints nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, name: str) -> str:
        """Where a program asks that is counted under `name`."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/{name}"
