"""All validators sign a false report.

One honest party with the data brings it down with one call, whatever the lie is.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from kula.protocol.ledgers.faults import Fault, FaultKind
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.merkle import Tree
from kula.protocol.signatures import sign
from kula.protocol.types import ZERO_ADDRESS, ZERO_HASH, Row
from tests.redteam.plots import GOOD, PEOPLE, in_order, reported, two_epochs
from tests.support.actors import Actor, actor
from tests.support.challenger import challenge, covered, fault_of, leaf_at
from tests.support.evm import Reverted, pass_time
from tests.support.evm_network import STAKE, Network

THIEF = actor("thief").address
Bend = Callable[[Network, list[Row]], list[Row]]


def changed(rows: list[Row], t: int, **changes: int | str) -> list[Row]:
    return [*rows[:t], replace(rows[t], **changes), *rows[t + 1 :]]  # type: ignore[arg-type]


LIES: dict[str, Bend] = {
    "raises its own total": lambda net, rows: changed(rows, 1, before=rows[1].before + 1),
    "omits what an account had": lambda net, rows: changed(rows, 1, before=0, since=0),
    "leaves an account out": lambda net, rows: in_order(net, changed(rows, 0, pay_to=ZERO_ADDRESS, before=0, since=0)),
    "credits a record that is in no batch": lambda net, rows: changed(rows, 3, pos=4),
    "sums exceed the credits": lambda net, rows: changed(rows, 3, credits=10**6),
    "the last sum says less": lambda net, rows: changed(rows, 3, sum_credit=1),
    "pays another account": lambda net, rows: in_order(net, changed(rows, 2, pay_to=THIEF, before=0, since=0)),
    "raises a median": lambda net, rows: in_order(net, changed(rows, 2, median=255)),
    "lowers a median": lambda net, rows: in_order(
        net, changed(rows, 2, median=1, pay_to=ZERO_ADDRESS, before=0, since=0)
    ),
    "a start in the future": lambda net, rows: changed(rows, 0, since=2),
    "a start in an epoch without a ledger": lambda net, rows: changed(rows, 0, since=7),
    "a start out of nothing": lambda net, rows: changed(rows, 0, since=0),
    "a start of an account that had none": lambda net, rows: in_order(net, changed(rows, 2, pay_to=THIEF)),
    "one record twice": lambda net, rows: changed(rows, 1, pos=rows[0].pos, pay_to=rows[0].pay_to),
    "rows out of order": lambda net, rows: changed(changed(rows, 0, pos=3), 3, pos=rows[0].pos),
    "a sum at the edge of its type": lambda net, rows: changed(rows, 0, sum_credit=2**64 - 1),
    "pay without credit": lambda net, rows: in_order(net, changed(rows, 1, median=64)),
}


@pytest.mark.parametrize("name", LIES)
def test_lie__of_all_validators__falls_to_one_call(net: Network, gateway: Actor, watcher: Actor, name: str):
    honest = two_epochs(net, gateway)
    ledger = reported(net, LIES[name](net, list(honest.rows)), honest)
    fault = fault_of(net, ledger)
    assert fault, "the lie is none"
    before, supply = net.token.balanceOf(watcher.address), net.token.totalSupply()
    challenge(net, ledger, fault, watcher)
    assert net.reports.head() == ledger.epoch - 1
    taken = 5 * STAKE // 100
    assert net.token.balanceOf(watcher.address) - before == taken // 2, "who shows it gets half of what it costs"
    assert supply - net.token.totalSupply() == taken - taken // 2, "the rest is burnt, never the judges'"
    net.propose(honest)
    net.finalise(honest.epoch)
    for account in honest.last_rows():
        net.claim(honest, account)
        assert net.token.earned_of(account) == honest.earned(honest.last_rows()[account])


def test_copied_proof__sent_before_the_watchers__fells_the_lie_all_the_same(
    net: Network, gateway: Actor, watcher: Actor, thief: Actor
):
    """Whoever orders transactions may take the reward for a fault that another has found. The report still falls."""
    honest = two_epochs(net, gateway)
    lie = reported(net, changed(list(honest.rows), 1, before=1), honest)
    fault = fault_of(net, lie)
    assert fault
    before = net.token.balanceOf(thief.address)
    challenge(net, lie, fault, thief)
    assert net.token.balanceOf(thief.address) - before == 5 * STAKE // 100 // 2
    with pytest.raises(Reverted, match="no report stands"):
        challenge(net, lie, fault, watcher)
    net.propose(honest)
    net.finalise(honest.epoch)


def test_own_lie__felled_by_its_signers__costs_them_half_of_what_is_slashed(net: Network, gateway: Actor):
    """Signers of a false report may challenge it themselves: they get half of the stake back, and the report falls."""
    honest = two_epochs(net, gateway)
    lie = reported(net, changed(list(honest.rows), 1, before=1), honest)
    liars = list(net.people)
    before = sum(net.validators.stake_of(liar) + net.token.balanceOf(liar) for liar in liars)
    fault = fault_of(net, lie)
    assert fault
    challenge(net, lie, fault, net.holder(2, 0))
    after = sum(net.validators.stake_of(liar) + net.token.balanceOf(liar) for liar in liars)
    assert before - after == 5 * STAKE // 100 // 2
    assert net.reports.standing(2).digest == ZERO_HASH


@pytest.mark.parametrize("kind", list(FaultKind))
def test_griefing__every_challenge_against_an_honest_report__refused(
    net: Network, gateway: Actor, thief: Actor, kind: FaultKind
):
    honest = two_epochs(net, gateway)
    net.propose(honest)
    for t in range(4):
        for at in range(4):
            with pytest.raises(Reverted, match="challenges: "):
                challenge(net, honest, Fault(kind=kind, t=t, epoch=1, at=at), thief)
    assert [net.validators.stake_of(v) for v in net.people] == [STAKE] * 5


def test_challenge__row_of_another_ledger__refused(net: Network, gateway: Actor, thief: Actor):
    honest = two_epochs(net, gateway)
    net.propose(honest)
    bent = Ledger(honest.dom, 2, tuple(changed(list(honest.rows), 1, before=1)), honest.price)
    with pytest.raises(Reverted, match="row not proven"):
        net.challenges.challenge_form(2, bent.proven(1), sender=thief.address)


def test_hidden_leaf__that_nobody_opens__falls_and_pays_who_asked(net: Network, gateway: Actor, watcher: Actor):
    """A leaf that cannot be opened would hide any sum behind it."""
    honest = two_epochs(net, gateway)
    ledger = reported(net, changed(list(honest.rows), 0, credits=10**9), honest)
    before = net.token.balanceOf(watcher.address)
    net.demands.demand_rows(2, 0, sender=watcher.address)
    pass_time(net.parameters.challenge_seconds)
    with pytest.raises(Reverted, match="a demand holds it"):
        net.reports.finalise(2)
    digest = net.reports.standing(2).digest
    net.demands.challenge_unopened(2, 0, 0, sender=actor("relayer").address)
    net.demands.take_back(digest, 0, 0)
    assert net.reports.head() == 1
    assert net.token.balanceOf(watcher.address) - before == 5 * STAKE // 100 // 2
    with pytest.raises(Reverted, match="nothing of that kind"):
        net.demands.take_back(digest, 0, 0)
    assert ledger.epoch == 2


def test_hidden_leaf__opened_at_the_last_second__leaves_time_to_use_it(net: Network, gateway: Actor, watcher: Actor):
    honest = two_epochs(net, gateway)
    ledger = reported(net, changed(list(honest.rows), 1, credits=10**9), honest)
    pass_time(net.parameters.challenge_seconds // 3 - 1)
    net.demands.demand_rows(2, 0, sender=watcher.address)
    pass_time(net.parameters.challenge_seconds)
    net.demands.answer_rows(2, 0, list(ledger.rows), [], sender=actor("thief").address)
    with pytest.raises(Reverted, match="a demand holds it"):
        net.reports.finalise(2)
    fault = fault_of(net, ledger)
    assert fault
    challenge(net, ledger, fault, watcher)
    assert net.reports.head() == 1


def test_flood__of_demands__moves_every_deadline_and_fells_no_honest_report(net: Network, gateway: Actor, thief: Actor):
    count = 16
    honest = net.settle(net.open_epoch(gateway, [PEOPLE[i % 4] for i in range(count)], [bytes([200] * count)] * 5))
    net.propose(honest)
    for row in honest.rows:
        net.demands.demand_leaf(1, row, honest.tree.proof(row.t), sender=thief.address)
    digest = net.reports.standing(1).digest
    untils = [net.demands.demand(net.demands.key(digest, 1, row.pos)).until for row in honest.rows]
    answer = net.parameters.answer_seconds
    assert untils[-1] - untils[0] == answer * (count - 1) // 16
    before = net.token.balanceOf(actor("relayer").address)
    for row in honest.rows:
        number, leaf, proof = leaf_at(net, 1, row.pos)
        net.demands.answer_leaf(1, row.pos, number, covered(leaf), proof, sender=actor("relayer").address)
        with pytest.raises(Reverted, match="nothing of that kind"):
            net.demands.challenge_unopened(1, 1, row.pos)
    assert net.token.balanceOf(actor("relayer").address) - before == count * net.demands.LEAF_DEPOSIT()
    net.finalise(1)


def test_leaf_beyond_the_last__non_zero__can_not_be_proposed(net: Network, gateway: Actor):
    """A ledger of six leaves for an epoch of five records.

    No fault would reach the sixth row, and it could be claimed.
    """
    honest = net.settle(net.open_epoch(gateway, [*PEOPLE, PEOPLE[0]], [bytes([200] * 5)] * 5))
    leaves = [*honest.tree._levels[0], b"\x07" * 32]
    tree = Tree(leaves)
    report = replace(net.report(honest), root=tree.root)
    digest = net.digest(report)
    signatures = b"".join(sign(digest, net.holder(1, seat).key) for seat in range(5))
    with pytest.raises(Reverted, match="last row not proven"):
        net.reports.propose(1, tree.root, ZERO_HASH, honest.rows[4], tree.proof(4), 31, signatures)


def test_inner_node__shown_as_a_row__is_none(net: Network, gateway: Actor, thief: Actor):
    ledger = net.turn(gateway, PEOPLE, GOOD)
    row, proof = ledger.proven(0)
    for wrong in (proof[1:], [*proof, ZERO_HASH], []):
        with pytest.raises(Reverted, match="row not proven"):
            net.claims.claim_for(row.pay_to, 1, row, wrong, sender=thief.address)


def test_replay__signatures_of_a_fallen_report__are_worthless(net: Network, gateway: Actor, watcher: Actor):
    honest = two_epochs(net, gateway)
    ledger = reported(net, changed(list(honest.rows), 1, before=1), honest)
    report = net.report(ledger)
    stale = replace(report, attempt=0, parent=net.reports.standing(1).digest)
    signatures = b"".join(sign(net.digest(stale), net.holder(2, seat).key) for seat in range(5))
    fault = fault_of(net, ledger)
    assert fault
    challenge(net, ledger, fault, watcher)
    last, proof = ledger.proven(3)
    with pytest.raises(Reverted, match="wrong signer"):
        net.reports.propose(2, ledger.root, ZERO_HASH, last, proof, 31, signatures)


def test_child__of_a_fallen_report__falls_with_it_and_its_signers_keep_their_stake(
    net: Network, gateway: Actor, watcher: Actor
):
    honest = two_epochs(net, gateway)
    ledger = reported(net, changed(list(honest.rows), 1, before=1), honest)
    net.open_epoch(gateway, PEOPLE, GOOD)
    child = net.settle(3)
    net.propose(child)
    fault = fault_of(net, ledger)
    assert fault
    challenge(net, ledger, fault, watcher)
    assert net.reports.head() == 1
    assert not any(net.reports.standing(3).root)
    assert [net.validators.stake_of(v) for v in net.people] == [STAKE - STAKE // 100] * 5, "one fall, one slash"


def test_minority__of_two_thirds_exactly__reports_nothing(net: Network, gateway: Actor):
    net.add_validator("validator 5")
    honest = net.settle(net.open_epoch(gateway, PEOPLE, [*GOOD, GOOD[0]]))
    with pytest.raises(Reverted, match="too few signatures"):
        net.propose(honest, range(4))
    net.propose(honest, range(5))


def test_final__report__falls_to_nothing(net: Network, gateway: Actor, watcher: Actor):
    honest = two_epochs(net, gateway)
    ledger = reported(net, changed(list(honest.rows), 1, before=1), honest)
    net.finalise(2)
    fault = fault_of(net, ledger)
    assert fault
    with pytest.raises(Reverted, match="no report can fall"):
        challenge(net, ledger, fault, watcher)
