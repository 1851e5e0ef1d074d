"""Rules of the machine, part four: stakes and their operators, absences, jail."""

from collections.abc import Callable

from hypothesis import strategies as st

from kula.contracts.modules.constants import JAIL_MISSES, JAIL_SECONDS
from kula.protocol.types import ZERO_ADDRESS, Address
from tests.invariants.world import GATEWAYS, World, move
from tests.support.actors import actor
from tests.support.evm import now, pass_time
from tests.support.evm_network import STAKE

DAY = 86_400
validators = st.integers(0, 6)


class Seats:
    """What owners of stakes do, and what others do about those who are away."""

    world: World
    gateway_posts: Callable[..., None]
    somebody_expires: Callable[..., None]

    @move(which=validators, key=st.integers(0, 2))
    def owner_names_an_operator(self, which: int, key: int) -> None:
        """Honest owners may share an operator, and so may others. A zero address gives the stake back to its owner."""
        world, owner = self.world, actor(f"validator {which}").address
        hot = actor(f"{'honest' if owner in world.honest else 'other'} operator {key}")
        operator = hot.address if key else ZERO_ADDRESS
        world.must(world.net.validators.set_operator, operator, sender=owner)
        world.net.people[hot.address] = hot
        world.books.operator[owner] = operator if key else owner

    @move(present=st.integers(0, 2**7 - 1))
    def many_epochs_are_missed(self, present: int) -> None:
        """Twenty epochs in which the same seats are away. They may then be jailed, and the epochs lost in any order."""
        net = self.world.net
        first = net.batches.current()
        for _ in range(JAIL_MISSES):
            epoch = net.batches.current()
            self.gateway_posts(which=0, payees=[GATEWAYS[0].address])
            pass_time(net.parameters.open_seconds)
            if not net.batches.records(epoch) or not self.world.may(net.batches.close)[0]:
                return
            self.some_reveal(epoch, present)
        epochs = list(range(first, first + JAIL_MISSES))
        for seat in range(len(net.seats(first))):
            self.somebody_jails(seat, epochs)
        for ahead in (3, 1, 4, 0, 0, 2):
            self.somebody_expires(ahead=ahead)

    def some_reveal(self, epoch: int, present: int) -> None:
        net, scores = self.world.net, bytes(self.world.net.scores.epoch(epoch).records)
        chosen = [seat for seat in range(len(net.seats(epoch))) if present >> seat & 1]
        for seat in chosen:
            self.world.must(net.commit, epoch, seat, scores)
        if not net.scores.epoch(epoch).reveal_from:
            pass_time(net.parameters.commit_seconds)
        for seat in chosen:
            self.world.must(net.reveal, epoch, seat)
        pass_time(net.parameters.reveal_seconds)

    def somebody_jails(self, seat: int, epochs: list[int]) -> None:
        """Jails the owner of a seat. It works exactly if it was away, enough revealed, and the week has room."""
        net, world = self.world.net, self.world
        owner = world.owners(epochs[0])[seat]
        seats = [world.owners(epoch).index(owner) if owner in world.owners(epoch) else 31 for epoch in epochs]
        states = [net.scores.epoch(epoch) for epoch in epochs]
        away = all(not state.revealed >> at & 1 for state, at in zip(states, seats, strict=True))
        counts = all(3 * state.revealed_weight > state.total_weight for state in states) and 31 not in seats
        recent = epochs[0] + 100 >= net.batches.current() and epochs[0] > net.validators.jailed_upto(owner)
        able = away and counts and recent and self.week_has_room(owner)
        weight = self.weight_of(owner)
        done, why = world.may(net.validators.jail, owner, epochs, seats)
        assert done == able, why
        if done:
            world.jailed.append((now(), weight))

    def weight_of(self, owner: Address) -> int:
        """What the owner's seat weighs now, or 0 without a seat."""
        operator, stake = self.world.books.operator.get(owner, owner), self.world.books.stake[owner]
        jailed = now() < self.world.net.validators.jailed_until(owner)
        seated = any((s.operator, s.weight) == (operator, stake) for s in self.world.net.validators.active())
        return stake if seated and not jailed else 0

    def week_has_room(self, owner: Address) -> bool:
        """Whether jail may take a seat: the first of eight days, or together less than what remains."""
        today = now() // DAY
        before = sum(weight for time, weight in self.world.jailed if time // DAY > today - 1 - JAIL_SECONDS // DAY)
        remains = sum(seat.weight for seat in self.world.net.validators.active()) - self.weight_of(owner)
        return not before or before + self.weight_of(owner) < remains

    @move(seat=validators, back=st.integers(0, 2))
    def somebody_fines_an_absence(self, seat: int, back: int) -> None:
        net, world = self.world.net, self.world
        epoch = net.batches.current() - 1 - back
        if not (epoch > 0 and seat < len(net.seats(epoch))):
            return
        state = net.scores.epoch(epoch)
        absent = bool(state.report_from and (state.committed & ~state.revealed & ~net.pay.fined(epoch)) >> seat & 1)
        absent = absent and 3 * state.revealed_weight > state.total_weight
        done, _ = world.may(net.pay.fine_absence, epoch, seat)
        assert done == absent
        if done:
            world.slash([world.owners(epoch)[seat]], 50, rewarded=False, fine=True)

    @move(which=validators, amount=st.sampled_from([1, STAKE // 2, STAKE]))
    def validator_stakes(self, which: int, amount: int) -> None:
        world, who = self.world, actor(f"validator {which}")
        done, _ = world.may(world.net.validators.stake, amount, sender=who.address)
        if done:
            world.books.stake[who.address] += amount

    @move(which=validators, share=st.sampled_from([1, 2, 4]))
    def validator_unstakes(self, which: int, share: int) -> None:
        world, who = self.world, actor(f"validator {which}")
        amount = world.books.stake[who.address] // share
        if not (amount):
            return
        world.must(world.net.validators.unstake, amount, sender=who.address)
        world.books.stake[who.address] -= amount
        world.books.leaving[who.address] += amount

    @move(which=validators)
    def validator_withdraws(self, which: int) -> None:
        """No stake can be withdrawn before every epoch that counted it is final."""
        world, net, who = self.world, self.world.net, actor(f"validator {which}")
        leaving = net.validators.leaving(who.address)
        done, _ = world.may(net.validators.withdraw, sender=who.address)
        if done:
            assert net.reports.final_upto() >= leaving.epoch
            assert now() >= leaving.since + 2 * net.parameters.challenge_seconds
            world.books.leaving[who.address] = 0

    @move(which=validators)
    def validator_takes_a_seat(self, which: int) -> None:
        self.world.may(self.world.net.validators.take_seat, sender=actor(f"validator {which}").address)
