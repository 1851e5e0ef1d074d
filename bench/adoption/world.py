"""One round on real records: rows to train on, and a sample of other records to judge on, per seed."""

import hashlib
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kula.bench.records import Described, described
from kula.scoring.features.text import whole_text
from kula.scoring.models.chat_model import Example
from kula.scoring.models.checks import asks_check
from kula.scoring.models.judgement import example_of
from kula.trainer.rows import PaidRecord, row_of

Rows = list[dict[str, Any]]
FOLDER = Path("build") / "adoption"
"""Where what was measured is kept, in a folder per seed."""
SEEDS = (1, 2, 3)
ACCOUNTS, EACH = 24, 4
"""Accounts of a sample, and the records of each."""
_PER_KIND = 800
_TRAIN_PERCENT = 60


@dataclass(frozen=True, slots=True)
class World:
    """What one seed gives. No first message is both trained and judged."""

    rows: Rows
    """English rows to train on, in a drawn order."""
    german: Rows
    """German rows, in a drawn order. About a tenth of the sample is German."""
    judged: Rows
    """The sample's records as rows, for candidates that know them."""
    examples: tuple[Example, ...]
    accounts: tuple[int, ...]
    """The account of each record of the sample: records of like sources."""
    kinds: tuple[str, ...]
    languages: tuple[str, ...]


def world(seed: int) -> World:
    """Returns the round of a seed. Raises MalformedInput if the records are missing."""
    usable = [one for one in described(seed, _PER_KIND) if _teaches(one)]
    train = [one for one in usable if _bucket(one) < _TRAIN_PERCENT]
    test = sorted((one for one in usable if _bucket(one) >= _TRAIN_PERCENT), key=lambda one: (one.source, one.id))
    groups = [test[i : i + EACH] for i in range(0, len(test) - EACH + 1, EACH)]
    chosen = random.Random(seed).sample(groups, ACCOUNTS)
    sample = [one for group in chosen for one in group]
    return World(
        rows=_rows([one for one in train if one.language == "en"]),
        german=_rows([one for one in train if one.language == "de"]),
        judged=_rows(sample),
        examples=tuple(example for one in sample if (example := example_of(one.content))),
        accounts=tuple(account for account in range(ACCOUNTS) for _ in range(EACH)),
        kinds=tuple(one.content["kind"] for one in sample),
        languages=tuple(one.language for one in sample),
    )


def answered(questions: Iterable[tuple[str, str]]) -> Rows:
    """Returns conversations of one question and one answer as rows."""
    contents = [
        {"kind": "conversation", "messages": [{"role": "user", "content": q}, {"role": "assistant", "content": a}]}
        for q, a in questions
    ]
    return [_row(str(i), content) for i, content in enumerate(contents)]


def _rows(records: Sequence[Described]) -> Rows:
    return [_row(one.id, one.content) for one in records]


def _row(name: str, content: dict[str, Any]) -> dict[str, Any]:
    row_id = hashlib.sha256(f"{name}{content}".encode()).digest()
    return row_of(PaidRecord(row_id=row_id, content=content, licence="CC0-1.0", epoch=1, score=255, imported=True))


def _teaches(one: Described) -> bool:
    return example_of(one.content) is not None and not asks_check(whole_text(one.content))


def _bucket(one: Described) -> int:
    messages = one.content.get("messages") or one.content["prompt"]
    return hashlib.sha256(messages[0]["content"].encode()).digest()[0] * 100 // 256
