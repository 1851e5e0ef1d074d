"""Votes that outlive the stake behind them, and votes that a dissenter opens again and again."""

import pytest

from kula.protocol.types import ZERO_HASH
from tests.redteam.plots import GOOD, PEOPLE
from tests.support.actors import Actor, actor
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


def test_old_stake__votes_for_a_model_after_the_deadline__refused(net: Network, gateway: Actor):
    trainer = net.fund(actor("trainer"))
    net.registry.bond(1_000 * 10**18, sender=trainer.address)
    model = net.registry.propose_candidate(b"\x66" * 32, 1, [], sender=trainer.address)
    net.turn(gateway, PEOPLE, GOOD)
    voters = seats_of(net, 1)
    for seat in range(3):
        net.registry.vote(model, seat, 3000, 1000, 1500, 20, 20, sender=voters[seat].address)
    pass_time(30 * 86_400)
    with pytest.raises(Reverted, match="vote is over"):
        net.registry.vote(model, 3, 3000, 1000, 1500, 20, 20, sender=voters[3].address)
    assert net.registry.served() == 1


def test_bond__taken_while_an_older_candidate_waits__refused(net: Network, gateway: Actor):
    """A trainer's last candidate was rejected while an older one waited for its vote: the bond could be taken."""
    first, second = (net.fund(actor(name)).address for name in ("trainer", "second trainer"))
    for trainer in (first, second):
        net.registry.bond(1_000 * 10**18, sender=trainer)
    waiting = net.registry.propose_candidate(b"\x01" * 32, 1, [], sender=first)
    net.post(gateway, PEOPLE)
    rejected = net.registry.propose_candidate(b"\x02" * 32, 1, [], sender=first)
    net.play_scores(net.close(), GOOD)
    net.propose(net.settle(1))
    net.finalise(1)
    net.open_epoch(gateway, PEOPLE, GOOD)
    net.propose(net.settle(2))
    for seat in range(2):
        net.registry.vote(rejected, seat, 1000, 3000, -5, 20, 20, sender=net.holder(2, seat).address)
    assert (net.registry.model(waiting).state, net.registry.model(rejected).state) == (0, 2)
    with pytest.raises(Reverted, match="waits for its vote"):
        net.registry.take_bond(sender=first)
    for seat in range(2):
        net.registry.vote(waiting, seat, 1000, 3000, -5, 20, 20, sender=net.holder(1, seat).address)
    net.registry.take_bond(sender=first)
