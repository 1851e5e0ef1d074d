"""Pay: which seats are paid for a reveal, and which are not."""

from dataclasses import replace

import pytest

from kula.protocol.ledgers.draw import draw, seat_seed
from kula.protocol.ledgers.lazy import lazy_seats
from kula.protocol.ledgers.ledger import Ledger
from tests.redteam.plots import GOOD, PEOPLE, two_epochs
from tests.support.actors import Actor, actor
from tests.support.challenger import challenge, fault_of, with_row
from tests.support.evm import Reverted, pass_time
from tests.support.evm_network import Network


def test_claim_pay__for_a_seat_that_signed_a_fallen_report__pays_it_nothing(net: Network, gateway: Actor):
    honest = two_epochs(net, gateway)
    rows = list(honest.rows)
    rows[1] = replace(rows[1], before=1)
    ledger = type(honest)(honest.dom, 2, tuple(rows), honest.price)
    net.propose(ledger, range(4))
    fault = fault_of(net, ledger)
    assert fault
    challenge(net, ledger, fault, net.owner)
    net.propose(honest)
    with pytest.raises(Reverted, match="not final"):
        net.pay.claim_pay(2)
    net.finalise(2)
    minted = net.pay.claim_pay(2)
    assert minted == pool_of(net, honest) // 5, "only the seat that signed no lie"
    assert net.pay.paid(2) == 1 << 4


def test_claim_pay__of_an_epoch_without_a_ledger__refused(net: Network, gateway: Actor):
    net.post(gateway, PEOPLE)
    net.close()
    with pytest.raises(Reverted, match="not final"):
        net.pay.claim_pay(1)


def pool_of(net: Network, ledger: Ledger) -> int:
    """What all seats together earn in an epoch: a tenth of what its contributors do."""
    return net.parameters.pool * ledger.sum_credit * ledger.price // net.parameters.budget


def test_claim_pay__five_equal_seats__share_a_tenth_of_what_contributors_earn(net: Network, gateway: Actor):
    ledger = net.turn(gateway, PEOPLE, GOOD)
    supply = net.token.totalSupply()
    assert net.pay.claim_pay(1) == pool_of(net, ledger) == net.token.totalSupply() - supply
    assert pool_of(net, ledger) * 10 == net.reports.allotted_of(1)


def test_claim_pay__of_two_owners__pays_each_by_its_part_of_the_whole_weight(net: Network, gateway: Actor):
    """Pay goes to the owner, not to the operator. The part of a silent seat is not minted."""
    owner, operator = actor("validator 4"), net.add_operator("validator 4", "hot")
    net.post(gateway, PEOPLE)
    epoch = net.close()
    for seat in range(5):
        net.commit(epoch, seat, GOOD[seat])
    for seat in (0, 2, 3, 4):
        net.reveal(epoch, seat)
    pass_time(net.parameters.reveal_seconds)
    ledger = net.settle(epoch)
    net.propose(ledger, (0, 2, 3, 4))
    net.finalise(epoch)
    before = net.token.balanceOf(owner.address)
    assert net.pay.claim_pay(epoch) == 4 * (pool_of(net, ledger) // 5)
    assert net.token.balanceOf(owner.address) - before == pool_of(net, ledger) // 5
    assert net.token.balanceOf(operator.address) == 0


def lazily(net: Network, ledger: Ledger, seat: int) -> tuple:
    """The arguments that prove a seat's scores far from the medians of the drawn rows."""
    seed = seat_seed(net.scores.epoch(ledger.epoch).seed, ledger.epoch, seat)
    drawn = [ledger.proven(t) for t in draw(seed, len(ledger.rows))]
    return (
        ledger.epoch,
        seat,
        net.committed[ledger.epoch][seat],
        [row for row, _ in drawn],
        [proof for _, proof in drawn],
    )


def test_challenge_lazy__without_a_seed__refused(net: Network, gateway: Actor):
    net.post(gateway, [PEOPLE[0]] * 20)
    epoch = net.close()
    for seat in range(5):
        net.commit(epoch, seat, bytes([200 if seat < 4 else 90] * 20))
    for seat in (0, 1, 2, 4):
        net.reveal(epoch, seat)
    pass_time(net.parameters.reveal_seconds)
    ledger = net.settle(epoch)
    net.propose(ledger)
    with pytest.raises(Reverted, match="the seed is not fixed"):
        net.pay.challenge_lazy(*lazily(net, ledger, 4))
    net.scores.aim(epoch)
    assert net.scores.is_seedless(epoch), "a heavy seat withheld its salt"
    with pytest.raises(Reverted, match="the seed is not fixed"):
        net.pay.challenge_lazy(*lazily(net, ledger, 4))


def test_challenge_lazy__of_a_seat_already_void_or_paid_or_silent__refused(net: Network, gateway: Actor):
    net.post(gateway, [PEOPLE[0]] * 20)
    epoch = net.close()
    for seat in (0, 1, 2, 4):
        net.commit(epoch, seat, bytes([200 if seat < 4 else 90] * 20))
    pass_time(net.parameters.commit_seconds)
    for seat in (0, 1, 2, 4):
        net.reveal(epoch, seat)
    pass_time(net.parameters.reveal_seconds)
    net.scores.aim(epoch)
    ledger = net.settle(epoch)
    net.propose(ledger)
    net.committed[epoch][3] = bytes([200] * 20)
    with pytest.raises(Reverted, match="nothing to void"):
        net.pay.challenge_lazy(*lazily(net, ledger, 3))
    net.pay.challenge_lazy(*lazily(net, ledger, 4))
    with pytest.raises(Reverted, match="already void"):
        net.pay.challenge_lazy(*lazily(net, ledger, 4))
    net.finalise(epoch)
    net.pay.claim_pay(epoch)
    assert net.pay.paid(epoch) == 0b111
    with pytest.raises(Reverted, match="nothing to void"):
        net.pay.challenge_lazy(*lazily(net, ledger, 0))


@pytest.mark.parametrize(("far", "lazy"), [(4, False), (5, True)])
def test_challenge_lazy__at_the_edge_of_rows_and_distance__voids_only_beyond_it(
    net: Network, gateway: Actor, far: int, lazy: bool
):
    """Of 16 rows, all drawn, four may be further than 24 from the median."""
    scores = bytes([200 + 25] * far + [200 - 24] * (16 - far))
    ledger = net.settle(net.open_epoch(gateway, [PEOPLE[0]] * 16, [bytes([200] * 16)] * 4 + [scores]))
    net.propose(ledger)
    seed, seats = net.scores.epoch(ledger.epoch).seed, {0: bytes([200] * 16), 4: scores}
    lazy_ones = lazy_seats(seed, ledger.epoch, ledger.rows, seats, net.parameters)
    assert list(lazy_ones) == [4] * lazy, "the twin without a chain says the same"
    if lazy:
        net.pay.challenge_lazy(*lazily(net, ledger, 4))
        return
    with pytest.raises(Reverted, match="seat was not lazy"):
        net.pay.challenge_lazy(*lazily(net, ledger, 4))


def test_challenge_lazy__without_a_row_or_a_proof_of_the_draw__refused(net: Network, gateway: Actor):
    ledger = net.settle(net.open_epoch(gateway, [PEOPLE[0]] * 20, [bytes([200] * 20)] * 4 + [bytes([90] * 20)]))
    net.propose(ledger)
    *seat, rows, proofs = lazily(net, ledger, 4)
    for cut in ((rows[:-1], proofs), (rows, proofs[:-1]), ([], [])):
        with pytest.raises(Reverted, match="not the drawn rows"):
            net.pay.challenge_lazy(*seat, *cut)


def test_challenge_lazy__by_a_row_of_no_record__is_a_fault_of_form_only(net: Network, gateway: Actor):
    lie = with_row(net.settle(net.open_epoch(gateway, PEOPLE, GOOD)), 3, pos=4)
    net.propose(lie)
    with pytest.raises(Reverted, match="position beyond the epoch"):
        net.pay.challenge_lazy(*lazily(net, lie, 0))
    net.challenges.challenge_form(1, lie.proven(3))


def test_claim_pay__of_an_expired_epoch__refused(net: Network, gateway: Actor):
    net.post(gateway, PEOPLE)
    net.close()
    pass_time(net.parameters.commit_seconds + net.parameters.reveal_seconds)
    net.reports.expire(1)
    with pytest.raises(Reverted, match="epoch has no ledger"):
        net.pay.claim_pay(1)


def test_fines_and_voids__of_several_seats__are_kept_apart(net: Network, gateway: Actor):
    net.post(gateway, [PEOPLE[0]] * 20)
    epoch = net.close()
    for seat in range(5):
        net.commit(epoch, seat, bytes([200] * 20))
    for seat in (1, 2):
        net.reveal(epoch, seat)
    pass_time(net.parameters.commit_seconds + net.parameters.reveal_seconds)
    for seat in (3, 0, 4):
        net.pay.fine_absence(epoch, seat)
        with pytest.raises(Reverted, match="already fined"):
            net.pay.fine_absence(epoch, seat)
    assert net.pay.fined(epoch) == 0b11001
    net.reports.expire(epoch)
    scores = [bytes([90] * 40)] * 2 + [bytes([200] * 40)] * 3
    ledger = net.settle(net.open_epoch(gateway, [PEOPLE[0]] * 20, scores))
    net.propose(ledger)
    for seat in (0, 1):
        net.pay.challenge_lazy(*lazily(net, ledger, seat))
        with pytest.raises(Reverted, match="already void"):
            net.pay.challenge_lazy(*lazily(net, ledger, seat))
    net.finalise(ledger.epoch)
    net.pay.claim_pay(ledger.epoch)
    assert net.pay.paid(ledger.epoch) == 0b11100


def test_claim_pay__after_two_falls__pays_no_signer_of_either(net: Network, gateway: Actor):
    honest = two_epochs(net, gateway)
    for signers in (range(4), range(1, 5)):
        rows = list(honest.rows)
        rows[1] = replace(rows[1], before=len(signers) + signers[0])
        ledger = Ledger(honest.dom, 2, tuple(rows), honest.price)
        net.propose(ledger, signers)
        fault = fault_of(net, ledger)
        assert fault
        challenge(net, ledger, fault, net.owner)
    assert net.reports.fallen_signers(2) == 0b11111
    net.propose(honest)
    net.finalise(2)
    with pytest.raises(Reverted, match="nobody is due"):
        net.pay.claim_pay(2)


@pytest.mark.parametrize("revealed", [1, 2])
def test_fine_absence__where_a_third_of_the_weight_or_less_revealed__refused(
    net: Network, gateway: Actor, revealed: int
):
    net.add_validator("validator 5")
    net.post(gateway, PEOPLE)
    epoch = net.close()
    for seat in range(6):
        net.commit(epoch, seat, GOOD[0])
    for seat in range(revealed):
        net.reveal(epoch, seat)
    pass_time(net.parameters.reveal_seconds)
    with pytest.raises(Reverted, match="too few revealed"):
        net.pay.fine_absence(epoch, 5)
