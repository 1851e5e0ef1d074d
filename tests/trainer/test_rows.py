"""A dataset's rows: a record of every kind comes back whole, without its owner; the same rows are the same bytes."""

import io
import json
import random
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from kula.protocol.records.content import parse_content
from kula.trainer.rows import SCHEMA, PaidRecord, content_of, dpo_rows, kto_rows, row_of, to_parquet
from kula.trainer.unfolding import Form, unfold

ASKED = {"role": "user", "content": "你好 — how are you?"}
ANSWER = {"model": "0x" + "ab" * 32, "signature": "0x" + "cd" * 65}
SAID = {"role": "assistant", "content": "Fine.\n"}
CONTENTS = [
    {"kind": "conversation", "messages": [ASKED, SAID]},
    {"kind": "rating", "messages": [ASKED, SAID], "range": "-1/1", "rating": -1},
    {"kind": "correction", "messages": [ASKED, {**SAID, "answer": ANSWER}], "corrected": "Very well."},
    {"kind": "preference", "prompt": [ASKED], "a": "No.", "b": "Well.", "outcome": "b", "b_answer": ANSWER},
    {"kind": "preference", "prompt": [ASKED], "a": "No.", "b": "Hm.", "outcome": "both-bad"},
    {"kind": "preference", "prompt": [ASKED], "a": "Yes.", "b": "Well.", "outcome": "tie"},
    {"kind": "rating", "messages": [ASKED, SAID], "range": "1..5", "rating": 5, "reasons": ["correct", "clear"]},
    {"kind": "rating", "messages": [ASKED, SAID], "range": "1..5", "rating": 3},
]


def _paid(number: int) -> PaidRecord:
    return PaidRecord(
        row_id=bytes([number]) * 32,
        content=parse_content(CONTENTS[number % len(CONTENTS)]),
        licence="CC0-1.0",
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


@pytest.mark.parametrize(
    ("content", "model"),
    [
        ({"kind": "conversation", "messages": [ASKED, {**SAID, "written_by": "m-1"}]}, "m-1"),
        (
            {"kind": "preference", "prompt": [ASKED], "a": "Yes", "b": "No", "outcome": "a", "b_written_by": "m-2"},
            "m-2",
        ),
        (
            {"kind": "preference", "prompt": [{**SAID, "written_by": "m-1"}], "a": "Yes", "b": "No"}
            | {"outcome": "a", "a_written_by": "m-3", "b_answer": ANSWER},
            ANSWER["model"],
        ),
    ],
)
def test_row__of_an_imported_answer__names_the_model_that_wrote_it(content: dict, model: str):
    record = replace(_paid(0), content=parse_content(content), imported=True)
    assert row_of(record)["model"] == model


def test_to_parquet__in_any_order__the_same_bytes():
    rows = [row_of(_paid(n)) for n in range(12)]
    first = to_parquet(rows)
    random.Random(1).shuffle(rows)
    assert to_parquet(rows) == first
    ids = pq.read_table(io.BytesIO(first)).column("row_id").to_pylist()
    assert ids == sorted(ids), "the order tells nothing about the records' order"


def _said(text: str) -> list[dict[str, str]]:
    return [{"role": "assistant", "content": text}]


def test_rows__of_two_answers_with_the_same_words__none_is_learnt():
    same = {"kind": "preference", "prompt": [ASKED], "a": "In water.", "b": "In  water.", "outcome": "a"}
    corrected = {"kind": "correction", "messages": [ASKED, SAID], "corrected": SAID["content"]}
    for content in (same, corrected):
        assert dpo_rows(parse_content(content)) == kto_rows(content) == []


def test_dpo_rows__only_what_has_a_better_and_a_worse_answer():
    pairs = [[(p["chosen"], p["rejected"]) for p in dpo_rows(content)] for content in CONTENTS]
    correction, preference = [(_said("Very well."), _said("Fine.\n"))], [(_said("Well."), _said("No."))]
    assert pairs == [[], [], correction, preference, [], [], [], []]
    assert all(p["prompt"] == [ASKED] for content in CONTENTS for p in dpo_rows(content))


def test_kto_rows__two_bad_answers_are_two_rows__a_tie_is_none():
    rows = [[(p["completion"], p["label"]) for p in kto_rows(content)] for content in CONTENTS]
    low, high = [(_said("Fine.\n"), False)], [(_said("Fine.\n"), True)]
    correction = [(_said("Very well."), True), (_said("Fine.\n"), False)]
    preference = [(_said("Well."), True), (_said("No."), False)]
    both_bad = [(_said("No."), False), (_said("Hm."), False)]
    assert rows == [[], low, correction, preference, both_bad, [], high, []]
    assert all(p["prompt"] == [ASKED] for content in CONTENTS for p in kto_rows(content))


@pytest.mark.parametrize("content", [{**CONTENTS[1], "messages": [SAID]}, {**CONTENTS[2], "messages": [SAID]}])
def test_forms__an_answer_to_nothing__teaches_nothing(content: dict):
    assert dpo_rows(parse_content(content)) == kto_rows(content) == []


def test_unfold__a_pulled_folder__one_json_line_per_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "data.parquet").write_bytes(to_parquet([row_of(_paid(n)) for n in range(len(CONTENTS))]))
    for form, rows_of in ((Form.DPO, dpo_rows), (Form.KTO, kto_rows)):
        unfold(tmp_path, form)
        lines = capsys.readouterr().out.splitlines()
        assert [json.loads(line) for line in lines] == [one for content in CONTENTS for one in rows_of(content)]


def test_schema__names_nobody():
    assert not {"owner", "key", "record", "salt", "account", "gateway", "pay_to"} & set(SCHEMA.names)
