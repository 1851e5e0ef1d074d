"""How unlikely each word and sign is between its neighbours, by a small network of whole numbers (stage 1).

Worth: pooled AUC .952 → .954 and recall .801 → .810, for 1.3 milliseconds per record
(docs/decisions/0012-word-lm.md).

The network says which classes of words may stand between the four words before and the four after. A word's row is looked
up under its hash, and the row of an unknown word under the hash of its ending. Sums of products stay below 2^24, where fp32
is exact in any order, so the numbers are the same on every machine. `kula.scoring.fit.word_lm` learns the network.
Legend: V buckets of hashed words, E numbers per word, N neighbours (WINDOW on each side), H hidden units, K classes, T places.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kula.scoring.arrays import Array
from kula.scoring.features.feature import LACKING
from kula.scoring.features.reading import Reading
from kula.scoring.features.runs import highest, lowest, mean, share, top
from kula.scoring.features.text import Text, bucket, remembered, words_and_signs

BITS = 16
WINDOW = 4
UNKNOWN = (1 << 16) - 1
"""The class of a bucket that holds no word of trusted text."""
PAD, END, OTHER = "<pad>", "</>", "<other>"
_STARTS = {True: "<assistant>", False: "<others>"}
UNIT = 16
"""Parts of a bit, the unit of surprise: of the negative logarithm of a probability."""
LARGEST_UNIT = 255
_LARGEST = 20 * UNIT
_TEXT_TOKENS = 1_200
_TURNS_READ = 12
_ENDING = 3
_WHOLE = ("mean", "over", "worst", "over_worst", "over_top", "over_share")
_MORE = ("last", "over_highest", "top", "top_three", "worst_three", "most", "far_share", "easiest", "middle", "first")
_NAMES = (
    *(f"main_{n}" for n in (*_WHOLE, *_MORE)),
    *(f"asked_{n}" for n in (*_WHOLE, "last", "over_highest", "turn_worst")),
    *(f"answered_{n}" for n in (*_WHOLE, "turn_worst")),
    *(f"gain_{n}" for n in _WHOLE),
)
_COLUMNS = tuple(f"word_lm_{name}" for name in _NAMES)

Surprise = tuple[Array, Array]
"""T numbers each, one per word and sign of a turn: its surprise, and its surprise beyond what was to be expected there."""


@dataclass(frozen=True)
class WordLm:
    """The network. Hidden units are 0 … LARGEST_UNIT."""

    classes: Array
    """uint16 of V."""
    vectors: Array
    """int8 of V × E."""
    hidden: Array
    """int8 of N·E × H."""
    hidden_bias: Array
    """int32 of H."""
    output: Array
    """int8 of H × K."""
    output_bias: Array
    """int32 of K, in the unit of the sums before bits are dropped."""
    shifts: Array
    """uint8 of 2: the bits that are dropped of hidden sums, and those of the sums of classes, which leaves parts of a bit."""

    @property
    def NAMES(self) -> tuple[str, ...]:  # noqa: N802 - the shape of every feature
        """The columns, in parts of a bit and thousandths, about the surprise of words.

        `over` is surprise beyond what was to be expected. `worst` is a stretch of 8, `over_worst` one of 4. `over_top` and
        `top_three` are the three highest, `most` is the highest twentieth. `turn_worst` is the worst turn.
        """
        return _COLUMNS

    def numbers(self, reading: Reading) -> list[int]:
        """The surprise of the main text, of what is asked and answered beside it, and its gain over the compared text."""
        texts = reading.texts
        turns = [(role == "assistant", text) for role, text in texts.turns[-_TURNS_READ:]]
        *before, main = self.look_up([*turns, (True, texts.main)])
        of_main = _whole(*main)
        values = {f"main_{name}": n for name, n in (of_main | _more(*main)).items()}
        for name, by_assistant in (("asked", False), ("answered", True)):
            chosen = [s for (assistant, _), s in zip(turns, before, strict=True) if assistant is by_assistant]
            values |= {f"{name}_{n}": v for n, v in _turns(chosen).items()}
        if reading.compares:
            compared = _whole(*self.look_up([(True, texts.other)])[0])
            values |= {f"gain_{name}": n - compared[name] for name, n in of_main.items()}
        return [values.get(name, LACKING) for name in _NAMES]

    def look_up(self, turns: Sequence[tuple[bool, Text]]) -> list[Surprise]:
        """The surprise of each turn of one talk; each turn says whether an assistant speaks, and its text."""
        places = [places_of(text, assistant) for assistant, text in turns]
        ends = np.cumsum([len(places_t2) for places_t2 in places])
        surprise, over = self._surprise(self.known(np.concatenate(places)))
        return list(zip(np.split(surprise, ends[:-1]), np.split(over, ends[:-1]), strict=True))

    def known(self, places_t2: Array) -> Array:
        """The bucket of each word, of its ending, or of all other words: the first that trusted text knows."""
        own, ending = places_t2[:, 0], places_t2[:, 1]
        known, like_known = (self.classes[at] != UNKNOWN for at in (own, ending))
        return np.where(known, own, np.where(like_known, ending, bucket(OTHER, BITS)))

    def _surprise(self, buckets_t: Array) -> Surprise:
        below_tk = self._below(buckets_t)
        chances_tk = _CHANCES.take(below_tk)
        sums_t = chances_tk.sum(axis=1)
        weighed_t = np.einsum("tk,tk->t", chances_tk, below_tk.astype(np.float64))
        expected_t = weighed_t.astype(np.int64) // sums_t.astype(np.int64)
        target_t = below_tk[np.arange(len(below_tk)), self.classes[buckets_t]].astype(np.int64)
        return target_t + _log(sums_t), target_t - expected_t

    def _below(self, buckets_t: Array) -> Array:
        """T × K: how far each class lies below the likeliest one, in parts of a bit."""
        vectors, hidden, output = self._floats
        pad = np.full(WINDOW, bucket(PAD, BITS))
        around_t = np.concatenate([pad, buckets_t, pad])
        places_tn = np.arange(len(buckets_t))[:, None] + _AROUND
        inputs = vectors[around_t[places_tn]].reshape(len(buckets_t), -1)
        units = np.clip((inputs @ hidden).astype(np.int32) + self.hidden_bias >> self.shifts[0], 0, LARGEST_UNIT)
        levels = (units.astype(np.float32) @ output).astype(np.int32) + self.output_bias >> self.shifts[1]
        return np.minimum(levels.max(axis=1, keepdims=True) - levels, _LARGEST)

    @cached_property
    def _floats(self) -> tuple[Array, Array, Array]:
        return self.vectors.astype(np.float32), self.hidden.astype(np.float32), self.output.astype(np.float32)


_AROUND = np.array([n for n in range(2 * WINDOW + 1) if n != WINDOW])
_CHANCES = np.floor(2.0**20 * 2.0 ** (-np.arange(_LARGEST + 1) / UNIT))
"""Chances in 2^-20, by how far a class lies below the likeliest one."""
_HALVES = np.array([round(2.0**52 * 2.0 ** (i / UNIT)) / 2.0**53 for i in range(UNIT)])
"""Mantissas (1/2 … 1) where the next part of a bit begins."""


def places_of(text: Text, assistant: bool) -> Array:
    """T × 2 buckets of a turn's words and signs, and of the marks around it: their own, and those of their endings."""
    tokens = [_STARTS[assistant], *tokens_of(text), END]
    return np.array([buckets(t) for t in tokens], dtype=np.int64)


def tokens_of(text: Text) -> list[str]:
    """Words and signs of a text as the network reads them: a number only by its length."""
    tokens = words_and_signs(text.folded)[:_TEXT_TOKENS]
    return [f"<{min(4, len(t))}>" if t[0].isdigit() else t for t in tokens]


@remembered
def buckets(token: str) -> tuple[int, int]:
    """The places of a word's row, and of the row of its ending."""
    ending = f"~{token[-_ENDING:]}" if len(token) > _ENDING else f"~{len(token)} {ord(token[0]) >> 8}"
    return bucket(token, BITS), bucket(ending, BITS)


def _log(sums_t: Array) -> Array:
    """log2(sum / 2^20) in parts of a bit, from the bits of whole numbers alone."""
    mantissa, exponent = np.frexp(sums_t)
    steps = np.searchsorted(_HALVES, mantissa, side="right") - 1
    return UNIT * (exponent.astype(np.int64) - 21) + steps


def _turns(turns: Sequence[Surprise]) -> dict[str, int]:
    """Numbers of some turns together; none without turns."""
    if not turns:
        return {}
    surprise, over = (np.concatenate(values) for values in zip(*turns, strict=True))
    return _whole(surprise, over) | _ends(surprise, over) | {"turn_worst": max(mean(o) for _, o in turns)}


def _whole(surprise: Array, over: Array) -> dict[str, int]:
    numbers = (
        mean(surprise),
        mean(over),
        highest(surprise, 8),
        highest(over, 4),
        top(over, 3),
        share(over > 3 * UNIT),
    )
    return dict(zip(_WHOLE, numbers, strict=True))


def _ends(surprise: Array, over: Array) -> dict[str, int]:
    return {"last": int(surprise[-1]), "over_highest": int(over.max())}


def _more(surprise: Array, over: Array) -> dict[str, int]:
    return _ends(surprise, over) | {
        "top": int(surprise.max()),
        "top_three": top(surprise, 3),
        "worst_three": highest(surprise, 3),
        "most": top(over, max(1, len(over) // 20)),
        "far_share": share(over > 5 * UNIT),
        "easiest": lowest(surprise, 8),
        "middle": int(np.sort(over)[len(over) // 2]),
        "first": int(surprise[1]),
    }
