"""Cheap statistics of a record, as integers: bit-exact on every machine (stage 1). Shares and means are in thousandths.

Three texts are measured: what was asked, the main text, and what it is compared with (earlier answers, the original or the
rejected text); then how they relate, and what single turns look like.
"""

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from kula.scoring.features.counts.arithmetic import checked_sums, numbers
from kula.scoring.features.counts.characters import letters, odd_share
from kula.scoring.features.counts.difference import difference
from kula.scoring.features.counts.lexicon import hits
from kula.scoring.features.counts.turns import order
from kula.scoring.features.language.ngrams import WORST, Looked, Ngrams
from kula.scoring.features.language.relevance import Affinity, affinities
from kula.scoring.features.language.word_lm import Surprise, surprises
from kula.scoring.features.text import Parts, fold, invisible_count, mixed_words, words

KINDS = ("conversation", "rating", "correction", "preference")
_TURNS_READ = 24


@dataclass(frozen=True)
class Text:
    """Some turns as one text, with its folded form and its words, and where in both each turn of enough words begins."""

    plain: str
    folded: str
    tokens: list[str]
    words_at: list[int]
    letters_at: list[int]

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word stands in it."""
        return Counter(self.tokens)

    @cached_property
    def pairs(self) -> set[tuple[str, str]]:
        """Its different pairs of neighbours."""
        return set(pairwise(self.tokens))

    @classmethod
    def of(cls, plains: Sequence[str]) -> "Text":
        """Fold and cut a text."""
        folds, tokens, words_at, letters_at, size = [], [], [0], [0], 0
        for folded in filter(None, map(fold, plains)):
            found = words(folded)
            if tokens and len(found) > 2:
                words_at.append(len(tokens))
                letters_at.append(size)
            tokens += found
            folds.append(folded)
            size += len(folded) + 1
        return cls("\n".join(plains), " ".join(folds), tokens, words_at, letters_at)


def statistics(parts: Parts, ngrams: Ngrams, affinity: Affinity, surprise: Surprise) -> dict[str, int]:
    """All statistics of a record by name, always in the same order."""
    asked, main, said = Text.of(parts.said(False)), Text.of([parts.main]), Text.of(parts.said(True))
    other = Text.of([parts.other]) if parts.other else said
    texts = {"asked": asked, "main": main, "other": other}
    looked = {name: ngrams.look(text.folded, text.tokens) for name, text in texts.items()}
    looked["said"] = ngrams.look(said.folded, said.tokens) if parts.other else looked["other"]
    found = {f"{k}_{n}": v for k, text in texts.items() for n, v in _text_statistics(text, looked[k]).items()}
    found |= {f"gain_{n}": found[f"main_{n}"] - found[f"other_{n}"] for n in _COMPARED} if parts.other else _NO_GAIN
    prompt = asked if len(asked.words_at) == 1 else Text.of([parts.prompt])
    found |= _between("asked", main, prompt) | _between("other", main, other)
    found |= difference(main.tokens, other.tokens if parts.other else [], ngrams)
    found |= _numbers(main, asked, other) | _turns(parts) | order(parts, ngrams)
    found |= _worst("user", asked, parts.said(False), looked["asked"]) | _worst(
        "said", said, parts.said(True), looked["said"]
    )
    found |= {f"affinity_{n}": v for n, v in affinities(parts, main.tokens, prompt.tokens, affinity).items()}
    found |= {f"surprise_{n}": v for n, v in surprises(parts, surprise).items()}
    found |= {f"is_{kind}": int(parts.kind == kind) for kind in KINDS}
    return found | {"rating": parts.rating, "wide_range": int(parts.wide_range)}


_COMPARED = (
    "length",
    "word",
    "tied",
    "pair",
    "pair_low",
    "pair_new",
    "word_new",
    "run",
    "run_low",
    "run_new",
    "unique",
    "punctuation",
    "upper",
)
_NO_GAIN = dict.fromkeys((f"gain_{n}" for n in _COMPARED), 0)


def disguised(text: str) -> bool:
    """Whether a text hides what it is: invisible characters or look-alike letters in several places."""
    return invisible_count(text) >= 3 or mixed_words(text) >= 3


def _text_statistics(text: Text, looked: Looked) -> dict[str, int]:
    return {**_shape(text), **letters(text.plain), **_lexical(text), **looked.whole()}


def _shape(text: Text) -> dict[str, int]:
    count, size = len(text.tokens), len(text.folded)
    lengths, plain = [*map(len, text.tokens)], text.folded.encode()
    squeezed = len(zlib.compress(plain, 6)) if size else 0
    return {
        "length": _log(size),
        "words": _log(count),
        "unique": _share(len(text.counts), count),
        "top": _share(max(text.counts.values(), default=0), count),
        "pairs": _share(len(text.pairs), max(0, count - 1)),
        "twice": _share(sum(a == b for a, b in pairwise(text.tokens)), max(0, count - 1)),
        "squeezed": min(2000, _share(squeezed, len(plain))),
        "word_length": _share(sum(lengths), count),
        "long_words": _share(len([n for n in lengths if n > 14]), count),
    }


def _lexical(text: Text) -> dict[str, int]:
    count = max(8, len(text.tokens))
    return {name: min(1000, _share(n, count)) for name, n in hits(text.folded, text.tokens).items()}


def _between(name: str, main: Text, other: Text) -> dict[str, int]:
    mine, theirs = main.counts.keys(), other.counts.keys()
    shared, pairs = len(mine & theirs), len(main.pairs & other.pairs)
    content = {t for t in mine if len(t) > 4 or not t.isascii()}
    return {
        f"{name}_words_in_main": _share(shared, len(theirs)),
        f"{name}_words_of_main": _share(shared, len(mine)),
        f"{name}_content_of_main": _share(len(content & theirs), len(content)),
        f"{name}_pairs_of_main": _share(pairs, len(main.pairs)),
        f"{name}_pairs_in_main": _share(pairs, len(other.pairs)),
        f"{name}_ratio": _log(len(main.folded)) - _log(len(other.folded)),
        f"{name}_same": int(main.folded == other.folded),
        f"{name}_within": int(bool(main.folded) and main.folded in other.folded),
        f"{name}_script": abs(_plain(main.plain) - _plain(other.plain)) if other.plain else 0,
    }


def _numbers(main: Text, asked: Text, other: Text) -> dict[str, int]:
    mine, given, theirs = numbers(main.plain), set(numbers(asked.plain)), numbers(other.plain)
    right, wrong = checked_sums(main.plain)
    other_right, other_wrong = checked_sums(other.plain)
    return {
        "numbers": _log(len(mine)),
        "numbers_given": _share(sum(n in given for n in mine), len(mine)) if mine else -1,
        "numbers_used": _share(len(given & set(mine)), len(given)) if given else -1,
        "sums_right": min(9, right),
        "sums_wrong": min(9, wrong),
        "other_sums_right": min(9, other_right),
        "other_sums_wrong": min(9, other_wrong),
        "last_number": 0 if not mine or not theirs else 1 if mine[-1] == theirs[-1] else -1,
    }


def _turns(parts: Parts) -> dict[str, int]:
    texts = [fold(text) for _, text in parts.turns[-_TURNS_READ:]]
    sets = [set(words(text)) for text in texts]
    alike = [_share(len(a & b), len(a | b)) for a, b in zip(sets, sets[2:], strict=False)]
    lengths = [_log(len(text)) for text in texts] or [0]
    return {
        "turns": min(40, len(parts.turns)),
        "turns_same": _share(len(texts) - len(set(texts)), len(texts)),
        "turns_alike": sum(alike) // len(alike) if alike else 0,
        "turns_most_alike": max(alike, default=0),
        "turn_shortest": min(lengths),
        "turn_spread": max(lengths) - min(lengths),
        "system": int(any(role == "system" for role, _ in parts.turns)),
    }


def _worst(name: str, text: Text, turns: Sequence[str], looked: Looked) -> dict[str, int]:
    """The most suspicious number of any of some turns."""
    if len(text.tokens) < 3:
        found = dict.fromkeys((*WORST, "unique", "listed", "odd"), -1)
    else:
        ends = [*text.words_at[1:], len(text.tokens)]
        cut = [text.tokens[a:b] for a, b in zip(text.words_at, ends, strict=True)]
        listed = [sum(hits("", c).values()) for c in cut]
        found = looked.worst(text.words_at, text.letters_at) | {
            "unique": min(_share(len(set(c)), len(c)) for c in cut),
            "listed": max(_share(n, max(8, len(c))) for n, c in zip(listed, cut, strict=True)),
            "odd": max(map(odd_share, turns)),
        }
    return {f"{name}_{n}": v for n, v in found.items()}


@lru_cache(maxsize=64)
def _plain(text: str) -> int:
    letters = [*filter(str.isalpha, text[:400])]
    return _share(len([c for c in letters if c < "\u0250"]), len(letters))


def _share(part: int, whole: int) -> int:
    return 1000 * part // whole if whole else 0


def _log(size: int) -> int:
    """About 8·log2(1 + size), from the bits alone: exact everywhere."""
    bits = (size + 1).bit_length() - 1
    return 8 * bits + ((size + 1) * 8 >> bits) - 8
