"""Demands: what may be demanded, until when, and where the deposits go."""

from dataclasses import replace

import pytest

from tests.redteam.plots import PEOPLE
from tests.support.actors import Actor, actor
from tests.support.challenger import covered, leaf_at
from tests.support.evm import Reverted, now, pass_time
from tests.support.evm_network import Network

ASKER, HELPER = actor("validator 0").address, actor("validator 1").address
SCORES = [bytes([200, 200, 200, 10])] * 5


@pytest.fixture
def reported(net: Network, gateway: Actor) -> Network:
    net.propose(net.settle(net.open_epoch(gateway, PEOPLE, SCORES)))
    return net


def test_demand_rows__late_or_beyond_or_twice__refused(reported: Network):
    for subtree in (1, 2**24, 2**32 - 1):
        with pytest.raises(Reverted, match="no such rows"):
            reported.demands.demand_rows(1, subtree, sender=ASKER)
    reported.demands.demand_rows(1, 0, sender=ASKER)
    with pytest.raises(Reverted, match="asked already"):
        reported.demands.demand_rows(1, 0, sender=ASKER)
    pass_time(reported.parameters.challenge_seconds // 3)
    with pytest.raises(Reverted, match="too late"):
        reported.demands.demand_rows(1, 0, sender=ASKER)
    with pytest.raises(Reverted, match="no report stands"):
        reported.demands.demand_rows(2, 0, sender=ASKER)


def test_demand_leaf__of_a_row_at_the_floor__refused(reported: Network):
    ledger = reported.line()[1]
    low = next(row for row in ledger.rows if row.median <= 64)
    with pytest.raises(Reverted, match="nobody needs that leaf"):
        reported.demands.demand_leaf(1, *ledger.proven(low.t), sender=ASKER)


def test_demand_leaf__of_a_row_that_is_not_in_the_ledger__refused(reported: Network):
    row, proof = reported.line()[1].proven(3)
    for forged in (replace(row, pos=1 - row.pos % 2), replace(row, median=255)):
        with pytest.raises(Reverted, match="row not proven"):
            reported.demands.demand_leaf(1, forged, proof, sender=ASKER)


def test_deposits__for_a_leaf__an_eighth_of_that_for_256_rows(net: Network):
    assert net.demands.ROWS_DEPOSIT() == net.plan.rows_deposit == 8 * net.demands.LEAF_DEPOSIT()


def test_answer__in_time__earns_the_deposit_and_frees_the_report(reported: Network):
    ledger = reported.line()[1]
    digest = reported.reports.standing(1).digest
    row, proof = ledger.proven(3)
    reported.demands.demand_leaf(1, row, proof, sender=ASKER)
    reported.demands.demand_rows(1, 0, sender=ASKER)
    with pytest.raises(Reverted, match="the report stands"):
        reported.demands.take_back(digest, 1, row.pos)
    with pytest.raises(Reverted, match="time to answer"):
        reported.demands.challenge_unopened(1, 0, 0)
    before = reported.token.balanceOf(HELPER)
    reported.demands.answer_rows(1, 0, list(ledger.rows), [], sender=HELPER)
    number, leaf, path = leaf_at(reported, 1, row.pos)
    reported.demands.answer_leaf(1, row.pos, number, covered(leaf), path, sender=HELPER)
    deposits = reported.demands.ROWS_DEPOSIT() + reported.demands.LEAF_DEPOSIT()
    assert reported.token.balanceOf(HELPER) - before == deposits
    with pytest.raises(Reverted, match="nothing of that kind"):
        reported.demands.answer_rows(1, 0, list(ledger.rows), [], sender=HELPER)
    assert not reported.demands.open_of(digest)
    reported.finalise(1)


def test_answer__with_other_rows_or_another_leaf__refused(reported: Network):
    ledger = reported.line()[1]
    row, proof = ledger.proven(3)
    reported.demands.demand_rows(1, 0, sender=ASKER)
    reported.demands.demand_leaf(1, row, proof, sender=ASKER)
    with pytest.raises(Reverted, match="not all rows"):
        reported.demands.answer_rows(1, 0, list(ledger.rows[:3]), [], sender=HELPER)
    with pytest.raises(Reverted, match="rows not proven"):
        reported.demands.answer_rows(1, 0, [*ledger.rows[:3], replace(ledger.rows[3], before=9)], [], sender=HELPER)
    number, leaf, path = leaf_at(reported, 1, (row.pos + 1) % 4)
    with pytest.raises(Reverted, match="leaf not proven"):
        reported.demands.answer_leaf(1, row.pos, number, covered(leaf), path, sender=HELPER)


def test_answer__with_rows_out_of_line_or_another_batch__refused(reported: Network, gateway: Actor):
    ledger = reported.line()[1]
    row, proof = ledger.proven(3)
    reported.demands.demand_rows(1, 0, sender=ASKER)
    reported.demands.demand_leaf(1, row, proof, sender=ASKER)
    with pytest.raises(Reverted, match="rows are not in a line"):
        reported.demands.answer_rows(1, 0, [ledger.rows[1], ledger.rows[0], *ledger.rows[2:]], [], sender=HELPER)
    later = reported.post(gateway, PEOPLE)
    number, leaf, path = leaf_at(reported, 1, row.pos)
    for wrong in (later, number + 9):
        with pytest.raises(Reverted, match="not the batch of the position"):
            reported.demands.answer_leaf(1, row.pos, wrong, covered(leaf), path, sender=HELPER)


def test_demands__on_a_final_report__refused(reported: Network):
    ledger = reported.line()[1]
    reported.finalise(1)
    with pytest.raises(Reverted, match="the report is final"):
        reported.demands.demand_rows(1, 0, sender=ASKER)
    with pytest.raises(Reverted, match="the report is final"):
        reported.demands.answer_rows(1, 0, list(ledger.rows), [], sender=HELPER)
    with pytest.raises(Reverted, match="the report is final"):
        reported.demands.challenge_unopened(1, 0, 0)


def test_deadlines__with_open_demands__grow_by_a_sixteenth_for_each(reported: Network):
    ledger, answer = reported.line()[1], reported.parameters.answer_seconds
    digest = reported.reports.standing(1).digest
    for open_already, t in enumerate(row.t for row in ledger.rows if row.median > 64):
        row, proof = ledger.proven(t)
        reported.demands.demand_leaf(1, row, proof, sender=ASKER)
        until = reported.demands.demand(reported.demands.key(digest, 1, row.pos)).until
        assert until == now() + answer + answer * open_already // 16


def test_answer_leaf__of_every_place_of_two_batches__is_taken(net: Network, gateway: Actor):
    net.post(gateway, PEOPLE[:2])
    net.post(gateway, PEOPLE[2:])
    epoch = net.close()
    net.play_scores(epoch, [bytes([200] * 4)] * 5)
    net.propose(net.settle(epoch))
    for row in net.line()[epoch].rows:
        number, leaf, path = leaf_at(net, epoch, row.pos)
        net.demands.demand_leaf(epoch, *net.line()[epoch].proven(row.t), sender=ASKER)
        net.demands.answer_leaf(epoch, row.pos, number, covered(leaf), path, sender=HELPER)
    assert not net.demands.open_of(net.reports.standing(epoch).digest)


def test_demand_rows__of_an_epoch_of_256__has_one_subtree(net: Network, gateway: Actor):
    net.propose(net.settle(net.open_epoch(gateway, [PEOPLE[0]] * 256, [bytes([200] * 256)] * 5)))
    with pytest.raises(Reverted, match="no such rows"):
        net.demands.demand_rows(1, 1, sender=ASKER)
    net.demands.demand_rows(1, 0, sender=ASKER)
    net.demands.answer_rows(1, 0, list(net.line()[1].rows), [], sender=HELPER)
