"""Who commits and does not reveal is fined once; who is absent from 20 of 100 epochs is jailed by anybody."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kula.contracts.modules.constants import JAIL_EPOCHS, JAIL_MISSES
from kula.node.gateway.duties.policing import Police
from kula.protocol.chain.clients.scores import ScoreRound, Scores
from kula.protocol.errors import ChainRefused, Unavailable
from kula.protocol.ledgers.absences import jailable
from tests.support.chain import TestNet
from tests.support.epochs import play_scores
from tests.support.gateways import Worker, gateway_settings

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


def _play_absence(net: TestNet, gateway, reveals: int = 2) -> int:
    """An epoch in which only some of five seats reveal. It also holds the batches that lost epochs left behind."""
    batches = net.network.batches
    records = batches.records(batches.current()) + 1
    return play_scores(net, gateway, [gateway.address], [b"\x64" * records] * 5, reveals=reveals).epoch


def test_police__commit_without_reveal__costs_half_a_percent_once(net: TestNet, gateway):
    network, police = net.network, Police(net.network)
    epoch = _play_absence(net, gateway)
    net.anvil.pass_time(network.parameters.reveal_seconds)
    gateway.send(network.reports.expire(epoch))
    owners = network.validators.owners(network.scores.epoch(epoch).set_id)
    absent = next(v for v in net.validators if v.address == owners[0])
    before = network.validators.stake_of(absent.address)
    for _ in range(2):
        for call in police.calls():
            gateway.send(call)
    assert network.validators.stake_of(absent.address) == before - before * 50 // 10_000
    assert not list(Police(network).calls()), "a restart looks again and finds nothing due"


def test_police__an_error_or_a_fine_that_gets_lost__is_done_again(
    net: TestNet, gateway, monkeypatch: pytest.MonkeyPatch
):
    """Two epochs with an absence: the first cannot be read for a while, and the fine of the second does not arrive."""
    network, police = net.network, Police(net.network)
    list(police.calls())
    first, second = _play_absence(net, gateway), _play_absence(net, gateway)
    net.anvil.pass_time(network.parameters.reveal_seconds)
    for epoch in (first, second):
        gateway.send(network.reports.expire(epoch))
    read = Scores.epoch

    def broken(scores: Scores, epoch: int) -> ScoreRound:
        if epoch == first:
            raise Unavailable("the endpoint is away")
        return read(scores, epoch)

    with monkeypatch.context() as patch:
        patch.setattr(Scores, "epoch", broken)
        assert {call.args[0] for call in police.calls()} == {second}
    assert {call.args[0] for call in police.calls()} == {first}, "the other fine is on its way"
    net.anvil.pass_time(3_600)
    calls = list(police.calls())
    assert {call.args[0] for call in calls} == {first, second}, "neither has arrived"
    for call in calls:
        gateway.send(call)
    net.anvil.pass_time(3_600)
    assert not list(police.calls())


def test_police__an_epoch_in_which_hardly_anybody_revealed__is_nobodys_absence(net: TestNet, gateway):
    network, police = net.network, Police(net.network)
    list(police.calls())
    epoch = _play_absence(net, gateway, reveals=1)
    net.anvil.pass_time(network.parameters.reveal_seconds)
    gateway.send(network.reports.expire(epoch))
    assert not list(police.calls())
    with pytest.raises(ChainRefused, match="too few revealed"):
        gateway.send(network.pay.fine_absence(epoch, 0))


def test_police__started_again__reads_no_epoch_that_its_copy_knows_to_be_whole(
    net: TestNet, gateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    network, worker = net.network, Worker(net, gateway_settings(net, tmp_path))
    whole = _play_absence(net, gateway, reveals=5)
    broken = _play_absence(net, gateway)
    net.anvil.pass_time(network.parameters.reveal_seconds)
    for epoch in (whole, broken):
        gateway.send(network.reports.expire(epoch))
    worker.duties.indexer.turn()
    read, asked = Scores.epoch, set[int]()

    def noting(scores: Scores, epoch: int) -> ScoreRound:
        asked.add(epoch)
        return read(scores, epoch)

    monkeypatch.setattr(Scores, "epoch", noting)
    police = Police(network, worker.duties.repository.chain.whole)
    assert broken in {call.args[0] for call in police.calls()}
    assert broken in asked
    assert whole not in asked
