"""A check and its rule: a question, what its answer must hold, and whether an answer does."""

from dataclasses import dataclass

from kula.scoring.features.text import fold, words

LONGEST_ANSWER = 14
"""Tokens of an answer to a check."""


@dataclass(frozen=True, slots=True)
class Check:
    """A question and its accepted answers."""

    question: str
    accepted: tuple[str, ...]
    others: tuple[str, ...] = ()
    """Wrong answers that the question names. An answer that names one of them first does not pass."""
    exact: bool = False
    """Whether case and signs count. White space never does."""


def passes(check: Check, answer: str) -> bool:
    """Tells whether an answer holds an accepted one, before any of the others.

    Without `exact`, answers are compared as whole folded words. An accepted answer of over 3 characters may begin a word.
    """
    if check.exact:
        return any(_unspaced(accepted) in _unspaced(answer) for accepted in check.accepted)
    line = f" {' '.join(words(fold(answer)))} "
    right = [place for accepted in check.accepted if (place := _place(accepted, line)) >= 0]
    wrong = [place for other in check.others if (place := _place(other, line)) >= 0]
    return bool(right) and (not wrong or min(right) < min(wrong))


def _place(phrase: str, line: str) -> int:
    """Where a phrase begins in a line of folded words; −1 if it does not."""
    return line.find(f" {' '.join(words(fold(phrase)))}" + ("" if len(phrase) > 3 else " "))


def _unspaced(text: str) -> str:
    return "".join(text.split())
