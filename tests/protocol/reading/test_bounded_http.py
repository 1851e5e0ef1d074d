"""A server that answers slowly, without end, in another encoding or with another place: the one who asks loses little."""

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer

import pytest

from kula.protocol.errors import MalformedInput, RefusedByPolicy, Unavailable
from kula.protocol.reading.bounded_http import Request, ask
from kula.protocol.reading.gateway_client import GatewayApi, answer_of

SECONDS, MOST = 1.0, 10_000
HEAD = b"HTTP/1.1 200 OK\r\n"
BOMB = gzip.compress(bytes(10**7))


class Hostile(BaseRequestHandler):
    """Answers as the first part of the path says."""

    def handle(self) -> None:
        with suppress(OSError):
            asked = self.request.recv(65_536)
            getattr(self, asked.split(b"/")[1].split(b" ")[0].decode() if asked else "closes")()

    def drips_its_head(self) -> None:
        for _ in range(200):
            self.request.sendall(b"X")
            time.sleep(0.05)

    def drips(self) -> None:
        self.request.sendall(HEAD + b"content-length: 1000\r\n\r\n")
        self.drips_its_head()

    def endless(self) -> None:
        self.request.sendall(HEAD + b"\r\n")
        while True:
            self.request.sendall(bytes(65_536))

    def endless_chunk(self) -> None:
        self.request.sendall(HEAD + b"transfer-encoding: chunked\r\n\r\nfffffffffff\r\n")
        while True:
            self.request.sendall(bytes(65_536))

    def endless_head(self) -> None:
        self.request.sendall(HEAD)
        while True:
            self.request.sendall(b"x: " + b"y" * 1_000 + b"\r\n")

    def never(self) -> None:
        time.sleep(5)

    def closes(self) -> None:
        pass

    def packed(self) -> None:
        length = str(len(BOMB)).encode()
        self.request.sendall(HEAD + b"content-encoding: gzip\r\ncontent-length: " + length + b"\r\n\r\n" + BOMB)

    def elsewhere(self) -> None:
        self.request.sendall(b"HTTP/1.1 302 Found\r\nlocation: /never\r\ncontent-length: 2\r\n\r\n{}")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with ThreadingTCPServer(("127.0.0.1", 0), Hostile) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize(
    "how", ["drips_its_head", "drips", "endless", "endless_chunk", "endless_head", "never", "closes"]
)
def test_ask__without_an_end__unavailable_within_the_budgets(url: str, how: str):
    began = time.monotonic()
    with pytest.raises(Unavailable, match=how):
        ask(Request("GET", f"{url}/{how}", MOST, SECONDS))
    assert time.monotonic() - began < 5


def test_ask__a_packed_answer__is_not_unpacked(url: str):
    _, raw = ask(Request("GET", f"{url}/packed", len(BOMB), SECONDS * 5))
    assert raw == BOMB
    with pytest.raises(Unavailable, match="answers with more than"):
        ask(Request("GET", f"{url}/packed", len(BOMB) - 1, SECONDS * 5))


@pytest.mark.parametrize(
    "bad", ["http://", "http://[", "nothing", "http://127.0.0.1:1", "http://a.invalid/", "ftp://127.0.0.1"]
)
def test_ask__an_address_that_is_none__unavailable(bad: str):
    with pytest.raises(Unavailable):
        ask(Request("GET", bad, MOST, SECONDS))


def test_api__a_redirect__is_a_refusal_and_not_followed(url: str):
    with pytest.raises(RefusedByPolicy, match="302"):
        GatewayApi(f"{url}/elsewhere", SECONDS).get("/v1/network")


@pytest.mark.parametrize(
    "raw", [b"", b"<html>", b"[]", b"7", b'{"a": NaN}', b'{"a": 0.5}', b'{"a":' * 5_000, b"\xff", b'"\\ud800"']
)
@pytest.mark.parametrize("status", [200, 503])
def test_answer__that_is_no_strict_object__malformed(status: int, raw: bytes):
    with pytest.raises(MalformedInput):
        answer_of(status, raw)
