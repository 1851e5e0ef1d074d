"""Attacks on and with stake: dust, splitting, leaving with the vote, entering by the back door."""

from tests.support.boa_network import Actor, Network, actor

PEOPLE = [actor(f"contributor {i}").address for i in range(4)]
GOOD = [bytes([200] * 4)] * 5


def test_dust_stake__of_a_stranger__writes_no_new_snapshot(net: Network, gateway: Actor, thief: Actor):
    net.turn(gateway, PEOPLE, GOOD)
    before = net.validators.last_set()
    net.validators.stake(1, sender=thief.address)
    net.validators.unstake(1, sender=thief.address)
    net.post(gateway, PEOPLE)
    net.close()
    assert net.validators.last_set() == before
