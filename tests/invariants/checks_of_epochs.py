"""More of what must hold after every step: lost epochs, carried batches, places, jail. Who imports it has all checks."""

from kula.contracts.modules.constants import JAIL_SECONDS
from kula.protocol.types import MAX_RECORDS, Phase
from tests.invariants.checks import Memory, check_all, invariant
from tests.invariants.world import GATEWAYS, World
from tests.support.evm import now

__all__ = ["Memory", "check_all"]


@invariant
def lost_epochs_never_get_a_ledger(world: World, memory: Memory) -> None:
    """Checked for the lost epochs that the line has not passed, and for the last one that it has."""
    reports, upto = world.net.reports, world.net.reports.final_upto()
    for epoch in world.lost:
        if epoch >= upto:
            assert reports.lost(epoch)
            assert reports.phase(epoch) == Phase.FINAL
            assert not any(reports.standing(epoch).root)
    for epoch in range(upto + 1, reports.head() + 1):
        assert any(reports.standing(epoch).root) != (epoch in world.lost), "each epoch up to the head has one end"


@invariant
def batches_are_carried_twice_at_most_and_in_one_unfinished_epoch(world: World, memory: Memory) -> None:
    """A batch stands in the one epoch that it names. Only lost epochs still list it beside that."""
    net, listed = world.net, set()
    for epoch in range(net.reports.final_upto() + 1, net.batches.current() + 1):
        if epoch in world.lost:
            continue
        for number in net.batches.batches_of(epoch):
            assert number not in listed
            listed.add(number)
            if epoch == net.batches.current():
                assert net.batches.batch(number).epoch == epoch
                assert net.batches.carries_of(number) <= 2


@invariant
def epochs_keep_room_for_what_is_not_posted(world: World, memory: Memory) -> None:
    """What an epoch keeps for places and direct records always fits beside what it holds."""
    net = world.net
    epoch = net.batches.current()
    kept, direct = net.batches.kept(epoch), 16 - net.batches.posted(epoch, net.batches.address)
    assert len(net.batches.batches_of(epoch)) + kept.slots + direct <= 64
    assert net.batches.records(epoch) + kept.records + direct <= MAX_RECORDS
    assert kept.slots <= kept.places


@invariant
def places_are_as_booked(world: World, memory: Memory) -> None:
    net = world.net
    assert net.gateways.places() == len(world.places)
    for gateway in GATEWAYS:
        bond = world.books.bond[gateway.address]
        assert net.gateways.bond_of(gateway.address) == bond
        assert net.gateways.term_of(gateway.address).starts == world.places.get(gateway.address, 0)
        assert (gateway.address not in world.places) or bond >= net.plan.minimum_bond


@invariant
def jail_takes_less_than_what_remains(world: World, memory: Memory) -> None:
    """In seven days, unless it took a single seat."""
    week = [weight for time, weight in world.jailed if time > now() - JAIL_SECONDS and weight]
    if len(week) > 1 and len(world.jailed) > memory.jailed:
        assert sum(week) < sum(seat.weight for seat in world.net.validators.active())
    memory.jailed = len(world.jailed)
