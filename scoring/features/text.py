"""A record's texts, and one folded form for every text. Pure; knows no scores.

Folding makes a disguised or reformatted copy equal to its original, so everything that compares or counts words works on
folded text. A `Text` is folded when first asked for, and only once.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, wraps
from typing import Any, TypeVar
from zlib import crc32

from kula.protocol.canonical import normal_form

Content = dict[str, Any]

LABELLED = ("rating", "correction", "preference")
"""Kinds in which the contributor asserts something about the text. A conversation carries no label."""

# Letters that look like Latin ones; folding them makes a disguised copy equal to its original.
_LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕһԁԛԝАВЕКМНОРСТХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "aeopcyxijshdqwABEKMHOPCTXIJSABEZHIKMNOPTYXo",
)
_LOOK_ALIKE = re.compile("[аеорсухіјѕһԁԛԝАВЕКМНОРСТХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧο]")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
WORD = re.compile(r"[^\W_]+", re.UNICODE)
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af\u0e00-\u0e7f]")
_WORD_OR_SIGN = re.compile(f"{_WIDE.pattern}|[^\\W_{_WIDE.pattern[1:-1]}]+|[^\\w\\s]|_")
_SENTENCE = re.compile(r"[^.!?\n。！？]*(?:[.!?](?!\s)[^.!?\n。！？]*)*(?:[.!?](?=\s)|[\n。！？]|$)")
_TO_FOLD = re.compile(f"[{INVISIBLE.pattern[1:-1]}{''.join(map(chr, _LOOK_ALIKES))}]")

_REMEMBERED_LETTERS = 40
Result = TypeVar("Result")
_MIX = 0x9E3779B97F4A7C15


@dataclass(frozen=True)
class Text:
    """One text, its folded form and its words."""

    raw: str

    @cached_property
    def folded(self) -> str:
        """The text as `fold` gives it."""
        return fold(self.raw)

    @cached_property
    def words(self) -> list[str]:
        """The words of the folded text."""
        return words(self.folded)


Turn = tuple[str, Text]
"""A role and what it says."""
NO_TEXT = Text("")


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one record, by what they are."""

    kind: str
    turns: tuple[Turn, ...]
    """Every message but the main text."""
    main: Text
    """The text that is scored: the last answer, or the corrected or better one."""
    other: Text
    """What the main text is compared with: the original or the worse text. Empty for conversations and ratings."""
    rating: int
    """As in the record; 0 if the record is no rating."""
    wide_range: bool
    """Whether the rating is one of 1..5. Otherwise it is -1 or 1."""

    @property
    def prompt(self) -> Text:
        """What was asked last; empty if only the assistant speaks."""
        return next((text for role, text in reversed(self.turns) if role != "assistant"), NO_TEXT)

    @property
    def all_turns(self) -> list[Turn]:
        """All turns, with the main text as the last one."""
        return [*self.turns, ("assistant", self.main)]

    def spoken(self, by_assistant: bool) -> tuple[Text, ...]:
        """The texts beside the main one, of the assistant or of everyone else."""
        return tuple(text for role, text in self.turns if (role == "assistant") == by_assistant)


def texts_of(content: Content) -> Texts:
    """The texts of a checked record."""
    kind = content["kind"]
    if kind == "preference":
        better, worse = ranked(content)
        return Texts(kind, _turns(content["prompt"]), Text(better), Text(worse), 0, False)
    messages = content["messages"]
    main = max(i for i, m in enumerate(messages) if m["role"] == "assistant")
    before, answer = _turns(messages[:main]), Text(messages[main]["content"])
    if kind == "correction":
        return Texts(kind, before, Text(content["corrected"]), answer, 0, False)
    # What stands after the last answer in a conversation is part of its context: nothing goes unread.
    context = before + _turns(messages[main + 1 :])
    return Texts(kind, context, answer, NO_TEXT, content.get("rating", 0), content.get("range") == "1..5")


def ranked(content: Content) -> tuple[str, str]:
    """The two answers of a preference: the better and the worse one, or a and b if neither is better."""
    a, b = content["a"], content["b"]
    return (b, a) if content["outcome"] == "b" else (a, b)


def assertions(content: Content) -> list[Content]:
    """What a record asserts, as records: itself, or for two bad answers a low rating of each."""
    if content.get("outcome") != "both-bad":
        return [content]
    answers = [{"role": "assistant", "content": content[side]} for side in ("a", "b")]
    low = {"kind": "rating", "range": "-1/1", "rating": -1}
    return [{**low, "messages": [*content["prompt"], answer]} for answer in answers]


def whole_text(content: Content) -> str:
    """All text of a record, one part per line, for duplicates and language."""
    if content["kind"] == "preference":
        return "\n".join([*(m["content"] for m in content["prompt"]), *ranked(content)])
    lines = [m["content"] for m in content["messages"]]
    return "\n".join([*lines, content["corrected"]] if content["kind"] == "correction" else lines)


def fold(text: str) -> str:
    """The text in NFKC and lower case, without invisible characters, with look-alikes made Latin and single spaces."""
    plain = INVISIBLE.sub("", normal_form(text, "NFKC"))
    return " ".join(_fold_words(plain).casefold().split())


def words(folded: str) -> list[str]:
    """Words of folded text. In scripts that are written without spaces, each character is a word."""
    if not _WIDE.search(folded):
        return WORD.findall(folded)
    tokens: list[str] = []
    for word in WORD.findall(folded):
        if _WIDE.search(word):
            tokens.extend(word)
        else:
            tokens.append(word)
    return tokens


def words_and_signs(folded: str) -> list[str]:
    """Words of folded text as `words` gives them, and each sign between them."""
    return _WORD_OR_SIGN.findall(folded)


def remembered(function: Callable[[str], Result]) -> Callable[[str], Result]:
    """The same function of a word, which keeps the results of short words. Long ones would fill the memory."""
    kept = lru_cache(maxsize=1 << 17)(function)

    @wraps(function)
    def of_word(word: str) -> Result:
        return kept(word) if len(word) <= _REMEMBERED_LETTERS else function(word)

    return of_word


def bucket(word: str, bits: int) -> int:
    """A word's place in a table of 2^bits rows: the upper bits of its hash, which are mixed best."""
    return (crc32(word.encode()) * _MIX & (1 << 64) - 1) >> (64 - bits)


def sentences(text: str) -> Sequence[str]:
    """A text cut after full stops, question marks, exclamation marks and line ends; at least one piece.

    `kula.scoring.attacks.places` cuts in another way, on which the shipped weights depend.
    """
    return [s for s in _SENTENCE.findall(text) if s.strip()] or [text]


def needs_folding(normal: str) -> bool:
    """Whether folding changes more of a text in NFKC than its case and white space."""
    return _TO_FOLD.search(normal) is not None


def writes_without_spaces(character: str) -> bool:
    """Whether a character is of a script without spaces between words, as `words` sees it.

    `segments`, `langid` and `characters` draw this line elsewhere, and the shipped weights depend on where.
    """
    return _WIDE.match(character) is not None


@lru_cache(maxsize=65_536)
def script_of(character: str) -> str:
    """The first word of a letter's Unicode name, such as LATIN or CJK; empty for what is no letter."""
    if not character.isalpha():
        return ""
    return unicodedata.name(character, "UNKNOWN").split(" ")[0].removesuffix("-COMPATIBILITY")


def _fold_words(text: str) -> str:
    if not _LOOK_ALIKE.search(text):
        return text
    return " ".join(_fold_word(word) for word in text.split())


@remembered
def _fold_word(word: str) -> str:
    scripts = {script_of(c) for c in word}
    return word.translate(_LOOK_ALIKES) if "LATIN" in scripts else word


def _turns(messages: list[dict[str, Any]]) -> tuple[Turn, ...]:
    return tuple((m["role"], Text(m["content"])) for m in messages)
