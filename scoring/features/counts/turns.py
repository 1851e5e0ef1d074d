"""How turns and sentences begin, end and follow each other, and what words they share.

Beginnings and ends are marks beside words, counted in trusted text like pairs of words. A sentence that opens the text but
should follow another one has a low number. So has a user's turn in an assistant's place.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from kula.scoring.features.feature import LACKING
from kula.scoring.features.reading import Reading
from kula.scoring.features.text import Text, fold, sentences, words

NAMES: tuple[str, ...] = (
    "opens",
    "closes",
    "follows_lowest",
    "follows_mean",
    "ends_lowest",
    "role_lowest",
    "role_mean",
    "place_first",
    "place_last",
    "sentences",
    "sentences_same",
    "shared_lowest",
    "shared_mean",
    "steps_shared",
    "halves_shared",
    "halves_asked",
    "turns_shared",
    "turns_shared_lowest",
    "list_steps",
    "list_breaks",
)
_STEP = re.compile(r"^[^\S\n]*+(\d{1,2})[.)、]\s", re.MULTILINE)
"""The number of a list's step, first in its line. White space is sought within a line, so that empty lines are read once."""
_EDGES = (("opens", 0), ("follows", 0), ("closes", -1), ("ends", -1))
"""Marks, and the place of the word in its sentence that stands beside each."""
_SENTENCES_READ = 40
_TURNS_READ = 24
_ENOUGH = 4
"""Content words that a sentence needs for the share of them that it has in common to mean something."""


def numbers(reading: Reading) -> list[int]:
    """How likely sentences and turns are where they stand; shares of words in common; steps of a list out of order."""
    texts = reading.texts
    sentences_w = sentences_in_words(texts.main.raw)
    turns = texts.all_turns[-_TURNS_READ:]
    firsts = [(i, role, text.words[0]) for i, (role, text) in enumerate(turns) if text.words]
    edges = [(mark, sentence[at]) for mark, at in _EDGES for sentence in sentences_w]
    places = [place_of(role, i, len(turns)) for i, role, _ in firsts]
    in_place = [(mark, w) for place, (_, _, w) in zip(places, firsts, strict=True) for mark in (place, *_others(place))]
    levels = reading.ngrams.beside([*edges, *in_place])
    return [
        *_sentence_edges(levels[: len(edges)], len(sentences_w)),
        *_turn_places(levels[len(edges) :]),
        *_shared(sentences_w, set(texts.prompt.words)),
        *_turns_shared([text for _, text in turns]),
        *_list_steps(texts.main.raw),
    ]


def sentences_in_words(text: str) -> list[list[str]]:
    """The words of a text's first sentences; sentences without words are left out.

    Other features cut texts elsewhere: `segments.pieces` by letters, `relevance.cut` by words.
    """
    return [tokens for s in sentences(text)[:_SENTENCES_READ] if (tokens := words(fold(s)))]


def place_of(role: str, place: int, count: int) -> str:
    """The mark of a turn: who speaks, and whether it is one of the first two of `count` turns, of the last two, or inner."""
    where = "first" if place < 2 else "last" if place >= count - 2 else "inner"
    return f"{'a' if role == 'assistant' else 'u'} {where}"


def _others(place: str) -> tuple[str, str]:
    """The same place of the other role, and an inner place of the same role."""
    return ("u" if place[0] == "a" else "a") + place[1:], place[0] + " inner"


def _sentence_edges(levels: list[int], size: int) -> list[int]:
    if not size:
        return [0] * 5
    opens, follows, closes, ends = (levels[i * size : (i + 1) * size] for i in range(len(_EDGES)))
    later = [f - o for f, o in zip(follows[1:], opens[1:], strict=True)] or [0]
    earlier = [e - c for e, c in zip(ends[:-1], closes[:-1], strict=True)] or [0]
    return [
        opens[0] - follows[0],
        closes[-1] - ends[-1],
        min(later),
        1000 * sum(later) // len(later),
        min(earlier),
    ]


def _turn_places(levels: list[int]) -> list[int]:
    here, other_role, inner = levels[::3], levels[1::3], levels[2::3]
    roles = [a - b for a, b in zip(here, other_role, strict=True)] or [0]
    places = [a - b for a, b in zip(here, inner, strict=True)] or [0]
    return [min(roles), 1000 * sum(roles) // len(roles), places[0], places[-1]]


def _shared(sentences_w: list[list[str]], asked: set[str]) -> list[int]:
    content = [_content_words(sentence) for sentence in sentences_w]
    counts = Counter(word for bag in content for word in bag)
    enough = [bag for bag in content if len(bag) >= _ENOUGH]
    shares = [1000 * sum(counts[w] > 1 or w in asked for w in bag) // len(bag) for bag in enough] or [LACKING]
    half = len(content) // 2
    first, second = (set().union(*content[part]) for part in (slice(half), slice(half, None)))
    steps = [_overlap(a, b) for a, b in pairwise(content)] or [LACKING]
    return [
        len(sentences_w),
        1000 * (len(sentences_w) - len({tuple(s) for s in sentences_w})) // max(1, len(sentences_w)),
        min(shares),
        sum(shares) // len(shares),
        sum(steps) // len(steps),
        _overlap(first, second) if half else LACKING,
        _overlap(asked, second) - _overlap(asked, first) if half else 0,
    ]


def _turns_shared(texts: Sequence[Text]) -> list[int]:
    content = [_content_words(text.words) for text in texts]
    shares = [_overlap(a, b) for a, b in pairwise(content) if len(a) > 1 and len(b) > 1] or [LACKING]
    return [sum(shares) // len(shares), min(shares)]


def _list_steps(text: str) -> list[int]:
    steps = [int(n) for n in _STEP.findall(text)]
    breaks = sum(b not in (a + 1, 1) for a, b in pairwise(steps))
    return [min(20, len(steps)), min(20, breaks + (steps[:1] not in ([], [1])))]


def _content_words(tokens: Sequence[str]) -> set[str]:
    """Words of more than four letters, and all that are not in ASCII."""
    return {w for w in tokens if len(w) > 4 or not w.isascii()}


def _overlap(one: set[str], two: set[str]) -> int:
    return 1000 * len(one & two) // max(1, min(len(one), len(two)))
