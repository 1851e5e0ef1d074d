"""Records of a data folder, to fit and to measure a scorer: split by conversation, spread over languages.

The folder's `noncommercial` records are never read.
"""

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
from kula.protocol.records.content import adapt, parse_content
from kula.protocol.types import KINDS
from kula.scoring.features.text import Content

SPLITS = {
    "known": range(48),
    "train": range(48, 82),
    "calibrate": range(82, 91),
    "held": range(91, 100),
}
"""Hundredths of conversations: for tables and words; for labels and gates; for thresholds; for figures."""
_LONG = 60
"""Letters of a message that is too long for two conversations to share it by chance."""


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
    """All well-formed records by split, in an order that depends on their ids only.

    Raises MalformedInput if the file of a kind is missing.
    """
    samples = [sample for kind in KINDS for sample in _of_kind(folder, kind)]
    groups: dict[str, list[Sample]] = {name: [] for name in SPLITS}
    for sample, split in zip(samples, splits_of([s.content for s in samples]), strict=True):
        groups[split].append(sample)
    return {name: sorted(group, key=_order) for name, group in groups.items()}


def splits_of(contents: Sequence[Content]) -> list[str]:
    """The split of each record. Records that begin alike or share a long message are one conversation, in one split."""
    identities = [_identifying(content) for content in contents]
    talks = DisjointSet()
    for first, *shared in identities:
        talks.add(first)
        for text in shared:
            talks.add(text)
            talks.merge(first, text)
    # The least text names a conversation, so that the order of records changes nothing.
    names = {root: min(texts) for root, texts in ((talks[s[0]], s) for s in map(list, talks.subsets()))}
    return [_split_at(names[talks[first]]) for first, *_ in identities]


def _identifying(content: Content) -> list[str]:
    """The texts that identify a conversation: its first user message, and each long message."""
    messages = content.get("messages") or content["prompt"]
    first = next((m["content"] for m in messages if m["role"] == "user"), messages[0]["content"])
    return [first, *(m["content"] for m in messages if len(m["content"]) >= _LONG)]


def _split_at(text: str) -> str:
    place = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") % 100
    return next(name for name, places in SPLITS.items() if place in places)


def _of_kind(folder: Path, kind: str) -> Iterator[Sample]:
    path = folder / f"{kind}.jsonl.gz"
    if not path.exists():
        raise MalformedInput("data", f"{path} is missing; expected one file per kind")
    for row in read_lines(path):
        try:
            content = parse_content(adapt(row))
        except MalformedInput:
            continue
        source, licence = str(row.get("source", "")).split(":")[0], str(row.get("licence", ""))
        yield Sample(str(row["id"]), content, str(row.get("lang", "")), source, licence)


def spread(samples: Sequence[Sample], kind: str, count: int) -> list[Sample]:
    """Up to `count` samples of a kind: half of them spread evenly over languages, so that small ones are not lost."""
    of_kind = [s for s in samples if s.kind == kind]
    share = max(1, count // (2 * max(1, len({s.language for s in of_kind}))))
    counts: Counter[str] = Counter()
    first: list[Sample] = []
    rest: list[Sample] = []
    for sample in of_kind:
        counts[sample.language] += 1
        (first if counts[sample.language] <= share else rest).append(sample)
    return (first + rest)[:count]


def _order(sample: Sample) -> bytes:
    return hashlib.sha256(sample.id.encode()).digest()
