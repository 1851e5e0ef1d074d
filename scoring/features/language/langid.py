"""Whether a text is in a language that the judge was calibrated on: by script, and by how many of its letter trigrams are known.

Integers only. It does not name the language; an unknown one is never called bad.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from kula.scoring.features.text import fold, script_of

BITS = 18
_LETTERS_NEEDED = 12
_ENOUGH = 20
"""Texts of a language that say where its threshold lies."""
_SLACK = 20
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
        """Share of the text's trigrams that were seen, in thousandths; 1000 without any.

        A letter of a known script without spaces counts as a seen one: two foreign names do not make a Chinese text unknown.
        """
        counts = trigrams(folded)
        spaceless = self.scripts.intersection(_SPACELESS)
        alone = sum(n for c, n in Counter(folded).items() if script_of(c) in spaceless)
        seen, places = self.seen, {run: _hash(run) for run in counts}
        known = sum(counts[run] for run, h in places.items() if seen.item(h >> 3) >> (h & 7) & 1)
        total = counts.total() + alone
        return 1000 * (known + alone) // total if total else 1000


def learn_language(told: Sequence[tuple[str, str]]) -> LanguageTable:
    """Known trigrams of texts, given with their languages.

    The threshold lets 49 in 50 texts of every language pass that has enough of them, when half of all texts are known.
    """
    half = build((text for _, text in told[::2]), 0)
    shares: defaultdict[str, list[int]] = defaultdict(list)
    for language, text in told[1::2]:
        shares[language].append(half.known_permille(fold(text)))
    lowest = min((sorted(found)[len(found) // 50] for found in shares.values() if len(found) >= _ENOUGH), default=0)
    return build((text for _, text in told), max(0, lowest - _SLACK))


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
