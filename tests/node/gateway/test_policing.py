"""Who commits and does not reveal is fined once; who is absent from 20 of 100 epochs is jailed by anybody."""

from hypothesis import given
from hypothesis import strategies as st

from kula.node.gateway.duties.policing import JAIL_EPOCHS, JAIL_MISSES, Police, jailable
from kula.protocol.types import ZERO_HASH
from tests.support.chain import TestNet

misses = st.sets(st.integers(1, 400), max_size=60).map(lambda epochs: [(epoch, 0) for epoch in sorted(epochs)])


@given(misses, st.integers(1, 400), st.integers(0, 400))
def test_jailable__exactly_when_twenty_of_the_last_hundred_were_missed(absences, last: int, jailed_upto: int):
    recent = [e for e, _ in absences if e > jailed_upto and e + JAIL_EPOCHS > last]
    chosen = jailable(absences, last, jailed_upto)
    assert bool(chosen) == (len(recent) >= JAIL_MISSES)
    assert [e for e, _ in chosen] == recent[-JAIL_MISSES:] * bool(chosen)


def test_police__commit_without_reveal__costs_half_a_percent_once(net: TestNet):
    network, gateway, police = net.network, net.gateway(), Police(net.network)
    epoch = network.batches.current()
    gateway.send(network.batches.post_batch(0, 1, b"\x01" * 32, ZERO_HASH))
    net.anvil.pass_time(network.parameters.open_seconds)
    gateway.send(network.batches.close())
    seats = network.validators.seats(network.scores.epoch(epoch).set_id)
    absent = next(v for v in net.validators if v.address == seats[0].operator)
    absent.send(network.scores.commit(epoch, 0, b"\x02" * 32))
    net.anvil.pass_time(network.parameters.commit_seconds + network.parameters.reveal_seconds)
    gateway.send(network.reports.expire(epoch))
    before = network.validators.stake_of(absent.address)
    for _ in range(2):
        for call in police.calls():
            gateway.send(call)
    assert network.validators.stake_of(absent.address) == before - before * 50 // 10_000
    assert not list(Police(network).calls()), "a restart looks again and finds nothing due"
