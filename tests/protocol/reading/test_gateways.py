"""All gateways as one: each speaks for its own batches, and a silent or hostile one costs the others nothing."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kula.protocol.errors import Unavailable
from kula.protocol.hex import hex0
from kula.protocol.reading.gateway_client import SCHEME
from kula.protocol.reading.gateways import AllGateways, may_ask, origin_to_ask
from kula.protocol.signatures import access_digest, recover, sign
from kula.protocol.types import ZERO_HASH, Address
from tests.support.chain import TestNet, calldata_of, send_raw

SIGNATURE = "0x" + "01" * 65
DIGEST = b"\x07" * 32


class Served(ThreadingHTTPServer):
    """A gateway on loopback that answers with what the test puts here, by path."""

    answers: dict[str, object]
    drips: bool = False
    """It answers one byte per second for six seconds."""
    header: str = ""
    """The last Authorization header."""
    paths: list[str]
    """What was asked, in order."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Answers what the test says."""

    def do_GET(self) -> None:
        served = self.server
        assert isinstance(served, Served)
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        served.paths.append(self.path)
        served.header = self.headers.get("Authorization", served.header)
        body = json.dumps(served.answers.get(self.path, {})).encode()
        if served.drips:
            self.send_response(200)
            self.end_headers()
            with suppress(OSError):
                for _ in range(60):
                    self.wfile.write(b" ")
                    time.sleep(1)
            return
        self.send_response(200 if self.path in served.answers else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@pytest.fixture(scope="module")
def servers() -> Iterator[list[Served]]:
    with ExitStack() as stack:
        running = [stack.enter_context(Served(("127.0.0.1", 0), Handler)) for _ in range(3)]
        for server in running:
            server.answers, server.paths = {}, []
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
        yield running


@pytest.fixture(scope="module")
def epoch(net: TestNet, servers: list[Served]) -> int:
    """A closed epoch with one batch of each of two gateways; the third server is in nobody's place."""
    batches = net.network.batches
    gateways = [net.gateway(server.url) for server in servers[:2]]
    number = batches.current()
    for gateway in gateways:
        gateway.send(batches.post_batch(0, 1, b"\x01" * 32, ZERO_HASH))
    net.anvil.pass_time(net.network.parameters.open_seconds)
    gateways[0].send(batches.close())
    return number


@pytest.fixture
def gateways(net: TestNet, servers: list[Served]) -> AllGateways:
    return AllGateways(servers[2].url, net.network, net.validators[0].account)


def _serve(server: Served, epoch: int, *numbers: int) -> None:
    batches = [{"number": number, "entries": []} for number in numbers]
    server.answers[f"/v1/epochs/{epoch}/entries"] = {"batches": batches}


def test_entries__of_another_gateways_batch__are_not_taken(gateways: AllGateways, servers: list[Served], epoch: int):
    first, second = 1, 2
    _serve(servers[0], epoch, first, second)
    _serve(servers[1], epoch, second)
    _serve(servers[2], epoch, first, second)
    assert set(gateways.entries(epoch)) == {first, second}
    _serve(servers[1], epoch)
    assert set(gateways.entries(epoch)) == {first}


def test_entries__of_each_gateway__asked_with_a_signature_for_its_account_on_chain(
    gateways: AllGateways, servers: list[Served], epoch: int, net: TestNet
):
    for number, server in enumerate(servers[:2], 1):
        _serve(server, epoch, number)
    gateways.entries(epoch)
    account = Address(net.validators[0].account.address)
    for number, server in enumerate(servers[:2], 1):
        access = json.loads(base64.urlsafe_b64decode(server.header.removeprefix(f"{SCHEME} ")))
        digest = access_digest(
            net.network.signing,
            account,
            net.network.batches.batch(number).gateway,
            f"/v1/epochs/{epoch}/entries",
            access["deadline"],
        )
        assert recover(digest, bytes.fromhex(access["signature"][2:])) == account


def test_entries__of_many_gateways_that_name_one_url__asked_once_and_those_of_its_account_read(
    servers: list[Served], net: TestNet
):
    batches, shared = net.network.batches, servers[2]
    crowd = [net.gateway(shared.url) for _ in range(4)]
    number, first = batches.current(), batches.last_batch() + 1
    for gateway in crowd:
        gateway.send(batches.post_batch(0, 1, b"\x01" * 32, ZERO_HASH))
    net.anvil.pass_time(net.network.parameters.open_seconds)
    crowd[0].send(batches.close())
    _serve(shared, number, *range(first, first + 4))
    asking = AllGateways(servers[1].url, net.network, net.validators[0].account)
    shared.paths.clear()
    shared.answers["/v1/network"] = {"gateway": crowd[2].address}
    assert set(asking.entries_at_hand(number)) == {first + 2}
    assert shared.paths == ["/v1/network", f"/v1/epochs/{number}/entries"]
    with pytest.raises(Unavailable, match=crowd[0].address):
        asking.entries(number)
    shared.paths.clear()
    shared.answers["/v1/network"] = {"gateway": net.gateway(servers[0].url).address}
    assert asking.entries_at_hand(number) == {}
    assert shared.paths == ["/v1/network"], "nothing is signed for a stranger"


@pytest.mark.parametrize("answer", [{"batches": 5}, {"batches": [{"number": 2, "entries": [{}]}]}, [], "x"])
def test_entries__one_gateway_answers_nonsense__the_others_are_read(
    gateways: AllGateways, servers: list[Served], epoch: int, answer: object
):
    _serve(servers[0], epoch, 1)
    servers[1].answers[f"/v1/epochs/{epoch}/entries"] = answer
    with pytest.raises(Unavailable, match="do not serve their entries"):
        gateways.entries(epoch)
    assert set(gateways.entries_at_hand(epoch)) == {1}


@pytest.fixture
def signature(net: TestNet, epoch: int) -> dict[str, object]:
    """The signature of the last seat, as a gateway shows it."""
    seats = net.network.validators.seats(net.network.scores.epoch(epoch).set_id)
    key = next(v.account.key for v in net.validators if v.address == seats[-1].operator)
    return {"seat": len(seats) - 1, "digest": hex0(DIGEST), "signature": hex0(sign(DIGEST, bytes(key)))}


def test_signatures__hidden_by_one_gateway__come_from_another(
    gateways: AllGateways, servers: list[Served], epoch: int, signature: dict[str, object]
):
    path = f"/v1/epochs/{epoch}/signatures"
    servers[0].answers[path] = {"signatures": []}
    servers[1].answers[path] = {"signatures": [signature]}
    assert list(gateways.signatures(epoch, DIGEST)) == [signature["seat"]]
    gateways.post_signature(epoch, {"seat": 0})
    for server in servers:
        server.answers.pop(path, None)
    with pytest.raises(Unavailable, match="none of 3 gateways"):
        gateways.signatures(epoch, DIGEST)
    with pytest.raises(Unavailable, match="none of 3 gateways"):
        gateways.post_signature(epoch, {"seat": 0})


def test_signatures__that_no_seat_made__are_not_taken_and_bar_no_valid_one(
    gateways: AllGateways, servers: list[Served], epoch: int, signature: dict[str, object]
):
    path = f"/v1/epochs/{epoch}/signatures"
    junk = [{**signature, "seat": seat, "signature": SIGNATURE} for seat in (0, 4, 31)]
    of_another_seat = {**signature, "seat": 1}
    servers[0].answers[path] = {"signatures": [*junk, of_another_seat]}
    servers[1].answers[path] = {"signatures": [signature]}
    assert {seat: hex0(one) for seat, one in gateways.signatures(epoch, DIGEST).items()} == {4: signature["signature"]}
    for server in servers:
        server.answers.pop(path, None)


def test_entries__a_gateway_that_drips__costs_the_others_nothing(
    gateways: AllGateways, servers: list[Served], epoch: int, monkeypatch: pytest.MonkeyPatch
):
    _serve(servers[0], epoch, 1)
    _serve(servers[1], epoch, 2)
    monkeypatch.setattr("kula.protocol.reading.gateways._ALL_SECONDS", 2)
    servers[1].drips = True
    servers[1].paths.clear()
    started = time.monotonic()
    assert set(gateways.entries_at_hand(epoch)) == {1}
    assert set(gateways.entries_at_hand(epoch)) == {1}
    assert time.monotonic() - started < 30
    assert len(servers[1].paths) == 1, "it is not asked again while its answer is on its way"
    servers[1].drips = False


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://gateway.example", True),
        ("https://gateway.example:8443/kula", True),
        ("https://8.8.8.8", True),
        ("http://8.8.8.8", False),
        ("https://203.0.113.9:8000", False),
        ("https://me:secret@gateway.example", False),
        ("https://gateway.example/?to=1", False),
        ("https://127.0.0.1:8000", False),
        ("https://[::1]/", False),
        ("https://10.0.0.1/", False),
        ("https://169.254.169.254/latest", False),
        ("https://localhost/", False),
        ("https://redis:6379", False),
        ("file:///etc/passwd", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_url__that_a_stranger_wrote__leads_into_no_private_network(url: str, asked: bool):
    assert may_ask(url, anywhere=False) is asked
    assert may_ask(url.replace("https", "http"), anywhere=False) is False
    assert may_ask(url, anywhere=True) or not asked


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Gateway.Example/kula", "https://gateway.example"),
        ("https://gateway.example:8443", "https://gateway.example:8443"),
        ("https://gateway.example;script-src *", ""),
        ("https://gateway.example,evil.example", ""),
        ("https://gateway.example\n.evil", "https://gateway.example.evil"),
        ("https://*.example", ""),
        ("https://'unsafe-inline'.example", ""),
        ("https://user@gateway.example", ""),
        ("http://gateway.example", ""),
        ("https://10.0.0.1", ""),
        ("wss://gateway.example", ""),
    ],
)
def test_origin__that_a_stranger_wrote__cannot_bend_a_policy(url: str, origin: str):
    assert origin_to_ask(url, anywhere=False) == origin
    assert set(origin_to_ask(url, anywhere=True)) <= set("abcdefghijklmnopqrstuvwxyz0123456789:/.-")


def test_url__of_bytes_that_are_no_text__hides_no_other_gateway(
    net: TestNet, gateways: AllGateways, servers: list[Served], epoch: int, signature: dict[str, object]
):
    servers[0].answers[f"/v1/epochs/{epoch}/signatures"] = {"signatures": [signature]}
    mute = net.gateway()
    calldata = calldata_of("set_url(string)", ["bytes"], b"http://\xff\xfe\xc0\x80.example")
    assert send_raw(net.anvil, mute.account, net.network.gateways.address, calldata)
    assert list(gateways.signatures(epoch, DIGEST)) == [signature["seat"]]
