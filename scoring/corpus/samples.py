"""Records for fitting and measuring the judge: read, split by conversation, spread over languages. Never reads `noncommercial`."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scipy.cluster.hierarchy import DisjointSet

from kula.protocol import files
from kula.protocol.errors import MalformedInput
from kula.protocol.records.content import drop_unlisted, parse_content
from kula.protocol.types import KINDS
from kula.scoring.features.text import Content

SPLITS = {
    "known": range(48),
    "train": range(48, 82),
    "calibrate": range(82, 91),
    "held": range(91, 100),
}
"""Hundredths of conversations: for tables and words; for claims and gates; for thresholds; for figures."""
_LONG = 60
"""Letters of a message that two conversations do not share by chance."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One honest record of a data folder."""

    id: str
    content: Content
    language: str
    source: str
    licence: str

    @property
    def kind(self) -> str:
        """Its kind."""
        return self.content["kind"]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """JSON objects of a .jsonl or .jsonl.gz file."""
    yield from map(json.loads, files.read_lines(path))


def read_samples(folder: Path) -> dict[str, list[Sample]]:
    """All well-formed records by split, in an order that depends on their ids only. Raises MalformedInput without a kind's file."""
    samples = [sample for kind in KINDS for sample in _of_kind(folder, kind)]
    found: dict[str, list[Sample]] = {name: [] for name in SPLITS}
    for sample, split in zip(samples, splits_of([s.content for s in samples]), strict=True):
        found[split].append(sample)
    return {name: sorted(group, key=_order) for name, group in found.items()}


def splits_of(contents: Sequence[Content]) -> list[str]:
    """The split of each record, so that no conversation is in two: records that begin alike or share a long message go together."""
    told = [_telling(content) for content in contents]
    talks = DisjointSet()
    for first, *shared in told:
        talks.add(first)
        for text in shared:
            talks.add(text)
            talks.merge(first, text)
    # Of each conversation the text that comes first, so that the order of records changes nothing.
    names = {root: min(texts) for root, texts in ((talks[s[0]], s) for s in map(list, talks.subsets()))}
    return [_split_at(names[talks[first]]) for first, *_ in told]


def _telling(content: Content) -> list[str]:
    """What a conversation is known by: its first user message, and each message that is too long to be said twice by chance."""
    messages = content.get("messages") or content["prompt"]
    first = next((m["content"] for m in messages if m["role"] == "user"), messages[0]["content"])
    return [first, *(m["content"] for m in messages if len(m["content"]) >= _LONG)]


def _split_at(text: str) -> str:
    place = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") % 100
    return next(name for name, places in SPLITS.items() if place in places)


def _of_kind(folder: Path, kind: str) -> Iterator[Sample]:
    path = folder / f"{kind}.jsonl.gz"
    if not path.exists():
        raise MalformedInput("data", f"{path} is missing; expected one file a kind")
    for row in read_lines(path):
        try:
            content = parse_content(drop_unlisted(row))
        except MalformedInput:
            continue
        source, licence = str(row.get("source", "")).split(":")[0], str(row.get("licence", ""))
        yield Sample(str(row["id"]), content, str(row.get("lang", "")), source, licence)


def spread(samples: Sequence[Sample], kind: str, count: int) -> list[Sample]:
    """Up to `count` of a kind: half shared out evenly over languages, so that small ones are not lost, the rest as they come."""
    mine = [s for s in samples if s.kind == kind]
    share = max(1, count // (2 * max(1, len({s.language for s in mine}))))
    seen: Counter[str] = Counter()
    first: list[Sample] = []
    rest: list[Sample] = []
    for sample in mine:
        seen[sample.language] += 1
        (first if seen[sample.language] <= share else rest).append(sample)
    return (first + rest)[:count]


def _order(sample: Sample) -> bytes:
    return hashlib.sha256(sample.id.encode()).digest()
