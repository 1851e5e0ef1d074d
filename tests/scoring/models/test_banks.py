"""Committed checks: what a seat commits, opens and cannot change."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.protocol.canonical import canonical_json
from kula.protocol.errors import IntegrityError, MalformedInput
from kula.scoring.models.answers import Check
from kula.scoring.models.banks import Sealed, SetDraw, commitment, open_set, read_bank, read_set, write_bank

SEED = bytes(range(32))
BANK = [Sealed(Check(f"Which is {i}?", (str(i),), (str(i + 1),), bool(i % 2)), f"{i:032x}") for i in range(40)]
DRAW = SetDraw(seed=SEED, seat=2, size=9)


def _set(draw: SetDraw = DRAW) -> bytes:
    return open_set(BANK, draw.indices(len(BANK)))


def test_bank__written_and_read__is_the_same():
    assert read_bank(write_bank(BANK)) == BANK


@given(st.binary(min_size=32, max_size=32), st.integers(0, 30), st.integers(1, 40), st.sets(st.integers(0, 39)))
@settings(max_examples=40, deadline=None)
def test_set__any_draw__opens_against_the_commitment(seed: bytes, seat: int, size: int, opened: set[int]):
    draw = SetDraw(seed=seed, seat=seat, size=size, opened=frozenset(opened))
    indices = draw.indices(len(BANK))
    assert len(indices) == min(size, len(BANK) - len(opened))
    assert not opened & set(indices), "no check is drawn twice"
    if indices:
        checks = read_set(open_set(BANK, indices), commitment(BANK), draw)
        assert checks == {index: BANK[index].check for index in indices}


def test_set__another_seed_or_seat__other_checks():
    draws = [DRAW, SetDraw(seed=SEED, seat=3, size=9), SetDraw(seed=bytes(32), seat=2, size=9)]
    assert len({tuple(draw.indices(40)) for draw in draws}) == 3


@pytest.mark.parametrize(
    "draw",
    [
        SetDraw(seed=SEED, seat=3, size=9),
        SetDraw(seed=SEED, seat=2, size=8),
        SetDraw(seed=SEED, seat=2, size=9, opened=frozenset(DRAW.indices(40)[:1])),
    ],
)
def test_read_set__chosen_and_not_drawn__refused(draw: SetDraw):
    with pytest.raises(IntegrityError, match="the seed draws"):
        read_set(_set(draw), commitment(BANK), DRAW)


def test_read_set__another_bank_or_a_shorter_one__refused():
    for bank in (BANK[:39], [*BANK[:39], BANK[0]]):
        with pytest.raises(IntegrityError, match="another bank"):
            read_set(_set(), commitment(bank), DRAW)


@pytest.mark.parametrize("name", ["question", "accepted", "others", "exact", "salt"])
def test_read_set__one_field_changed_after_the_commitment__refused(name: str):
    body = json.loads(_set())
    other = {"question": "x", "accepted": ["x"], "others": ["x"], "salt": "f" * 32}
    check = body["checks"][4]["check"]
    check[name] = other.get(name, not check[name])
    with pytest.raises(IntegrityError, match="not in its bank"):
        read_set(canonical_json(body), commitment(BANK), DRAW)


@pytest.mark.parametrize(
    "changed",
    [
        {"v": 2},
        {"count": True},
        {"count": 0},
        {"checks": {}},
        {"proof": None},
        {"proof": ["0x12"]},
        {"root": "0x"},
        {"more": 1},
        {"checks": [{"index": 1}]},
        {"checks": [{"index": "1", "check": BANK[1].as_json()}]},
        {"checks": [{"index": 1, "check": BANK[1].as_json()}] * 2},
    ],
)
def test_read_set__another_format__refused(changed: dict[str, object]):
    with pytest.raises(MalformedInput):
        read_set(canonical_json(json.loads(_set()) | changed), commitment(BANK), DRAW)


@pytest.mark.parametrize(
    "changed",
    [
        {"question": ""},
        {"question": "x" * 1_001},
        {"accepted": []},
        {"accepted": "x"},
        {"others": [1]},
        {"exact": 1},
        {"salt": "00"},
        {"salt": None},
    ],
)
def test_read_bank__a_check_of_another_format__refused(changed: dict[str, object]):
    checks = [BANK[0].as_json(), BANK[1].as_json() | changed]
    with pytest.raises(MalformedInput, match=r"checks\[1\]"):
        read_bank(canonical_json({"v": 1, "checks": checks}))


@pytest.mark.parametrize("bank", [{"v": 2, "checks": [BANK[0].as_json()]}, {"v": 1, "checks": []}, {"v": 1}, []])
def test_read_bank__another_format__refused(bank: object):
    with pytest.raises(MalformedInput):
        read_bank(canonical_json(bank))
