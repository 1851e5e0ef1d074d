"""Validators: seats, snapshots, leaving, jail."""

import pytest

from kula.protocol.chain.genesis import local_genesis
from kula.protocol.types import ZERO_ADDRESS
from tests.redteam.plots import GOOD, PEOPLE
from tests.support.actors import Actor, actor
from tests.support.evm import Contract, Reverted, create, pass_time, undone
from tests.support.evm_network import STAKE, Network, deploy


def test_unstake__part_of_a_stake__weighs_less_in_the_next_snapshot(net: Network, gateway: Actor):
    net.turn(gateway, PEOPLE, GOOD)
    who = actor("validator 3").address
    net.validators.unstake(STAKE // 4, sender=who)
    net.post(gateway, PEOPLE)
    net.close()
    weights = [{seat.operator: seat.weight for seat in net.seats(epoch)}[who] for epoch in (1, 2)]
    assert weights == [STAKE, STAKE - STAKE // 4]
    assert net.scores.epoch(2).total_weight == 5 * STAKE - STAKE // 4


def test_unstake__more_than_the_stake__refused(net: Network):
    for amount in (0, STAKE + 1):
        with pytest.raises(Reverted, match="more than the stake"):
            net.validators.unstake(amount, sender=actor("validator 0").address)
    with pytest.raises(Reverted, match="nothing to stake"):
        net.validators.stake(0, sender=actor("validator 0").address)


def test_withdraw__after_its_epochs_and_two_windows__pays_once(net: Network, gateway: Actor):
    net.turn(gateway, PEOPLE, GOOD)
    who = actor("validator 0").address
    with pytest.raises(Reverted, match="nothing to withdraw"):
        net.validators.withdraw(sender=who)
    net.validators.unstake(STAKE, sender=who)
    pass_time(2 * net.parameters.challenge_seconds - 1)
    with pytest.raises(Reverted, match="window after it is open"):
        net.validators.withdraw(sender=who)
    pass_time(1)
    before = net.token.balanceOf(who)
    net.validators.withdraw(sender=who)
    assert net.token.balanceOf(who) - before == STAKE
    with pytest.raises(Reverted, match="nothing to withdraw"):
        net.validators.withdraw(sender=who)


def test_seat__that_a_snapshot_does_not_have__refused(net: Network, gateway: Actor):
    net.post(gateway, PEOPLE)
    epoch = net.close()
    state = net.scores.epoch(epoch)
    assert net.validators.seat(state.set_id, 4).operator == net.holder(epoch, 4).address
    for set_id, number in ((state.set_id, 5), (state.set_id, 2**256 - 1), (0, 0), (state.set_id + 1, 0)):
        with pytest.raises(Reverted, match="no such seat"):
            net.validators.seat(set_id, number)
    with pytest.raises(Reverted, match="no such seat"):
        net.scores.commit(epoch, 5, b"\x01" * 32, sender=net.owner.address)
    with pytest.raises(Reverted, match="no such seat"):
        net.scorers.propose(b"\x01" * 32, b"\x01" * 32, 5, sender=net.owner.address)


def test_jail__of_an_epoch_or_a_seat_that_is_not_there__refused(net: Network, gateway: Actor):
    net.post(gateway, PEOPLE)
    epoch = net.close()
    pass_time(net.parameters.commit_seconds + net.parameters.reveal_seconds)
    away = net.holder(epoch, 4).address
    with pytest.raises(Reverted, match="no such seat"):
        net.validators.jail(away, [epoch] * 20, [5] * 20)
    with pytest.raises(Reverted, match="reveals are not over"):
        net.validators.jail(away, [2**32 - 1] * 20, [4] * 20)


def test_snapshot__by_anyone_but_batches__refused(net: Network):
    with pytest.raises(Reverted, match="caller is not Batches"):
        net.validators.snapshot(sender=net.owner.address)


def test_snapshots__of_changed_seats_only__are_numbered_one_by_one(net: Network, gateway: Actor):
    numbers = []
    for stake in (0, 0, 1, 0):
        if stake:
            net.validators.stake(stake, sender=actor("validator 0").address)
        net.post(gateway, PEOPLE[:1])
        numbers.append(net.scores.epoch(net.close()).set_id)
    assert numbers == [1, 1, 2, 2]
    assert net.validators.last_set() == 2


def test_withdraw__of_one_unit__pays_it(net: Network):
    who = actor("validator 0").address
    net.validators.unstake(1, sender=who)
    pass_time(2 * net.parameters.challenge_seconds)
    before = net.token.balanceOf(who)
    net.validators.withdraw(sender=who)
    assert net.token.balanceOf(who) - before == 1


def lose(net: Network, epoch: int, revealed: int = 0) -> int:
    """Lets an epoch end without quorum; the first seats reveal. Returns the epoch."""
    scores = bytes([200] * net.scores.epoch(epoch).records)
    for seat in range(revealed):
        net.commit(epoch, seat, scores)
    pass_time(net.parameters.commit_seconds)
    for seat in range(revealed):
        net.reveal(epoch, seat)
    pass_time(net.parameters.reveal_seconds)
    net.reports.expire(epoch)
    return epoch


@pytest.mark.slow
def test_jail__twenty_misses__a_week_without_a_seat(net: Network, gateway: Actor):
    away = actor("validator 4")
    epochs, seats = [], []
    for _ in range(20):
        net.post(gateway, PEOPLE[:1])
        epoch = net.close()
        seats.append([holder.operator for holder in net.seats(epoch)].index(away.address))
        epochs.append(lose(net, epoch, revealed=2))
    net.post(gateway, PEOPLE[:1])
    present = net.close()
    net.play_scores(present, [bytes([200] * net.batches.records(21))] * 5)
    with pytest.raises(Reverted, match="name 20 epochs"):
        net.validators.jail(away.address, epochs[1:], seats[1:])
    with pytest.raises(Reverted, match="not ascending"):
        net.validators.jail(away.address, [epochs[0], *epochs[:-1]], seats)
    with pytest.raises(Reverted, match="it revealed"):
        net.validators.jail(away.address, [*epochs[1:], present], seats)
    with pytest.raises(Reverted, match="not its seat"):
        net.validators.jail(actor("validator 3").address, epochs, seats)
    net.validators.jail(away.address, epochs, seats)
    assert away.address not in [seat.operator for seat in net.validators.active()]
    net.validators.take_seat(sender=away.address)
    assert len(net.validators.active()) == 4
    with pytest.raises(Reverted, match="not ascending"):
        net.validators.jail(away.address, epochs, seats)
    net.validators.unstake(STAKE // 4, sender=away.address)
    pass_time(7 * 86_400)
    net.validators.take_seat(sender=away.address)
    assert len(net.validators.active()) == 5


def test_jail__by_epochs_of_more_than_a_hundred_ago__refused(net: Network, gateway: Actor):
    away = actor("validator 4").address
    for epoch in range(1, 102):
        if not net.batches.records(epoch):
            net.post(gateway, PEOPLE[:1])
        lose(net, net.close(), revealed=2)
    seat = [holder.operator for holder in net.seats(1)].index(away)
    with pytest.raises(Reverted, match="not ascending and recent"):
        net.validators.jail(away, list(range(1, 21)), [seat] * 20)
    with pytest.raises(Reverted, match="reveals are not over"):
        net.validators.jail(away, [*range(2, 21), 102], [seat] * 20)
    net.validators.jail(away, list(range(2, 22)), [seat] * 20)
    assert net.validators.jailed_upto(away) == 21
    for seconds, seats in ((7 * 86_400 - 1, 4), (1, 5)):
        pass_time(seconds)
        net.validators.take_seat(sender=away)
        assert len(net.validators.active()) == seats


def test_slash__below_the_minimum__takes_the_seat(net: Network, gateway: Actor):
    poor = net.add_validator("poor", net.plan.minimum_stake)
    net.post(gateway, PEOPLE)
    epoch = net.close()
    seat = [holder.operator for holder in net.seats(epoch)].index(poor.address)
    for each in (0, 1, seat):
        net.commit(epoch, each, GOOD[0])
    pass_time(net.parameters.commit_seconds)
    for each in (0, 1):
        net.reveal(epoch, each)
    pass_time(net.parameters.reveal_seconds)
    net.pay.fine_absence(epoch, seat)
    assert poor.address not in [holder.operator for holder in net.validators.active()]


def test_stake__of_2_96_or_more__refused():
    with undone():
        net = deploy(validators=0, genesis=local_genesis(actor("owner").address, 2**97))
        who = net.fund(actor("validator 0"), 2**96)
        with pytest.raises(Reverted, match="too much for one seat"):
            net.validators.stake(2**96, sender=who.address)
        net.validators.stake(2**96 - 1, sender=who.address)
        assert net.validators.active()[0].weight == 2**96 - 1


def test_owners_and_operators__of_a_snapshot__are_read_seat_by_seat(net: Network, gateway: Actor):
    net.add_operator("validator 1", "hot")
    net.post(gateway, PEOPLE)
    set_id = net.scores.epoch(net.close()).set_id
    owners = [actor(f"validator {i}").address for i in range(5)]
    assert net.validators.owners(set_id) == owners
    assert [net.validators.owner_of_seat(set_id, seat) for seat in range(5)] == owners
    assert [seat.operator for seat in net.validators.seats(set_id)] == [owners[0], actor("hot").address, *owners[2:]]
    with pytest.raises(Reverted, match="no such seat"):
        net.validators.owner_of_seat(set_id, 5)


def founded(net: Network, *founders: tuple[str, str, int]) -> Contract:
    """A contract that begins with founding stakes: (owner, operator, amount)."""
    places = [net.contracts[name].address for name in ("token", "batches", "scores", "reports")]
    slashers = [net.contracts[name].address for name in ("reports", "challenges", "pay")]
    arguments = (*places, slashers, net.plan.minimum_stake, net.owner.address, [], list(founders))
    return create("Validators", arguments, net.owner.address)


def test_founders__below_the_minimum_or_too_large_or_named_twice__refused(net: Network):
    least, who = net.plan.minimum_stake, actor("founder").address
    for amount in (least - 1, 2**96):
        with pytest.raises(Reverted, match="not a founding stake"):
            founded(net, (who, who, amount))
    with pytest.raises(Reverted, match="founder named twice"):
        founded(net, (who, who, least), (who, who, least))


def test_founding_stake__of_a_founder__stays_for_a_year_and_is_known_to_local_mode(net: Network):
    least, who, hot = net.plan.minimum_stake, actor("founder").address, actor("hot").address
    validators = founded(net, (who, hot, 2 * least), (net.owner.address, ZERO_ADDRESS, least))
    assert [seat.operator for seat in validators.active()] == [hot, net.owner.address]
    assert validators.founding_stake_of(who) == validators.stake_of(who) == 2 * least
    pass_time(365 * 86_400 - 1)
    with pytest.raises(Reverted, match="a founding stake stays for a year"):
        validators.unstake(1, sender=who)
    pass_time(1)
    validators.unstake(2 * least, sender=who)
    assert [seat.operator for seat in validators.active()] == [net.owner.address]
