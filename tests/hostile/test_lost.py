"""Attackers with more than a third of the stake make epochs be lost. Their records are paid in the next one that is not."""

import secrets
from pathlib import Path

import pytest

from kula.protocol.parameters import TOKEN
from kula.protocol.reading.leaves import LEAF_BYTES
from kula.protocol.reading.published import read_leaves
from tests.hostile.conftest import VALIDATORS, Scene, staked
from tests.support.network import until

pytestmark = pytest.mark.slow
_STAKE = (VALIDATORS - 1) * 1_000_000 * TOKEN
"""Of one seat: three sevenths of the weight. So the honest seats have less than two thirds of it."""
_RECORDS = 4


def _own_batch(scene: Scene, epoch: int) -> int:
    """The number of the batch that the honest gateway posted last in an epoch. Earlier ones may have been carried there."""
    batches = scene.local.network.batches.batches_of(epoch)
    return max(batch.number for batch in batches if batch.gateway == scene.address("gateway"))


def _lose(scene: Scene, epoch: int) -> None:
    """Waits until the honest seats have committed, which they do at once, and the epoch is lost for want of the other one."""
    reports = scene.local.network.reports
    scene.commits(epoch)
    scene.reveals(epoch)
    until(lambda: reports.lost(epoch) and reports.head() >= epoch, f"the line beyond the lost epoch {epoch}")


def test_lost_epochs__by_a_third_that_withholds_commits_and_reveals__delay_pay_and_cost_the_third_alone(
    scene: Scene, tmp_path: Path
):
    before, network = scene.stakes(), scene.local.network
    with staked(scene, 1, _STAKE, tmp_path) as (withholding,):
        scene.contribute(_RECORDS)
        first = scene.close()
        posted = _own_batch(scene, first)
        _lose(scene, first)
        second = scene.close()
        seat = scene.seat(second, withholding.address)
        withholding.send(network.scores.commit(second, seat, secrets.token_bytes(32)))
        _lose(scene, second)
        fine = _STAKE // 200
        until(lambda: network.validators.stake_of(withholding.address) == _STAKE - fine, "the fine for the commit")
    third = scene.close()
    (carried,) = [batch for batch in network.batches.batches_of(third) if batch.number == posted]
    ledger = scene.report(third)
    size = network.scores.epoch(third).records * LEAF_BYTES
    assert all(read_leaves(scene.store.blocks, one.files, size) for one in network.scores.reveals(third)), "all leaves"
    ours = [row for row in ledger.rows if carried.offset <= row.pos < carried.offset + carried.count]
    assert len(ours) == _RECORDS
    assert len({row.pay_to for row in ours if row.credits}) == 1, "the honest author is paid two epochs later"
    assert not any(network.reports.standing(epoch).exists for epoch in (first, second)), "and nowhere else"
    assert scene.stakes() == before
