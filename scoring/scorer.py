"""The scorer: checked records in; one byte, its reason and its cost out. Knows no record of the network and no clock.

The way of a record:
1. Rules decide what needs no trees: what takes too many steps, disguises, unknown languages, next to nothing (`by_rule`).
   Then the file of known public records decides, if the scorer's folder holds one.
2. Stage 1 reads whole numbers of the texts. The cheap gate decides what is clearly bad or clearly good.
3. Stage 2 reads the encoder's vectors too, for what is left undecided.
4. A label (a rating, a preference, a correction) can lower the result, never raise it (`combined`).
5. A preference that calls both answers bad counts as a low rating of each, and gets the lower of the two scores.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kula.protocol.encoding import parameters_hash
from kula.protocol.parameters import Parameters
from kula.protocol.types import VOID
from kula.scoring.arrays import Array
from kula.scoring.duplicates import DuplicateIndex
from kula.scoring.duplicates.known import is_known, load_known
from kula.scoring.features.disguise import disguised
from kula.scoring.features.encoder_files import ingredients_hash
from kula.scoring.features.language.langid import LanguageTable
from kula.scoring.features.segments import Segments
from kula.scoring.features.steps import MOST_STEPS, steps_of
from kula.scoring.features.table import columns, cut, encode, read_deep, row, with_outliers
from kula.scoring.features.text import Content, Text, Texts, assertions, texts_of, whole_text, writes_without_spaces
from kula.scoring.gates.heads import SHIPPED, Heads, heads_hash, load_heads
from kula.scoring.reasons import why

if TYPE_CHECKING:
    from kula.scoring.features.encoder import Encoder

FLOOR = 64
"""The protocol's default floor. A record that passes no calibrated gate stays at or below it."""
_DISGUISED_SCORE = 8
_COSTLY_SCORE = 2
"""The lowest score there is, so that the other answer of two bad ones cannot be the reason."""
_SHORT_SCORE = 60
"""Below the floor, but above bad records: nothing is wrong with a short text, but there is nothing to pay for either."""
_LABEL_START = {"rating": 2_000, "correction": 2_000, "preference": 1_250}
"""The final logit of a label that is as likely true as false, in thousandths; chosen on conversations of the thresholds."""
RULES = "rules 11"
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


def program_hash(folder: Path = SHIPPED) -> bytes:
    """The hash of what decides a score beside the parameters: the rules, the files in a folder, and the encoder."""
    return hashlib.sha256(RULES.encode() + heads_hash(folder) + ingredients_hash()).digest()


_KNOWN = Verdict(VOID, 1, ("known",))
"""Of what a public set holds that the scorer's folder names."""


@dataclass(frozen=True, slots=True)
class GatedRecord:
    """One record after stage 1: its texts, its row, and the logits of the cheap gate and of its label."""

    texts: Texts
    row_f: Array
    gate: int
    label: int


@dataclass(frozen=True, slots=True)
class FirstStage:
    """The verdicts of stage 1 on what the records assert, in order; None for what the encoder must read."""

    decided: tuple[Verdict | None, ...]
    undecided: Mapping[int, GatedRecord]
    """Each assertion without a verdict, by its place."""
    counts: tuple[int, ...]
    """How many assertions each record makes."""

    @property
    def verdicts(self) -> tuple[Verdict | None, ...]:
        """The verdicts of stage 1 in the order of the records; None for a record that the encoder must read."""
        rest = iter(self.decided)
        parts = [list(islice(rest, count)) for count in self.counts]
        return tuple(_lowest([v for v in part if v]) if None not in part else None for part in parts)


@dataclass(frozen=True, slots=True)
class EarlyVerdict:
    """What stage 1 alone says of a record."""

    verdict: Verdict
    is_last: bool
    """Whether the encoder would change nothing, because stage 1 decides the record."""


class Scorer:
    """Scores records in two stages, and loads the encoder when the first record needs it.

    With `cascade=False` the encoder reads every record, to measure what the early decisions cost.
    """

    def __init__(
        self,
        heads: Heads,
        load_encoder: "Callable[[], Encoder]",
        heads_digest: bytes,
        cascade: bool = True,
        known: DuplicateIndex | None = None,
    ) -> None:
        self._heads = heads
        self._load_encoder = load_encoder
        self._digest = heads_digest
        self._cascade = cascade
        self._known = known
        self._columns = columns(heads.tables)

    @classmethod
    def load(cls, folder: Path = SHIPPED, device: str = "auto", cascade: bool = True) -> "Scorer":
        """The scorer from a folder that `kula scorer fit` wrote; by default the shipped one."""

        def load_encoder() -> "Encoder":
            # torch and transformers take seconds to import: stage 1 does without them.
            from kula.scoring.features.encoder import Encoder

            return Encoder(device)

        return cls(load_heads(folder), load_encoder, heads_hash(folder), cascade, load_known(folder))

    def id(self, parameters: Parameters) -> bytes:
        """The scorer's id on chain, which changes when any ingredient does."""
        return _id(self._digest, parameters)

    def score(self, contents: Sequence[Content]) -> list[Verdict]:
        """The verdicts of some records, in order. A verdict depends on nothing but its record."""
        return self.second_stage(self.first_stage(contents))

    def first_stage(self, contents: Sequence[Content]) -> FirstStage:
        """Decide what rules and the cheap gate can decide, without the encoder."""
        asserted = [assertions(content) for content in contents]
        single = [one for some in asserted for one in some]
        whole = [content for content, some in zip(contents, asserted, strict=True) for _ in some]
        verdicts: list[Verdict | None] = []
        rows: dict[int, list[int]] = {}
        for place, one in enumerate(single):
            # A text keeps its words, which take many times its room. So each record is read by itself, and then let go.
            texts = texts_of(one)
            verdicts.append(by_rule(one, texts, self._heads.language) or self._if_known(whole[place]))
            if not verdicts[-1]:
                rows[place] = row(texts, self._heads.tables)
        undecided: dict[int, GatedRecord] = {}
        for place, record in self._gated(single, rows):
            if self._decides(record):
                verdicts[place] = self._verdict(record, record.gate, 1, 0)
            else:
                undecided[place] = record
        return FirstStage(tuple(verdicts), undecided, tuple(map(len, asserted)))

    def second_stage(self, first: FirstStage) -> list[Verdict]:
        """The verdicts of all records: the encoder reads those that stage 1 left undecided."""
        undecided = list(first.undecided.values())
        late = iter(self._encoded(undecided) if undecided else [])
        decided = (verdict or next(late) for verdict in first.decided)
        return [_lowest(list(islice(decided, count))) for count in first.counts]

    def early(self, content: Content) -> EarlyVerdict:
        """The verdict on one record without the encoder: the cheap gate guesses at what stage 1 leaves undecided."""
        first = self.first_stage([content])
        guesses = (self._verdict(record, record.gate, 1, 0) for record in first.undecided.values())
        return EarlyVerdict(_lowest([verdict or next(guesses) for verdict in first.decided]), not first.undecided)

    def _if_known(self, content: Content) -> Verdict | None:
        return _KNOWN if self._known and is_known(self._known, whole_text(content)) else None

    @cached_property
    def _encoder(self) -> "Encoder":
        return self._load_encoder()

    def _gated(self, single: Sequence[Content], read: Mapping[int, list[int]]) -> Iterator[tuple[int, GatedRecord]]:
        """The records without a verdict, of which the rows were read, by their places."""
        if not read:
            return
        heads, records = self._heads, [texts_of(single[place]) for place in read]
        kinds = [texts.kind for texts in records]
        rows = with_outliers(np.array([*read.values()], dtype=np.int64), kinds, heads.tables.outliers)
        gates, labels = heads.cheap.logits(rows).tolist(), heads.labels.logits(kinds, rows).tolist()
        yield from zip(read, map(GatedRecord, records, rows, gates, labels), strict=True)

    def _decides(self, record: GatedRecord) -> bool:
        limits = self._heads.calibration[record.texts.kind]
        return self._cascade and not limits.reject <= record.gate <= limits.accept

    def _encoded(self, records: Sequence[GatedRecord]) -> list[Verdict]:
        """The verdicts of stage 2."""
        heads = self._heads
        windows = cut([record.texts for record in records], self._encoder)
        rows, gates = np.stack([record.row_f for record in records]), np.array([record.gate for record in records])
        deep = read_deep(rows, gates, encode(windows, self._encoder), heads.coherence)
        logits = heads.undecided(gates, deep).tolist()
        return [
            self._verdict(record, logit, 2, cost(segments))
            for record, logit, segments in zip(records, logits, windows, strict=True)
        ]

    def _verdict(self, record: GatedRecord, gate: int, stage: int, flops: int) -> Verdict:
        kind = record.texts.kind
        logit = combined(kind, gate, record.label)
        score = self._heads.byte(kind, logit)
        if score > FLOOR:
            return Verdict(score, stage, ("good",), flops)
        numbers = dict(zip(self._columns, record.row_f.tolist(), strict=True))
        return Verdict(score, stage, (why(kind, numbers, doubted=logit < gate),), flops)


def by_rule(content: Content, texts: Texts, language: LanguageTable) -> Verdict | None:
    """The verdict on what needs no gate: too many steps, ties, disguises, unknown languages, next to nothing. Else None."""
    if steps_of(texts) > MOST_STEPS:
        return Verdict(_COSTLY_SCORE, 1, ("too_costly",))
    if content.get("outcome") == "tie":
        return Verdict(FLOOR, 1, ("tie",))
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


def _lowest(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict on a record from those on all that it asserts: the lowest one, at the cost of all."""
    lowest = min(verdicts, key=lambda verdict: verdict.score)
    return replace(lowest, stage=max(v.stage for v in verdicts), flops=sum(v.flops for v in verdicts))


def _half_words(text: Text) -> int:
    """Twice the words of a text. A character of a script without spaces is half a word."""
    return sum(1 if writes_without_spaces(word) else 2 for word in text.words)


def _id(heads_digest: bytes, parameters: Parameters) -> bytes:
    ingredients = [RULES.encode(), heads_digest, ingredients_hash(), parameters_hash(parameters)]
    return hashlib.sha256(b"".join(ingredients)).digest()
