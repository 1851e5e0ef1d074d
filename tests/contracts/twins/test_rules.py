"""The rules of scores and rows: Vyper and Python give the same results and the same errors."""

from dataclasses import replace

import pytest
from coincurve import PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kula.protocol.errors import InvalidSignature
from kula.protocol.ledgers.draw import draw
from kula.protocol.ledgers.faults import breaks_form, breaks_order
from kula.protocol.ledgers.ledger import with_sums
from kula.protocol.ledgers.scores import median
from kula.protocol.signatures import recover, sign
from kula.protocol.types import ZERO_ADDRESS, Row
from tests.contracts.twins.inputs import ACCOUNTS, TWINS, bytes32, payees, rows, uint8, uint64
from tests.support.actors import actor
from tests.support.evm import Contract, Reverted, create

pytestmark = pytest.mark.slow

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
weights = st.one_of(st.integers(0, 4), st.integers(0, 2**128))


@pytest.fixture(scope="module")
def modules() -> Contract:
    return create("Modules", (), actor("owner").address)


@TWINS
@given(pairs=st.lists(st.tuples(weights, st.one_of(uint8, st.integers(60, 70))), max_size=31))
def test_median__any_seats__same_score_or_same_error(modules: Contract, pairs: list[tuple[int, int]]):
    given_weights, scores = [weight for weight, _ in pairs], [score for _, score in pairs]
    try:
        expected = median(pairs)
    except ValueError:
        with pytest.raises(Reverted, match="no weight"):
            modules.median(given_weights, scores)
    else:
        assert modules.median(given_weights, scores) == expected


@TWINS
@given(seed=bytes32, n=st.one_of(st.integers(1, 40), st.integers(1, 2**14)))
def test_draw__any_seed__same_rows_all_different(modules: Contract, seed: bytes, n: int):
    drawn = draw(seed, n)
    assert modules.drawn(seed, n) == drawn
    assert len(set(drawn)) == min(16, n)
    assert all(0 <= row < n for row in drawn)


near_rows = st.builds(
    Row,
    t=st.integers(0, 9),
    pay_to=payees,
    pos=st.integers(0, 9),
    median=st.integers(62, 67),
    credits=st.integers(0, 8),
    sum_credit=st.integers(0, 8),
    before=st.integers(0, 1),
    since=st.integers(0, 4),
)


@TWINS
@given(
    row=st.one_of(near_rows, rows),
    records=st.integers(1, 12),
    ahead=st.one_of(st.sampled_from([0, 1, -1]), st.integers(-(2**32), 2**32)),
    floor=st.one_of(st.just(64), st.integers(1, 255)),
    known=st.booleans(),
)
def test_form__any_row__same_verdict(modules: Contract, row: Row, records: int, ahead: int, floor: int, known: bool):
    epoch = min(max(1, row.since + ahead), 2**32 - 1)
    expected = breaks_form(row, records, epoch=epoch, floor=floor, since_has_ledger=known)
    assert modules.breaks_form(row, records, epoch, floor, known) == expected


@TWINS
@given(data=st.data(), previous=st.one_of(st.none(), near_rows, rows), floor=st.just(64))
def test_order__any_neighbours__same_verdict(modules: Contract, data: st.DataObject, previous: Row | None, floor: int):
    row = data.draw(st.one_of(near_rows, rows))
    sums = with_sums(row, previous, floor)
    if data.draw(st.booleans()) and sums.sum_credit < 2**64 and sums.credits < 2**64:
        row = sums
    expected = breaks_order(previous, row, floor)
    assert modules.breaks_order(previous is None, previous or row, row, floor) == expected


@TWINS
@given(credits=uint64, total=uint64, own=uint8)
def test_order__sums_at_the_edge_of_their_types__never_reverts(modules: Contract, credits: int, total: int, own: int):
    previous = Row(t=0, pay_to=ACCOUNTS[0], pos=0, median=65, credits=credits, sum_credit=total, before=0, since=0)
    row = replace(previous, t=1, pos=1, median=own)
    assert modules.breaks_order(False, previous, row, 64) == breaks_order(previous, row, 64)


bends = st.sampled_from(["none", "none", "v", "high s", "short", "r", "zero s", "zero r", "flip v"])


@TWINS
@given(digest=bytes32, key=st.integers(1, ORDER - 1), how=bends, noise=uint8)
def test_recover__any_signature__same_signer_or_nobody(
    modules: Contract, digest: bytes, key: int, how: str, noise: int
):
    good = sign(digest, PrivateKey.from_int(key).secret)
    signature = bend(good, how, noise)
    try:
        expected = recover(digest, signature)
    except InvalidSignature:
        expected = ZERO_ADDRESS
    assert modules.recovered(digest, signature) == expected
    if how == "none":
        assert expected != ZERO_ADDRESS


def bend(good: bytes, how: str, noise: int) -> bytes:
    """A signature that is wrong in one way."""
    r, s, v = good[:32], good[32:64], good[64]
    high = (ORDER - int.from_bytes(s, "big")).to_bytes(32, "big")
    return {
        "v": r + s + bytes([noise]),
        "high s": r + high + bytes([55 - v]),
        "short": good[: noise % 65],
        "r": bytes([noise]) + r[1:] + s + bytes([v]),
        "zero s": r + bytes(32) + bytes([v]),
        "zero r": bytes(32) + s + bytes([v]),
        "flip v": r + s + bytes([55 - v]),
    }.get(how, good)
