"""What a gateway says of the leaves of a batch, and of one leaf: read in its form, or Unavailable."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest

from kula import node
from kula.protocol.chain.presets import LOCAL_CHAIN_ID
from kula.protocol.errors import Unavailable
from kula.protocol.promises.leaves import leaf_shown_by, leaves_from_gateways

TRACE = json.loads((Path(node.__path__[0]) / "gateway/api/examples.json").read_text())["GET /v1/trace/{record}"][
    "response"
]
WORD = "0x" + "11" * 32


class Gateway:
    """A gateway that answers everything in the same way, and a network that names it."""

    def __init__(self, port: int) -> None:
        self.answer: Any = {}
        self.network: Any = SimpleNamespace(
            addresses=SimpleNamespace(chain_id=LOCAL_CHAIN_ID),
            batches=SimpleNamespace(batch=lambda _: SimpleNamespace(gateway="0x")),
            gateways=SimpleNamespace(url_of=lambda _: f"http://127.0.0.1:{port}"),
        )


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(served.answer).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Prints nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        served = Gateway(server.server_address[1])
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield served
        server.shutdown()


def test_leaves__of_a_batch__are_read(gateway: Gateway):
    gateway.answer = {"leaves": [WORD, WORD]}
    assert leaves_from_gateways(gateway.network)(1) == (b"\x11" * 32,) * 2


NO_LEAVES: dict[str, object] = {
    "a number": {"leaves": 5},
    "null": {"leaves": None},
    "nothing": {},
    "no object": [],
    "numbers": {"leaves": [5]},
    "truth": {"leaves": True},
    "too many": {"leaves": [WORD] * 16_385},
}


@pytest.mark.parametrize("answer", NO_LEAVES)
def test_leaves__of_another_form__are_unavailable(gateway: Gateway, answer: str):
    gateway.answer = NO_LEAVES[answer]
    with pytest.raises(Unavailable):
        leaves_from_gateways(gateway.network)(1)


def test_leaf__as_the_trace_of_a_record_shows_it__is_read(gateway: Gateway):
    gateway.answer = TRACE
    pay_to, signatures = leaf_shown_by(gateway.network, SimpleNamespace(gateway="0x", record=bytes(32)))  # type: ignore[arg-type]
    assert pay_to == TRACE["grant"]["payTo"]
    assert len(signatures) == 32


@pytest.mark.parametrize("grant", [None, 5, {}, {"payTo": 5}, {"payTo": "0x"}])
def test_leaf__of_another_form__is_unavailable(gateway: Gateway, grant: object):
    gateway.answer = {**TRACE, "grant": grant}
    with pytest.raises(Unavailable):
        leaf_shown_by(gateway.network, SimpleNamespace(gateway="0x", record=bytes(32)))  # type: ignore[arg-type]
