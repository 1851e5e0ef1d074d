"""Room: an epoch accepts from each gateway what the Python rule says, whatever happened in it before.

Places, bonds and posts change in any order; Python counts along and never asks the contracts.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kula.protocol.ledgers.room import EpochRoom, Own, room
from kula.protocol.parameters import TOKEN
from kula.protocol.types import MAX_DIRECT, MAX_RECORDS, ZERO_HASH
from tests.contracts.twins.inputs import ACCOUNTS, TWINS
from tests.support.actors import actor
from tests.support.evm import Reverted, undone
from tests.support.evm_network import Network, deploy

pytestmark = pytest.mark.slow

MINIMUM = 1_000 * TOKEN
WRITERS = tuple(f"writer {i}" for i in range(4))
REFUSED = r"no place, or no bond|epoch is full|nothing to post|no bond above the minimum"
writers = st.sampled_from(WRITERS)
counts = st.one_of(
    st.integers(1, 9_000),
    st.sampled_from([1, 2_046, 2_048, 2_728, 4_092, 8_184, 8_185, MAX_RECORDS, MAX_RECORDS + 1, 2**32 - 1]),
)
moves = st.lists(
    st.one_of(
        st.tuples(st.just("post"), writers, counts),
        st.tuples(st.just("crowd"), writers, st.sampled_from([1, 2, 30, 46, 47])),
        st.tuples(st.just("direct"), writers, st.sampled_from([1, 2, 15, 16, 17])),
        st.tuples(st.just("bond"), writers, st.sampled_from([1, TOKEN // 100, TOKEN, 82 * TOKEN, MINIMUM])),
        st.tuples(st.just("unbond"), writers, st.sampled_from([1, TOKEN, MINIMUM])),
        st.tuples(st.just("take"), writers, st.just(0)),
    ),
    max_size=6,
)
bonds = st.one_of(
    st.sampled_from([MINIMUM, MINIMUM + TOKEN, MINIMUM + 82 * TOKEN, 8 * MINIMUM, 16 * MINIMUM]),
    st.integers(MINIMUM, 9 * MINIMUM),
)


@pytest.fixture(scope="module")
def posting() -> Iterator[Network]:
    """An empty epoch, and four accounts with enough coin for a bond."""
    with undone():
        net = deploy(validators=0)
        for name in WRITERS:
            net.fund(actor(name), 10**6 * TOKEN)
        yield net


@TWINS
@given(bonded=st.lists(bonds, min_size=1, max_size=4), moves=moves)
def test_room__whatever_happened_before__is_what_the_chain_takes(
    posting: Network, bonded: list[int], moves: list[tuple[str, str, int]]
):
    with undone():
        held = Held(posting)
        for name, bond in zip(WRITERS, bonded, strict=False):
            held.bond(name, bond)
            held.take(name, 0)
        for move, name, count in moves:
            getattr(held, move)(name, count)
        for name in WRITERS:
            takes = held.room(name)
            held.post(name, takes + 1)
            held.post(name, takes)
            if takes and not held.room(name):
                held.post(name, 1)


class Held:
    """The content of the open epoch and everybody's bond, counted by what the Python rules accept."""

    def __init__(self, net: Network) -> None:
        self.net = net
        self.epoch = EpochRoom.empty(0)
        self.bonds = dict.fromkeys(WRITERS, 0)
        self.posted = dict.fromkeys(WRITERS, 0)
        self.placed: dict[str, bool] = {}
        """Who has a place, and whether it begins with the open epoch."""

    def room(self, name: str) -> int:
        """What the Python rule says that the epoch takes from a gateway in one batch."""
        bond, fees = self.bonds[name], {"record_fee": TOKEN // 100, "slot_fee": TOKEN}
        bonded = bond // (MINIMUM // 2_048) if self.placed.get(name) else 0
        return room(self.before_record(), self.posted[name], Own(bonded=bonded, spare=bond - MINIMUM, **fees))

    def before_record(self) -> EpochRoom:
        """The epoch as its next record meets it."""
        return self.epoch if self.epoch.records else EpochRoom.empty(len(self.placed))

    def post(self, name: str, count: int) -> None:
        """Posts a batch. It is refused exactly if the Python rule has no room for it."""
        sender, takes = actor(name).address, self.room(name)
        post, first = self.net.batches.post_batch, self.net.batches.next_seq(sender)
        call = partial(post, first, count, ZERO_HASH, ZERO_HASH, self.bonds[name])
        if not 0 < count <= takes:
            with pytest.raises(Reverted, match=REFUSED):
                call(sender=sender)
            return
        call(sender=sender)
        epoch, before = self.before_record(), self.posted[name]
        own, slot = min(before + count, epoch.share) - min(before, epoch.share), before == 0
        self.epoch = replace(
            epoch,
            records=epoch.records + count,
            batches=epoch.batches + 1,
            slots=epoch.slots - slot,
            kept=epoch.kept - own,
        )
        self.posted[name] += count
        self.bonds[name] -= (count - own) * TOKEN // 100 + (not slot) * TOKEN
        assert self.net.gateways.bond_of(sender) == self.bonds[name]

    def crowd(self, name: str, times: int) -> None:
        """Posts batches of one record."""
        for _ in range(times):
            self.post(name, 1)

    def direct(self, name: str, count: int) -> None:
        """Posts direct records. Sixteen always fit."""
        for _ in range(count):
            leaf = ZERO_HASH, ACCOUNTS[0], ZERO_HASH
            call = partial(self.net.batches.submit_direct, leaf, ZERO_HASH, 2**16 * TOKEN, sender=actor(name).address)
            if self.epoch.direct == MAX_DIRECT:
                with pytest.raises(Reverted, match="no more direct records"):
                    call()
                return
            call()
            epoch = self.before_record()
            after = {"records": epoch.records + 1, "batches": epoch.batches + 1, "direct": epoch.direct + 1}
            self.epoch = replace(epoch, **after)

    def bond(self, name: str, amount: int) -> None:
        """Adds to a bond, if it has an owner or the amount is a first payment."""
        if self.bonds[name] or amount >= MINIMUM:
            self.net.gateways.bond(actor(name).address, amount, sender=actor(name).address)
            self.bonds[name] += amount

    def unbond(self, name: str, amount: int) -> None:
        """Takes bond out. Below the minimum the place is lost."""
        if amount > self.bonds[name] or not self.bonds[name]:
            return
        self.net.gateways.unbond(actor(name).address, amount, sender=actor(name).address)
        self.bonds[name] -= amount
        if self.bonds[name] < MINIMUM:
            self.placed.pop(name, None)

    def take(self, name: str, _: int) -> None:
        """Takes a place, which begins with the open epoch only if that holds no record."""
        if self.bonds[name] >= MINIMUM and name not in self.placed:
            self.net.gateways.take_place("", sender=actor(name).address)
            self.placed[name] = not self.epoch.records
