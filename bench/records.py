"""The records that benches measure on: real ones, in an order that follows from a seed."""

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass

from kula.bench.figures import data_folder
from kula.protocol.errors import KulaError, MalformedInput
from kula.protocol.records.content import Content, adapt, parse_content
from kula.protocol.types import KINDS
from kula.scoring.features.text import whole_text

Text = tuple[str, str]
"""A record's kind and whole text."""


@dataclass(frozen=True, slots=True)
class Described:
    """A record with what its file says about it."""

    id: str
    content: Content
    language: str
    source: str


def contents(seed: int, per_kind: int) -> list[Content]:
    """At most `per_kind` records of each kind, all kinds mixed. Raises MalformedInput if the data is missing."""
    chosen = random.Random(seed)
    records = [content for kind in KINDS for content in _of_file(kind, chosen, per_kind)]
    chosen.shuffle(records)
    return records


def described(seed: int, per_kind: int) -> list[Described]:
    """At most `per_kind` records of each kind with their descriptions, all kinds mixed. Raises as `contents` does."""
    chosen = random.Random(seed)
    records: list[Described] = []
    for kind in KINDS:
        lines = _lines(kind)
        chosen.shuffle(lines)
        for line in lines[:per_kind]:
            about = json.loads(line)
            records += [Described(about["id"], c, about["lang"], about["source"]) for c in _checked([line])]
    chosen.shuffle(records)
    return records


def attacks(seed: int, count: int) -> list[Content]:
    """At most `count` records that a script made from honest ones to earn without being useful."""
    return _of_file("attacks_sample", random.Random(seed), count)


def prose(seed: int, count: int) -> list[str]:
    """At most `count` pieces of clean prose."""
    lines = _lines("lm")
    random.Random(seed).shuffle(lines)
    return [json.loads(line)["text"] for line in lines[:count]]


def texts(seed: int, per_kind: int) -> list[Text]:
    """The records of `contents` with the same seed, as texts."""
    return [(content["kind"], whole_text(content)) for content in contents(seed, per_kind)]


def _of_file(name: str, chosen: random.Random, count: int) -> list[Content]:
    lines = _lines(name)
    chosen.shuffle(lines)
    return list(_checked(lines[: 2 * count]))[:count]


def _lines(name: str) -> list[bytes]:
    path = data_folder() / f"{name}.jsonl.gz"
    if not path.exists():
        raise MalformedInput("data", f"{path} is missing; KULA_BENCH_DATA names the folder that has it")
    return gzip.decompress(path.read_bytes()).splitlines()


def _checked(lines: list[bytes]) -> Iterator[Content]:
    for line in lines:
        try:
            yield parse_content(adapt(json.loads(line)))
        except KulaError:
            continue
