"""The demo's input: arrivals of real records by named accounts, cut into epochs.

What an account does (`behaviour`) is kept apart from its records: the report shows it, nothing else reads it.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kula.protocol.errors import MalformedInput
from kula.protocol.files import open_text
from kula.protocol.records.content import adapt

SAMPLE = Path(__file__).with_name("sample.jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One record on its way into the network."""

    id: str
    account: int
    at: float
    """Seconds since the stream began."""
    content: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """All arrivals in the order of time, and who the accounts are."""

    arrivals: tuple[Arrival, ...]
    behaviours: dict[int, str]
    names: dict[int, str]

    def epochs(self, count: int) -> list[tuple[Arrival, ...]]:
        """Cut the stream by time into `count` parts of equal numbers of records (the first take the rest)."""
        size, rest = divmod(len(self.arrivals), count)
        parts: list[tuple[Arrival, ...]] = []
        start = 0
        for index in range(count):
            end = start + size + (index < rest)
            parts.append(self.arrivals[start:end])
            start = end
        return parts

    def pair(self) -> list[int]:
        """The accounts that split one contributor in two."""
        return sorted(a for a, behaviour in self.behaviours.items() if behaviour == "sybil_pair")


def read_stream(path: Path | None) -> Stream:
    """Read a stream file (JSON lines, plain or gzip); without a path, the sample that Kula ships.

    Raises MalformedInput naming the line that is not an arrival.
    """
    source = path or SAMPLE
    arrivals: list[Arrival] = []
    behaviours: dict[int, str] = {}
    names: dict[int, str] = {}
    try:
        with open_text(source) as file:
            lines = file.read().splitlines()
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise MalformedInput(str(source), f"cannot be read as UTF-8 text: {error}") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            arrival, behaviour, name = _parse(line, number)
            arrivals.append(arrival)
            behaviours[arrival.account] = behaviour
            names[arrival.account] = name
    if not arrivals:
        raise MalformedInput(str(source), "holds no records; expected one JSON object a line")
    arrivals.sort(key=lambda a: a.at)
    return Stream(arrivals=tuple(arrivals), behaviours=behaviours, names=names)


def _parse(line: str, number: int) -> tuple[Arrival, str, str]:
    try:
        row = json.loads(line)
        arrival = Arrival(
            id=str(row.get("id", f"line-{number}")),
            account=int(row["account"]),
            at=float(row["t"]),
            content=adapt(row),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MalformedInput(
            f"line {number}",
            f"not an arrival ({error!r}); expected kind, account, t and the record's fields",
        ) from error
    return (
        arrival,
        str(row.get("behaviour", "unknown")),
        str(row.get("name", f"account {arrival.account}")),
    )
