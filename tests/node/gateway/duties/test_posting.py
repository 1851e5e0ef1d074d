"""When a gateway posts and closes: never too late for what it acknowledged, never an epoch without records."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kula.contracts.modules.constants import SURE_RECORDS
from kula.node.gateway.duties.posting import ClockView, closes_now, own_room, posts_now
from kula.protocol.errors import ChainRefused
from kula.protocol.parameters import TOKEN, Parameters
from kula.protocol.types import MAX_POSTED
from tests.support.chain import TestNet

RULES = Parameters(open_seconds=600)
BEFORE = 30
counts = st.sampled_from([0, 1, 2, MAX_POSTED, MAX_POSTED + 1])


@st.composite
def clocks(draw: st.DrawFn) -> ClockView:
    waiting, pinned = sorted([draw(counts), draw(counts)], reverse=True)
    on_chain, room = draw(st.sampled_from([0, 1, MAX_POSTED])), draw(st.sampled_from([0, 1, 2_048, MAX_POSTED]))
    now, opened_at = draw(st.integers(0, 2_000)), draw(st.integers(0, 1_000))
    return ClockView(now=now, opened_at=opened_at, on_chain=on_chain, room=room, waiting=waiting, pinned=pinned)


def _view(now: int, waiting: int, *, pinned: int | None = None, room: int = MAX_POSTED) -> ClockView:
    in_store = waiting if pinned is None else pinned
    return ClockView(now=now, opened_at=0, on_chain=1, room=room, waiting=waiting, pinned=in_store)


def test_posts_now__waits_for_company_until_the_epoch_may_close():
    assert not posts_now(_view(569, 9), RULES, BEFORE)
    assert posts_now(_view(570, 9), RULES, BEFORE)
    assert posts_now(_view(0, MAX_POSTED), RULES, BEFORE), "enough to fill the epoch"
    assert posts_now(_view(0, 1, room=1), RULES, BEFORE)


def test_posts_now__some_not_pinned_yet__one_batch_for_all_while_there_is_time():
    assert not posts_now(_view(570, 9, pinned=8), RULES, BEFORE)
    assert posts_now(_view(600, 9, pinned=8), RULES, BEFORE), "the epoch may be closed by anybody now"
    assert not posts_now(_view(600, 9, pinned=0), RULES, BEFORE)


def test_closes_now__the_bond_gives_no_more_room__what_waits_goes_into_the_next_epoch():
    full = _view(600, 9, room=0)
    assert closes_now(full, RULES)
    assert not posts_now(full, RULES, BEFORE)


@given(clocks())
def test_posting__whatever_the_clock__records_are_posted_before_their_epoch_closes(view: ClockView):
    if closes_now(view, RULES):
        assert view.on_chain, "an epoch without records stays open"
        assert view.now >= view.opened_at + RULES.open_seconds
        assert not view.waiting or not view.room, "nothing that fits is left behind"
    if posts_now(view, RULES, BEFORE):
        assert view.pinned
        assert view.room
    over = view.now >= view.opened_at + RULES.open_seconds
    if over and ((view.pinned and view.room) or (view.on_chain and not (view.waiting and view.room))):
        assert posts_now(view, RULES, BEFORE) != closes_now(view, RULES), "there is always exactly one way on"


def test_room__of_a_gateway__exactly_what_the_contract_still_takes(net: TestNet):
    gateway, batches = net.gateway(), net.network.batches
    epoch, first = batches.current(), batches.next_seq(gateway.address)

    def room(spend_bond: int) -> int:
        own = own_room(net.network, gateway.address, epoch, spend_bond)
        return batches.room_in(epoch, gateway.address, own, net.network.gateways.places())

    assert room(0) == SURE_RECORDS, "one gateway alone has the whole half that is shared out, at no cost"
    assert room(10**24) > room(TOKEN) == SURE_RECORDS + 100
    with pytest.raises(ChainRefused, match="batches: "):
        gateway.send(batches.post_batch(first, room(10**24) + 1, bytes(32), bytes(32), 10**24))
    bond = net.network.gateways.bond_of(gateway.address)
    gateway.send(batches.post_batch(first, room(0), bytes(32), bytes(32)))
    assert net.network.gateways.bond_of(gateway.address) == bond
    assert room(0) == 0, "a second slot costs bond"
    rest = room(10**24)
    gateway.send(batches.post_batch(first + SURE_RECORDS, rest, bytes(32), bytes(32), bond))
    assert room(10**24) == 0
    assert net.network.gateways.bond_of(gateway.address) < bond
