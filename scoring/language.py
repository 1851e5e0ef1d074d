"""Whether a text is in a language that the judge was calibrated on: by script, and by how many of its letter trigrams are known.

Integers only. It does not name the language; an unknown one is never called bad.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from scoring.text import fold, script_of

BITS = 18
_LETTERS_NEEDED = 12
_SPACELESS = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI")


@dataclass(frozen=True)
class LanguageTable:
    """Scripts and trigrams that were seen in the calibrated data."""

    scripts: frozenset[str]
    seen: NDArray[np.uint8]
    """Bitmap of 2^BITS hashed trigrams."""
    least_permille: int
    """Share of known trigrams below which a text counts as unknown."""

    def knows(self, text: str) -> bool:
        """Whether the text is mostly in known scripts and made of known trigrams. Short texts are known."""
        folded = fold(text)
        letters = {c: n for c, n in Counter(folded).items() if c.isalpha()}
        total = sum(letters.values())
        if total < _LETTERS_NEEDED:
            return True
        known = sum(n for c, n in letters.items() if script_of(c) in self.scripts)
        return 1000 * known >= 700 * total and self.known_permille(folded) >= self.least_permille

    def known_permille(self, folded: str) -> int:
        """Share of the text's trigrams that were seen, in thousandths; 1000 without trigrams."""
        counts = trigrams(folded)
        if not counts:
            return 1000
        seen, places = self.seen, {run: _hash(run) for run in counts}
        known = sum(counts[run] for run, h in places.items() if seen.item(h >> 3) >> (h & 7) & 1)
        return 1000 * known // counts.total()


def learn_language(texts: Sequence[str]) -> LanguageTable:
    """Known trigrams of all texts; the threshold leaves out one honest text in 200."""
    half = build(texts[::2], 0)
    shares = sorted(half.known_permille(fold(text)) for text in texts[1::8])
    return build(texts, max(0, shares[len(shares) // 200] - 20))


def build(texts: Iterable[str], least_permille: int, times: int = 2) -> LanguageTable:
    """A table of what stands at least `times` times in `texts`."""
    counts: Counter[int] = Counter()
    scripts: Counter[str] = Counter()
    for text in texts:
        folded = fold(text)
        counts.update({_hash(t) for t in trigrams(folded)})
        scripts.update({script_of(c) for c in folded if c.isalpha()})
    seen = np.zeros(1 << (BITS - 3), dtype=np.uint8)
    for h, n in counts.items():
        if n >= times:
            seen[h >> 3] |= 1 << (h & 7)
    return LanguageTable(frozenset(s for s, n in scripts.items() if s and n >= 20), seen, least_permille)


def trigrams(folded: str) -> Counter[str]:
    """How often each run of three letters stands inside words of scripts that are written with letters."""
    padded = f" {folded} "
    every = Counter([padded[i : i + 3] for i in range(len(padded) - 2)])
    return Counter({run: n for run, n in every.items() if _inside_a_word(run)})


@lru_cache(maxsize=1 << 17)
def _inside_a_word(run: str) -> bool:
    return run[1] != " " and any(c.isalpha() and script_of(c) not in _SPACELESS for c in run)


@lru_cache(maxsize=1 << 17)
def _hash(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=4).digest(), "big") >> (32 - BITS)
