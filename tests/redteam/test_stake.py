"""Attacks on stake and with stake: dust, splitting, leaving after a vote, signing twice, seats in a small network."""

from dataclasses import replace

import pytest

from kula.protocol.chain.genesis import COIN, Founding, Genesis
from kula.protocol.chain.genesis import STAKE as FOUNDING
from kula.protocol.parameters import TOKEN
from kula.protocol.signatures import sign
from tests.redteam.plots import GOOD, PEOPLE, reported, two_epochs
from tests.support.actors import Actor, actor
from tests.support.challenger import challenge, fault_of
from tests.support.evm import Reverted, create, pass_time, undone
from tests.support.evm_network import FAST, STAKE, Network, deploy


def test_founder__that_sells_and_leaves__waits_a_year():
    """Stake of the genesis stays, also under a slash. What a founder adds later leaves like any other stake."""
    rows = tuple(
        Founding(party=name, account=actor(name).address, amount=STAKE, kind=kind)
        for name in ("north", "south", "east", "west")
        for kind in (FOUNDING, COIN)
    )
    north = actor("north").address
    with undone():
        net = deploy(validators=0, genesis=Genesis(rows=rows))
        assert {seat.operator: seat.weight for seat in net.validators.active()} == {row.account: STAKE for row in rows}
        assert net.token.balanceOf(net.validators.address) == 4 * STAKE
        assert net.token.balanceOf(net.owner.address) == 0
        net.token.approve(net.validators.address, 5, sender=north)
        net.validators.stake(5, sender=north)
        with pytest.raises(Reverted, match="a founding stake stays for a year"):
            net.validators.unstake(6, sender=north)
        net.validators.unstake(5, sender=north)
        pass_time(365 * 86_400 - 1)
        with pytest.raises(Reverted, match="a founding stake stays for a year"):
            net.validators.unstake(1, sender=north)
        pass_time(1)
        net.validators.unstake(STAKE, sender=north)


def test_founder__named_twice_or_with_dust__is_not_deployed(net: Network):
    """A genesis file with such rows is refused before; here the contract refuses them itself."""
    north, nobody = actor("north").address, "0x" + "00" * 20
    places = [contract.address for contract in (net.token, net.batches, net.scores, net.reports)]
    slashers = [contract.address for contract in (net.reports, net.challenges, net.pay)]
    for founders, why in (
        ([(north, nobody, STAKE)] * 2, "founder named twice"),
        ([(north, nobody, net.plan.minimum_stake - 1)], "not a founding stake"),
        ([(north, nobody, 2**96)], "not a founding stake"),
    ):
        arguments = (*places, slashers, net.plan.minimum_stake, north, [], founders)
        with pytest.raises(Reverted, match=why):
            create("Validators", arguments, net.owner.address)


def test_dust_stake__of_a_stranger__writes_no_new_snapshot(net: Network, gateway: Actor, thief: Actor):
    net.turn(gateway, PEOPLE, GOOD)
    before = net.validators.last_set()
    net.validators.stake(1, sender=thief.address)
    net.validators.unstake(1, sender=thief.address)
    net.post(gateway, PEOPLE)
    net.close()
    assert net.validators.last_set() == before


def test_split_stake__over_many_accounts__weighs_what_it_weighed(net: Network, gateway: Actor):
    """A cap or a concave weight favours those who split: 1,000 of stake as 20 times 50 held 33 % of a capped vote."""
    net.add_validator("whole", 2 * STAKE)
    net.turn(gateway, PEOPLE, [*GOOD, GOOD[0]])
    whole = {seat.operator: seat.weight for seat in net.seats(1)}[actor("whole").address]
    for i in range(4):
        net.add_validator(f"part {i}", STAKE // 2)
    net.turn(gateway, PEOPLE, [GOOD[0]] * 10)
    parts = sum(seat.weight for seat in net.seats(2) if net.people[seat.operator].name.startswith("part"))
    assert parts == whole


def test_dust_seats__of_31_small_stakes__lose_to_one_large(net: Network):
    """With equal seats, sixteen minimum stakes would decide every median of 31."""
    minimum = net.plan.minimum_stake
    for i in range(26):
        net.add_validator(f"dust {i}", minimum)
    assert len(net.validators.active()) == 31
    net.add_validator("more dust", minimum)
    assert actor("more dust").address not in [seat.operator for seat in net.validators.active()]
    net.add_validator("large", 2 * minimum)
    seats = {seat.operator: seat.weight for seat in net.validators.active()}
    assert len(seats) == 31
    assert actor("large").address in seats
    dust = sum(weight for weight in seats.values() if weight == minimum)
    assert dust * 100 < sum(seats.values()), "25 dust seats hold less than a hundredth of the weight"


def test_leaving__with_the_vote__stays_slashable_until_it_is_final(net: Network, gateway: Actor, watcher: Actor):
    """Elsewhere 34 % of the stake voted, left and stalled the chain for ever.

    Here stake that signed a lie pays, even if it leaves.
    """
    honest = two_epochs(net, gateway)
    rows = list(honest.rows)
    rows[1] = replace(rows[1], before=1)
    ledger = reported(net, rows, honest)
    liar = net.holder(2, 0).address
    net.validators.unstake(STAKE, sender=liar)
    pass_time(net.parameters.challenge_seconds * 5)
    with pytest.raises(Reverted, match="stood for is not final"):
        net.validators.withdraw(sender=liar)
    fault = fault_of(net, ledger)
    assert fault
    challenge(net, ledger, fault, watcher)
    assert net.validators.leaving(liar).amount == STAKE - STAKE // 100


def test_topping_up__stake__does_not_shorten_a_lock(net: Network, gateway: Actor):
    """Sapien's audit: adding to a lock shortened it."""
    net.turn(gateway, PEOPLE, GOOD)
    who = actor("validator 0").address
    net.validators.unstake(STAKE // 2, sender=who)
    pass_time(net.parameters.challenge_seconds)
    net.token.transfer(who, STAKE, sender=net.owner.address)
    net.validators.stake(STAKE, sender=who)
    net.validators.unstake(1, sender=who)
    pass_time(net.parameters.challenge_seconds)
    with pytest.raises(Reverted, match="window after it is open"):
        net.validators.withdraw(sender=who)


def test_equivocation__two_signatures_for_one_place__cost_five_percent_once(
    net: Network, gateway: Actor, watcher: Actor
):
    honest = two_epochs(net, gateway)
    report = net.report(honest)
    twin = replace(report, root=b"\x09" * 32)
    signer = net.holder(2, 0)
    signed = [(r.root, r.records, r.sum_credit, r.files, sign(net.digest(r), signer.key)) for r in (report, twin)]
    place = (2, 0, report.attempt, report.parent)
    with pytest.raises(Reverted, match="one report"):
        net.challenges.challenge_equivocation(*place, signed[0], signed[0], sender=watcher.address)
    with pytest.raises(Reverted, match="wrong signer"):
        net.challenges.challenge_equivocation(2, 1, *place[2:], *signed, sender=watcher.address)
    before = net.token.balanceOf(watcher.address)
    net.challenges.challenge_equivocation(*place, *signed, sender=watcher.address)
    assert net.token.balanceOf(watcher.address) - before == STAKE // 20 // 2
    assert net.validators.stake_of(signer.address) == STAKE - STAKE // 20
    with pytest.raises(Reverted, match="paid for already"):
        net.challenges.challenge_equivocation(*place, *signed, sender=watcher.address)


def test_judges__of_a_lie__never_receive_what_is_slashed(net: Network, gateway: Actor, watcher: Actor):
    """In PrimeIntellect's contracts the judge received the slashed tokens."""
    with pytest.raises(Reverted, match="caller may not slash"):
        net.validators.slash([actor("validator 0").address], 10_000, watcher.address, sender=watcher.address)
    with pytest.raises(Reverted, match="caller may not slash"):
        net.validators.slash([actor("validator 0").address], 10_000, net.owner.address, sender=net.owner.address)
    with pytest.raises(Reverted, match="caller shows no faults"):
        net.reports.fall(1, 0, watcher.address, sender=watcher.address)


def test_gift__of_coin_to_any_contract__moves_no_stake_no_bond_and_no_pay(net: Network, gateway: Actor, thief: Actor):
    """A gift can distort pools that compute from their balance. Here no contract reads its balance."""
    final = net.turn(gateway, PEOPLE, GOOD)

    def books() -> tuple:
        seats = [(seat.operator, seat.weight) for seat in net.validators.active()]
        bonds = net.gateways.bond_of(gateway.address), net.gateways.room_of(gateway.address, 2)
        return seats, bonds, net.reports.allotted(), net.batches.in_flight(), net.registry.bond_of(thief.address)

    before = books()
    for contract in net.contracts.values():
        net.token.transfer(contract.address, TOKEN, sender=thief.address)
    assert books() == before
    paid = net.claim(final, PEOPLE[0])
    assert paid == net.token.earned_of(PEOPLE[0]) == final.earned(final.last_rows()[PEOPLE[0]])
    assert net.pay.claim_pay(1) == net.reports.allotted_of(1) // 10


def test_evicted__by_a_larger_stake__takes_all_of_its_own_home(net: Network):
    """A Bittensor subnet burnt the cost of registration, and a later one could remove a miner within hours."""
    minimum = net.plan.minimum_stake
    for i in range(26):
        net.add_validator(f"small {i}", minimum)
    seated = {seat.operator for seat in net.validators.active()}
    net.add_validator("large", 2 * minimum)
    (evicted,) = seated - {seat.operator for seat in net.validators.active()}
    before = net.token.balanceOf(evicted)
    net.validators.unstake(minimum, sender=evicted)
    pass_time(2 * net.parameters.challenge_seconds)
    net.validators.withdraw(sender=evicted)
    assert net.token.balanceOf(evicted) - before == minimum


def test_back_door__into_a_network_of_three__needs_the_owner_and_two_days(thief: Actor):
    """With three validators, two thirds may have no honest one. Below four seats there is an allow-list."""
    with undone():
        net = deploy(validators=3)
        net.fund(thief, STAKE)
        with pytest.raises(Reverted, match="not admitted"):
            net.validators.stake(STAKE, sender=thief.address)
        with pytest.raises(Reverted, match="caller is not the owner"):
            net.validators.announce_admission(thief.address, sender=thief.address)
        net.validators.announce_admission(thief.address, sender=net.owner.address)
        with pytest.raises(Reverted, match="not admitted"):
            net.validators.stake(STAKE, sender=thief.address)
        pass_time(2 * 86_400)
        net.validators.stake(STAKE, sender=thief.address)
        assert len(net.validators.active()) == 4


def test_budget__in_flight__stays_a_tenth_of_a_majority(gateway: Actor):
    """What can be stolen while nobody watches is less than what the theft costs."""
    with undone():
        net = deploy(replace(FAST, budget=60_000 * TOKEN), validators=4)
        net.add_gateway()
        for _ in range(3):
            net.post(gateway, PEOPLE)
            net.close()
        assert net.batches.in_flight() == 180_000 * TOKEN
        net.post(gateway, PEOPLE)
        with pytest.raises(Reverted, match="too much money is in flight"):
            net.close()
        assert net.batches.in_flight() <= 4 * STAKE // 20


def test_budget__above_what_the_stake_stands_for__shrinks(gateway: Actor):
    with undone():
        net = deploy(replace(FAST, budget=10**9 * TOKEN), validators=4)
        net.add_gateway()
        net.post(gateway, PEOPLE)
        net.close()
        assert net.batches.budget_of(1) == net.batches.in_flight() == 4 * STAKE // 20
