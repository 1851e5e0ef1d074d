"""Numbers that the main text takes from the question, and sums that add up: `48 / 2 = 24` does. Exact, in fractions.

A sum is read from its equals sign to the left, so that each character is read once however long the line is.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

from kula.scoring.features.feature import LACKING
from kula.scoring.features.reading import Reading
from kula.scoring.features.runs import log_size, permille

NAMES: tuple[str, ...] = (
    "numbers",
    "numbers_given",
    "numbers_used",
    "sums_right",
    "sums_wrong",
    "other_sums_right",
    "other_sums_wrong",
    "last_number",
)
_NUMBER = r"\d+(?:\.\d+)?"
_TERM_BACKWARDS = re.compile(r"(?<==)\)?+(\d++(?:\.\d++)?+(?:[-+*/x×÷()]++\d++(?:\.\d++)?+)++)")
"""What stands before an equals sign, read from there to the left: a number, then signs and a number, once or more."""
_CLAIMED = re.compile(rf"\(?({_NUMBER})")
_TOKEN = re.compile(rf"{_NUMBER}|[-+*/()]")
_UNITS = re.compile(r"[$€£¥,% ]|(?<=\d)[^\W\d_]+(?=[ *+/=-])")
_LONGEST = 60
"""Characters of a sum, or of a number, that is still computed."""
_SUMS_READ = 200
"""Sums of a text that are computed."""
_MOST = 9


def numbers(reading: Reading) -> list[int]:
    """Numbers of the main text, shares from and of the question's; sums; whether it ends in the compared text's number."""
    main, other = reading.main.raw, reading.other.raw
    own, given, others = numbers_in(main), set(numbers_in(reading.asked.raw)), numbers_in(other)
    right, wrong = checked_sums(main)
    other_right, other_wrong = checked_sums(other)
    return [
        log_size(len(own)),
        permille(sum(number in given for number in own), len(own)) if own else LACKING,
        permille(len(given & set(own)), len(given)) if given else LACKING,
        min(_MOST, right),
        min(_MOST, wrong),
        min(_MOST, other_right),
        min(_MOST, other_wrong),
        0 if not own or not others else 1 if own[-1] == others[-1] else -1,
    ]


def checked_sums(text: str) -> tuple[int, int]:
    """How many sums of a text are right, and how many are wrong. What cannot be computed is left out."""
    right = wrong = 0
    for term, claimed in islice(_sums(text), _SUMS_READ):
        value = _value(term)
        if value is None:
            continue
        close = abs(value - Fraction(claimed)) <= Fraction(1, 100) * max(1, abs(value))
        right, wrong = right + close, wrong + (not close)
    return right, wrong


def numbers_in(text: str) -> list[str]:
    """The numbers of a text in order, without the commas of thousands."""
    return re.findall(_NUMBER, text.replace(",", ""))


def _sums(text: str) -> Iterator[tuple[str, str]]:
    """The sums of a text that are short enough to compute: what is added up, and the number that it is said to be."""
    for line in text.splitlines():
        if "=" not in line:
            continue
        plain = _UNITS.sub("", line)
        backwards, start, place = plain[::-1], 0, plain.find("=")
        while place >= 0:
            term = _TERM_BACKWARDS.match(backwards, len(plain) - place, len(plain) - start)
            claimed = term and _CLAIMED.match(plain, place + 1)
            if term and claimed:
                start = claimed.end()
                if max(len(term[1]), len(claimed[1])) <= _LONGEST:
                    yield term[1][::-1].replace("x", "*").replace("×", "*").replace("÷", "/"), claimed[1]
            place = plain.find("=", place + 1)


def _value(sum_text: str) -> Fraction | None:
    """The value of a sum; None with parentheses, or for a division by zero."""
    tokens = _TOKEN.findall(sum_text)
    if "(" in tokens or ")" in tokens:
        return None
    total, term, sign, operator = Fraction(0), Fraction(1), 1, "*"
    for symbol in tokens:
        if symbol in "+-":
            total, term, sign, operator = total + sign * term, Fraction(1), 1 if symbol == "+" else -1, "*"
        elif symbol in "*/":
            operator = symbol
        elif operator == "/" and Fraction(symbol) == 0:
            return None
        else:
            term = term * Fraction(symbol) if operator == "*" else term / Fraction(symbol)
    return total + sign * term
