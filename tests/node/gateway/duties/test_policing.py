"""Who commits and does not reveal is fined once; who is absent from 20 of 100 epochs is jailed by anybody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kula.contracts.modules.constants import JAIL_EPOCHS, JAIL_MISSES
from kula.node.gateway.duties.policing import Police
from kula.protocol.errors import ChainRefused
from kula.protocol.ledgers.absences import jailable
from tests.support.chain import TestNet
from tests.support.epochs import play_scores

misses = st.sets(st.integers(1, 400), max_size=60).map(lambda epochs: [(epoch, 0) for epoch in sorted(epochs)])


@given(misses, st.integers(1, 400), st.integers(0, 400))
def test_jailable__exactly_when_twenty_of_the_last_hundred_were_missed(absences, last: int, jailed_upto: int):
    recent = [e for e, _ in absences if e > jailed_upto and e + JAIL_EPOCHS > last]
    chosen = jailable(absences, last, jailed_upto)
    assert bool(chosen) == (len(recent) >= JAIL_MISSES)
    assert [e for e, _ in chosen] == recent[-JAIL_MISSES:] * bool(chosen)


@pytest.fixture(scope="module")
def gateway(net: TestNet):
    return net.gateway()


def test_police__commit_without_reveal__costs_half_a_percent_once(net: TestNet, gateway):
    network, police = net.network, Police(net.network)
    played = play_scores(net, gateway, [gateway.address], [b"\x64"] * 5, reveals=2)
    net.anvil.pass_time(network.parameters.reveal_seconds)
    gateway.send(network.reports.expire(played.epoch))
    owners = network.validators.owners(network.scores.epoch(played.epoch).set_id)
    absent = next(v for v in net.validators if v.address == owners[0])
    before = network.validators.stake_of(absent.address)
    for _ in range(2):
        for call in police.calls():
            gateway.send(call)
    assert network.validators.stake_of(absent.address) == before - before * 50 // 10_000
    assert not list(Police(network).calls()), "a restart looks again and finds nothing due"


def test_police__an_epoch_in_which_hardly_anybody_revealed__is_nobodys_absence(net: TestNet, gateway):
    network, police = net.network, Police(net.network)
    list(police.calls())
    played = play_scores(net, gateway, [gateway.address], [b"\x64\x64"] * 5, reveals=1)
    net.anvil.pass_time(network.parameters.reveal_seconds)
    gateway.send(network.reports.expire(played.epoch))
    assert not list(police.calls())
    with pytest.raises(ChainRefused, match="too few revealed"):
        gateway.send(network.pay.fine_absence(played.epoch, 0))
