"""The chain of a genesis's parts: what Python binds by hashes is what the Token mints, and nothing else."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.protocol.chain.genesis import Part
from kula.protocol.types import ZERO_HASH, Address
from tests.contracts.twins.inputs import TWINS
from tests.support.actors import actor
from tests.support.evm import Reverted, create, undone

pytestmark = pytest.mark.slow

PEOPLE = [actor(f"holder {i}").address for i in range(5)]
SENDER = actor("stranger").address
amounts = st.one_of(st.integers(0, 9), st.integers(0, 2**116))
holdings = st.lists(st.tuples(st.sampled_from(PEOPLE), amounts), max_size=64)
Holdings = Sequence[tuple[Address, int]]


def chained(lists: Sequence[Holdings]) -> list[Part]:
    """Parts with these holdings, each of which names the next one."""
    parts: list[Part] = []
    for one in reversed(lists):
        parts.append(Part(holdings=tuple(one), rest=parts[-1].hash() if parts else ZERO_HASH))
    return parts[::-1]


@settings(TWINS, max_examples=TWINS.max_examples // 5)
@given(lists=st.lists(holdings, min_size=1, max_size=5), order=st.lists(st.integers(0, 4), max_size=16))
def test_parts__sent_in_any_order__mint_the_next_one_only_and_end_at_the_sum(lists: list[Holdings], order: list[int]):
    """A Python list of what waits says what the Token takes."""
    parts = chained(lists)
    with undone():
        token = create("Token", (SENDER, SENDER, list(parts[0].holdings), parts[0].rest), SENDER)
        waiting = parts[1:]
        for number in [*order, *range(len(parts))]:
            part = parts[min(number, len(parts) - 1)]
            assert token.pending() == (waiting[0].hash() if waiting else ZERO_HASH)
            if waiting and part == waiting[0]:
                token.mint_holdings(list(part.holdings), part.rest, sender=SENDER)
                waiting.pop(0)
            else:
                with pytest.raises(Reverted, match="not the next holdings"):
                    token.mint_holdings(list(part.holdings), part.rest, sender=SENDER)
        for part in waiting:
            token.mint_holdings(list(part.holdings), part.rest, sender=SENDER)
        assert token.pending() == ZERO_HASH
        every = [holding for one in lists for holding in one]
        assert token.totalSupply() == sum(amount for _, amount in every)
        for person in PEOPLE:
            assert token.balanceOf(person) == sum(amount for account, amount in every if account == person)
