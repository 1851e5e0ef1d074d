"""Banks of checks: who may commit one, until when, and who opens a set of it."""

import pytest

from tests.redteam.plots import bonded, open_vote, propose, reported_epoch
from tests.support.actors import Actor
from tests.support.evm import Reverted
from tests.support.evm_network import Network

ROOT = b"\x05" * 32


@pytest.fixture
def trainer(net: Network) -> str:
    return bonded(net, "trainer", 8)


def test_bank__of_a_seat__is_committed_before_the_rounds_first_record(net: Network, gateway: Actor, trainer: str):
    with pytest.raises(Reverted, match="no such seat"):
        net.judgements.commit_bank(1, 0, ROOT, sender=trainer)
    reported_epoch(net, gateway)
    who = net.holder(1, 0).address
    for number in (0, 2):
        with pytest.raises(Reverted, match="no round without records"):
            net.judgements.commit_bank(number, 0, ROOT, sender=who)
    with pytest.raises(Reverted, match="caller does not hold the seat"):
        net.judgements.commit_bank(1, 1, ROOT, sender=who)
    net.judgements.commit_bank(1, 0, b"\x04" * 32, sender=who)
    propose(net, trainer)
    net.judgements.commit_bank(1, 0, ROOT, sender=who)
    owner = net.validators.owner_of_seat(net.scores.epoch(1).set_id, 0)
    assert net.judgements.bank(1, owner) == ROOT
    net.post(gateway, [trainer])
    with pytest.raises(Reverted, match="no round without records"):
        net.judgements.commit_bank(1, 0, ROOT, sender=who)


def test_set__of_a_committed_bank__is_opened_once_per_attempt(net: Network, gateway: Actor, trainer: str):
    reported_epoch(net, gateway)
    who, other = net.holder(1, 0).address, net.holder(1, 1).address
    net.judgements.commit_bank(1, 0, ROOT, sender=who)
    propose(net, trainer)
    with pytest.raises(Reverted, match="no vote is open"):
        net.judgements.open_set(1, 0, 1, ROOT, sender=who)
    open_vote(net, gateway)
    with pytest.raises(Reverted, match="caller does not hold the seat"):
        net.judgements.open_set(1, 0, 1, ROOT, sender=other)
    with pytest.raises(Reverted, match="no bank was committed"):
        net.judgements.open_set(1, 1, 1, ROOT, sender=other)
    net.judgements.open_set(1, 0, 1, ROOT, sender=who)
    with pytest.raises(Reverted, match="already opened"):
        net.judgements.open_set(1, 0, 1, ROOT, sender=who)
    assert net.judgements.samples(1, 1).opened == 1
