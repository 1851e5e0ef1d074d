"""A server that answers slowly, without end, in another encoding or with another place: the one who asks loses little."""

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kula.protocol.errors import MalformedInput, RefusedByPolicy, Unavailable
from kula.protocol.reading import bounded_http
from kula.protocol.reading.bounded_http import Request, ask, is_public
from kula.protocol.reading.gateway_client import GatewayApi, answer_of
from kula.protocol.shapes import fields, many, number

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
        for _ in range(1_200):
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
        time.sleep(60)

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
    assert time.monotonic() - began < 30


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


@pytest.mark.parametrize("name", ["a..b", "a" * 70 + ".example", "\udc80.example", "-.example", "a.invalid"])
def test_ask__a_name_that_is_none__unavailable(name: str):
    with pytest.raises(Unavailable):
        ask(Request("GET", f"https://{name}/", MOST, SECONDS, outside=True))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:4700::1111", True),
        ("64:ff9b::5db8:d70e", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_address__that_stands_for_a_private_one__is_not_public(address: str, public: bool):
    assert is_public(address) is public


def _names(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Lets gateway.example have other addresses each time that it is looked up. Returns the names that were looked up."""
    asked: list[str] = []
    known = socket.getaddrinfo

    def resolve(host: str | bytes, port: int, *rest: object, **options: object) -> list[tuple[object, ...]]:
        if host not in ("gateway.example", b"gateway.example"):
            return known(host, port, *rest, **options)  # type: ignore[arg-type, return-value]
        asked.append("gateway.example")
        addresses = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


def _certificate() -> bytes:
    """A key and its certificate for gateway.example, in PEM."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    days = datetime.now(UTC) - timedelta(days=1), datetime.now(UTC) + timedelta(days=1)
    named = x509.SubjectAlternativeName([x509.DNSName("gateway.example")])
    of_key = x509.CertificateBuilder(name, name, key.public_key(), 1, *days).add_extension(named, critical=True)
    certificate = of_key.sign(key, hashes.SHA256())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM)


def test_name__with_one_private_address__is_not_asked(monkeypatch: pytest.MonkeyPatch):
    _names(monkeypatch, ["93.184.215.14", "10.0.0.7"])
    with pytest.raises(Unavailable, match="private network"):
        ask(Request("GET", "https://gateway.example/", MOST, SECONDS, outside=True))


def test_name__that_leads_elsewhere_a_moment_later__is_asked_at_the_address_that_was_looked_at(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """The first answer is this test's server, taken for a public one. The second would lead into the private network."""
    (tmp_path / "both.pem").write_bytes(_certificate())
    trusting = ssl.create_default_context(cafile=str(tmp_path / "both.pem"))
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(tmp_path / "both.pem")
    monkeypatch.setattr(bounded_http, "_certificates", lambda: trusting)
    monkeypatch.setattr(bounded_http, "is_public", lambda address: address == "127.0.0.1")
    heads: list[bytes] = []

    class Answers(BaseRequestHandler):
        def handle(self) -> None:
            heads.append(self.request.recv(65_536))
            self.request.sendall(HEAD + b"content-length: 2\r\n\r\n{}")

    with ThreadingTCPServer(("127.0.0.1", 0), Answers) as server:
        server.socket = serving.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        asked = _names(monkeypatch, ["127.0.0.1"], ["10.0.0.7"])
        host = f"gateway.example:{server.server_address[1]}"
        assert ask(Request("GET", f"https://{host}/v1", MOST, 20, outside=True)) == (200, b"{}")
        server.shutdown()
    assert asked == ["gateway.example"], "the name was looked up once"
    assert f"host: {host}\r\n".encode() in heads[0].lower()


def test_api__an_answer_of_countless_tiny_values__is_not_parsed(monkeypatch: pytest.MonkeyPatch):
    shape = fields(lambda rows: len(rows), rows=many(number(8), 10**6))

    def answers(count: int) -> None:
        raw = b'{"rows":[' + b",".join([b"1"] * count) + b"]}"
        monkeypatch.setattr("kula.protocol.reading.gateway_client.ask", lambda _: (200, raw))

    api = GatewayApi("http://127.0.0.1")
    answers(900)
    assert api.read("/v1/rows", shape) == 900
    answers(100_000)
    with pytest.raises(Unavailable, match="more than one value per 24"):
        api.read("/v1/rows", shape)
