"""Answers of endpoints that drip, or hold too much: each has a budget of time, bytes and values."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, repeat

import pytest

from kula.node.local.anvil import Anvil
from kula.protocol.chain.connection import Connection
from kula.protocol.chain.network import Network
from kula.protocol.chain.rpc.endpoint import MAX_ANSWER_BYTES, MAX_LOGS_BYTES, Endpoint, Failed
from kula.protocol.chain.rpc.problems import Problem
from tests.support.chain import TestNet, launch
from tests.support.rpc.front import Front, Reply, every

DRIPS = {
    "status": (b"HTTP/1.1 200 OK", b"K"),
    "headers": (b"HTTP/1.1 200 OK\r\n", b"x: y\r\n"),
    "length of a part": (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;", b"a"),
    "body": (b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n", b"0"),
}


@pytest.mark.parametrize("part", DRIPS)
def test_read__an_endpoint_drips__is_given_up_within_its_time(part: str):
    with _dripping(*DRIPS[part]) as url:
        started = time.monotonic()
        with pytest.raises(Failed, match=r"no answer within|takes more than"):
            Endpoint(url).ask("eth_chainId", [], 1.0)
        assert time.monotonic() - started < 30


@contextmanager
def _dripping(start: bytes, drop: bytes) -> Iterator[str]:
    """A server that sends `start` at once, and `drop` every 0.1 seconds, for a minute at most."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            peer, _ = server.accept()
            with peer:
                peer.recv(65_536)
                try:
                    for part in chain([start], repeat(drop, 600)):
                        peer.sendall(part)
                        time.sleep(0.1)
                except OSError:
                    return

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture(scope="module")
def net(anvil: Anvil, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    return launch(anvil, tmp_path_factory.mktemp("net"))


def test_read__an_answer_of_countless_values__is_not_parsed(net: TestNet):
    countless = Reply(b'{"jsonrpc":"2.0","id":1,"result":[' + b",".join([b"{}"] * 100_000) + b"]}")
    with Front(net.anvil.url) as front:
        network = Network(Connection([front.url, net.anvil.url]), net.network.addresses)
        front.quirks = [every(1, lambda _: countless)]
        assert network.batches.current() == 1
        assert "more than one value per 24" in network.connection.web3.provider.endpoints[1].problem  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("method", "most", "problem"),
    [("eth_call", MAX_ANSWER_BYTES, Problem.BROKEN), ("eth_getLogs", MAX_LOGS_BYTES, Problem.TOO_WIDE)],
)
def test_read__an_answer_beyond_its_budget__is_not_read_on(method: str, most: int, problem: Problem):
    params = [{"fromBlock": "0x0", "toBlock": "0x1"}]
    with Front("", every(1, lambda _: Reply(b" " * (most + 1)))) as front, pytest.raises(Failed) as raised:
        Endpoint(front.url).ask(method, params, 20.0)
    assert raised.value.problem is problem
