"""The rows of a dataset, each a paid record without its owner, and their Parquet file."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

SCHEMA = pa.schema(
    [
        ("row_id", pa.string()),
        ("kind", pa.string()),
        ("messages", pa.string()),
        ("prompt", pa.string()),
        ("chosen", pa.string()),
        ("rejected", pa.string()),
        ("corrected", pa.string()),
        ("rating", pa.int8()),
        ("range", pa.string()),
        ("licence", pa.string()),
        ("epoch", pa.int32()),
        ("score", pa.int16()),
        ("model", pa.string()),
        ("signed", pa.bool_()),
    ]
)


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
        "chosen": content.get("chosen"),
        "rejected": content.get("rejected"),
        "corrected": content.get("corrected"),
        "rating": content.get("rating"),
        "range": content.get("range"),
        "licence": record.licence,
        "epoch": record.epoch,
        "score": record.score,
        "model": _model(content),
        "signed": not record.imported,
    }


def content_of(row: dict[str, Any]) -> dict[str, Any]:
    """Returns the content of a row's record, without signed answers."""
    fields = ("chosen", "rejected", "corrected", "rating", "range")
    content: dict[str, Any] = {"kind": row["kind"]} | {n: row[n] for n in fields if row[n] is not None}
    return content | {n: json.loads(row[n]) for n in ("messages", "prompt") if row[n] is not None}


def to_parquet(rows: Sequence[dict[str, Any]]) -> bytes:
    """Returns the rows as a Parquet file, in order of their ids. The same rows always give the same bytes."""
    table = pa.Table.from_pylist(sorted(rows, key=lambda row: row["row_id"]), schema=SCHEMA)
    parquet = io.BytesIO()
    pq.write_table(table, parquet, compression="zstd")
    return parquet.getvalue()


def _plain(messages: list[dict[str, Any]] | None) -> str | None:
    if messages is None:
        return None
    return json.dumps([{"role": m["role"], "content": m["content"]} for m in messages], ensure_ascii=False)


def _model(content: dict[str, Any]) -> str | None:
    answers = [m.get("answer") for m in content.get("messages", [])]
    answers += [content.get("chosen_answer"), content.get("rejected_answer")]
    return next((a["model"] for a in answers if a), None)
