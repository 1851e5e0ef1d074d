"""Attacks on epochs that end without a ledger: double pay, stalls, poison that comes back, crowds of carried batches."""

import pytest

from kula.protocol.chain.genesis import LOCAL_COIN
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.parameters import TOKEN
from kula.protocol.types import Phase
from tests.redteam.gateways.crowds import MINIMUM, crowd, lose, passed, post
from tests.redteam.plots import GOOD, PEOPLE
from tests.support.actors import Actor
from tests.support.challenger import challenge, fault_of, with_row
from tests.support.evm import Reverted, pass_time
from tests.support.evm_network import Network


def played(net: Network) -> int:
    """Closes the open epoch, in which all seats give every record the same good score. Returns the epoch."""
    epoch = net.close()
    net.play_scores(epoch, [bytes([200] * net.scores.epoch(epoch).records)] * 5)
    return epoch


def stalled(net: Network, gateway: Actor) -> tuple[Ledger, int]:
    """An epoch that is ready for its report, and a lost one behind it."""
    first = net.settle(net.open_epoch(gateway, PEOPLE, GOOD))
    net.post(gateway, PEOPLE)
    return first, lose(net, revealed=2)


def test_lost__epoch_whose_batches_stand_elsewhere__is_never_reported(net: Network, gateway: Actor):
    """Its records would be paid twice, there and where they were carried to."""
    first, lost = stalled(net, gateway)
    assert (net.reports.head(), net.reports.lost(lost), net.reports.phase(lost)) == (0, True, Phase.FINAL)
    with pytest.raises(Reverted, match="the epoch is settled"):
        net.reports.expire(lost)
    late = net.settle(lost)
    with pytest.raises(Reverted, match="not the next epoch of the line"):
        net.propose(late)
    net.propose(first)
    assert (net.reports.head(), net.reports.tip()) == (lost, first.epoch)
    with pytest.raises(Reverted, match="not the next epoch of the line"):
        net.propose(late)
    third = played(net)
    net.propose(net.settle(third))
    net.finalise(first.epoch)
    assert (net.reports.final_upto(), net.reports.lost_ahead()) == (lost, 0)
    net.finalise(third)
    assert net.batches.in_flight() == 0
    assert not any(net.reports.standing(lost).root)


def test_lost__epoch_whose_parent_falls__stays_lost(net: Network, gateway: Actor, watcher: Actor):
    """It had quorum and a deadline. Its parent's fall must not open it again, nor a report that stood there before."""
    honest = net.settle(net.open_epoch(gateway, PEOPLE, GOOD))
    net.propose(with_row(honest, 1, pay_to=watcher.address))
    net.post(gateway, PEOPLE)
    second = played(net)
    net.propose(net.settle(second))
    lie = net.ledgers[net.reports.standing(1).digest]
    fault = fault_of(net, lie)
    assert fault
    challenge(net, lie, fault, watcher)
    assert net.reports.head() == 0
    net.propose(honest)
    assert net.reports.head() == 1, "a report whose parent fell does not stand again"
    pass_time(net.parameters.report_seconds)
    net.reports.expire(second)
    assert (net.reports.head(), net.reports.final_upto()) == (second, 0)
    assert not any(net.reports.standing(second).root)
    assert net.reports.allotted_of(second) == 0
    with pytest.raises(Reverted, match="no report stands"):
        net.challenges.challenge_form(second, honest.proven(0))


def test_lost__epoch_behind_a_lie_that_falls__is_passed_over_again(net: Network, gateway: Actor, watcher: Actor):
    honest = net.settle(net.open_epoch(gateway, PEOPLE, GOOD))
    lie = with_row(honest, 1, pay_to=watcher.address)
    net.propose(lie)
    net.post(gateway, PEOPLE)
    lost = lose(net)
    assert net.reports.head() == lost
    fault = fault_of(net, lie)
    assert fault
    challenge(net, lie, fault, watcher)
    assert (net.reports.head(), net.reports.lost(lost)) == (0, True)
    assert net.batches.in_flight() == net.batches.budget_of(1)
    net.propose(honest)
    assert net.reports.head() == lost


def test_lost__sixty_epochs_behind_one_that_is_not_final__bar_no_close(net: Network, gateway: Actor):
    """The stake stands for 25 budgets. Before, one lost epoch stopped all commits for a day."""
    net.open_epoch(gateway, PEOPLE, GOOD)
    for _ in range(60):
        net.post(gateway, PEOPLE[:1])
        lose(net)
    assert net.batches.in_flight() == net.batches.budget_of(1) == 10_000 * TOKEN
    assert net.reports.lost_ahead() == 60 * 10_000 * TOKEN


def test_lost__forty_epochs_in_a_row__are_passed_over_sixteen_at_a_time(net: Network, gateway: Actor):
    first = net.settle(net.open_epoch(gateway, PEOPLE, GOOD))
    for _ in range(40):
        net.post(gateway, PEOPLE[:1])
        lose(net)
    net.propose(first)
    for head in (17, 33, 41, 41):
        assert net.reports.head() == head
        net.reports.skip()
    net.finalise(1)
    for upto in (17, 33, 41, 41):
        assert net.reports.final_upto() == upto
        assert net.reports.lost_ahead() == (41 - upto) * 10_000 * TOKEN
        net.reports.skip()
    net.post(gateway, PEOPLE)
    epoch = played(net)
    net.propose(net.settle(epoch))
    net.finalise(epoch)


def test_lost__next_epoch_to_become_final__is_passed_over_by_finalise_too(net: Network, gateway: Actor):
    first = net.settle(net.open_epoch(gateway, PEOPLE, GOOD))
    for _ in range(20):
        net.post(gateway, PEOPLE[:1])
        lose(net)
    net.propose(first)
    net.reports.skip()
    net.finalise(1)
    assert net.reports.final_upto() == 17
    net.reports.finalise(18)
    assert net.reports.final_upto() == 21
    assert net.token.totalSupply() == LOCAL_COIN


def test_poison__batch_of_three_lost_epochs__stays_behind_and_its_record_may_come_again(net: Network, gateway: Actor):
    """A batch that poisons every epoch that holds it costs three of them. Before, it came back for ever."""
    number = post(net, gateway, 3)
    for carries in (1, 2):
        lose(net)
        assert net.batches.carries_of(number) == carries
        assert net.batches.batch(number).epoch == net.batches.current()
    lost = lose(net)
    assert net.batches.batch(number).epoch == lost
    assert net.batches.records(net.batches.current()) == net.batches.in_flight() == 0
    post(net, gateway, 3)


def test_poison__batch_that_is_larger_than_the_shared_half__does_not_block_the_queue(net: Network, gateway: Actor):
    post(net, gateway, 8_185)
    small = post(net, gateway)
    lose(net)
    assert net.batches.batches_of(2) == [small]


def test_carried__batches_of_a_full_lost_epoch__leave_gateways_their_slot_and_share(net: Network, gateway: Actor):
    honest = net.add_gateway("honest", MINIMUM)
    for _ in range(5):
        crowd(net, gateway)
        post(net, honest, 2_048)
        lose(net)
    post(net, honest, 2_048)


def test_carried__batch_of_the_whole_shared_half__leaves_two_gateways_their_shares(net: Network, gateway: Actor):
    other = net.add_gateway("other", 8_000 * TOKEN)
    post(net, gateway, 8_184)
    lose(net)
    assert net.batches.records(net.batches.current()) == 8_184
    post(net, gateway, 4_092)
    post(net, other, 4_092)


def test_carried__record__is_paid_once_and_not_where_it_was_first(net: Network, gateway: Actor):
    number = net.post(gateway, PEOPLE)
    lost = lose(net)
    again = net.turn(gateway, PEOPLE, [bytes([200] * 8)] * 5)
    assert net.batches.batches_of(again.epoch) == [number, number + 1]
    with pytest.raises(Reverted, match="epoch has no ledger"):
        net.claims.claim_for(again.rows[0].pay_to, lost, *again.proven(0))
    assert sum(net.claim(again, who) for who in PEOPLE) == net.token.totalSupply() - LOCAL_COIN


def test_deadline__of_the_next_report__counts_from_when_lost_epochs_were_passed_over(net: Network, gateway: Actor):
    """Whoever expires lost epochs one by one gives the next epoch more time, never less."""
    net.open_epoch(gateway, PEOPLE, GOOD)
    net.post(gateway, PEOPLE)
    lost = passed(net)
    net.post(gateway, PEOPLE)
    third = played(net)
    pass_time(2 * net.parameters.report_seconds)
    net.reports.expire(1)
    net.reports.expire(lost)
    pass_time(net.parameters.report_seconds - 1)
    with pytest.raises(Reverted, match="deadline not reached"):
        net.reports.expire(third)
    net.propose(net.settle(third))
