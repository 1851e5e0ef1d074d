"""A dataset's rows: a record of every kind comes back whole, without its owner; the same rows are the same bytes."""

import io
import random

import pyarrow.parquet as pq
import pytest

from kula.protocol.records.content import parse_content
from kula.trainer.rows import SCHEMA, PaidRecord, content_of, row_of, to_parquet

ASKED = {"role": "user", "content": "你好 — how are you?"}
ANSWER = {"model": "0x" + "ab" * 32, "signature": "0x" + "cd" * 65}
SAID = {"role": "assistant", "content": "Fine.\n"}
CONTENTS = [
    {"kind": "conversation", "messages": [ASKED, SAID]},
    {"kind": "rating", "messages": [ASKED, SAID], "range": "-1/1", "rating": -1},
    {"kind": "correction", "messages": [ASKED, {**SAID, "answer": ANSWER}], "corrected": "Very well."},
    {"kind": "preference", "prompt": [ASKED], "chosen": "Well.", "rejected": "No.", "chosen_answer": ANSWER},
]


def _paid(number: int) -> PaidRecord:
    return PaidRecord(
        row_id=bytes([number]) * 32,
        content=parse_content(CONTENTS[number % len(CONTENTS)]),
        licence="CC-BY-4.0",
        epoch=3,
        score=200,
        imported=False,
    )


@pytest.mark.parametrize("number", range(len(CONTENTS)))
def test_row__through_parquet__is_the_record_again_without_signatures(number: int):
    row = pq.read_table(io.BytesIO(to_parquet([row_of(_paid(number))]))).to_pylist()[0]
    content = content_of(row)
    parse_content(content)
    wanted = {k: v for k, v in CONTENTS[number].items() if not k.endswith("_answer")}
    if number == 2:
        wanted["messages"] = [ASKED, SAID]
    assert content == wanted
    assert row["model"] == (ANSWER["model"] if number in (2, 3) else None)


def test_to_parquet__in_any_order__the_same_bytes():
    rows = [row_of(_paid(n)) for n in range(12)]
    first = to_parquet(rows)
    random.Random(1).shuffle(rows)
    assert to_parquet(rows) == first
    ids = pq.read_table(io.BytesIO(first)).column("row_id").to_pylist()
    assert ids == sorted(ids), "the order tells nothing about the records' order"


def test_schema__names_nobody():
    assert not {"owner", "key", "record", "salt", "account", "gateway", "pay_to"} & set(SCHEMA.names)
