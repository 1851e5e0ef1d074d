"""A gateway as its clients see it: answers, refusals and silence."""

import base64
import json
import threading
from collections.abc import Iterator
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from kula.protocol.errors import RefusedByPolicy, Unavailable
from kula.protocol.reading.gateway_client import ACCESS_SECONDS, SCHEME, GatewayApi, GatewayClient
from kula.protocol.signatures import access_digest, recover
from kula.protocol.types import Address

ANSWERS = {
    "/v1/network": (200, b'{"chain_id": 31337, "gateway": "0x2222222222222222222222222222222222222222"}'),
    "/v1/epochs/1/entries": (200, b'{"batches": []}'),
    "/v1/records": (403, b'{"type": "https://kula/problems/revoked", "detail": "the key was revoked"}'),
    "/v1/epochs/1/signatures": (404, b'{"type": "https://kula/problems/not-found", "detail": "no such epoch"}'),
    "/v1/page": (200, b"<html>"),
}

headers: list[Message] = []
"""The headers of every request."""


class Handler(BaseHTTPRequestHandler):
    """Answers what the test says."""

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers.append(self.headers)
        status, body = ANSWERS[self.path]
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A server on loopback."""
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_get__json__comes_back(url: str):
    assert GatewayApi(url).get("/v1/network")["chain_id"] == 31337


def test_post__problem__is_a_refusal_with_its_slug(url: str):
    with pytest.raises(RefusedByPolicy, match="403: the key was revoked") as refused:
        GatewayApi(url).post("/v1/records", {})
    assert refused.value.rule == "revoked"


def test_get__no_json_or_no_server__unavailable(url: str):
    with pytest.raises(Unavailable, match="/v1/page"):
        GatewayApi(url).get("/v1/page")
    with pytest.raises(Unavailable, match="does not answer"):
        GatewayApi("http://127.0.0.1:9").get("/v1/network")


@pytest.mark.parametrize("known", [None, Address("0x" + "33" * 20)])
def test_entries__signed_for_the_gateway_that_we_know__else_for_the_one_that_it_says(url: str, net, known):
    account = net.validators[0].account
    GatewayClient(url, net.network, account).entries(1, known)
    access = json.loads(base64.urlsafe_b64decode(str(headers[-1]["authorization"]).removeprefix(f"{SCHEME} ")))
    digest = access_digest(
        net.network.signing,
        Address(account.address),
        known or Address("0x" + "22" * 20),
        "/v1/epochs/1/entries",
        access["deadline"],
    )
    assert recover(digest, bytes.fromhex(access["signature"][2:])) == access["account"] == account.address


def test_entries__long_after_its_turn_began__signed_with_the_time_of_now(url: str, net):
    account, connection = net.validators[0].account, net.network.connection
    with connection.turn():
        before = connection.now()
        net.anvil.pass_time(1_000)
        GatewayClient(url, net.network, account).entries(1, Address("0x" + "33" * 20))
        assert connection.now() == before, "the turn stays at its head"
    access = json.loads(base64.urlsafe_b64decode(str(headers[-1]["authorization"]).removeprefix(f"{SCHEME} ")))
    assert access["deadline"] >= before + 1_000 + ACCESS_SECONDS


def test_entries__it_says_that_it_is_a_gateway_with_another_url_on_chain__nothing_is_signed(
    url: str, net, monkeypatch: pytest.MonkeyPatch
):
    other = net.gateway("http://127.0.0.1:9").account.address
    body = f'{{"chain_id": 31337, "gateway": "{other}"}}'.encode()
    monkeypatch.setitem(ANSWERS, "/v1/network", (200, body))
    asked = len(headers)
    with pytest.raises(Unavailable, match="on chain; ask there"):
        GatewayClient(url, net.network, net.validators[0].account).entries(1)
    assert not any("authorization" in one for one in headers[asked:])


def test_signatures__refused__unavailable_so_that_a_validator_tries_again(url: str, net):
    client = GatewayClient(url, net.network, net.validators[0].account)
    with pytest.raises(Unavailable, match="no such epoch"):
        client.signatures(1, bytes(32))
    with pytest.raises(Unavailable, match="no such epoch"):
        client.post_signature(1, {})
