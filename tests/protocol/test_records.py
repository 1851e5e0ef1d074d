"""One record before it is signed: the strict shapes of contents, their canonical bytes, and the time in a nonce."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kula.protocol.canonical import loads_strict
from kula.protocol.errors import MalformedInput, RefusedByPolicy
from kula.protocol.records.content import (
    MOST_REASONS,
    OUTCOMES,
    REASONS_AGAINST,
    REASONS_FOR,
    canonical_bytes,
    parse_content,
)
from kula.protocol.records.new import new_record
from kula.protocol.records.nonce import nonce_at, signed_at
from kula.protocol.types import KINDS, Address

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text())
CONTENT = {
    "kind": "conversation",
    "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}],
}
SIGNED = {"role": "assistant", "content": "x", "answer": {"model": "0x" + "07" * 32, "signature": "0x" + "08" * 65}}


def test_contents__vectors__are_canonical_and_name_every_outcome_and_reason():
    contents = [parse_content(loads_strict(text.encode())) for text in VECTORS["contents"]]
    assert [canonical_bytes(content).decode() for content in contents] == VECTORS["contents"]
    assert {content["kind"] for content in contents} == set(KINDS)
    assert tuple(c["outcome"] for c in contents if c["kind"] == "preference") == OUTCOMES
    assert VECTORS["reasons"] == {"for": [*REASONS_FOR], "against": [*REASONS_AGAINST], "most": MOST_REASONS}


def test_nonce__vector__as_written():
    vector = VECTORS["nonce"]
    assert str(nonce_at(vector["signed_at"], vector["low"])) == vector["nonce"]


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_nonce__of_any_second__tells_it(now: int, low: int):
    assert signed_at(nonce_at(now, low)) == now
    assert nonce_at(now, low) < 2**64


@pytest.mark.parametrize(("now", "low"), [(2**32, 0), (-1, 0), (0, 2**32), (0, -1)])
def test_nonce__more_than_32_bits__refused(now: int, low: int):
    with pytest.raises(ValueError, match="32 bits"):
        nonce_at(now, low)


def test_new_record__signed_now__its_nonce_says_so():
    first, second = (
        new_record(Address("0x" + "11" * 20), CONTENT, "CC0-1.0", now=1_900_000_000).record for _ in range(2)
    )
    assert signed_at(first.nonce) == signed_at(second.nonce) == 1_900_000_000
    assert first.nonce != second.nonce


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "poem"}, "kind"),
        ({"extra": 1}, "extra"),
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "robot", "content": "x"}]}, "messages[0].role"),
        ({"messages": [{"role": "user", "content": " "}]}, "messages[0].content"),
        ({"messages": [{"role": "user", "content": "x", "mood": 1}]}, "messages[0].mood"),
        ({"messages": [{"role": "user", "content": "x"}]}, "messages"),
        ({"messages": [{"role": "user", "content": "x", "written_by": "m-1"}]}, "messages[0].written_by"),
        ({"messages": [{"role": "assistant", "content": "x", "written_by": ""}]}, "messages[0].written_by"),
        ({"messages": [{"role": "assistant", "content": "x", "written_by": "m\n1"}]}, "messages[0].written_by"),
        ({"messages": [{"role": "assistant", "content": "x", "written_by": "m" * 101}]}, "messages[0].written_by"),
        ({"messages": [{**SIGNED, "written_by": "m-1"}]}, "messages[0].written_by"),
        ({"kind": "rating", "range": "1..5", "rating": 6}, "rating"),
        ({"kind": "rating", "range": "-1/1", "rating": True}, "rating"),
        ({"kind": "rating", "range": "-1/1", "rating": 1, "reasons": []}, "reasons"),
        ({"kind": "rating", "range": "-1/1", "rating": 1, "reasons": "clear"}, "reasons"),
        ({"kind": "rating", "range": "-1/1", "rating": 1, "reasons": ["clear", "kind"]}, "reasons[1]"),
        ({"kind": "rating", "range": "-1/1", "rating": 1, "reasons": [["clear"]]}, "reasons[0]"),
        ({"kind": "rating", "range": "-1/1", "rating": 1, "reasons": ["clear", "clear"]}, "reasons[1]"),
        ({"kind": "rating", "range": "-1/1", "rating": 1, "reasons": [*REASONS_AGAINST[:4]]}, "reasons"),
        ({"reasons": ["clear"]}, "reasons"),
        ({"kind": "correction", "corrected": ""}, "corrected"),
    ],
)
def test_parse_content__wrong_shape__names_the_field(change: dict, field: str):
    with pytest.raises(MalformedInput) as caught:
        parse_content({**CONTENT, **change})
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"outcome": "c"}, "outcome"),
        ({"outcome": None}, "outcome"),
        ({"outcome": ["a"]}, "outcome"),
        ({"a": " "}, "a"),
        ({"b": None}, "b"),
        ({"chosen": "Yes"}, "chosen"),
        ({"reasons": ["clear"]}, "reasons"),
        ({"a_answer": {}}, "a_answer.model"),
        ({"a_written_by": 4}, "a_written_by"),
        ({"b_answer": SIGNED["answer"], "b_written_by": "m-1"}, "b_written_by"),
    ],
)
def test_parse_content__wrong_preference__names_the_field(change: dict, field: str):
    pair = {"kind": "preference", "prompt": CONTENT["messages"][:1], "a": "Yes.", "b": "No.", "outcome": "a"}
    parse_content(pair)
    with pytest.raises(MalformedInput) as caught:
        parse_content({**pair, **change})
    assert caught.value.field == field


def test_canonical_bytes__one_byte_too_many__refused():
    messages = [{"role": "user", "content": "q"}, {"role": "assistant", "content": "x"}]
    content = {"kind": "conversation", "messages": messages}
    messages[1]["content"] = "x" * (65_536 - len(canonical_bytes(content)) + 1)
    assert len(canonical_bytes(content)) == 65_536
    messages[1]["content"] += "x"
    with pytest.raises(RefusedByPolicy):
        parse_content(content)
