"""The rows of a dataset, each a paid record without its owner, their Parquet file, and the forms that training needs."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kula.protocol.canonical import loads_strict
from kula.protocol.errors import MalformedInput, RefusedByPolicy
from kula.protocol.records.content import MOST_REASONS, are_same_words, parse_content
from kula.protocol.shapes import boolean, fields, integer, many, number, optional, text
from kula.protocol.types import MAX_RECORD_BYTES
from kula.scoring.features.text import assertions, ranked

SCHEMA = pa.schema(
    [
        ("row_id", pa.string()),
        ("kind", pa.string()),
        ("messages", pa.string()),
        ("prompt", pa.string()),
        ("a", pa.string()),
        ("b", pa.string()),
        ("outcome", pa.string()),
        ("corrected", pa.string()),
        ("rating", pa.int8()),
        ("range", pa.string()),
        ("reasons", pa.list_(pa.string())),
        ("licence", pa.string()),
        ("epoch", pa.int32()),
        ("score", pa.int16()),
        ("model", pa.string()),
        ("signed", pa.bool_()),
    ]
)
COLUMNS: list[str] = SCHEMA.names
_MOST_TEXT = 4 * MAX_RECORD_BYTES
"""Most characters of a field. Messages are JSON text, whose characters may take more bytes than those of the record."""
_TEXT = optional(text(_MOST_TEXT))
_row = fields(
    dict[str, Any],
    row_id=text(64),
    kind=text(32),
    messages=_TEXT,
    prompt=_TEXT,
    a=_TEXT,
    b=_TEXT,
    outcome=_TEXT,
    corrected=_TEXT,
    rating=optional(integer(8)),
    range=_TEXT,
    reasons=optional(many(text(32), MOST_REASONS)),
    licence=text(32),
    epoch=number(31),
    score=number(8),
    model=optional(text(66)),
    signed=boolean,
)
_PLAIN_FIELDS = ("a", "b", "outcome", "corrected", "rating", "range", "reasons")
_HIGH, _LOW = 4, 2
"""The least rating of 1 to 5 that calls an answer good, and the greatest one that calls it bad."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidRecord:
    """The fields of a paid record that a dataset publishes."""

    row_id: bytes
    content: dict[str, Any]
    licence: str
    epoch: int
    score: int
    imported: bool


def row_of(record: PaidRecord) -> dict[str, Any]:
    """Returns the row of a record. Lists of messages become JSON text, so that all kinds fit one table."""
    content = record.content
    return {
        "row_id": record.row_id.hex(),
        "kind": content["kind"],
        "messages": _plain(content.get("messages")),
        "prompt": _plain(content.get("prompt")),
        **{name: content.get(name) for name in _PLAIN_FIELDS},
        "licence": record.licence,
        "epoch": record.epoch,
        "score": record.score,
        "model": _model(content),
        "signed": not record.imported,
    }


def checked_row(value: Any, where: str) -> dict[str, Any]:
    """Returns a row of a stranger's file, if it has all fields and holds a record's content. Raises MalformedInput."""
    row = _row(value, where)
    row["reasons"] = None if row["reasons"] is None else list(row["reasons"])
    try:
        parse_content(content_of(row))
    except (MalformedInput, RefusedByPolicy) as error:
        raise MalformedInput(where, str(error)) from error
    return row


def content_of(row: dict[str, Any]) -> dict[str, Any]:
    """Returns the content of a row's record, without signed answers."""
    content: dict[str, Any] = {"kind": row["kind"]} | {n: row[n] for n in _PLAIN_FIELDS if row[n] is not None}
    return content | {n: loads_strict(row[n].encode()) for n in ("messages", "prompt") if row[n] is not None}


def dpo_rows(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Returns a content as pairs {prompt, chosen, rejected}: none for a tie, two bad answers, a rating or a conversation."""
    if content["kind"] == "correction":
        *prompt, original = content["messages"]
        chosen, rejected = content["corrected"], original["content"]
    elif content.get("outcome") in ("a", "b"):
        prompt, (chosen, rejected) = content["prompt"], ranked(content)
    else:
        return []
    if not prompt or are_same_words(chosen, rejected):
        return []
    return [{"prompt": _bare(prompt), "chosen": _answer(chosen), "rejected": _answer(rejected)}]


def kto_rows(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Returns a content as single answers {prompt, completion, label}; the label tells whether the answer is good.

    Two bad answers give two rows with the label False. A tie, a middling rating and a conversation give none.
    """
    labelled = [
        (one["prompt"], one[side], side == "chosen") for one in dpo_rows(content) for side in ("chosen", "rejected")
    ]
    for one in assertions(content):
        if one["kind"] == "rating" and (good := _is_good(one)) is not None and len(one["messages"]) > 1:
            *prompt, answer = one["messages"]
            labelled.append((_bare(prompt), _answer(answer["content"]), good))
    return [{"prompt": prompt, "completion": answer, "label": good} for prompt, answer, good in labelled]


def to_parquet(rows: Sequence[dict[str, Any]]) -> bytes:
    """Returns the rows as a Parquet file, in order of their ids. The same rows always give the same bytes."""
    table = pa.Table.from_pylist(sorted(rows, key=lambda row: row["row_id"]), schema=SCHEMA)
    parquet = io.BytesIO()
    pq.write_table(table, parquet, compression="zstd")
    return parquet.getvalue()


def _is_good(rating: dict[str, Any]) -> bool | None:
    """Whether a rating calls its answer good; None if it says neither."""
    if rating["range"] == "-1/1":
        return rating["rating"] > 0
    return None if _LOW < rating["rating"] < _HIGH else rating["rating"] >= _HIGH


def _answer(text: str) -> list[dict[str, str]]:
    return [{"role": "assistant", "content": text}]


def _bare(messages: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{"role": m["role"], "content": m["content"]} for m in messages]


def _plain(messages: list[dict[str, Any]] | None) -> str | None:
    if messages is None:
        return None
    return json.dumps(_bare(messages), ensure_ascii=False)


def _model(content: dict[str, Any]) -> str | None:
    """The model of a signed answer, or else the name of the model that wrote the last imported answer, or None."""
    messages = content.get("messages", [])
    answers = [m.get("answer") for m in messages] + [content.get("a_answer"), content.get("b_answer")]
    names = [m.get("written_by") for m in messages[::-1]] + [content.get("a_written_by"), content.get("b_written_by")]
    return next((a["model"] for a in answers if a), None) or next((name for name in names if name), None)
