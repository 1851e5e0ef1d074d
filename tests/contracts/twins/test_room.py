"""Room: an epoch accepts from each gateway what the Python rule says, whatever was posted before."""

from collections.abc import Iterator
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kula.protocol.ledgers.epochs import room
from kula.protocol.parameters import TOKEN
from kula.protocol.types import MAX_DIRECT, MAX_RECORDS, ZERO_HASH
from tests.contracts.twins.inputs import ACCOUNTS, TWINS
from tests.support.actors import actor
from tests.support.evm import Reverted, undone
from tests.support.evm_network import BOND, Network, deploy

pytestmark = pytest.mark.slow

WRITERS = ("gateway", "other gateway")
posts = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(WRITERS), st.integers(1, 9_000)),
        st.tuples(st.sampled_from(WRITERS), st.sampled_from([MAX_RECORDS, MAX_RECORDS + 1, 2**32 - 1])),
        st.tuples(st.just("direct"), st.sampled_from([1, 2, 15, 16, 17])),
        st.tuples(st.just("batches of one"), st.sampled_from([1, 30, 46, 47])),
    ),
    max_size=5,
)
bonds = st.one_of(st.integers(0, BOND), st.sampled_from([1_000 * TOKEN - 1, 1_000 * TOKEN, BOND, 2 * BOND]))


@pytest.fixture(scope="module")
def posting() -> Iterator[Network]:
    """An empty epoch, and two accounts with enough coin for a bond."""
    with undone():
        net = deploy(validators=0)
        for name in WRITERS:
            net.fund(actor(name), 3 * BOND)
        yield net


@TWINS
@given(bonded=st.tuples(bonds, bonds), moves=posts)
def test_room__any_posts_before__is_what_the_chain_takes(
    posting: Network, bonded: tuple[int, int], moves: list[tuple[str, int]]
):
    net = posting
    with undone():
        for name, bond in zip(WRITERS, bonded, strict=True):
            net.gateways.bond(bond, sender=actor(name).address)
        held = Held(net)
        for who, count in moves:
            if who == "direct":
                held.submit(count)
            elif who == "batches of one":
                for _ in range(count):
                    held.post(WRITERS[1], 1)
            else:
                held.post(who, count)
        for name in WRITERS:
            room = held.room(name)
            held.post(name, room + 1)
            held.post(name, room)
            assert held.room(name) == 0


class Held:
    """The content of the open epoch, counted by what the Python rule accepts."""

    def __init__(self, net: Network) -> None:
        self.net = net
        self.records = self.batches = self.direct = 0
        self.posted = dict.fromkeys(WRITERS, 0)

    def room(self, name: str) -> int:
        bonded = self.net.gateways.room_of(actor(name).address)
        posted = self.posted[name]
        return room(records=self.records, batches=self.batches, direct=self.direct, posted=posted, bonded=bonded)

    def post(self, name: str, count: int) -> None:
        """Posts a batch. It is refused exactly if the Python rule has no room for it."""
        sender, takes = actor(name).address, self.room(name)
        call = partial(self.net.batches.post_batch, self.net.batches.next_seq(sender), count, ZERO_HASH, ZERO_HASH)
        if not 0 < count <= takes:
            with pytest.raises(Reverted, match=r"gives no room|epoch is full|more than an epoch holds|nothing to post"):
                call(sender=sender)
            return
        call(sender=sender)
        self.records, self.batches = self.records + count, self.batches + 1
        self.posted[name] += count

    def submit(self, count: int) -> None:
        """Posts direct records. Sixteen always fit."""
        for _ in range(count):
            call = partial(self.net.batches.submit_direct, (ZERO_HASH, ACCOUNTS[0], ZERO_HASH), ZERO_HASH)
            if self.direct == MAX_DIRECT:
                with pytest.raises(Reverted, match="no more direct records"):
                    call(sender=actor(WRITERS[0]).address)
                return
            call(sender=actor(WRITERS[0]).address)
            self.records, self.batches, self.direct = self.records + 1, self.batches + 1, self.direct + 1
