"""Learns which languages are known, for `kula.scoring.features.language.langid`."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from kula.scoring.features.language.langid import BITS, LanguageTable, bit_of, trigrams
from kula.scoring.features.text import fold, script_of

_ENOUGH = 20
"""Texts that a language needs to count for the threshold, and letters that a script needs to be known."""
_SLACK = 20
_TIMES = 2
"""Texts that must hold a trigram for it to be known."""


def learn_language(texts: Sequence[tuple[str, str]]) -> LanguageTable:
    """The known trigrams of texts, which are given with their languages.

    The threshold is set with a table of half of the texts. It lets 49 in 50 other texts pass in each language with enough texts.
    """
    half = _table((text for _, text in texts[::2]), 0)
    shares: defaultdict[str, list[int]] = defaultdict(list)
    for language, text in texts[1::2]:
        shares[language].append(half.known_permille(fold(text)))
    lowest = min((sorted(some)[len(some) // 50] for some in shares.values() if len(some) >= _ENOUGH), default=0)
    return _table((text for _, text in texts), max(0, lowest - _SLACK))


def _table(texts: Iterable[str], least_permille: int) -> LanguageTable:
    """A table of the trigrams that enough texts hold, and of their scripts."""
    counts: Counter[int] = Counter()
    scripts: Counter[str] = Counter()
    for text in texts:
        folded = fold(text)
        counts.update({bit_of(run) for run in trigrams(folded)})
        scripts.update({script_of(c) for c in folded if c.isalpha()})
    bitmap = np.zeros(1 << (BITS - 3), dtype=np.uint8)
    for bit, times in counts.items():
        if times >= _TIMES:
            bitmap[bit >> 3] |= 1 << (bit & 7)
    known = frozenset(script for script, times in scripts.items() if script and times >= _ENOUGH)
    return LanguageTable(known, bitmap, least_permille)
