"""A gateway that accuses others, the gateways that it accuses, and epochs that pass."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kula.node.gateway.duties.accusing import Accuser
from kula.protocol.hex import hex0
from kula.protocol.program.edge import Edge
from kula.protocol.promises.state import Promise, row_of
from kula.protocol.signatures import receipt_digest
from tests.support.chain import TestNet
from tests.support.gateway.http import Http
from tests.support.gateway.places import Clock, Place
from tests.support.gateways import Worker, gateway_settings


class Relayer:
    """A gateway that accuses for others: its API and its worker."""

    def __init__(self, net: TestNet, folder: Path, **changes: Any) -> None:
        self.net = net
        self.settings = gateway_settings(net, folder, **changes)
        self.http = Http(self.settings)
        self.worker = Worker(net, self.settings)
        self.us = self.worker.us

    @property
    def accuser(self) -> Accuser:
        return self.worker.duties.accuser

    def post(self, promise: Promise, **changes: Any) -> Any:
        return self.http.post("/v1/accusations", json={**row_of(promise), **changes})

    def state(self, promise: Promise) -> dict[str, Any]:
        digest = receipt_digest(self.net.network.signing, promise.receipt)
        return self.http.get(f"/v1/accusations/{hex0(digest)}").json()

    def turn(self) -> None:
        """One turn of the worker's thread, after whatever rests has rested."""
        self.net.anvil.pass_time(601)
        self.accuser.turn(Edge())

    def balance(self) -> int:
        return self.net.network.token.balance_of(self.us)


@pytest.fixture(scope="module")
def clock(net: TestNet) -> Clock:
    """Four epochs have passed: a receipt of the first one is broken unless it is posted."""
    clock = Clock(net, Place(net, net.gateway()))
    clock.pass_epochs(4)
    return clock


@pytest.fixture
def gateway(net: TestNet, clock: Clock) -> Place:
    place = Place(net, net.gateway())
    if not net.network.gateways.term_of(place.address).covers(net.network.batches.current()):
        clock.pass_epochs(1)
    return place


@pytest.fixture
def relayer(net: TestNet, tmp_path: Path) -> Iterator[Relayer]:
    relayer = Relayer(net, tmp_path)
    with relayer.http:
        yield relayer
