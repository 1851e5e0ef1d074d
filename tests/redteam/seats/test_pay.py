"""Attacks on the pay of seats: cheap epochs, own records, raised medians, seats that are kept from revealing."""

import pytest

from kula.protocol.parameters import TOKEN
from kula.protocol.types import ZERO_HASH
from tests.redteam.plots import PEOPLE
from tests.support.actors import Actor, actor, make_leaf
from tests.support.challenger import covered
from tests.support.evm import pass_time
from tests.support.evm_network import STAKE, Network


def paid(net: Network, gateway: Actor, records: int, score: int, seats: int = 5) -> tuple[int, int]:
    """Plays an epoch of equal records in which the first seats reveal. Returns the pay of contributors and seats."""
    net.post(gateway, [PEOPLE[0]] * records)
    epoch = net.close()
    scores = bytes([score] * records)
    for seat in range(seats):
        net.commit(epoch, seat, scores)
    if seats < 5:
        pass_time(net.parameters.commit_seconds)
    for seat in range(seats):
        net.reveal(epoch, seat)
    pass_time(net.parameters.reveal_seconds if seats < 5 else 0)
    net.propose(net.settle(epoch), range(seats))
    net.finalise(epoch)
    return net.reports.allotted_of(epoch), net.pay.claim_pay(epoch)


def test_cheap_epochs__of_one_direct_record_an_hour__pay_all_seats_9_55_kula_each(net: Network):
    """Before, each of them paid the whole pool: 24,000 KULA a day for 24 records."""
    thief = net.fund(actor("thief"))
    leaf = make_leaf(net.batches.address, 0, thief.address)
    number = net.batches.submit_direct(covered(leaf), ZERO_HASH, TOKEN, sender=thief.address)
    net.leaves[number] = [leaf]
    net.play_scores(net.close(), [b"\xff"] * 5)
    net.propose(net.settle(1))
    net.finalise(1)
    assert net.pay.claim_pay(1) == 955 * TOKEN // 100


def test_cheap_epochs__many_instead_of_one__pay_the_same(net: Network, gateway: Actor):
    """Pay is linear in what contributors earn, so splitting gains nothing."""
    together = paid(net, gateway, 4, 200)
    apart = [paid(net, gateway, 1, 200) for _ in range(4)]
    assert sum(contributors for contributors, _ in apart) == together[0]
    assert sum(seats for _, seats in apart) <= together[1] == together[0] // 10


def test_own_records__of_all_seats__earn_a_tenth_on_top(net: Network, gateway: Actor):
    contributors, seats = paid(net, gateway, 10, 255)
    assert seats == contributors // 10


@pytest.mark.parametrize("score", [150, 255])
def test_raised_medians__of_an_epoch_that_uses_its_whole_budget__gain_nothing(net: Network, gateway: Actor, score: int):
    """From 20,000 credits on, the budget is the limit."""
    contributors, seats = paid(net, gateway, 250, score)
    assert net.parameters.budget - 10**5 < contributors <= net.parameters.budget
    assert net.parameters.pool - 10**5 < seats <= net.parameters.pool


def test_silenced_seat__leaves_its_part_unminted(net: Network, gateway: Actor):
    """With the revealed weight below the line, whoever kept others from revealing took their part."""
    full, _ = paid(net, gateway, 4, 200)
    before = [net.token.balanceOf(actor(f"validator {i}").address) for i in range(5)]
    contributors, seats = paid(net, gateway, 4, 200, seats=4)
    after = [net.token.balanceOf(actor(f"validator {i}").address) for i in range(5)]
    assert contributors == full
    assert [b - a for a, b in zip(before, after, strict=True)] == [full // 10 // 5] * 4 + [0]
    assert seats == 4 * (full // 10 // 5)
    assert net.validators.stake_of(actor("validator 4").address) == STAKE
