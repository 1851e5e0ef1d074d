"""The scorer: checked records in, one byte, its reasons and its cost out. Knows no duplicates, no chain and no clock.

A cascade: integer rules and trees over cheap statistics first; the encoder only for what they leave undecided.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kula.protocol.encoding import parameters_hash
from kula.protocol.parameters import Parameters
from kula.scoring.features.counts.counts import disguised
from kula.scoring.features.encoder import Encoder, ingredients_hash
from kula.scoring.features.language.langid import LanguageTable
from kula.scoring.features.segments import Segments
from kula.scoring.features.table import Cheap, cut_all, encode, read_cheaply, read_deeply
from kula.scoring.features.text import Content, Parts, fold, parts_of, whole_text, words, writes_without_spaces
from kula.scoring.gates.heads import SHIPPED, Heads, heads_hash, load_heads
from kula.scoring.why import why

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


class Scorer:
    """The judge of one epoch. `cascade=False` reads everything with the encoder, to measure what the early exits cost."""

    def __init__(self, heads: Heads, encoder: Encoder, heads_digest: bytes, cascade: bool = True) -> None:
        self._heads = heads
        self._encoder = encoder
        self._digest = heads_digest
        self._cascade = cascade

    @classmethod
    def load(cls, folder: Path = SHIPPED, device: str = "auto", cascade: bool = True) -> "Scorer":
        """The scorer from a folder that `kula scorer fit` wrote; the shipped one by default."""
        return cls(load_heads(folder), Encoder(device), heads_hash(folder), cascade)

    def id(self, parameters: Parameters) -> bytes:
        """scorerId: changes when any ingredient does."""
        return _id(self._digest, parameters)

    def score(self, contents: Sequence[Content]) -> list[Verdict]:
        """Judge records; each one's verdict depends on nothing but the record."""
        parts = [parts_of(content) for content in contents]
        found = {
            i: v
            for i, (c, p) in enumerate(zip(contents, parts, strict=True))
            if (v := by_rule(c, p, self._heads.language))
        }
        left = [i for i in range(len(parts)) if i not in found]
        if left:
            found |= zip(left, self._judge([parts[i] for i in left]), strict=True)
        return [found[i] for i in range(len(parts))]

    def _judge(self, parts: Sequence[Parts]) -> list[Verdict]:
        heads = self._heads
        cheap = read_cheaply(parts, heads.learnt)
        gates = heads.cheap.logits(cheap.rows_bf)
        open_ = [i for i, p in enumerate(parts) if self._undecided(p.kind, int(gates[i]))]
        stages, flops = np.ones(len(parts), dtype=int), np.zeros(len(parts), dtype=int)
        if open_:
            cut = cut_all([parts[i] for i in open_], self._encoder)
            rows = read_deeply(cheap.rows_bf[open_], gates[open_], cut, encode(cut, self._encoder), heads.probes)
            gates[open_], stages[open_], flops[open_] = heads.undecided(gates[open_], rows), 2, list(map(cost, cut))
        return [self._verdict(p, cheap, i, int(gates[i]), int(stages[i]), int(flops[i])) for i, p in enumerate(parts)]

    def _undecided(self, kind: str, gate: int) -> bool:
        marks = self._heads.calibration[kind]
        return not self._cascade or marks.reject <= gate <= marks.accept

    def _verdict(self, parts: Parts, cheap: Cheap, place: int, gate: int, stage: int, flops: int) -> Verdict:
        logit = combined(parts.kind, gate, int(cheap.claim_b[place]))
        score = self._heads.byte(parts.kind, logit)
        reason = "good" if score > FLOOR else why(parts.kind, cheap.named[place], doubted=logit < gate)
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
