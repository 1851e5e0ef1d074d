"""Scores: when a seat may commit and reveal, to the second."""

import pytest
from eth_utils.crypto import keccak

from kula.protocol.types import ZERO_HASH
from tests.redteam.plots import GOOD, PEOPLE
from tests.support.actors import Actor, salt_of
from tests.support.evm import Reverted, pass_time
from tests.support.evm_network import Network


@pytest.fixture
def closed(net: Network, gateway: Actor) -> Network:
    net.post(gateway, PEOPLE)
    net.close()
    return net


def test_commit__to_an_epoch_that_is_open__refused(closed: Network):
    for epoch in (2, 3):
        with pytest.raises(Reverted, match="epoch is not closed"):
            closed.scores.commit(epoch, 0, b"\x01" * 32, sender=closed.holder(1, 0).address)
    with pytest.raises(Reverted, match="reveal phase has not begun"):
        closed.scores.reveal(2, 0, ZERO_HASH, GOOD[0], ZERO_HASH, sender=closed.holder(1, 0).address)


def test_reveal__without_a_commit__refused(closed: Network):
    closed.commit(1, 0, GOOD[0])
    pass_time(closed.parameters.commit_seconds)
    with pytest.raises(Reverted, match="nothing was committed"):
        closed.scores.reveal(1, 1, salt_of(1, 1), GOOD[0], ZERO_HASH, sender=closed.holder(1, 1).address)
    closed.reveal(1, 0)
    with pytest.raises(Reverted, match="already revealed"):
        closed.reveal(1, 0)


def test_reveal__of_too_few_or_too_many_scores__refused(closed: Network):
    closed.commit(1, 0, GOOD[0])
    pass_time(closed.parameters.commit_seconds)
    for wrong in (GOOD[0][:3], GOOD[0] + b"\x01", b""):
        with pytest.raises(Reverted, match="one byte for each record"):
            closed.scores.reveal(1, 0, salt_of(1, 0), wrong, ZERO_HASH, sender=closed.holder(1, 0).address)


def test_weight__of_reveals__adds_up_and_the_salts_of_heavy_seats_make_the_seed(closed: Network):
    for seat in range(5):
        closed.commit(1, seat, GOOD[seat])
    salts = 0
    for seat in range(5):
        state = closed.scores.epoch(1)
        assert state.revealed_weight == sum(s.weight for s in closed.seats(1)[:seat])
        assert not state.report_from
        closed.reveal(1, seat)
        assert closed.scores.epoch(1).seed == ZERO_HASH or seat == 4, "nobody sees a seed before the reveals are over"
        salts ^= int.from_bytes(salt_of(1, seat), "big")
    assert closed.scores.epoch(1).seed == keccak(salts.to_bytes(32, "big") + ZERO_HASH)
    assert closed.scores.epoch(1).report_from
