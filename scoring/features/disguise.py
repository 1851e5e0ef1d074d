"""Whether a text hides what it is: with invisible characters, or with letters that look like others. Pure."""

from kula.scoring.features.text import INVISIBLE, WORD, script_of

_JOINERS = "\u200c\u200d\u200e\u200f"
_UNJOINED = frozenset(["LATIN", "CYRILLIC", "GREEK", "CJK", "HIRAGANA", "KATAKANA", "HANGUL"])
"""Scripts that need no joiners."""
_QUANTITY = 3
"""Letters of the longest word that may name a quantity or a unit."""
_SEVERAL = 3


def disguised(text: str) -> bool:
    """Whether a text has invisible characters or words of mixed scripts in several places."""
    return invisible_count(text) >= _SEVERAL or mixed_words(text) >= _SEVERAL


def invisible_count(text: str) -> int:
    """How many invisible characters a text has that its script does not need. Persian joins its letters with some."""
    return sum(
        match[0] not in _JOINERS or script_of(text[match.start() - 1]) in _UNJOINED
        for match in INVISIBLE.finditer(text)
    )


def mixed_words(text: str) -> int:
    """How many words mix Latin with Cyrillic or Greek letters. Short ones may be quantities, such as ΔH and μm."""
    count = 0
    for word in WORD.findall(text):
        if word.isascii() or len(word) <= _QUANTITY:
            continue
        scripts = {script_of(c) for c in word}
        count += "LATIN" in scripts and bool(scripts & {"CYRILLIC", "GREEK"})
    return count
