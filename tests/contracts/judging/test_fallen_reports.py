"""A report that falls while a vote reads it: the vote opens again."""

from dataclasses import replace

import pytest

from tests.redteam.plots import GOOD, PEOPLE, SEATS, bonded, post, propose, reported
from tests.support.actors import Actor, actor
from tests.support.challenger import challenge, fault_of
from tests.support.evm import Reverted, pass_time
from tests.support.evm_network import Network

REJECTED = 2


@pytest.fixture
def trainer(net: Network) -> str:
    return bonded(net, "trainer", 8)


def test_vote__on_a_report_that_fell__opens_again_and_counts_no_old_post(net: Network, gateway: Actor, trainer: str):
    model = propose(net, trainer)
    honest = net.settle(net.open_epoch(gateway, PEOPLE, GOOD))
    false = reported(net, [honest.rows[0], replace(honest.rows[1], before=1), *honest.rows[2:]], honest)
    net.judgements.open_vote(1, 1)
    for seat in SEATS:
        post(net, model, seat)
    fault = fault_of(net, false)
    assert fault
    challenge(net, false, fault, actor("watcher"))
    with pytest.raises(Reverted, match="its report has fallen, open the vote again"):
        net.judgements.conclude(1)
    with pytest.raises(Reverted, match="the epoch has no ledger"):
        net.judgements.open_vote(1, 1)
    net.propose(honest)
    with pytest.raises(Reverted, match="its report has fallen"):
        net.judgements.conclude(1)
    net.judgements.open_vote(1, 1)
    assert (net.judgements.round(1).attempt, net.judgements.tally(model)) == (2, [0] * 8)
    pass_time(net.parameters.vote_seconds)
    net.judgements.conclude(1)
    assert (net.registry.model(model).state, net.registry.served()) == (REJECTED, 1)
