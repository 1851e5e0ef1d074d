"""In what order things are said: how turns and sentences begin and end, and whether each shares words with the rest.

Beginnings and ends are counted in trusted text as marks beside words (`marks_of`), so a sentence that opens where one
should follow, or a user's turn in an assistant's place, can be told. Whole numbers.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kula.scoring.features.language.ngrams import Marked, Ngrams
from kula.scoring.features.text import Parts, fold, sentences, words

_STEP = re.compile(r"^\s*(\d{1,2})[.)、]\s", re.MULTILINE)
_EDGES = (("opens", 0), ("follows", 0), ("closes", -1), ("ends", -1))
"""Marks, and the word of a sentence that stands beside each."""
_SENTENCES_READ = 40
_TURNS_READ = 24
_ENOUGH = 4
"""Telling words that a sentence needs for their share elsewhere to mean something."""

Turn = tuple[str, str]


def marks_of(turns: Sequence[Turn]) -> Iterator[Marked]:
    """Every turn's first word by role and place, and how its sentences begin and end."""
    for place, (role, text) in enumerate(turns):
        cut = _cut(text)
        if not cut:
            continue
        yield _at(role, place, len(turns)), cut[0][0]
        yield "opens", cut[0][0]
        yield "closes", cut[-1][-1]
        for before, after in pairwise(cut):
            yield "ends", before[-1]
            yield "follows", after[0]


def texts_of(parts: Parts) -> Iterator[tuple[str, list[Marked]]]:
    """A record's texts with their marks, to be counted; an original that was corrected is no text to learn from."""
    turns = turns_of(parts)
    yield "", list(marks_of(turns))
    yield from ((text, []) for _, text in turns)
    if parts.kind == "preference":
        yield parts.other, []


def turns_of(parts: Parts) -> list[Turn]:
    """All turns with the main text as the last one."""
    return [*parts.turns, ("assistant", parts.main)]


def order(parts: Parts, ngrams: Ngrams) -> dict[str, int]:
    """How the main text's sentences follow each other, and how the turns do."""
    cut = _cut(parts.main)
    turns = turns_of(parts)[-_TURNS_READ:]
    firsts = [(i, role, found[0]) for i, (role, text) in enumerate(turns) if (found := words(fold(text)))]
    edges = [(mark, s[at]) for mark, at in _EDGES for s in cut]
    places = [_at(role, i, len(turns)) for i, role, _ in firsts]
    told = [(name, w) for place, (_, _, w) in zip(places, firsts, strict=True) for name in (place, *_others(place))]
    levels = ngrams.beside([*edges, *told])
    return {
        **_sentence_edges(levels[: len(edges)], len(cut)),
        **_turn_places(levels[len(edges) :]),
        **_shared(cut, set(words(fold(parts.prompt)))),
        **_turns_shared([text for _, text in turns]),
        **_list_steps(parts.main),
    }


def _sentence_edges(levels: list[int], size: int) -> dict[str, int]:
    if not size:
        return dict.fromkeys(("opens", "closes", "follows_lowest", "follows_mean", "ends_lowest"), 0)
    opens, follows, closes, goes_on = (levels[i * size : (i + 1) * size] for i in range(len(_EDGES)))
    later = [f - o for f, o in zip(follows[1:], opens[1:], strict=True)] or [0]
    earlier = [e - c for e, c in zip(goes_on[:-1], closes[:-1], strict=True)] or [0]
    return {
        "opens": opens[0] - follows[0],
        "closes": closes[-1] - goes_on[-1],
        "follows_lowest": min(later),
        "follows_mean": 1000 * sum(later) // len(later),
        "ends_lowest": min(earlier),
    }


def _turn_places(levels: list[int]) -> dict[str, int]:
    here, turned, inner = levels[::3], levels[1::3], levels[2::3]
    roles = [a - b for a, b in zip(here, turned, strict=True)] or [0]
    places = [a - b for a, b in zip(here, inner, strict=True)] or [0]
    return {
        "role_lowest": min(roles),
        "role_mean": 1000 * sum(roles) // len(roles),
        "place_first": places[0],
        "place_last": places[-1],
    }


def _shared(cut: list[list[str]], asked: set[str]) -> dict[str, int]:
    telling = [_telling(s) for s in cut]
    counts = Counter(word for s in telling for word in s)
    enough = [s for s in telling if len(s) >= _ENOUGH]
    shares = [1000 * sum(counts[w] > 1 or w in asked for w in s) // len(s) for s in enough] or [-1]
    half = len(telling) // 2
    first, second = (set().union(*telling[part]) for part in (slice(half), slice(half, None)))
    steps = [_overlap(a, b) for a, b in pairwise(telling)] or [-1]
    return {
        "sentences": len(cut),
        "sentences_same": 1000 * (len(cut) - len({tuple(s) for s in cut})) // max(1, len(cut)),
        "shared_lowest": min(shares),
        "shared_mean": sum(shares) // len(shares),
        "steps_shared": sum(steps) // len(steps),
        "halves_shared": _overlap(first, second) if half else -1,
        "halves_asked": _overlap(asked, second) - _overlap(asked, first) if half else 0,
    }


def _turns_shared(texts: Sequence[str]) -> dict[str, int]:
    told = [_telling(words(fold(text))) for text in texts]
    said = [_overlap(a, b) for a, b in pairwise(told) if len(a) > 1 and len(b) > 1] or [-1]
    return {"turns_shared": sum(said) // len(said), "turns_shared_lowest": min(said)}


def _list_steps(text: str) -> dict[str, int]:
    steps = [int(n) for n in _STEP.findall(text)]
    breaks = sum(b not in (a + 1, 1) for a, b in pairwise(steps))
    return {"list_steps": min(20, len(steps)), "list_breaks": min(20, breaks + (steps[:1] not in ([], [1])))}


def _at(role: str, place: int, count: int) -> str:
    where = "first" if place < 2 else "last" if place >= count - 2 else "inner"
    return f"{'a' if role == 'assistant' else 'u'} {where}"


def _others(place: str) -> tuple[str, str]:
    """The same place of the other role, and an inner place of the same role."""
    return ("u" if place[0] == "a" else "a") + place[1:], place[0] + " inner"


def _cut(text: str) -> list[list[str]]:
    return [found for s in sentences(text)[:_SENTENCES_READ] if (found := words(fold(s)))]


def _telling(found: Sequence[str]) -> set[str]:
    return {w for w in found if len(w) > 4 or not w.isascii()}


def _overlap(one: set[str], two: set[str]) -> int:
    return 1000 * len(one & two) // max(1, min(len(one), len(two)))
