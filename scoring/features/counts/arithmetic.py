"""Whether the sums in a text add up: `48 / 2 = 24` does. Exact, in whole numbers and fractions."""

import re
from fractions import Fraction

_NUMBER = r"\d+(?:\.\d+)?"
_SUM = re.compile(rf"({_NUMBER}(?:[-+*/x×÷()]+{_NUMBER})+)\)?=\(?({_NUMBER})")
_TOKEN = re.compile(rf"{_NUMBER}|[-+*/()]")
_UNITS = re.compile(r"[$€£¥,% ]|(?<=\d)[^\W\d_]+(?=[ *+/=-])")
_LONGEST = 60


def checked_sums(text: str) -> tuple[int, int]:
    """How many sums of a text are right, and how many wrong; what cannot be read is left out."""
    right = wrong = 0
    for line in text.splitlines():
        if "=" not in line:
            continue
        for left, result in _SUM.findall(_UNITS.sub("", line)):
            value = _value(left.replace("x", "*").replace("×", "*").replace("÷", "/"))
            if value is None:
                continue
            close = abs(value - Fraction(result)) <= Fraction(1, 100) * max(1, abs(value))
            right, wrong = right + close, wrong + (not close)
    return right, wrong


def numbers(text: str) -> list[str]:
    """The numbers of a text in order, without thousands' commas."""
    return re.findall(_NUMBER, text.replace(",", ""))


def _value(sum_text: str) -> Fraction | None:
    if len(sum_text) > _LONGEST:
        return None
    tokens = _TOKEN.findall(sum_text)
    if "(" in tokens or ")" in tokens:
        return None
    total, term, sign, operator = Fraction(0), Fraction(1), 1, "*"
    for mark in tokens:
        if mark in "+-":
            total, term, sign, operator = total + sign * term, Fraction(1), 1 if mark == "+" else -1, "*"
        elif mark in "*/":
            operator = mark
        elif operator == "/" and Fraction(mark) == 0:
            return None
        else:
            term = term * Fraction(mark) if operator == "*" else term / Fraction(mark)
    return total + sign * term
