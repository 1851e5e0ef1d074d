"""Whether a text is in a language that the scorer was calibrated on. Whole numbers only.

A language is known by its script and by the share of its letter trigrams that trusted text holds. Nothing here names the
language, and an unknown one is never called bad.
"""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from kula.scoring.features.text import fold, script_of

BITS = 18
_LETTERS_NEEDED = 12
_KNOWN_LETTERS = 700
"""Thousandths of a text's letters that must be of known scripts."""
_SPACELESS = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI")


@dataclass(frozen=True)
class LanguageTable:
    """Scripts and trigrams of the calibrated records."""

    scripts: frozenset[str]
    bitmap: NDArray[np.uint8]
    """2^BITS bits: which hashed trigrams are known."""
    least_permille: int
    """The share of known trigrams below which a text counts as unknown."""

    def knows(self, text: str) -> bool:
        """Whether a text is mostly in known scripts and made of known trigrams. Short texts are known."""
        folded = fold(text)
        letters = {c: n for c, n in Counter(folded).items() if c.isalpha()}
        total = sum(letters.values())
        if total < _LETTERS_NEEDED:
            return True
        known = sum(n for c, n in letters.items() if script_of(c) in self.scripts)
        return 1000 * known >= _KNOWN_LETTERS * total and self.known_permille(folded) >= self.least_permille

    def known_permille(self, folded: str) -> int:
        """The share of a folded text's trigrams that are known, in thousandths; 1000 if it has none.

        A letter of a known script without spaces counts as a known trigram, so that two foreign names do not make a Chinese
        text unknown.
        """
        counts = trigrams(folded)
        spaceless = self.scripts.intersection(_SPACELESS)
        alone = sum(n for c, n in Counter(folded).items() if script_of(c) in spaceless)
        bitmap, bits = self.bitmap, {run: bit_of(run) for run in counts}
        known = sum(counts[run] for run, bit in bits.items() if bitmap.item(bit >> 3) >> (bit & 7) & 1)
        total = counts.total() + alone
        return 1000 * (known + alone) // total if total else 1000


def trigrams(folded: str) -> Counter[str]:
    """How often each run of three letters occurs inside words, in scripts with spaces between words."""
    padded = f" {folded} "
    every = Counter([padded[i : i + 3] for i in range(len(padded) - 2)])
    return Counter({run: n for run, n in every.items() if _inside_a_word(run)})


@lru_cache(maxsize=1 << 17)
def _inside_a_word(run: str) -> bool:
    return run[1] != " " and any(c.isalpha() and script_of(c) not in _SPACELESS for c in run)


@lru_cache(maxsize=1 << 17)
def bit_of(run: str) -> int:
    """A trigram's place in the bitmap."""
    return int.from_bytes(blake2b(run.encode(), digest_size=4).digest(), "big") >> (32 - BITS)
