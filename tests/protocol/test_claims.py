"""The plan of relayed claims: whoever is due is paid once, by proofs that hold, in transactions that fit the chain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kula.protocol.chain.presets import AURORA, PRESETS, usable_gas_of
from kula.protocol.encoding import ledger_leaf
from kula.protocol.ledgers.claims import WIDEST, Claim, Width, plan_claims, width_within
from kula.protocol.ledgers.ledger import Ledger, compute_ledger
from kula.protocol.merkle import Tree, depth, fold, verify_many, zero_subtrees
from kula.protocol.types import Address, Leaf

DOM = b"\x07" * 32
RANGE_OF_256 = 7_363_150
APART_OF_128 = 4_803_937


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    payees = draw(st.lists(st.integers(1, 40), min_size=1, max_size=90))
    leaves = [
        Leaf(
            gateway=Address(f"0x{9:040x}"),
            seq=seq,
            record_hash=bytes(32),
            pay_to=Address(f"0x{number:040x}"),
            signatures_hash=bytes(32),
        )
        for seq, number in enumerate(payees)
    ]
    medians = draw(st.binary(min_size=len(payees), max_size=len(payees)))
    return compute_ledger(DOM, 1, leaves, medians, floor=64, earlier={}, budget=10**20, cap=10**18)


widths = st.builds(Width, levels=st.integers(0, 8), rows=st.integers(1, 128))


def _holds(ledger: Ledger, claim: Claim) -> bool:
    leaves = {row.t: ledger_leaf(DOM, 1, row) for row in claim.rows}
    if not claim.is_range:
        return verify_many(ledger.root, len(ledger.rows), leaves, claim.siblings)
    wide = 1 << claim.levels
    padded = [*leaves.values(), *[zero_subtrees(0)[0]] * (wide - len(leaves))]
    assert len(claim.siblings) == depth(len(ledger.rows)) - claim.levels
    return fold(claim.rows[0].t >> claim.levels, Tree(padded).node(claim.levels, 0), claim.siblings) == ledger.root


@given(ledgers(), widths)
def test_plan_claims__any_ledger_and_width__all_paid_by_claims_that_fit_and_hold(ledger: Ledger, width: Width):
    due = list(ledger.last_rows().values())
    claims = plan_claims(ledger, due, width)
    paid = {row.t for claim in claims for row in claim.rows}
    assert {row.t for row in due} <= paid
    for claim in claims:
        assert len(claim.rows) <= (1 << width.levels if claim.is_range else width.rows)
        assert _holds(ledger, claim)


@given(st.integers(0, 2**24))
def test_width_within__any_gas__what_was_measured_fits(gas: int):
    width = width_within(gas)
    if width.levels:
        assert RANGE_OF_256 * (1 << width.levels) // 256 <= gas
    if width.rows > 1:
        assert APART_OF_128 * width.rows // 128 <= gas
    assert (width.levels, width.rows) <= (WIDEST.levels, WIDEST.rows)


def test_width_within__of_each_chain__the_widest_but_on_aurora():
    widths = {name: width_within(usable_gas_of(preset.chain_id)) for name, preset in PRESETS.items()}
    assert widths.pop("aurora") == Width(levels=5, rows=48)
    assert set(widths.values()) == {WIDEST}
    assert AURORA.holds(RANGE_OF_256 // 8, 10_000)
    assert width_within(usable_gas_of(4_242)) == WIDEST


@pytest.mark.parametrize(("levels", "gas"), [(0, 0), (0, 150_000), (5, 100_000 + 32 * 29_000), (8, 10**9)])
def test_width_within__the_edge_of_a_level(levels: int, gas: int):
    assert width_within(gas).levels == levels
