"""Crowds of proofs against one gateway, and what becomes of those against others."""

import pytest

from kula.node.gateway.database.accusations import AccusationRow
from kula.node.gateway.duties import accusing
from kula.protocol.errors import Unavailable
from kula.protocol.program.edge import Edge
from kula.protocol.signatures import receipt_digest
from kula.protocol.types import Address
from tests.node.gateway.duties.conftest import Relayer
from tests.support.chain import TestNet
from tests.support.gateway.places import Clock, Place

pytestmark = pytest.mark.slow


def test_crowd__of_proofs_against_a_silent_gateway__keeps_none_against_another_waiting(
    net: TestNet, clock: Clock, gateway: Place, relayer: Relayer, monkeypatch: pytest.MonkeyPatch
):
    other = Place(net, net.gateway())
    clock.pass_epochs(1)
    crowd, single = [gateway.promise(ahead=ahead, last_epoch=1) for ahead in range(20)], other.promise(last_epoch=1)
    gateway.post(crowd)
    other.post([single])
    rows, now = relayer.worker.duties.repository.accusations, net.network.connection.now()
    for later, promise in enumerate((*crowd, single)):
        rows.add(AccusationRow.of(receipt_digest(net.network.signing, promise.receipt), promise, now + later))
    asked: list[Address] = []

    def silent(number: int) -> list[bytes]:
        asked.append(net.network.batches.batch(number).gateway)
        raise Unavailable("no answer")

    monkeypatch.setattr(accusing, "leaves_from_gateways", lambda _: silent)
    for _ in range(8):
        # Four silent answers take so long.
        net.anvil.pass_time(150)
        relayer.accuser.turn(Edge())
    assert other.address in asked
    assert asked.count(gateway.address) > 4, "those against the silent one are looked at too"
