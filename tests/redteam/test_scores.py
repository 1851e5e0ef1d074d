"""Attacks on commit and reveal: copied scores, overwritten commits, absence, deadlines to the second, lazy scores."""

import pytest

from kula.protocol.chain.genesis import LOCAL_COIN
from kula.protocol.encoding import commit_hash
from kula.protocol.ledgers.draw import draw, seat_seed
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.types import ZERO_HASH, Phase
from tests.redteam.plots import GOOD, PEOPLE
from tests.support.actors import Actor, actor, salt_of
from tests.support.evm import Reverted, chain_id, pass_time
from tests.support.evm_network import STAKE, Network


@pytest.fixture
def closed(net: Network, gateway: Actor) -> Network:
    net.post(gateway, PEOPLE)
    net.close()
    return net


def test_copied_commit__of_another_seat__can_not_be_revealed(closed: Network):
    closed.commit(1, 0, GOOD[0])
    copier = closed.holder(1, 1).address
    closed.scores.commit(1, 1, closed.scores.commit_of(1, 0), sender=copier)
    for seat in (2, 3, 4):
        closed.commit(1, seat, GOOD[0])
    closed.reveal(1, 0)
    with pytest.raises(Reverted, match="not what was committed"):
        closed.scores.reveal(1, 1, salt_of(1, 0), GOOD[0], ZERO_HASH, sender=copier)


def test_commit__of_another_epoch_or_deployment__can_not_be_revealed(closed: Network):
    state, who = closed.scores.epoch(1), closed.holder(1, 0).address
    foreign = commit_hash(
        chain_id() + 1,
        closed.scores.address,
        1,
        batches_root=state.batches_root,
        operator=who,
        scorer_id=state.scorer_id,
        scores=GOOD[0],
        salt=ZERO_HASH,
    )
    closed.scores.commit(1, 0, foreign, sender=who)
    pass_time(closed.parameters.commit_seconds)
    with pytest.raises(Reverted, match="not what was committed"):
        closed.scores.reveal(1, 0, ZERO_HASH, GOOD[0], ZERO_HASH, sender=who)


def test_overwrite__of_a_commit_or_a_reveal__refused(closed: Network):
    closed.commit(1, 0, GOOD[0])
    with pytest.raises(Reverted, match="already committed"):
        closed.commit(1, 0, bytes(4))
    closed.committed[1][0] = GOOD[0]
    pass_time(closed.parameters.commit_seconds)
    closed.reveal(1, 0)
    with pytest.raises(Reverted, match="already revealed"):
        closed.reveal(1, 0)


def test_edges__of_commit_and_reveal__belong_to_one_phase_each(closed: Network):
    pass_time(closed.parameters.commit_seconds - 1)
    closed.commit(1, 0, GOOD[0])
    with pytest.raises(Reverted, match="reveal phase has not begun"):
        closed.reveal(1, 0)
    pass_time(1)
    with pytest.raises(Reverted, match="commit phase is over"):
        closed.commit(1, 1, GOOD[0])
    pass_time(closed.parameters.reveal_seconds - 1)
    closed.reveal(1, 0)
    closed.committed[1][1] = GOOD[0]
    pass_time(1)
    with pytest.raises(Reverted, match="reveal phase is over"):
        closed.reveal(1, 1)
    assert closed.reports.phase(1) == Phase.REPORT


def test_silent_majority__that_never_reveals__decides_nothing(closed: Network):
    """In other networks the few who revealed decided. Here the epoch ends without a ledger, and its records move on."""
    for seat in range(5):
        closed.commit(1, seat, GOOD[0])
    for seat in range(3):
        closed.reveal(1, seat)
    pass_time(closed.parameters.reveal_seconds)
    with pytest.raises(Reverted, match="too little stake revealed"):
        closed.propose(closed.settle(1))
    closed.reports.expire(1)
    assert closed.batches.batches_of(2) == closed.batches.batches_of(1)
    assert closed.batches.batch(1).epoch == 2
    assert closed.token.totalSupply() == LOCAL_COIN


def test_silence__after_a_commit__costs_half_a_percent_once(closed: Network):
    for seat in range(5):
        closed.commit(1, seat, GOOD[0])
    for seat in range(4):
        closed.reveal(1, seat)
    with pytest.raises(Reverted, match="reveals are not over"):
        closed.pay.fine_absence(1, 4)
    pass_time(closed.parameters.reveal_seconds)
    silent = closed.holder(1, 4).address
    closed.pay.fine_absence(1, 4)
    assert closed.validators.stake_of(silent) == STAKE - STAKE * 50 // 10_000
    with pytest.raises(Reverted, match="already fined"):
        closed.pay.fine_absence(1, 4)
    with pytest.raises(Reverted, match="seat was not absent"):
        closed.pay.fine_absence(1, 3)


def test_lazy_scores__far_from_the_medians__earn_nothing_and_dissent_keeps_its_stake(
    net: Network, gateway: Actor, watcher: Actor
):
    count = 20
    honest, lazy = bytes([200] * count), bytes([90] * count)
    ledger = net.settle(net.open_epoch(gateway, [PEOPLE[i % 4] for i in range(count)], [honest] * 4 + [lazy]))
    net.propose(ledger)
    for seat in (0, 4):
        rows = drawn_rows(net, ledger, seat)
        arguments = 1, seat, net.committed[1][seat], [row for row, _ in rows], [proof for _, proof in rows]
        if seat == 0:
            with pytest.raises(Reverted, match="seat was not lazy"):
                net.pay.challenge_lazy(*arguments, sender=watcher.address)
        else:
            net.pay.challenge_lazy(*arguments, sender=watcher.address)
    net.finalise(1)
    idle = net.holder(1, 4).address
    before = net.token.balanceOf(idle)
    net.pay.claim_pay(1)
    assert net.token.balanceOf(idle) == before
    assert net.validators.stake_of(idle) == STAKE
    busy = net.holder(1, 0).address
    assert net.token.balanceOf(busy) - before == net.reports.allotted_of(1) // 10 // 5
    with pytest.raises(Reverted, match="nobody is due"):
        net.pay.claim_pay(1)


def test_lazy_scores__rows_that_the_challenger_picked__refused(net: Network, gateway: Actor, thief: Actor):
    count = 20
    scores = bytes([200] * count)
    ledger = net.settle(net.open_epoch(gateway, [PEOPLE[i % 4] for i in range(count)], [scores] * 4 + [bytes(count)]))
    net.propose(ledger)
    rows = drawn_rows(net, ledger, 4)
    picked = [*rows[1:], ledger.proven((rows[0][0].t + 1) % count)]
    for wrong in (picked, rows[:-1]):
        with pytest.raises(Reverted, match="not the drawn rows"):
            net.pay.challenge_lazy(1, 4, net.committed[1][4], [r for r, _ in wrong], [p for _, p in wrong])
    with pytest.raises(Reverted, match="not the seat's scores"):
        net.pay.challenge_lazy(1, 4, scores, [r for r, _ in rows], [p for _, p in rows], sender=thief.address)


def drawn_rows(net: Network, ledger: Ledger, seat: int) -> list:
    seed = net.scores.epoch(ledger.epoch).seed
    return [ledger.proven(t) for t in draw(seat_seed(seed, ledger.epoch, seat), len(ledger.rows))]


def test_stranger__in_a_seat_that_is_not_his__refused(closed: Network):
    with pytest.raises(Reverted, match="does not hold the seat"):
        closed.scores.commit(1, 0, b"\x01" * 32, sender=actor("thief").address)
    with pytest.raises(Reverted, match="caller is not Batches"):
        closed.scores.begin(1, ZERO_HASH, 1, 1, 1, 1, sender=actor("thief").address)
