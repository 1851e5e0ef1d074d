"""Rounds that are over are never read again, also after a restart, in whatever order they end."""

from pathlib import Path
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from kula.protocol.chain.clients.judgements import Judgements, Round, RoundState
from kula.protocol.chain.rounds import OpenRounds
from kula.protocol.types import ZERO_HASH


class Rounds:
    """Rounds on a chain, and how often each was read."""

    def __init__(self, count: int) -> None:
        self.states = dict.fromkeys(range(1, count + 1), RoundState.WAITING)
        self.reads: list[int] = []

    def last_round(self) -> int:
        """The newest round."""
        return len(self.states)

    def round(self, number: int) -> Round:
        """A round of ten epochs."""
        self.reads.append(number)
        return Round(
            first=10 * number,
            last=10 * number + 9,
            state=self.states[number],
            attempt=0,
            epoch=0,
            digest=ZERO_HASH,
            set_id=0,
            total=0,
            until=0,
        )


@given(st.permutations(range(1, 9)), st.sets(st.integers(0, 8)))
def test_open_rounds__ended_in_any_order__are_read_once_more_and_never_again(order: list[int], restarts: set[int]):
    chain = Rounds(8)
    rounds = OpenRounds(cast(Judgements, chain))
    for number in order:
        chain.states[number] = RoundState.OVER
        expected = [n for n, state in chain.states.items() if state is not RoundState.OVER]
        assert list(rounds.open()) == expected
        chain.reads.clear()
        assert list(rounds.open()) == expected
        assert chain.reads == expected


def test_open_rounds__started_again__go_on_behind_the_cursor(tmp_path: Path):
    chain, path = Rounds(1_000), tmp_path / "rounds.json"
    chain.states |= dict.fromkeys([*range(1, 996), 997], RoundState.OVER)
    assert list(OpenRounds(cast(Judgements, chain), path).open()) == [996, 998, 999, 1_000]
    chain.reads.clear()
    again = OpenRounds(cast(Judgements, chain), path)
    assert list(again.open()) == [996, 998, 999, 1_000]
    assert chain.reads == [996, 997, 998, 999, 1_000]
    path.write_text("torn")
    assert list(OpenRounds(cast(Judgements, chain), path).open()) == [996, 998, 999, 1_000], "read from the start"
