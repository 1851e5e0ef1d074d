"""Strangers and gateways that fill epochs, chase the clock and ask for everything. They pay for it, and nobody else does."""

import secrets

import httpx
import pytest

from kula.protocol.chain.network import Network
from kula.protocol.errors import ChainRefused
from kula.protocol.hex import hex0
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import new_key
from kula.protocol.signatures import sign
from kula.protocol.types import ZERO_ADDRESS, ZERO_HASH, Address
from tests.hostile.conftest import Scene, paid
from tests.support.chain import calldata_of, send_raw
from tests.support.network import until

pytestmark = pytest.mark.slow
_BATCHES = 12
_STOLEN = 4


def _crowd(scene: Scene) -> int:
    """The hostile gateway posts batches that nobody can open, until its room or its bond ends. Returns how many."""
    batches, posted = scene.local.network.batches, 0
    for _ in range(_BATCHES):
        first = batches.next_seq(scene.attacker.address)
        try:
            batch = secrets.token_bytes(32), secrets.token_bytes(32)
            scene.attacker.send(batches.post_batch(first, 1, *batch, most=10**24))
        except ChainRefused:
            return posted
        posted += 1
    return posted


def test_crowd__with_stolen_hashes_and_an_early_close__delays_honest_records_by_one_epoch(scene: Scene):
    before, network = scene.stakes(), scene.local.network
    with scene.away("gateway-worker"):
        for record in scene.contribute(_STOLEN):
            scene.submit({"v": 1, "records": [], "of": record}, bytes.fromhex(record[2:]))
        bond = network.gateways.bond_of(scene.attacker.address)
        assert _crowd(scene) > 0
        first = network.batches.current()
        scene.local.anvil.pass_time(network.parameters.open_seconds)
        scene.attacker.send(network.batches.close())
    crowded = scene.report(first)
    scene.wait_for_close(first + 1)
    ledger = scene.report(first + 1)
    assert paid(crowded) == 0, "no hash is worth anything without its record"
    assert paid(ledger) == 1, "the honest author is paid one epoch later"
    assert network.gateways.bond_of(scene.attacker.address) < bond, "what is beyond the share burns bond"
    assert network.token.earned_of(scene.attacker.address) == 0
    assert scene.stakes() == before


def _demand_all(scene: Scene, network: Network, epoch: int) -> int:
    """Demands the rows and every paid leaf of a report. Returns how many demands that makes."""
    ledger = scene.local.ledgers.at(epoch)
    leaves = [row for row in ledger.rows if row.pay_to != ZERO_ADDRESS]
    scene.attacker.send(network.token.approve(network.demands.address, 200 * TOKEN))
    scene.attacker.send(network.demands.demand_rows(epoch, 0))
    for row in leaves:
        scene.attacker.send(network.demands.demand_leaf(epoch, *ledger.proven(row.t)))
    return 1 + len(leaves)


def test_demands__in_a_flood_on_the_last_report__cost_the_next_epoch_no_commit(scene: Scene):
    before, network = scene.stakes(), scene.local.network
    asked = network.reports.head()
    digest = network.reports.standing(asked).digest
    scene.contribute(4)
    epoch = scene.close()
    assert _demand_all(scene, network, asked) > 1
    assert paid(scene.report(epoch)) == 1, "the honest author is paid"
    until(lambda: network.demands.open_of(digest) == 0, "answers to all demands")
    assert network.reports.standing(asked).digest == digest, "the honest report stands"
    assert scene.stakes() == before


def test_gas__asked_for_by_strangers__is_not_spent(scene: Scene):
    network, url, strangers = scene.local.network, scene.local.gateway, [new_key() for _ in range(30)]
    for stranger in strangers:
        signature = hex0(sign(secrets.token_bytes(32), bytes(stranger.key)))
        body = {"owner": stranger.address, "key": stranger.address, "signature": signature}
        assert httpx.post(f"{url}/v1/revocations", json=body, timeout=30).status_code >= 400
        httpx.post(f"{url}/v1/claims", json={"account": stranger.address}, timeout=30)
    assert httpx.post(f"{url}/v1/records", content=b"[" * 100_000, timeout=30).status_code >= 400
    revoked = {event["args"]["owner"] for event in network.grants.events("KeyRevoked")}
    assert revoked.isdisjoint(stranger.address for stranger in strangers)
    assert all(network.token.earned_of(Address(stranger.address)) == 0 for stranger in strangers)
    assert httpx.get(f"{url}/readyz", timeout=30).status_code == 200


def test_place__with_a_name_that_is_no_text__hides_no_batch_and_no_signature(scene: Scene):
    before, network = scene.stakes(), scene.local.network
    call = calldata_of("set_url(string)", ["bytes"], b"http://\xff\xfe\xc0\x80[::\r\n")
    assert send_raw(scene.local.anvil, scene.attacker.account, network.gateways.address, call)
    try:
        scene.contribute(3)
        first = network.batches.next_seq(scene.attacker.address)
        scene.attacker.send(network.batches.post_batch(first, 1, secrets.token_bytes(32), ZERO_HASH, 10**24))
        assert paid(scene.report(scene.close())) == 1, "the honest author is paid"
        assert scene.stakes() == before
    finally:
        scene.attacker.send(network.gateways.write("set_url", scene.gateway.url))
