"""Challenges: what each challenge requires as evidence.

That each fault brings a report down: tests/redteam/test_reports.py.
"""

from dataclasses import replace

import pytest

from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.signatures import sign
from tests.contracts.twins.inputs import ACCOUNTS
from tests.support.actors import Actor, actor
from tests.support.challenger import NOTHING, chunks_at, covered, leaf_at, with_row
from tests.support.evm import Reverted, pass_time
from tests.support.evm_network import Network

A, B, C, D = ACCOUNTS
SCORE = [160, 100, 140, 120, 180]
ABOVE, LAST_BELOW = [bytes([200] * 4)] * 5, [bytes([200, 200, 200, 10])] * 5


@pytest.fixture
def line(net: Network, gateway: Actor) -> Network:
    """A final ledger that pays A, A, B, C, and a live report that pays nobody, A, B, C."""
    net.turn(gateway, [A, A, B, C], ABOVE)
    net.propose(net.settle(net.open_epoch(gateway, [A, B, C, D], LAST_BELOW)))
    return net


def test_form_order_median__of_an_honest_report__refused(line: Network):
    second = line.line()[2]
    with pytest.raises(Reverted, match="form is right"):
        line.challenges.challenge_form(2, second.proven(1))
    with pytest.raises(Reverted, match="order is right"):
        line.challenges.challenge_order(2, second.proven(0), second.proven(1))
    with pytest.raises(Reverted, match="order is right"):
        line.challenges.challenge_order(2, NOTHING, second.proven(0))
    with pytest.raises(Reverted, match="rows are not neighbours"):
        line.challenges.challenge_order(2, second.proven(0), second.proven(2))
    with pytest.raises(Reverted, match="median is right"):
        line.challenges.challenge_median(2, second.proven(1), *chunks_at(line, 2, 0))
    with pytest.raises(Reverted, match="no report stands"):
        line.challenges.challenge_form(3, second.proven(1))


def test_median__of_a_position_beyond_the_epoch__is_a_fault_of_form_only(net: Network, gateway: Actor):
    lie = with_row(net.settle(net.open_epoch(gateway, [A, B, C, D], ABOVE)), 3, pos=4)
    net.propose(lie)
    with pytest.raises(Reverted, match="position beyond the epoch"):
        net.challenges.challenge_median(1, lie.proven(3), *chunks_at(net, 1, 0))


def test_median__without_every_revealed_seat__refused(line: Network):
    proven = line.line()[2].proven(1)
    chunks, hashes = chunks_at(line, 2, proven[0].pos)
    for cut in ((chunks[:-1], hashes), (chunks, hashes[:-1]), ([], [])):
        with pytest.raises(Reverted, match="a revealed seat is missing"):
            line.challenges.challenge_median(2, proven, *cut)


def partly_revealed(net: Network, gateway: Actor, absent: int) -> Ledger:
    """The honest ledger of an epoch with one absent seat and a different score from every other seat."""
    net.post(gateway, [A, B, C, D])
    epoch = net.close()
    for seat in range(5):
        net.commit(epoch, seat, bytes([SCORE[seat]] * 4))
    for seat in range(5):
        if seat != absent:
            net.reveal(epoch, seat)
    pass_time(net.parameters.reveal_seconds)
    return net.settle(epoch)


@pytest.mark.parametrize("absent", range(5))
def test_median__with_a_seat_that_did_not_reveal__is_that_of_the_others(net: Network, gateway: Actor, absent: int):
    honest = partly_revealed(net, gateway, absent)
    assert honest.rows[0].median == sorted(SCORE[:absent] + SCORE[absent + 1 :])[1]
    net.propose(honest)
    with pytest.raises(Reverted, match="median is right"):
        net.challenges.challenge_median(1, honest.proven(0), *chunks_at(net, 1, honest.rows[0].pos))


@pytest.mark.parametrize("absent", range(5))
@pytest.mark.parametrize("off", [-20, -1, 1, 20])
def test_median__of_a_lie_with_a_seat_absent__falls(net: Network, gateway: Actor, absent: int, off: int):
    honest = partly_revealed(net, gateway, absent)
    lie = with_row(honest, 0, median=honest.rows[0].median + off)
    net.propose(lie)
    net.challenges.challenge_median(1, lie.proven(0), *chunks_at(net, 1, lie.rows[0].pos))
    assert net.reports.head() == 0


def test_payee__with_another_batch_or_leaf_or_nobody__refused(line: Network):
    second = line.line()[2]
    number, leaf, proof = leaf_at(line, 2, 1)
    proven = second.proven(2)
    call = line.challenges.challenge_payee
    with pytest.raises(Reverted, match="nobody is paid at or below the floor"):
        call(2, second.proven(0), number, covered(leaf), proof)
    with pytest.raises(Reverted, match="not the batch of the position"):
        call(2, proven, number - 1, covered(leaf), proof)
    with pytest.raises(Reverted, match="leaf not proven"):
        call(2, proven, number, covered(leaf_at(line, 2, 2)[1]), proof)
    with pytest.raises(Reverted, match="payee is right"):
        call(2, proven, number, covered(leaf), proof)


@pytest.mark.parametrize("pos", range(4))
def test_payee__of_a_row_at_any_place_of_two_batches__falls(net: Network, gateway: Actor, pos: int):
    net.post(gateway, [A, B])
    net.post(gateway, [C, D])
    epoch = net.close()
    net.play_scores(epoch, ABOVE)
    honest = net.settle(epoch)
    t = next(row.t for row in honest.rows if row.pos == pos)
    lie = with_row(honest, t, pay_to=actor("thief").address)
    net.propose(lie)
    number, leaf, proof = leaf_at(net, epoch, pos)
    net.challenges.challenge_payee(epoch, lie.proven(t), number, covered(leaf), proof)
    assert net.reports.head() == 0


def test_payee__by_a_later_batch__refused(line: Network, gateway: Actor):
    line.post(gateway, [A])
    line.post(gateway, [B])
    line.play_scores(line.close(), [bytes([200, 200])] * 5)
    line.propose(line.settle(3))
    third, (_, leaf, proof) = line.line()[3], leaf_at(line, 3, 0)
    at_first = next(row for row in third.rows if row.pos == 0)
    with pytest.raises(Reverted, match="not the batch of the position"):
        line.challenges.challenge_payee(3, third.proven(at_first.t), 4, covered(leaf), proof)


def test_start__by_another_row_than_the_accounts_last__refused(line: Network):
    first, second = line.line()[1], line.line()[2]
    call = line.challenges.challenge_start
    for t, last, following, why in (
        (0, 2, 3, "row pays nobody"),
        (2, 3, None, "row of another account"),
        (2, 2, 1, "rows are not neighbours"),
        (1, 0, 1, "not the account's last row"),
        (2, 2, 3, "start is right"),
        (3, 3, None, "start is right"),
    ):
        after = NOTHING if following is None else first.proven(following)
        with pytest.raises(Reverted, match=why):
            call(2, second.proven(t), first.proven(last), after)


def test_absence__between_rows_that_do_not_show_it__refused(line: Network):
    first, proven = line.line()[1], line.line()[2].proven(2)
    for at, below, above, why in (
        (5, None, None, "no such place"),
        (1, 1, 2, "left row is not before the place"),
        (3, 2, 3, "left row is not before the account"),
        (1, 0, 2, "right row is not at the place"),
        (2, 1, 2, "right row is not behind the account"),
        (4, 3, None, "left row is not before the account"),
        (0, None, 0, "right row is not behind the account"),
    ):
        sides = [NOTHING if t is None else first.proven(t) for t in (below, above)]
        with pytest.raises(Reverted, match=why):
            line.challenges.challenge_absent(2, proven, at, *sides)


def test_between__an_epoch_outside_or_another_accounts_row__refused(line: Network):
    first, second = line.line()[1], line.line()[2]
    for epoch in (0, 1, 2, 3):
        with pytest.raises(Reverted, match="epoch is not between"):
            line.challenges.challenge_between(2, second.proven(2), epoch, first.proven(2))
    with pytest.raises(Reverted, match="row pays nobody"):
        line.challenges.challenge_between(2, second.proven(0), 1, first.proven(2))


def test_between__of_a_lie__needs_a_row_of_its_account(net: Network, gateway: Actor):
    net.turn(gateway, [A, A, B, C], ABOVE)
    lie = with_row(net.settle(net.open_epoch(gateway, [A, B, C, D], ABOVE)), 1, since=0, before=0)
    net.propose(lie)
    first = net.line()[1]
    with pytest.raises(Reverted, match="row of another account"):
        net.challenges.challenge_between(2, lie.proven(1), 1, first.proven(3))
    net.challenges.challenge_between(2, lie.proven(1), 1, first.proven(2))
    assert net.reports.head() == 1


def test_equivocation__of_one_report__refused(line: Network):
    signed = (b"\x01" * 32, 1, 1, b"\x00" * 32, b"\x00" * 65)
    with pytest.raises(Reverted, match="one report"):
        line.challenges.challenge_equivocation(2, 0, 0, b"\x00" * 32, signed, signed)


def test_equivocation__of_two_seats__costs_each_once(net: Network, gateway: Actor):
    report = net.report(net.settle(net.open_epoch(gateway, [A, B, C, D], ABOVE)))
    reports = (report, replace(report, root=b"\x09" * 32))
    call, place = net.challenges.challenge_equivocation, (report.attempt, report.parent)
    for seat in (1, 3, 0):
        key = net.holder(1, seat).key
        signed = [(r.root, r.records, r.sum_credit, r.files, sign(net.digest(r), key)) for r in reports]
        call(1, seat, *place, *signed)
        with pytest.raises(Reverted, match="paid for already"):
            call(1, seat, *place, *signed)
    assert net.challenges.equivocated(1) == 0b1011
