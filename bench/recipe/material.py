"""What the bench trains and measures on. Records with one first message are all in the same part, so no part knows another."""

import gzip
import hashlib
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kula.bench.figures import data_folder
from kula.protocol.errors import KulaError, MalformedInput
from kula.protocol.records.content import adapt, parse_content
from kula.protocol.types import KINDS
from kula.scoring.features.text import ranked, whole_text
from kula.scoring.models.chat_model import Example
from kula.scoring.models.checks import asks_check
from kula.scoring.models.judgement import example_of
from kula.trainer.rows import PaidRecord, row_of

_SEED = 5
_ROWS_PER_KIND = 400
_HELD_OUT_PER_KIND = 24
_PER_ACCOUNT = 4
_OPEN = ("oa", "pl", "mt")
"""Sources whose pairs compare answers to open questions: OASST1, PandaLM and MT-bench."""
_ANSWER_LETTERS = range(3, 901)
_PROMPT_LETTERS = range(15, 451)
_LONGEST_PROMPT = 1_000
_SCORE = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One record of the data folder."""

    content: dict[str, Any]
    language: str
    source: str
    """The first two letters of its id."""

    @property
    def prompt(self) -> list[dict[str, str]]:
        """The messages before the compared answers of a preference."""
        return list(self.content["prompt"])


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A record that no arm trains on, with the account that is taken to have sent it."""

    example: Example
    account: int
    english: bool


def part_of(first_message: str) -> str:
    """The part of a record: `preference` fits the preference model, `train` trains the arms, `test` measures."""
    plain = re.sub(r"\W+", " ", first_message.lower()).strip()
    share = int.from_bytes(hashlib.sha256(f"useful:{plain}".encode()).digest()[:4], "big") / 2**32
    return "preference" if share < 0.45 else "train" if share < 0.78 else "test"


def lines(kind: str, part: str) -> list[Line]:
    """The records of one kind and one part, in a seeded order. Raises MalformedInput if the data is missing."""
    path = data_folder() / f"{kind}.jsonl.gz"
    if not path.exists():
        raise MalformedInput("data", f"{path} is missing; KULA_BENCH_DATA names the folder that has it")
    with gzip.open(path, "rt") as file:
        rows = [json.loads(line) for line in file]
    chosen = [row for row in rows if part_of((row.get("messages") or row["prompt"])[0]["content"]) == part]
    random.Random(_SEED).shuffle(chosen)
    return [line for row in chosen if (line := _line(row))]


def training_rows() -> list[dict[str, Any]]:
    """Rows of a dataset: as many of each kind, in all languages, as a curator makes them."""
    records = [line for kind in KINDS for line in lines(kind, "train")[:_ROWS_PER_KIND]]
    return [
        row_of(
            PaidRecord(
                row_id=number.to_bytes(32, "big"),
                content=line.content,
                licence="CC0-1.0",
                epoch=1,
                score=_SCORE,
                imported=True,
            )
        )
        for number, line in enumerate(records)
    ]


def held_out() -> list[HeldOut]:
    """Records that measure losses: as many of each kind. An account has records of one source only."""
    taken: list[tuple[str, Line, Example]] = []
    for kind in KINDS:
        fitting = [(kind, line, e) for line in lines(kind, "test") if (e := example_of(line.content))]
        taken += fitting[:_HELD_OUT_PER_KIND]
    taken.sort(key=lambda one: (one[1].source, one[0]))
    return [HeldOut(e, i // _PER_ACCOUNT, line.language == "en") for i, (_, line, e) in enumerate(taken)]


def open_questions(count: int) -> list[str]:
    """Different single questions that people wrote, in English."""
    asked: dict[str, str] = {}
    for line in lines("preference", "test"):
        text = line.prompt[0]["content"]
        if line.source in (*_OPEN, "lb") and len(line.prompt) == 1 and len(text) in _PROMPT_LETTERS:
            asked.setdefault(text[:60].lower(), text)
    return list(asked.values())[:count]


def round_prompts(records: Sequence[HeldOut], count: int) -> list[str]:
    """What people say last in records in English, which is what a judgement asks for the length of answers."""
    last = [record.example.messages[-2] for record in records if record.english]
    asked = [message["content"] for message in last if message["role"] == "user"]
    return random.Random(_SEED).sample([text for text in asked if len(text) <= _LONGEST_PROMPT], count)


def pairs(part: str, sources: Sequence[str] = _OPEN) -> list[Line]:
    """Preferences in English whose answers differ, and which this model could give."""
    return [
        line
        for line in lines("preference", part)
        if line.source in sources
        and line.language == "en"
        and all(len(answer) in _ANSWER_LETTERS for answer in ranked(line.content))
        and line.content["a"].strip() != line.content["b"].strip()
    ]


def _line(row: dict[str, Any]) -> Line | None:
    try:
        content = parse_content(adapt(row))
    except KulaError:
        return None
    return None if asks_check(whole_text(content)) else Line(content, row["lang"], row["id"][:2])
