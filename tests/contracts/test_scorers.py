"""Scorers: who may propose one, who may vote, and from when it scores."""

import pytest
from eth_utils.crypto import keccak

from kula.protocol.types import ZERO_HASH
from tests.redteam.plots import PEOPLE
from tests.support.actors import Actor
from tests.support.evm import Reverted, pass_time
from tests.support.evm_network import Network

NEW = b"\x07" * 32


@pytest.fixture
def closed(net: Network, gateway: Actor) -> Network:
    net.post(gateway, PEOPLE)
    net.close()
    return net


def test_propose__none_or_from_a_seat_of_another__refused(closed: Network):
    first = closed.holder(1, 0).address
    with pytest.raises(Reverted, match="no scorer named"):
        closed.scorers.propose(ZERO_HASH, ZERO_HASH, 0, sender=first)
    with pytest.raises(Reverted, match="caller does not hold the seat"):
        closed.scorers.propose(NEW, ZERO_HASH, 1, sender=first)


def test_vote__without_a_proposal_or_twice_or_for_another__refused(closed: Network):
    first, second = (closed.holder(1, seat).address for seat in (0, 1))
    with pytest.raises(Reverted, match="not under vote"):
        closed.scorers.vote(NEW, ZERO_HASH, 0, sender=first)
    closed.scorers.propose(NEW, ZERO_HASH, 0, sender=first)
    closed.scorers.vote(NEW, ZERO_HASH, 0, sender=first)
    with pytest.raises(Reverted, match="already voted"):
        closed.scorers.vote(NEW, ZERO_HASH, 0, sender=first)
    with pytest.raises(Reverted, match="caller does not hold the seat"):
        closed.scorers.vote(NEW, ZERO_HASH, 1, sender=first)
    closed.scorers.vote(NEW, ZERO_HASH, 1, sender=second)
    assert closed.scorers.proposal(keccak(NEW + ZERO_HASH)).weight == 2 * closed.seats(1)[0].weight


def test_vote__at_the_second_it_ends__refused_and_may_start_again(closed: Network):
    first = closed.holder(1, 0).address
    closed.scorers.propose(NEW, ZERO_HASH, 0, sender=first)
    closed.scorers.vote(NEW, ZERO_HASH, 0, sender=first)
    pass_time(closed.parameters.vote_seconds - 1)
    with pytest.raises(Reverted, match="vote is open"):
        closed.scorers.propose(NEW, ZERO_HASH, 0, sender=first)
    pass_time(1)
    with pytest.raises(Reverted, match="vote is over"):
        closed.scorers.vote(NEW, ZERO_HASH, 1, sender=closed.holder(1, 1).address)
    closed.scorers.propose(NEW, ZERO_HASH, 0, sender=first)
    assert closed.scorers.proposal(keccak(NEW + ZERO_HASH)).weight == 0


def test_adoption__by_four_of_five__judges_from_the_third_epoch_after_the_open_one(closed: Network):
    closed.scorers.propose(NEW, ZERO_HASH, 0, sender=closed.holder(1, 0).address)
    for seat in range(4):
        assert closed.scorers.scorer_of(99) == closed.plan.scorer_id
        closed.scorers.vote(NEW, ZERO_HASH, seat, sender=closed.holder(1, seat).address)
    current = closed.batches.current()
    assert [closed.scorers.scorer_of(current + ahead) == NEW for ahead in range(5)] == [False] * 3 + [True] * 2
    with pytest.raises(Reverted, match="not under vote"):
        closed.scorers.vote(NEW, ZERO_HASH, 4, sender=closed.holder(1, 4).address)
