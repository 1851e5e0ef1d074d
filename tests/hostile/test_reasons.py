"""Seats whose reasons nobody can read, and one that scores lazily. Honest people get their proofs and their coin."""

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from kula.protocol.ipfs.cid import DAG_CBOR, cid_to_bytes32
from kula.protocol.parameters import TOKEN
from kula.protocol.types import Phase
from tests.hostile.acting import best, commit, reveal
from tests.hostile.conftest import NAMES, Scene, staked
from tests.support.network import until

pytestmark = pytest.mark.slow
_MINIMUM = 1_000 * TOKEN
_RECORDS = 6
"""More than `lazy_rows`, so that a seat can be lazy."""
_STEP = 5
"""Seconds by which the clock moves at each look. Even if a slow machine looks for minutes, the window does not end."""


def _poisoned(scene: Scene, records: int) -> list[bytes]:
    """The digests of nodes that stand for reasons: of another type, too few, huge, nested, hung, and held by nobody."""
    blocks = scene.store.blocks
    hung = blocks.put_node({"v": 1, "reasons": [["hung"]] * records})
    blocks.hung.add(hung)
    nodes = [
        blocks.put_node({"v": 1, "reasons": 5, "leaves": [[]]}),
        blocks.put_node({"v": 1, "reasons": [["few"]]}),
        blocks.put_node({"v": 1, "reasons": [["x" * 63] * 16] * 1_900}),
        blocks.put_block(b"\x81" * 1_000_000 + b"\x00", DAG_CBOR),
        hung,
    ]
    return [*map(cid_to_bytes32, nodes), secrets.token_bytes(32)]


def _honest_scores(scene: Scene, epoch: int) -> bytes:
    """What an honest seat has committed to. Whoever runs the scorer knows it; only reasons of such seats are looked at."""
    journal = scene.local.plan.folder / NAMES[0] / "journal.sqlite"
    with closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True)) as rows:
        return rows.execute("SELECT scores FROM scored WHERE epoch = ?", (epoch,)).fetchone()[0]


def _play(scene: Scene, folder: Path) -> tuple[list[str], int, int]:
    """Plays an epoch whose seats of least stake poison their reasons, and then leave. The last one scores lazily.

    Returns the hashes of honest records, the epoch and the lazy seat.
    """
    poison = _poisoned(scene, _RECORDS)
    with staked(scene, len(poison) + 1, _MINIMUM, folder) as senders:
        records = scene.contribute(_RECORDS)
        epoch = scene.close()
        scene.committed(epoch)
        scores = [_honest_scores(scene, epoch)] * len(poison) + [best(scene, epoch)]
        for sender, own in zip(senders, scores, strict=True):
            commit(scene, epoch, sender, own)
        for sender, own, files in zip(senders, scores, [*poison, poison[0]], strict=True):
            reveal(scene, epoch, sender, own, files)
        scene.report(epoch)
        return records, epoch, scene.seat(epoch, senders[-1].address)


def _get(scene: Scene, path: str) -> dict[str, Any]:
    return httpx.get(f"{scene.local.gateway}/v1/{path}", timeout=30).json()


def _statuses(scene: Scene, records: list[str]) -> list[dict[str, Any]]:
    """Where the honest records stand, as their gateway says."""
    return [_get(scene, f"records/{record}") for record in records]


def _says_paid(status: dict[str, Any]) -> bool:
    return bool(status["pay"] and status["pay"]["paid"])


def test_reasons__that_nobody_can_read_and_lazy_scores__cost_no_proof_and_no_claim(scene: Scene, tmp_path: Path):
    before, network, parameters = scene.stakes(), scene.local.network, scene.local.network.parameters
    records, epoch, lazy = _play(scene, tmp_path)
    ledger, state = scene.local.ledgers.at(epoch), network.reports.standing(epoch)
    scene.local.anvil.mine(parameters.seed_blocks + 1)
    until(lambda: any(network.scores.epoch(epoch).seed), "the seed")
    scene.local.anvil.pass_time(parameters.challenge_seconds // 2)

    def voided() -> bool:
        scene.local.anvil.pass_time(_STEP)
        return bool(network.pay.read("voided", state.digest) >> lazy & 1)

    until(voided, "the void pay of the lazy seat")
    scene.local.anvil.pass_time(parameters.challenge_seconds // 2)
    until(lambda: network.reports.phase(epoch) is Phase.FINAL, "the final report")
    last = ledger.last_rows()
    assert last, "honest authors have earned, those of a batch that was carried here too"
    until(lambda: all(network.token.earned_of(a) == ledger.earned(row) for a, row in last.items()), "the claim")
    until(lambda: any(_says_paid(one) for one in _statuses(scene, records)), "the gateway's word for it")
    for one in _statuses(scene, records):
        steps = _get(scene, f"trace/{one['record']}")["steps"]
        proven = {"batch", "row", "payment"} if _says_paid(one) else {"batch", "row"}
        assert proven <= {step["step"] for step in steps}, "a proof up to the pay"
    until(lambda: network.pay.paid(epoch), "the pay of the seats")
    assert not network.pay.paid(epoch) >> lazy & 1, "the lazy seat earns nothing"
    assert scene.stakes() == before
