"""Whether a text is in a language that the judge was calibrated on: by script, and by how many of its letter trigrams are known.

Integers only. It does not name the language; an unknown one is never called bad.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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
        letters = Counter(script_of(c) for c in folded if c.isalpha())
        total = sum(letters.values())
        if total < _LETTERS_NEEDED:
            return True
        known = sum(n for script, n in letters.items() if script in self.scripts)
        return 1000 * known >= 700 * total and self.known_permille(folded) >= self.least_permille

    def known_permille(self, folded: str) -> int:
        """Share of the text's trigrams that were seen, in thousandths; 1000 without trigrams."""
        hashes = [_hash(t) for t in trigrams(folded)]
        if not hashes:
            return 1000
        return 1000 * sum(int(self.seen[h >> 3]) >> (h & 7) & 1 for h in hashes) // len(hashes)


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


def trigrams(folded: str) -> Iterator[str]:
    """Runs of three letters inside words of scripts that are written with letters."""
    for word in folded.split():
        padded = f" {word} "
        for i in range(len(padded) - 2):
            run = padded[i : i + 3]
            if any(c.isalpha() and script_of(c) not in _SPACELESS for c in run):
                yield run


@lru_cache(maxsize=1 << 17)
def _hash(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=4).digest(), "big") >> (32 - BITS)
