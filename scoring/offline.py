"""Scores lines without a network: what `kula score` and `kula scorer evaluate` print.

Knows no chain. Rows come in the order of decision, so that those of stage 1 appear before the encoder is loaded.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from kula.protocol.parameters import Parameters
from kula.scoring.duplicates import DuplicateIndex, Shingles, shingles_of
from kula.scoring.features.text import Content, whole_text
from kula.scoring.lines import Line, read_folder
from kula.scoring.scorer import FLOOR, FirstStage, Scorer, Verdict

_BATCH = 32
"""Lines that are scored together."""
_PERMILLE = Parameters().duplicate_permille
_MALFORMED = Verdict(0, 0, ("malformed",))
_DUPLICATE = Verdict(0, 0, ("duplicate",))


@dataclass(frozen=True, slots=True)
class Row:
    """A line with its verdict and its share of the time that was spent on its batch. Stage 0 decides without the scorer."""

    line: Line
    verdict: Verdict
    milliseconds: float


@dataclass(frozen=True)
class Copies:
    """What counts as an earlier record: those of `earlier`, and, if `within`, the file's lines that scored above the floor."""

    earlier: DuplicateIndex
    within: bool
    _lines: DuplicateIndex = field(default_factory=DuplicateIndex)
    _credited: DuplicateIndex = field(default_factory=DuplicateIndex)

    def of_earlier(self, shingles: Shingles) -> bool:
        """Whether an earlier record holds most of the text."""
        return self.earlier.containing(shingles, _PERMILLE) is not None

    def may_repeat(self, shingles: Shingles, number: int) -> bool:
        """Whether any line before this one holds most of its text, whatever it scored. Called once per line, in order."""
        if not self.within:
            return False
        repeats = self._lines.containing(shingles, _PERMILLE) is not None
        self._lines.add(shingles, number.to_bytes(32, "big"))
        return repeats

    def voided(self, shingles: Shingles, number: int, verdict: Verdict) -> Verdict:
        """The verdict, or that of a duplicate. Called once per line, in order."""
        if not self.within:
            return verdict
        if self._credited.containing(shingles, _PERMILLE) is not None:
            return _DUPLICATE
        if verdict.score > FLOOR:
            self._credited.add(shingles, number.to_bytes(32, "big"))
        return verdict


def index_of(folder: Path | None) -> DuplicateIndex:
    """The well-formed records of all .jsonl and .jsonl.gz files of a folder, as earlier ones; empty without a folder."""
    index = DuplicateIndex()
    for name, line in read_folder(folder) if folder else ():
        if line.content:
            key = f"{name}:{line.number}".encode()[-32:].rjust(32, b"\0")
            index.add(_shingles(line.content), key)
    return index


def score_lines(
    scorer: Scorer, copies: Copies, lines: Iterable[Line], on_encoder: Callable[[int], None] = lambda count: None
) -> Iterator[Row]:
    """Score lines in batches; per batch first the rows that stage 1 decides, then the others, each in the file's order.

    `on_encoder` is called with the number of records that the encoder is about to read.
    """
    source = iter(lines)
    while batch := list(islice(source, _BATCH)):
        yield from _score_batch(scorer, copies, batch, on_encoder)


def in_order(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows in the order of their lines, each as soon as all rows before it are there."""
    waiting: dict[int, Row] = {}
    following = 1
    for row in rows:
        waiting[row.line.number] = row
        while following in waiting:
            yield waiting.pop(following)
            following += 1


def _score_batch(
    scorer: Scorer, copies: Copies, batch: Sequence[Line], on_encoder: Callable[[int], None]
) -> Iterator[Row]:
    began = time.perf_counter()
    texts = {line.number: _shingles(line.content) for line in batch if line.content}
    verdicts = {line.number: _DUPLICATE if line.content else _MALFORMED for line in batch}
    new = [line for line in batch if line.content and not copies.of_earlier(texts[line.number])]
    first = scorer.first_stage([line.content for line in new if line.content])
    waiting = _waiting(new, first, copies, texts)
    verdicts |= {line.number: v for line, v in zip(new, first.verdicts, strict=True) if v}
    each = _milliseconds(began, len(batch))
    yield from (Row(line, verdicts[line.number], each) for line in batch if line.number not in waiting)
    if first.undecided:
        on_encoder(len(first.undecided))
    began = time.perf_counter()
    scored = scorer.second_stage(first)
    final = {
        line.number: copies.voided(texts[line.number], line.number, v) for line, v in zip(new, scored, strict=True)
    }
    later = each + _milliseconds(began, len(waiting))
    yield from (Row(line, final[line.number], later) for line in new if line.number in waiting)


def _waiting(new: Sequence[Line], first: FirstStage, copies: Copies, texts: Mapping[int, Shingles]) -> set[int]:
    """Numbers of the lines that stage 1 alone can not decide: the encoder must read them, or they may be copies."""
    repeats = [copies.may_repeat(texts[line.number], line.number) for line in new]
    return {
        line.number
        for line, verdict, repeat in zip(new, first.verdicts, repeats, strict=True)
        if repeat or verdict is None
    }


def _shingles(content: Content) -> Shingles:
    return shingles_of(content["kind"], whole_text(content))


def _milliseconds(began: float, rows: int) -> float:
    return 1000 * (time.perf_counter() - began) / max(1, rows)
