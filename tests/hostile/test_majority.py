"""Seats with more than two thirds of the stake lie. One watcher without a stake brings their report down."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kula.node.local.processes import Program
from kula.protocol.chain.sender import Sender
from kula.protocol.chain.settlement import next_report, settle, signed_digest
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import new_key
from kula.protocol.signatures import sign
from kula.protocol.types import ZERO_HASH, Address, Leaf, Phase
from tests.hostile.acting import score_all
from tests.hostile.conftest import NAMES, Scene, staked
from tests.support.network import stranger, until

pytestmark = pytest.mark.slow

_STAKE = 5_000_000 * TOKEN
_LIARS = 3


@pytest.fixture
def liars(scene: Scene, tmp_path: Path) -> Iterator[list[Sender]]:
    """Three seats with four fifths of the stake, from the next closed epoch on."""
    with staked(scene, _LIARS, _STAKE, tmp_path) as senders:
        yield senders


def _lie(scene: Scene, epoch: int, liars: list[Sender], thief: Address) -> Ledger:
    """The liars report that every record is the thief's, and hide the rows."""
    network = scene.local.network
    leaves = [
        Leaf(gateway=thief, seq=i, record_hash=bytes([i]) * 32, pay_to=thief, signatures_hash=b"\x07" * 32)
        for i in range(network.scores.epoch(epoch).records)
    ]
    parent = network.reports.tip()
    earlier = scene.local.ledgers.payments_upto(parent)
    ledger = settle(network, epoch, leaves, b"\xff" * len(leaves), earlier)
    digest = signed_digest(network, next_report(network, ledger, ZERO_HASH, parent))
    signatures = {scene.seat(epoch, sender.address): sign(digest, bytes(sender.account.key)) for sender in liars}
    last = len(ledger.rows) - 1
    proof = ledger.tree.proof(last)
    liars[0].send(
        network.reports.propose(epoch, ledger.root, ZERO_HASH, ledger.rows[last], proof, signatures=signatures)
    )
    return ledger


def test_majority__lies_and_hides_its_rows__falls_to_one_watcher_without_stake(
    scene: Scene, liars: list[Sender], tmp_path: Path
):
    local, network = scene.local, scene.local.network
    thief = Address(new_key().address)
    with scene.away(*NAMES):
        scene.contribute(4)
        epoch = scene.close()
        stakes = [network.validators.stake_of(sender.address) for sender in liars]
        score_all(scene, epoch, liars)
        until(lambda: network.reports.head() == epoch - 1, "the turn of the epoch")
        _lie(scene, epoch, liars, thief)
        assert network.reports.phase(epoch) is Phase.CHALLENGE

        (tmp_path / "w").mkdir()
        watcher = stranger(local, "watch", tmp_path / "w")
        local.processes.start(Program(name="watch", words=["watch"], environment=watcher))
        digest = network.reports.standing(epoch).digest
        until(lambda: network.demands.open_of(digest) > 0, "the demand for the hidden rows")
        local.anvil.pass_time(network.parameters.answer_seconds + 1)
        until(lambda: network.reports.standing(epoch).digest != digest, "the fall of the lie")
        local.processes.check()
        assert network.token.earned_of(thief) == 0
        assert all(
            network.validators.stake_of(sender.address) < before for sender, before in zip(liars, stakes, strict=True)
        ), "each liar loses stake"
