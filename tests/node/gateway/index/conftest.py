"""A gateway whose copy of the chain the tests look into."""

import threading
from collections import Counter
from typing import Any

import pytest

from kula.node.settings import GatewaySettings
from kula.protocol.chain.rpc.endpoint import Endpoint
from tests.support.chain import TestNet
from tests.support.gateway.rows import emptied
from tests.support.gateways import Worker, gateway_settings

OURS = ("MainThread", "index")
"""Threads of the tests and of the indexer."""


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request, net: TestNet, tmp_path_factory: pytest.TempPathFactory) -> GatewaySettings:
    url = emptied(request.getfixturevalue("postgres")) if request.param == "postgres" else ""
    # Both gateways read the ledgers that the other one's epochs have.
    store = f"dir://{net.folder}/blocks"
    served = {"chat": True, "chat_url": "http://127.0.0.1:9"}
    return gateway_settings(net, tmp_path_factory.mktemp("gateway"), database=url, ipfs=store, **served)


@pytest.fixture
def worker(net: TestNet, settings: GatewaySettings) -> Worker:
    return Worker(net, settings)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """The requests to the chain that threads of the gateway's server made, by method."""
    counts: Counter[str] = Counter()
    ask = Endpoint.ask

    def counting(endpoint: Endpoint, method: str, params: Any, seconds: float) -> dict[str, Any]:
        if threading.current_thread().name not in OURS:
            counts[method] += 1
        return ask(endpoint, method, params, seconds)

    monkeypatch.setattr(Endpoint, "ask", counting)
    return counts
