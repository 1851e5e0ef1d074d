"""The sample of a seat: who may judge, what the seed draws, what the limit per account keeps."""

from collections import Counter
from typing import Any

import pytest
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from kula.protocol.parameters import Parameters
from kula.protocol.types import Address
from kula.scoring.models.chat_model import Example
from kula.scoring.models.sample import PaidRecord, draw_sample, eligible, language_of, slices_of, suffices, within_limit

SEED = bytes(range(32))
EXAMPLE = Example(({"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}))


def _record(pos: int, account: str = "a", epoch: int = 5, **changed: Any) -> PaidRecord:
    fields: dict[str, Any] = {
        "epoch": epoch,
        "pos": pos,
        "owner": f"owner of {account}",
        "pay_to": account,
        "signed": 101,
        "group": (epoch, pos),
        "kind": "rating" if pos % 2 else "conversation",
        "language": "en",
        "text": "a plain talk about boats",
        "example": EXAMPLE,
    }
    return PaidRecord(**(fields | changed))


@pytest.mark.parametrize(
    "changed",
    [
        {"signed": 100},
        {"owner": "trainer"},
        {"pay_to": "trainer"},
        {"group": (5, 0)},
        {"text": "Please tell me: What is the capital of France?"},
    ],
)
def test_eligible__early_excluded_double_or_a_check__does_not_judge(changed: dict[str, Any]):
    judges, other = _record(0), _record(1, **changed)
    assert eligible([other, judges], 100, (Address("trainer"),)) == [judges]
    assert eligible([_record(1), judges], 100, (Address("trainer"),)) == [judges, _record(1)]


def test_draw_sample__known_records__in_the_order_of_their_hashes():
    records = [_record(pos, f"account {pos}", epoch) for epoch in (4, 5) for pos in range(20)]
    key = {r: keccak(SEED + bytes([0, 0, 0, 3, 0, 0, 0, r.epoch, 0, 0, 0, r.pos])) for r in map(_Key, records)}
    drawn = draw_sample(records, SEED, 3, Parameters(sample_drawn=12))
    assert [_Key(r) for r in drawn] == sorted(key, key=lambda r: key[r])[:12]


class _Key(tuple):
    """The place of a record, which can be hashed while its example cannot."""

    def __new__(cls, record: PaidRecord) -> "_Key":
        return super().__new__(cls, (record.epoch, record.pos))

    @property
    def epoch(self) -> int:
        return self[0]

    @property
    def pos(self) -> int:
        return self[1]


@given(st.lists(st.sampled_from("abcdefgh"), max_size=120), st.integers(0, 30), st.randoms())
def test_draw_sample__any_accounts__capped_each_and_together_whatever_their_order(accounts: list[str], seat: int, rng):
    records = [_record(pos, account) for pos, account in enumerate(accounts)]
    parameters = Parameters(sample_drawn=40, sample_per_account=3)
    sample = draw_sample(records, SEED, seat, parameters)
    drawn = draw_sample(records, SEED, seat, Parameters(sample_drawn=40, sample_per_account=40))
    kept = Counter(record.pay_to for record in sample)
    assert kept == {a: min(3, number) for a, number in Counter(r.pay_to for r in drawn).items()}, "no place is refilled"
    shuffled = rng.sample(records, len(records))
    assert [r.pos for r in draw_sample(shuffled, SEED, seat, parameters)] == [r.pos for r in sample]


def test_draw_sample__another_seat_or_seed__another_draw():
    records = [_record(pos, f"account {pos % 60}") for pos in range(400)]
    draws = [draw_sample(records, seed, seat, Parameters()) for seed, seat in ((SEED, 0), (SEED, 1), (bytes(32), 0))]
    assert len({tuple(r.pos for r in sample) for sample in draws}) == 3


@given(st.lists(st.integers(0, 6), max_size=60), st.integers(1, 9))
def test_within_limit__the_first_of_each_account(accounts: list[int], most: int):
    kept = within_limit(accounts, most)
    assert kept == [i for i, account in enumerate(accounts) if accounts[:i].count(account) < most]


@pytest.mark.parametrize(("records", "accounts", "enough"), [(96, 24, True), (95, 24, False), (96, 23, False)])
def test_suffices__records_and_accounts(records: int, accounts: int, enough: bool):
    sample = [_record(pos, f"account {pos % accounts}") for pos in range(records)]
    assert suffices(sample, Parameters()) is enough


def test_slices_of__kinds_and_languages_but_not_their_products():
    sample = [_record(0), _record(1, language="de"), _record(2, language="de")]
    assert slices_of(sample) == {
        "kind conversation": [0, 2],
        "kind rating": [1],
        "language en": [0],
        "language de": [1, 2],
    }


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How can you tell that the lamp is on in the other room?", "en"),
        ("Wie kann man sehen, dass die Lampe im anderen Zimmer brennt?", "LATIN"),
        ("如何判断另一个房间的灯是亮着的？", "CJK"),
        ("Як дізнатися, чи світить лампа в іншій кімнаті?", "CYRILLIC"),
        ("12 + 7 = 19!", ""),
    ],
)
def test_language_of__english_or_the_script_of_most_letters(text: str, language: str):
    assert language_of(text) == language
