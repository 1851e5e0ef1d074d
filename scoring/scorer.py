"""The scorer: checked records in, one byte, its reasons and its cost out. Knows no duplicates, no chain and no clock.

A cascade: integer rules and trees over cheap statistics first; the encoder only for what they leave undecided.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kula.protocol.encoding import parameters_hash
from kula.protocol.parameters import Parameters
from kula.scoring.features.counts.counts import disguised
from kula.scoring.features.encoder_files import ingredients_hash
from kula.scoring.features.language.langid import LanguageTable
from kula.scoring.features.segments import Segments
from kula.scoring.features.table import cut_all, encode, read_cheaply, read_deeply
from kula.scoring.features.text import Content, Parts, fold, parts_of, whole_text, words, writes_without_spaces
from kula.scoring.gates.heads import SHIPPED, Heads, heads_hash, load_heads
from kula.scoring.why import why

if TYPE_CHECKING:
    from kula.scoring.features.encoder import Encoder

FLOOR = 64
"""Protocol's default floor: what passes no calibrated gate stays at or below it."""
_DISGUISED_SCORE = 8
_SHORT_SCORE = 60
"""Below the floor, yet above garbage: nothing is wrong with a short text, but there is nothing to pay for either."""
_CLAIM_START = {"rating": 2_000, "correction": 2_000, "preference": 1_250}
"""An even claim (0) stops a record here, in thousandths of a logit: chosen on conversations of the thresholds."""
_RULES = b"rules 8"
"""Change it with any rule of this package's judging files: it is part of the scorer's id."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A record's score before import scaling, the stage that decided, why, and the encoder's arithmetic it took."""

    score: int
    stage: int
    reasons: tuple[str, ...]
    flops: int = 0


def scorer_id(parameters: Parameters, folder: Path = SHIPPED) -> bytes:
    """The id of the scorer in a folder, without loading it."""
    return _id(heads_hash(folder), parameters)


@dataclass(frozen=True, slots=True)
class Reading:
    """One record after stage 1: its texts, its numbers, and the logits of the cheap gate and of the claim."""

    parts: Parts
    row_f: NDArray[Any]
    gate: int
    claim: int
    named: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FirstStage:
    """The verdicts of stage 1 in the order of the records. None marks a record that the encoder has to read."""

    verdicts: tuple[Verdict | None, ...]
    undecided: Mapping[int, Reading]
    """What stage 1 read of each record without a verdict, by its place."""


class Scorer:
    """Scores records in two stages. It loads the encoder when the first record needs it.

    `cascade=False` sends every record to the encoder, to measure what the early exits cost.
    """

    def __init__(
        self, heads: Heads, load_encoder: "Callable[[], Encoder]", heads_digest: bytes, cascade: bool = True
    ) -> None:
        self._heads = heads
        self._load_encoder = load_encoder
        self._digest = heads_digest
        self._cascade = cascade

    @classmethod
    def load(cls, folder: Path = SHIPPED, device: str = "auto", cascade: bool = True) -> "Scorer":
        """The scorer from a folder that `kula scorer fit` wrote; the shipped one by default."""

        def load_encoder() -> "Encoder":
            # torch and transformers take seconds to import: stage 1 does without them.
            from kula.scoring.features.encoder import Encoder

            return Encoder(device)

        return cls(load_heads(folder), load_encoder, heads_hash(folder), cascade)

    def id(self, parameters: Parameters) -> bytes:
        """scorerId: changes when any ingredient does."""
        return _id(self._digest, parameters)

    def score(self, contents: Sequence[Content]) -> list[Verdict]:
        """Score records; each verdict depends on nothing but its record."""
        return self.second_stage(self.first_stage(contents))

    def first_stage(self, contents: Sequence[Content]) -> FirstStage:
        """Decide what rules and cheap numbers can decide. Does not load the encoder."""
        parts = [parts_of(content) for content in contents]
        verdicts = [by_rule(c, p, self._heads.language) for c, p in zip(contents, parts, strict=True)]
        unruled = [place for place, verdict in enumerate(verdicts) if not verdict]
        undecided: dict[int, Reading] = {}
        for place, reading in zip(unruled, self._read([parts[place] for place in unruled]), strict=True):
            if self._decides(reading):
                verdicts[place] = self._verdict(reading, reading.gate, 1, 0)
            else:
                undecided[place] = reading
        return FirstStage(tuple(verdicts), undecided)

    def second_stage(self, first: FirstStage) -> list[Verdict]:
        """The verdicts of all records: the encoder reads those that stage 1 left undecided."""
        readings = list(first.undecided.values())
        late = iter(self._read_on(readings) if readings else [])
        return [verdict or next(late) for verdict in first.verdicts]

    @cached_property
    def _encoder(self) -> "Encoder":
        return self._load_encoder()

    def _read(self, parts: Sequence[Parts]) -> list[Reading]:
        if not parts:
            return []
        cheap = read_cheaply(parts, self._heads.learnt)
        gates = self._heads.cheap.logits(cheap.rows_bf)
        return [
            Reading(p, cheap.rows_bf[i], int(gates[i]), int(cheap.claim_b[i]), cheap.named[i])
            for i, p in enumerate(parts)
        ]

    def _decides(self, reading: Reading) -> bool:
        marks = self._heads.calibration[reading.parts.kind]
        return self._cascade and not marks.reject <= reading.gate <= marks.accept

    def _read_on(self, readings: Sequence[Reading]) -> list[Verdict]:
        heads = self._heads
        cut = cut_all([reading.parts for reading in readings], self._encoder)
        rows, gates = np.stack([r.row_f for r in readings]), np.array([r.gate for r in readings])
        deep = heads.undecided(gates, read_deeply(rows, gates, cut, encode(cut, self._encoder), heads.probes))
        return [
            self._verdict(reading, int(gate), 2, cost(segments))
            for reading, gate, segments in zip(readings, deep, cut, strict=True)
        ]

    def _verdict(self, reading: Reading, gate: int, stage: int, flops: int) -> Verdict:
        kind = reading.parts.kind
        logit = combined(kind, gate, reading.claim)
        score = self._heads.byte(kind, logit)
        reason = "good" if score > FLOOR else why(kind, reading.named, doubted=logit < gate)
        return Verdict(score, stage, (reason,), flops)


def by_rule(content: Content, parts: Parts, language: LanguageTable) -> Verdict | None:
    """What needs no gate: disguises, languages that nobody calibrated, next to nothing."""
    text = whole_text(content)
    if disguised(text):
        return Verdict(_DISGUISED_SCORE, 1, ("disguised",))
    if not language.knows(text):
        return Verdict(FLOOR, 1, ("language_not_calibrated",))
    if _half_words(parts.main) < 4 and sum(_half_words(turn) for _, turn in parts.turns) < 6:
        return Verdict(_SHORT_SCORE, 1, ("too_short",))
    return None


def _half_words(text: str) -> int:
    """Twice the words of a text; a character of a script without spaces is half a word."""
    return sum(1 if writes_without_spaces(word) else 2 for word in words(fold(text)))


def combined(kind: str, gate: int, claim: int) -> int:
    """The final logit: how sound the record is, but no more than its claim is plausible. A conversation claims nothing."""
    return min(gate, _CLAIM_START[kind] + claim) if kind in _CLAIM_START else gate


def cost(segments: Segments) -> int:
    """Multiplications and additions of the encoder for one record: weights by tokens, and attention by their squares."""
    return sum(len(w) * (2 * 10_650_000 + 4 * 6 * 384 * len(w)) for w in segments.all())


def _id(heads_digest: bytes, parameters: Parameters) -> bytes:
    ingredients = [_RULES, heads_digest, ingredients_hash(), parameters_hash(parameters)]
    return hashlib.sha256(b"".join(ingredients)).digest()
