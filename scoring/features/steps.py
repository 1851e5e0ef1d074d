"""How much work a record is to read, in steps. Counted from its texts, so that every machine counts the same. No clock.

Every scanner reads a text a fixed number of times. So its work grows with the characters as they were sent, and with those after
folding, because one character may stand for eighteen. It also grows with the words, which are looked up in several tables. The
word model and the encoder read the beginning of a text only, and have limits of their own.
"""

from kula.scoring.features.text import Texts

MOST_STEPS = 1 << 18
"""The budget of one record. Plain text of the greatest length needs two thirds of it."""
_STEPS_PER_WORD = 4


def steps_of(texts: Texts) -> int:
    """The steps of a record: its characters, those after folding, and four for each word."""
    every = [*(text for _, text in texts.turns), texts.main, texts.other]
    return sum(len(text.raw) + len(text.folded) + _STEPS_PER_WORD * len(text.words) for text in every)
