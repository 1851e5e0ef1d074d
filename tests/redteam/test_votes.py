"""Votes that outlive the stake behind them, and votes that a dissenter opens again and again."""

import pytest

from kula.protocol.types import ZERO_HASH
from tests.redteam.plots import GOOD, PEOPLE
from tests.support.actors import Actor
from tests.support.evm import Reverted, pass_time
from tests.support.evm_network import Network

BAD_SCORER = b"\x66" * 32


def seats_of(net: Network, epoch: int) -> list[Actor]:
    return [net.holder(epoch, seat) for seat in range(len(net.seats(epoch)))]


def test_old_stake__votes_for_a_scorer_after_it_left__refused(net: Network, gateway: Actor):
    net.turn(gateway, PEOPLE, GOOD)
    voters = seats_of(net, 1)
    net.scorers.propose(BAD_SCORER, ZERO_HASH, 0, sender=voters[0].address)
    for seat in range(3):
        net.scorers.vote(BAD_SCORER, seat, sender=voters[seat].address)
    pass_time(30 * 86_400)
    with pytest.raises(Reverted, match="vote is over"):
        net.scorers.vote(BAD_SCORER, 3, sender=voters[3].address)
    assert net.scorers.scorer_of(99) == net.plan.scorer_id


def test_dissenter__starts_a_vote_again_at_every_snapshot__votes_stay(net: Network, gateway: Actor):
    net.turn(gateway, PEOPLE, GOOD)
    voters = seats_of(net, 1)
    net.scorers.propose(BAD_SCORER, ZERO_HASH, 0, sender=voters[0].address)
    for seat in range(3):
        net.scorers.vote(BAD_SCORER, seat, sender=voters[seat].address)
    net.validators.stake(1, sender=voters[4].address)
    net.post(gateway, PEOPLE)
    net.close()
    with pytest.raises(Reverted, match="vote is open"):
        net.scorers.propose(BAD_SCORER, ZERO_HASH, 4, sender=voters[4].address)
    net.scorers.vote(BAD_SCORER, 3, sender=voters[3].address)
    assert net.scorers.from_epoch() == net.batches.current() + 3
