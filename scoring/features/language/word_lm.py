"""How much each word and sign surprises beside its neighbours: a small network of whole numbers says which classes of words
may stand between them (stage 1).

A word's row of small numbers is looked up under its hash, a word that trusted text lacks under that of its ending. Products
are of whole numbers and their sums stay below 2^24, where fp32 is exact in any order: the same on every machine.
Legend: V buckets of hashed words, E numbers a word, N neighbours (WINDOW on each side), H hidden units, K classes, T places.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kula.scoring.features.runs import highest, lowest, mean, share, top
from kula.scoring.features.text import Parts, bucket, fold, words_and_signs

Array = NDArray[Any]

BITS = 16
WINDOW = 4
UNKNOWN = (1 << 16) - 1
"""The class of a bucket whose words trusted text lacks."""
PAD, END, OTHER = "<pad>", "</>", "<other>"
_STARTS = {True: "<assistant>", False: "<others>"}
UNIT = 16
"""Parts of a bit: what surprise is measured in."""
LARGEST_UNIT = 255
_LARGEST = 20 * UNIT
_TEXT_TOKENS = 1_200
_TURNS_READ = 12
_ENDING = 3
_WHOLE = ("mean", "over", "worst", "over_worst", "over_top", "over_share")
_MORE = ("last", "over_highest", "top", "top_three", "worst_three", "most", "far_share", "easiest", "middle", "first")
NAMES = (
    *(f"main_{n}" for n in (*_WHOLE, *_MORE)),
    *(f"asked_{n}" for n in (*_WHOLE, "last", "over_highest", "turn_worst")),
    *(f"said_{n}" for n in (*_WHOLE, "turn_worst")),
    *(f"gain_{n}" for n in _WHOLE),
)
"""In parts of a bit and thousandths. `over` is surprise beyond what was to be expected at that place; `worst` a stretch of 8,
`over_worst` of 4; `over_top` and `top_three` the three highest, `most` the highest twentieth; `turn_worst` of any turn."""

Said = tuple[bool, str]
"""Whether an assistant says it, and what."""


@dataclass(frozen=True)
class Surprise:
    """The network. Hidden units are 0 … LARGEST_UNIT."""

    classes: Array
    """uint16 of V."""
    vectors: Array
    """int8 of V × E."""
    hidden: Array
    """int8 of N·E × H."""
    hidden_bias: Array
    """int32 of H."""
    out: Array
    """int8 of H × K."""
    out_bias: Array
    """int32 of K, in the unit of the sums before bits are dropped."""
    shifts: Array
    """uint8 of 2: the bits that are dropped of hidden sums, and of those of classes, which leaves parts of a bit."""

    def look(self, turns: Sequence[Said]) -> list[tuple[Array, Array]]:
        """Surprise, and surprise beyond what was to be expected, of every word and sign of some turns of one talk."""
        spoken = [places_of(text, assistant) for assistant, text in turns]
        ends = np.cumsum([len(s) for s in spoken])
        surprise, over = self._surprise(self.known(np.concatenate(spoken)))
        return list(zip(np.split(surprise, ends[:-1]), np.split(over, ends[:-1]), strict=True))

    def known(self, places_t2: Array) -> Array:
        """The bucket of each word, of its ending, or of all others: the first that trusted text knows."""
        own, ending = places_t2[:, 0], places_t2[:, 1]
        known, like_known = (self.classes[at] != UNKNOWN for at in (own, ending))
        return np.where(known, own, np.where(like_known, ending, bucket(OTHER, BITS)))

    def _surprise(self, buckets_t: Array) -> tuple[Array, Array]:
        below_tk = self._below(buckets_t)
        chances_tk = _CHANCES.take(below_tk)
        sums_t = chances_tk.sum(axis=1)
        weighed_t = np.einsum("tk,tk->t", chances_tk, below_tk.astype(np.float64))
        expected_t = weighed_t.astype(np.int64) // sums_t.astype(np.int64)
        target_t = below_tk[np.arange(len(below_tk)), self.classes[buckets_t]].astype(np.int64)
        return target_t + _log(sums_t), target_t - expected_t

    def _below(self, buckets_t: Array) -> Array:
        """T × K: how far each class lies below the likeliest one, in parts of a bit."""
        vectors, hidden, out = self._floats
        pad = np.full(WINDOW, bucket(PAD, BITS))
        around_t = np.concatenate([pad, buckets_t, pad])
        places_tn = np.arange(len(buckets_t))[:, None] + _AROUND
        given = vectors[around_t[places_tn]].reshape(len(buckets_t), -1)
        units = np.clip((given @ hidden).astype(np.int32) + self.hidden_bias >> self.shifts[0], 0, LARGEST_UNIT)
        levels = (units.astype(np.float32) @ out).astype(np.int32) + self.out_bias >> self.shifts[1]
        return np.minimum(levels.max(axis=1, keepdims=True) - levels, _LARGEST)

    @cached_property
    def _floats(self) -> tuple[Array, Array, Array]:
        return tuple(a.astype(np.float32) for a in (self.vectors, self.hidden, self.out))  # type: ignore[return-value] - three


_AROUND = np.array([n for n in range(2 * WINDOW + 1) if n != WINDOW])
_CHANCES = np.floor(2.0**20 * 2.0 ** (-np.arange(_LARGEST + 1) / UNIT))
"""Chances by how far a class lies below the likeliest one, in 2^-20."""


def _log(sums_t: Array) -> Array:
    """log2(sum / 2^20) in parts of a bit, from the bits of whole numbers alone."""
    mantissa, exponent = np.frexp(sums_t)
    steps = np.searchsorted(_HALVES, mantissa, side="right") - 1
    return UNIT * (exponent.astype(np.int64) - 21) + steps


_HALVES = np.array([round(2.0**52 * 2.0 ** (i / UNIT)) / 2.0**53 for i in range(UNIT)])
"""Mantissas (1/2 … 1) where the next part of a bit begins."""


def surprises(parts: Parts, surprise: Surprise) -> dict[str, int]:
    """The numbers of NAMES; -1 for what a record lacks."""
    turns = [(role == "assistant", text) for role, text in parts.turns[-_TURNS_READ:]]
    *before, main = surprise.look([*turns, (True, parts.main)])
    asked = [found for (assistant, _), found in zip(turns, before, strict=True) if not assistant]
    said = [found for (assistant, _), found in zip(turns, before, strict=True) if assistant]
    of_main = _whole(*main)
    found = {f"main_{n}": v for n, v in (of_main | _more(*main)).items()}
    for name, some in (("asked", asked), ("said", said)):
        if some:
            joined = _joined(some)
            whole = _whole(*joined) | _ends(*joined) | {"turn_worst": max(mean(over) for _, over in some)}
            found |= {f"{name}_{n}": v for n, v in whole.items()}
    if parts.other:
        compared = _whole(*surprise.look([(True, parts.other)])[0])
        found |= {f"gain_{n}": v - compared[n] for n, v in of_main.items()}
    return {name: found.get(name, -1) for name in NAMES}


def places_of(text: str, assistant: bool) -> Array:
    """T × 2 buckets of a turn's words and signs between its marks: their own, and those of their endings."""
    tokens = [_STARTS[assistant], *tokens_of(text), END]
    return np.array([buckets(t) for t in tokens], dtype=np.int64)


def tokens_of(text: str) -> list[str]:
    """Words and signs of a text as the network sees them: a number by its length."""
    found = words_and_signs(fold(text))[:_TEXT_TOKENS]
    return [f"<{min(4, len(t))}>" if t[0].isdigit() else t for t in found]


@lru_cache(maxsize=1 << 17)
def buckets(token: str) -> tuple[int, int]:
    """Where a word's row stands, and that of its ending."""
    ending = f"~{token[-_ENDING:]}" if len(token) > _ENDING else f"~{len(token)} {ord(token[0]) >> 8}"
    return bucket(token, BITS), bucket(ending, BITS)


def _joined(some: Sequence[tuple[Array, Array]]) -> tuple[Array, Array]:
    return np.concatenate([s for s, _ in some]), np.concatenate([o for _, o in some])


def _whole(surprise: Array, over: Array) -> dict[str, int]:
    found = (
        mean(surprise),
        mean(over),
        highest(surprise, 8),
        highest(over, 4),
        top(over, 3),
        share(over > 3 * UNIT),
    )
    return dict(zip(_WHOLE, found, strict=True))


def _ends(surprise: Array, over: Array) -> dict[str, int]:
    return {"last": int(surprise[-1]), "over_highest": int(over.max())}


def _more(surprise: Array, over: Array) -> dict[str, int]:
    found = {
        "top": int(surprise.max()),
        "top_three": top(surprise, 3),
        "worst_three": highest(surprise, 3),
        "most": top(over, max(1, len(over) // 20)),
        "far_share": share(over > 5 * UNIT),
        "easiest": lowest(surprise, 8),
        "middle": int(np.sort(over)[len(over) // 2]),
        "first": int(surprise[1]),
    }
    return _ends(surprise, over) | found
