"""The budget of demands: whatever happens to them, deposits that are open or lost never exceed it, also after restarts."""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kula.node.validator.watching.deposits import Budget, Deposits
from kula.protocol.chain.clients.demands import DemandKind

ROWS, LEAF = 8, 1


@dataclass
class Chain:
    """What Deposits reads of a chain: the size of the deposits, and the clock."""

    @property
    def demands(self) -> SimpleNamespace:
        return SimpleNamespace(constant={"ROWS_DEPOSIT": ROWS, "LEAF_DEPOSIT": LEAF}.__getitem__)

    @property
    def connection(self) -> SimpleNamespace:
        return SimpleNamespace(now=lambda: 0)


moves = st.lists(
    st.tuples(
        st.integers(1, 3), st.sampled_from(DemandKind), st.sampled_from(["stays", "lost", "returned", "refused"])
    ),
    max_size=25,
)
budgets = st.builds(Budget, epoch=st.integers(0, 40), whole=st.integers(0, 80), leaves=st.integers(0, 6))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves, budgets)
def test_deposits__in_any_order_of_demands_and_ends__stay_within_the_budget(tmp_path: Path, moved, budget: Budget):
    (tmp_path / "deposits.sqlite").unlink(missing_ok=True)
    for place, (epoch, kind, end) in enumerate(moved):
        deposits = Deposits(Chain(), tmp_path, budget)  # type: ignore[arg-type]
        digest = bytes([epoch]) * 32
        allowed = deposits.allows(digest, kind, epoch)
        held = [row for row in deposits._rows("state != 'returned'") if row[3] == epoch]
        cost = ROWS if kind is DemandKind.ROWS else LEAF
        leaves = sum(row[1] == DemandKind.LEAF for row in held) + (kind is DemandKind.LEAF)
        spent = sum(int(row[4]) for row in deposits._rows("state != 'returned'"))
        fits = sum(int(row[4]) for row in held) + cost <= budget.epoch and spent + cost <= budget.whole
        assert allowed == (fits and (kind is DemandKind.ROWS or leaves <= budget.leaves))
        if not allowed:
            continue
        deposits.note(digest, kind, place, epoch)
        assert deposits.has(digest, kind, place)
        asked = next(one for one in deposits.open() if one.place == place)
        if end == "refused":
            deposits.drop(digest, kind, place)
        elif end != "stays":
            deposits._end(asked, end)
        assert sum(int(row[4]) for row in deposits._rows("state != 'returned'")) <= budget.whole
