"""Strangers with a few KULA publish poison, hang their peers, and kill nodes. Honest records are paid, honest stakes whole."""

import secrets
from typing import Any

import pytest

from kula.protocol.ipfs.cid import RAW, cid_of, cid_to_bytes32, link
from kula.protocol.parameters import TOKEN
from kula.protocol.types import ZERO_ADDRESS
from tests.hostile.conftest import VALIDATORS, Scene, paid
from tests.support.network import contribute, until

pytestmark = pytest.mark.slow

_BLOCK = link(cid_of(b"", RAW))
POISON: list[dict[str, Any]] = [
    {"v": 1},
    {"v": 1, "records": 5},
    {"v": 1, "records": [[b"\x01" * 32, _BLOCK, 7]]},
    {"v": 1, "records": [[b"\x01" * 32, _BLOCK]], "entry": {"seq": -1, "record": {"nonce": str(2**64)}}},
    {"v": 1, "records": [[{"a": {}}, []]], "entry": []},
]
"""Nodes that look like manifests of one record, and are none."""


def _post(scene: Scene, node: dict[str, Any], count: int = 1) -> None:
    """The hostile gateway posts a batch with a root that nobody can open."""
    batches = scene.local.network.batches
    cid = scene.store.blocks.put_node(node)
    first = batches.next_seq(scene.attacker.address)
    scene.attacker.send(batches.post_batch(first, count, secrets.token_bytes(32), cid_to_bytes32(cid), 10**24))


def test_poison__in_manifests_of_direct_records_and_of_a_batch__costs_honest_people_nothing(scene: Scene):
    before = scene.stakes()
    scene.contribute(8)
    for node in POISON[:4]:
        scene.submit(node)
    _post(scene, POISON[4], count=3)
    ledger = scene.report(scene.close())
    batches = scene.local.network.batches.batches_of(ledger.epoch)
    assert len(ledger.rows) == sum(batch.count for batch in batches) >= 8 + 4 + 3
    assert paid(ledger) == 1, "the honest author is paid, and nobody else"
    assert scene.stakes() == before
    assert scene.local.network.scores.epoch(ledger.epoch).revealed.bit_count() == VALIDATORS


def test_gateway__hangs_floods_and_lies_while_blocks_hang__costs_no_commit(scene: Scene):
    before = scene.stakes()
    scene.contribute(6)
    for _ in range(3):
        cid = scene.submit({"v": 1, "records": [[secrets.token_bytes(32), _BLOCK]]})
        scene.store.blocks.hung.add(cid)
    spoiled = scene.submit({"v": 1, "records": [[secrets.token_bytes(32), _BLOCK]], "x": 1})
    scene.store.blocks.spoiled.add(spoiled)
    _post(scene, POISON[0])
    ledger = scene.report(scene.close())
    assert paid(ledger) == 1, "the honest author is paid, and nobody else"
    assert scene.stakes() == before
    assert set(scene.gateway.done) >= {"nested", "html", "endless"}, "harm was done"


def test_demands__of_all_rows_and_leaves_while_gateways_are_dead_and_nodes_restart__are_answered(scene: Scene):
    before, network = scene.stakes(), scene.local.network
    epoch = network.reports.head()
    ledger, digest = scene.local.ledgers.at(epoch), network.reports.standing(epoch).digest
    scene.attacker.send(network.token.approve(network.demands.address, 100 * TOKEN))
    with scene.away("gateway", "gateway-worker"):
        with scene.away("validator-0", "validator-1"):
            scene.attacker.send(network.demands.demand_rows(epoch, 0))
            for row in ledger.rows:
                if row.pay_to != ZERO_ADDRESS:
                    scene.attacker.send(network.demands.demand_leaf(epoch, *ledger.proven(row.t)))
        until(lambda: network.demands.open_of(digest) == 0, "answers to all demands")
    assert network.reports.standing(epoch).digest == digest, "the honest report stands"
    assert scene.stakes() == before


def test_records__of_sums_without_an_end__cost_no_commit(scene: Scene):
    before = scene.stakes()
    scene.contribute(4)
    flood = [{"role": "assistant", "content": sum_ * (60_000 // len(sum_)) + "=z"} for sum_ in ("1+", "9*", "11+")]
    question = {"role": "user", "content": "What do these numbers make when you add all of them up?"}
    records = [{"kind": "conversation", "messages": [question, answer]} for answer in flood]
    with scene.stopped("gateway-worker"):
        contribute(scene.local, records)
    ledger = scene.report(scene.close())
    assert len(ledger.rows) == 4 + len(records)
    assert paid(ledger) >= 1, "the honest author is paid"
    assert scene.stakes() == before
