"""A JSON-RPC server in front of anvil that misbehaves as hosted endpoints do: it limits, lags, lies and breaks.

A quirk looks at a call and either gives a reply of its own, or returns None, and the next quirk looks. What no quirk
answers goes to anvil.
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import urllib3

Call = dict[str, Any]
Quirk = Callable[[Call, "Front"], "Reply | None"]


@dataclass(frozen=True)
class Reply:
    """What is sent back. `body` None closes the connection without a word."""

    body: bytes | None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Front:
    """A context in which the server runs, at `url`. `quirks` may be changed while it runs."""

    def __init__(self, upstream: str, *quirks: Quirk) -> None:
        self.quirks = list(quirks)
        self.calls: Counter[str] = Counter()
        """How often each method was called."""
        self.asked: list[Call] = []
        self._upstream = upstream
        self._http = urllib3.PoolManager(maxsize=8)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def total(self) -> int:
        """How many calls came in."""
        return self.calls.total()

    def forward(self, call: Call) -> Call:
        """Anvil's answer to a call."""
        body = json.dumps(call).encode()
        answer = self._http.request("POST", self._upstream, body=body, headers={"Content-Type": "application/json"})
        return json.loads(answer.data)

    def reply(self, call: Call) -> Reply:
        """The reply to a call."""
        self.calls[call["method"]] += 1
        self.asked.append(call)
        for quirk in list(self.quirks):
            reply = quirk(call, self)
            if reply:
                return reply
        return Reply(json.dumps(self.forward(call)).encode())

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        front = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Small packets must not wait for each other.
            disable_nagle_algorithm = True
            wbufsize = -1

            def do_POST(self) -> None:
                reply = front.reply(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                if reply.body is None:
                    self.close_connection = True
                    self.connection.close()
                    return
                self.send_response(reply.status)
                for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, format: str, *args: object) -> None:
                """Prints nothing."""

        return Handler


def refused(call: Call, code: int, words: str, status: int = 200) -> Reply:
    """A JSON-RPC error."""
    error = {"jsonrpc": "2.0", "id": call["id"], "error": {"code": code, "message": words}}
    return Reply(json.dumps(error).encode(), status)


def result(call: Call, value: Any) -> Reply:
    """A JSON-RPC result."""
    return Reply(json.dumps({"jsonrpc": "2.0", "id": call["id"], "result": value}).encode())


def logs_at_most(blocks: int, code: int, words: str, status: int = 200) -> Quirk:
    """Refuses requests for logs of more than `blocks` blocks."""

    def quirk(call: Call, _: Front) -> Reply | None:
        if call["method"] != "eth_getLogs":
            return None
        asked = call["params"][0]
        wide = int(asked["toBlock"], 16) - int(asked["fromBlock"], 16) + 1 > blocks
        return refused(call, code, words, status) if wide else None

    return quirk


def every(period: int, reply: Callable[[Call], Reply], methods: tuple[str, ...] = ()) -> Quirk:
    """Gives a reply to every `period`-th call of these methods, or of all."""
    seen = Counter[str]()

    def quirk(call: Call, _: Front) -> Reply | None:
        if methods and call["method"] not in methods:
            return None
        seen["calls"] += 1
        return reply(call) if seen["calls"] % period == 0 else None

    return quirk


def too_many_requests(call: Call) -> Reply:
    """HTTP 200 with an error in the body."""
    return refused(call, -32_005, "Too Many Requests: rate limit exceeded")


def http_429(_: Call) -> Reply:
    """HTTP 429 with Retry-After, and HTML."""
    return Reply(b"<html>429</html>", 429, {"Retry-After": "1", "Content-Type": "text/html"})


def html(_: Call) -> Reply:
    """A page instead of an answer, with status 200."""
    return Reply(b"<!doctype html><title>Sign in</title>", 200, {"Content-Type": "text/html"})


def truncated(_: Call) -> Reply:
    """Half of an answer."""
    return Reply(b'{"jsonrpc": "2.0", "id": 1, "resu')


def of_another(call: Call) -> Reply:
    """An answer to another request."""
    return result({"id": call["id"] + 1}, "0x1")


def gone(_: Call) -> Reply:
    """Closes the connection."""
    return Reply(None)


def behind(blocks: int) -> Quirk:
    """Serves the chain as it was so many blocks ago."""

    def quirk(call: Call, front: Front) -> Reply | None:
        newest = int(front.forward({**call, "method": "eth_blockNumber", "params": []})["result"], 16)
        old = hex(max(0, newest - blocks))
        params = [old if one in ("latest", "pending") else one for one in call["params"]]
        return Reply(json.dumps(front.forward({**call, "params": params})).encode())

    return quirk


def without_tag(tag: str, answer: Callable[[Call], Reply]) -> Quirk:
    """Gives `answer` whenever a block tag is used."""
    return lambda call, _: answer(call) if tag in [one for one in call["params"] if isinstance(one, str)] else None


def serves_chain(number: int) -> Quirk:
    """Says that it serves another chain."""
    return lambda call, _: result(call, hex(number)) if call["method"] == "eth_chainId" else None


def another_history(call: Call, front: Front) -> Reply | None:
    """Gives every block another hash."""
    if call["method"] != "eth_getBlockByNumber":
        return None
    block = front.forward(call)["result"]
    return result(call, {**block, "hash": "0x" + "ab" * 32} if block else None)


def slow(seconds: float, methods: tuple[str, ...]) -> Quirk:
    """Answers some methods late."""

    def quirk(call: Call, _: Front) -> Reply | None:
        if call["method"] in methods:
            time.sleep(seconds)
        return None

    return quirk


def loses_answers(methods: tuple[str, ...]) -> Quirk:
    """Does what some methods ask for, and closes the connection before it answers."""

    def quirk(call: Call, front: Front) -> Reply | None:
        if call["method"] not in methods:
            return None
        front.forward(call)
        return Reply(None)

    return quirk
