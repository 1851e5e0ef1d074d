"""The scorer: checked records in; one byte, its reason and its cost out. Knows no duplicates, no chain and no clock.

The way of a record:
1. Rules decide what needs no trees: disguises, unknown languages, next to nothing (`by_rule`).
2. Stage 1 reads whole numbers of the texts. The cheap gate decides what is clearly bad or clearly good.
3. Stage 2 reads the encoder's vectors too, for what is left undecided.
4. A label (a rating, a preference, a correction) can lower the result, never raise it (`combined`).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kula.protocol.encoding import parameters_hash
from kula.protocol.parameters import Parameters
from kula.scoring.arrays import Array
from kula.scoring.features.disguise import disguised
from kula.scoring.features.encoder import Encoder, ingredients_hash
from kula.scoring.features.language.langid import LanguageTable
from kula.scoring.features.segments import Segments
from kula.scoring.features.table import columns, cut, encode, read, read_deep
from kula.scoring.features.text import Content, Text, Texts, texts_of, whole_text, writes_without_spaces
from kula.scoring.gates.heads import SHIPPED, Heads, heads_hash, load_heads
from kula.scoring.reasons import why

FLOOR = 64
"""The protocol's default floor. A record that passes no calibrated gate stays at or below it."""
_DISGUISED_SCORE = 8
_SHORT_SCORE = 60
"""Below the floor, but above bad records: nothing is wrong with a short text, but there is nothing to pay for either."""
_LABEL_START = {"rating": 2_000, "correction": 2_000, "preference": 1_250}
"""The final logit of a label that is as likely true as false, in thousandths; chosen on conversations of the thresholds."""
_RULES = b"rules 8"
"""The version of the rules, a part of the scorer's id. Change it with anything that changes a score."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A record's score before the scaling of unsigned records, the stage that decided, the reasons, the encoder's operations."""

    score: int
    stage: int
    reasons: tuple[str, ...]
    flops: int = 0


def scorer_id(parameters: Parameters, folder: Path = SHIPPED) -> bytes:
    """The id of the scorer in a folder, without loading the scorer."""
    return _id(heads_hash(folder), parameters)


class Scorer:
    """Scores records. With `cascade=False` the encoder reads every record, to measure what the early decisions cost."""

    def __init__(self, heads: Heads, encoder: Encoder, heads_digest: bytes, cascade: bool = True) -> None:
        self._heads = heads
        self._encoder = encoder
        self._digest = heads_digest
        self._cascade = cascade
        self._columns = columns(heads.tables)

    @classmethod
    def load(cls, folder: Path = SHIPPED, device: str = "auto", cascade: bool = True) -> "Scorer":
        """The scorer from a folder that `kula scorer fit` wrote; by default the shipped one."""
        return cls(load_heads(folder), Encoder(device), heads_hash(folder), cascade)

    def id(self, parameters: Parameters) -> bytes:
        """The scorer's id on chain, which changes when any ingredient does."""
        return _id(self._digest, parameters)

    def score(self, contents: Sequence[Content]) -> list[Verdict]:
        """The verdicts of some records, in order. A verdict depends on nothing but its record."""
        records = [texts_of(content) for content in contents]
        language = self._heads.language
        verdicts = [by_rule(content, texts, language) for content, texts in zip(contents, records, strict=True)]
        gated = iter(self._by_gates([texts for texts, ruled in zip(records, verdicts, strict=True) if not ruled]))
        return [ruled or next(gated) for ruled in verdicts]

    def _by_gates(self, records: Sequence[Texts]) -> list[Verdict]:
        if not records:
            return []
        heads, kinds = self._heads, [texts.kind for texts in records]
        rows = read(records, heads.tables)
        gates = heads.cheap.logits(rows)
        stages, flops = np.ones(len(records), dtype=int), np.zeros(len(records), dtype=int)
        open_ = [i for i, kind in enumerate(kinds) if self._undecided(kind, int(gates[i]))]
        if open_:
            windows = cut([records[i] for i in open_], self._encoder)
            deep = read_deep(rows[open_], gates[open_], encode(windows, self._encoder), heads.coherence)
            gates[open_], stages[open_], flops[open_] = heads.undecided(gates[open_], deep), 2, list(map(cost, windows))
        labels = heads.labels.logits(kinds, rows)
        outcomes = zip(kinds, rows, gates.tolist(), labels.tolist(), stages.tolist(), flops.tolist(), strict=True)
        return [self._verdict(*outcome) for outcome in outcomes]

    def _undecided(self, kind: str, gate: int) -> bool:
        limits = self._heads.calibration[kind]
        return not self._cascade or limits.reject <= gate <= limits.accept

    def _verdict(self, kind: str, row: Array, gate: int, label: int, stage: int, flops: int) -> Verdict:
        logit = combined(kind, gate, label)
        score = self._heads.byte(kind, logit)
        if score > FLOOR:
            return Verdict(score, stage, ("good",), flops)
        numbers = dict(zip(self._columns, row.tolist(), strict=True))
        return Verdict(score, stage, (why(kind, numbers, doubted=logit < gate),), flops)


def by_rule(content: Content, texts: Texts, language: LanguageTable) -> Verdict | None:
    """The verdict on what needs no gate: disguises, languages without calibration, next to nothing. Else None."""
    text = whole_text(content)
    if disguised(text):
        return Verdict(_DISGUISED_SCORE, 1, ("disguised",))
    if not language.knows(text):
        return Verdict(FLOOR, 1, ("language_not_calibrated",))
    if _half_words(texts.main) < 4 and sum(_half_words(text) for _, text in texts.turns) < 6:
        return Verdict(_SHORT_SCORE, 1, ("too_short",))
    return None


def combined(kind: str, gate: int, label: int) -> int:
    """The final logit: that of the text, but at most that of the label. A conversation carries no label."""
    return min(gate, _LABEL_START[kind] + label) if kind in _LABEL_START else gate


def cost(segments: Segments) -> int:
    """Multiplications and additions of the encoder for one record.

    Weights count once per token, attention counts by the square of a window's tokens.
    """
    return sum(len(w) * (2 * 10_650_000 + 4 * 6 * 384 * len(w)) for w in segments.all())


def _half_words(text: Text) -> int:
    """Twice the words of a text. A character of a script without spaces is half a word."""
    return sum(1 if writes_without_spaces(word) else 2 for word in text.words)


def _id(heads_digest: bytes, parameters: Parameters) -> bytes:
    ingredients = [_RULES, heads_digest, ingredients_hash(), parameters_hash(parameters)]
    return hashlib.sha256(b"".join(ingredients)).digest()
