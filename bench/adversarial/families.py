"""Texts that are made to be slow to score, by family. Each follows from a seed and fills as many bytes as it is told to.

A family chooses by its seed, then says the next piece of text again and again. `filled` joins pieces.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from random import Random

from kula.protocol.canonical import canonical_json

Pieces = Callable[[], str]
Family = Callable[[Random], Pieces]

_CONSONANTS = "bcdfghjklmnpqrstvwxz"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_KNOWN = "abcdeghilnorstuáéíóúñçãõäöüабвгдежзиклмнопрст"
_COMMON = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "is",
    "you",
    "that",
    "it",
    "he",
    "was",
    "for",
    "on",
    "are",
    "as",
    "with",
    "his",
    "they",
    "be",
    "at",
    "one",
    "have",
    "this",
    "from",
    "or",
    "had",
    "by",
    "not",
    "word",
    "but",
    "what",
    "some",
    "we",
    "can",
    "out",
    "other",
    "were",
    "all",
    "there",
    "when",
    "up",
    "use",
    "your",
    "how",
    "said",
    "an",
    "each",
    "she",
    "which",
    "do",
    "their",
    "time",
    "if",
    "will",
    "way",
]
_PRIMES = "1/3/7/11/13/17/19/23/29/31/37/41/43/47/53/59"
_MARKS = [chr(c) for c in range(0x300, 0x370) if unicodedata.combining(chr(c))]
_COMPATIBLE = "ﷺﷻ㌀㌁㍿㋿㏿㎯ﬃ㈝㉀⅓㍰"
_GROWING = "ŉΐΰǰẖẗẘẙẚﬃﬄﬓ"
_LOOK_ALIKES = "aаeеoоpрcсxх"


def filled(pieces: Pieces, size: int) -> str:
    """An x and pieces, up to at most `size` bytes of JSON. The last piece is cut."""
    parts, room = ["x"], size - 1
    while (needed := _size(piece := pieces())) <= room:
        parts.append(piece)
        room -= needed
    while (needed := _size(piece)) > room:
        piece = piece[: len(piece) * room // needed - 1] if room else ""
    return "".join([*parts, piece])


@lru_cache(maxsize=1 << 13)
def _size(piece: str) -> int:
    """Bytes of a piece within JSON."""
    return len(canonical_json(piece)) - 2


def _one_of(*pieces: str) -> Family:
    """One of some pieces, again and again."""

    def family(rng: Random) -> Pieces:
        piece = rng.choice(pieces)
        return lambda: piece

    return family


def _any_of(pieces: Sequence[str], least: int = 1, most: int = 1, after: str = "") -> Family:
    """Some pieces drawn each time, and what stands after them."""
    return lambda rng: lambda: "".join(rng.choices(pieces, k=rng.randint(least, most))) + after


def _two_of(pieces: Sequence[str]) -> Family:
    """Two of some pieces in turn."""

    def family(rng: Random) -> Pieces:
        both = "".join(rng.sample(pieces, 2))
        return lambda: both

    return family


def _few_of(pieces: Sequence[str]) -> Family:
    """Two to four of some pieces, drawn each time."""

    def family(rng: Random) -> Pieces:
        few = rng.sample(pieces, rng.randint(2, 4))
        return lambda: "".join(rng.choices(few, k=64))

    return family


def _range(first: int, last: int) -> list[str]:
    return [chr(point) for point in range(first, last)]


def _runs(before: str, letter: str, after: str) -> Family:
    """Long runs of one letter between two texts."""
    return lambda rng: lambda: before + letter * rng.choice((50, 500, 5_000)) + after


def _near_copies(rng: Random) -> Pieces:
    """Copies of one passage with one letter changed, which keep a compressor's chains long."""
    passage = rng.choices(_LATIN, k=rng.choice((20, 200, 250)))

    def piece() -> str:
        changed = list(passage)
        changed[rng.randrange(len(changed))] = rng.choice(_LATIN)
        return "".join(changed)

    return piece


FAMILIES: Mapping[str, Family] = {
    "one_letter": _one_of(*"azéßΩж中あ한กاא"),
    "one_sign": _one_of(*'.,-_!"\\/=([。！€*#'),
    "two_letters": _two_of([*"abzéж中あ한ก1 "]),
    "two_signs": _two_of([*'.,-_!"/=([。！ \n']),
    "white_space": _one_of("\n", "\t", "\u3000", "\u00a0", "\u2028", "\r\n", " \n", "\n\n a"),
    "lines": _one_of("a\n", "1\n", "=\n", ".\n", "中\n"),
    "digits": _one_of("9", "٣", "0.", "1,", "1.1", "1 "),
    "open_sums": _one_of("1+", "11+", "1*", "1÷", "9x", "(1+", "1-", "1.5+"),
    "sums": _one_of("1+1=2\n", "1+1=2 ", "1+1=3;", "1=1=", "2*3=6=", "(1+1)=(2)"),
    "fractions": _one_of(f"{_PRIMES}=1 ", f"{_PRIMES}=0.5\n", "9/7*9/7*9/7*9/7*9/7*9/7=3 "),
    "huge_numbers": lambda rng: lambda: "9" * rng.choice((40, 400, 8_000)) + rng.choice("*+=/-\n"),
    "huge_claims": _runs("1+1=", "9", "\n"),
    "units": _one_of("1a", "1aa ", "$1", "5kg*", "1aaaaaaaa=", "7m/7s="),
    "list_steps": _one_of("1. ", "\n1. ", "12)\n", "\n \n1", "1.\n"),
    "sentences": _one_of("a.", "a. ", ".a", "?! ", "。", "a!b?", "...\n"),
    "two_marks": lambda rng: (lambda both: lambda: both)("".join(rng.sample(_MARKS, 2))),
    "all_marks": _any_of(_MARKS),
    "marked_letters": lambda rng: (
        lambda: rng.choice(_LATIN) + "".join(rng.choices(_MARKS, k=rng.choice((2, 29, 31, 99))))
    ),
    "compatible": _one_of(*_COMPATIBLE),
    "compatible_words": _any_of(_COMPATIBLE, 1, 3, " "),
    "growing": _any_of(_GROWING, 1, 6, " "),
    "jamo": _any_of(["\u1100\u1161", "\u1112\u1175\u11ab", "\u1100\u1161\u11a8"], 1, 5, " "),
    "half_width": _any_of(["ｶﾞ", "ﾊﾟ", "ｱ", "ﾞ"], 1, 5),
    "emoji": _any_of(_range(0x1F600, 0x1F640)),
    "joined_emoji": _any_of(["👩\u200d", "🏽", "👨\u200d👩\u200d👧", "🇫", "🇷"]),
    "bold_letters": _any_of(_range(0x1D400, 0x1D6A0), 1, 8, " "),
    "rare_ideographs": _any_of(_range(0x20000, 0x20800)),
    "look_alikes": _any_of(_LOOK_ALIKES, 1, 3, " "),
    "long_look_alikes": _any_of(_LOOK_ALIKES, 500, 5_000, " "),
    "invisible": _any_of(["a\u200b", "b\u2060", "\u00ad", "c"]),
    "joiners": _any_of(["می\u200cخواهم ", "کتاب\u200cها ", "و "]),
    "short_words": _any_of(_LATIN, 1, 3, " "),
    "known_runs": _any_of(_KNOWN, 3, 6, " "),
    "one_known_run": _any_of(_KNOWN, 64, 64),
    "words": _any_of(_LATIN, 4, 12, " "),
    "long_words": _any_of(_CONSONANTS, 90, 100, " "),
    "longer_words": _any_of(_CONSONANTS, 101, 2_000, " "),
    "vowelless": _one_of("q" * 99 + " ", "zx" * 50 + " ", "jq" * 49 + "ü "),
    "ideographs": _any_of(_range(0x4E00, 0x9FA0)),
    "few_ideographs": _few_of(_range(0x4E00, 0x4E80)),
    "kana": _any_of(_range(0x3041, 0x30FA), 1, 9, "。"),
    "syllables": _any_of(_range(0xAC00, 0xD7A0), 1, 4, " "),
    "mixed_scripts": _any_of([*"a中b国1あ한ก "]),
    "thai": _any_of(_range(0x0E01, 0x0E2F)),
    "devanagari": _any_of(_range(0x0904, 0x0940), 2, 9, " "),
    "arabic": _any_of(_range(0x0621, 0x064B), 2, 9, " "),
    "private": _any_of(_range(0xE000, 0xE400)),
    "control": _any_of(_range(0x01, 0x20)),
    "any_character": _any_of([*_range(0x20, 0xD800), *_range(0xE000, 0x10000)]),
    "phrases": _one_of("great questio", "happy to hel", "it depends ", "step by ste", "let me know i"),
    "links": _one_of("http://", "www.", ".com/", "httphttps://", ".exampl"),
    "checks": _one_of("a has a ", " has a ", "my name is ", "the code for a is ", "say hello to a, "),
    "adverts": _any_of(["free ", "bonus ", "click ", "best ", "ignore ", "score "]),
    "wide_adverts": _any_of(["免费", "红包", "优惠", "最佳", "忽略", "评分"]),
    "common_words": _any_of([f"{word} " for word in _COMMON]),
    "common_talk": _any_of([f"{word}{sign}" for word in _COMMON for sign in (" ", " ", " ", ". ", ", ", "?\n")]),
    "few_letters": _few_of([*_LATIN]),
    "near_copies": _near_copies,
    "brackets": _few_of([*'([{<>}])"']),
    "versions": _one_of("1.1.", "1.2.3+4=7 ", "1,1,", "1..1"),
}
"""Every family by its name."""
