"""Fees of replacements: pools take them, and they keep the limit."""

from hypothesis import given
from hypothesis import strategies as st

from kula.protocol.chain.rpc.fees import GWEI, MOST_TIP, Fees, first_fees, raised_fees

AMOUNTS = st.integers(0, 10**15)


@given(base=AMOUNTS, tip=AMOUNTS, later=AMOUNTS, later_tip=AMOUNTS, cap=st.integers(1, 10**16))
def test_fees__of_replacements__rise_by_an_eighth_and_keep_the_cap(
    base: int, tip: int, later: int, later_tip: int, cap: int
):
    fees = first_fees(base, tip, cap)
    assert fees.tip <= fees.most <= cap
    for _ in range(100):
        dearer = raised_fees(fees, later, later_tip, cap)
        if dearer is None:
            assert fees.most * 9 // 8 + 2 > cap
            break
        assert dearer.tip <= dearer.most <= cap
        assert 8 * dearer.tip >= 9 * fees.tip
        assert 8 * dearer.most >= 9 * fees.most
        fees = dearer
    assert isinstance(fees, Fees)


def test_fees__with_a_tip_that_an_endpoint_made_up__rise_only_while_nothing_moves():
    fees: Fees | None = first_fees(10**6, 500 * GWEI, 500 * GWEI)
    assert fees
    assert fees.tip == MOST_TIP
    fees = raised_fees(fees, 10**6, 500 * GWEI, 500 * GWEI)
    assert fees
    assert fees.tip == 2 * MOST_TIP
