"""Random walks over places, bonds, posts, carries and closes: whoever has a place can post its whole share, and nobody
else has one more.
"""

from functools import cache

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kula.contracts.modules.constants import NOTICE_EPOCHS, SURE_RECORDS
from kula.protocol.parameters import TOKEN
from kula.protocol.types import MAX_BATCHES, MAX_DIRECT, MAX_PLACES, MAX_RECORDS, ZERO_ADDRESS, Address
from tests.redteam.gateways.crowds import MINIMUM, lose, post, submit
from tests.support.actors import Actor, actor
from tests.support.evm import Reverted, undone
from tests.support.evm_network import Network, deploy

PEOPLE = [actor(f"walker {i}") for i in range(MAX_PLACES + 6)]
ROOM_OF_MINIMUM = 2_048
some = st.integers(0, len(PEOPLE) - 1)


@cache
def network() -> Network:
    """Five validators, and more people with coin than there are places."""
    net = deploy()
    for person in PEOPLE:
        net.fund(person, 10**5 * TOKEN)
    net.fund(net.owner)
    return net


class Places(RuleBasedStateMachine):
    """One walk. In half of them all places are taken from the start."""

    @initialize(bonds=st.one_of(st.none(), st.lists(st.integers(1_000, 2_000), min_size=38, max_size=38)))
    def begin(self, bonds: list[int] | None) -> None:
        start = network()
        self.undo = undone()
        self.undo.__enter__()
        self.net = start.copy()
        self.notices: dict[Address, int] = {}
        self.refusals: set[str] = set()
        for person, bond in zip(PEOPLE, bonds or (), strict=False):
            self.net.gateways.bond(person.address, bond * TOKEN, sender=person.address)
        for person in PEOPLE[: MAX_PLACES if bonds else 0]:
            self.net.gateways.take_place("", sender=person.address)

    def may(self, call, *arguments, **options) -> bool:
        """Makes a call that may be refused."""
        try:
            call(*arguments, **options)
        except Reverted as refused:
            self.refusals.add(refused.reason)
            return False
        return True

    @rule(who=some, amount=st.sampled_from([1, 500, 1_000, 1_200, 3_000]))
    def somebody_bonds(self, who: int, amount: int) -> None:
        address = PEOPLE[who].address
        self.may(self.net.gateways.bond, address, amount * TOKEN, sender=address)

    @rule(who=some, part=st.sampled_from([1, 2, 10, 1_000]))
    def somebody_unbonds(self, who: int, part: int) -> None:
        address = PEOPLE[who].address
        if bond := self.net.gateways.bond_of(address):
            self.net.gateways.unbond(address, bond // part, sender=address)

    @rule(who=some)
    def somebody_takes_a_place(self, who: int) -> None:
        self.may(self.net.gateways.take_place, "", sender=PEOPLE[who].address)

    @rule(who=some, count=st.sampled_from([1, 1, 10, 255, 600, 2_000, 5_000, 8_184]))
    def somebody_posts(self, who: int, count: int) -> None:
        self.may(post, self.net, PEOPLE[who], count)

    @rule()
    def somebody_submits(self) -> None:
        self.may(submit, self.net, self.net.owner)

    @rule()
    def epoch_is_lost(self) -> None:
        if self.net.batches.records(self.net.batches.current()):
            lose(self.net)

    @rule(order=st.randoms(use_true_random=False))
    def everybody_posts_its_share(self, order) -> None:
        """Whatever happened before, and in any order: each place its share, and all direct records."""
        net, epoch = self.net, self.net.batches.current()
        share = min(SURE_RECORDS // max(1, self.places_of(epoch)), ROOM_OF_MINIMUM)
        fresh = [person for person in self.entitled() if not net.batches.posted(epoch, person.address)]
        order.shuffle(fresh)
        with undone():
            for person in fresh:
                post(net, person, share)
            submit(net, net.owner, MAX_DIRECT - net.batches.posted(epoch, net.batches.address))

    def places_of(self, epoch: int) -> int:
        """How many places an epoch keeps room for."""
        net = self.net
        return net.batches.kept(epoch).places if net.batches.records(epoch) else net.gateways.places()

    def entitled(self) -> list[Actor]:
        """Who may post in the open epoch."""
        epoch = self.net.batches.current()
        return [person for person in PEOPLE if self.net.gateways.room_of(person.address, epoch)]

    @invariant()
    def places_are_counted(self) -> None:
        """Each place has a holder, and an epoch keeps room for everybody who may post in it."""
        if not hasattr(self, "net"):
            return
        net, epoch = self.net, self.net.batches.current()
        assert "" not in self.refusals, "a call was refused without a reason"
        holders = [net.gateways.holder(place) for place in range(MAX_PLACES)]
        assert net.gateways.places() == sum(holder != ZERO_ADDRESS for holder in holders)
        assert len(self.entitled()) <= self.places_of(epoch)
        assert net.batches.records(epoch) <= MAX_RECORDS
        assert len(net.batches.batches_of(epoch)) <= MAX_BATCHES

    @invariant()
    def notices_last_24_whole_epochs(self) -> None:
        """A notice ends at its date or with the place back, and never sooner, while the bond is enough."""
        if not hasattr(self, "net"):
            return
        net, epoch = self.net, self.net.batches.current()
        for person in PEOPLE:
            term = net.gateways.term_of(person.address)
            if term.ends > epoch:
                ends = self.notices.setdefault(person.address, term.ends)
                assert term.ends == ends > epoch
                assert ends <= epoch + 1 + NOTICE_EPOCHS
            elif person.address in self.notices:
                ends = self.notices.pop(person.address)
                assert epoch >= ends or term.ends == 0
                assert term.starts or epoch >= ends or net.gateways.bond_of(person.address) < MINIMUM

    def teardown(self) -> None:
        if hasattr(self, "undo"):
            self.undo.__exit__(None, None, None)
