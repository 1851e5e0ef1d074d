"""What the judge reads: a record's texts in one folded form. Pure; knows no scores."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zlib import crc32

Content = dict[str, Any]

# Letters that look like Latin ones; folding them makes a disguised copy equal to its original.
_LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕһԁԛԝАВЕКМНОРСТХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "aeopcyxijshdqwABEKMHOPCTXIJSABEZHIKMNOPTYXo",
)
_LOOK_ALIKE = re.compile("[аеорсухіјѕһԁԛԝАВЕКМНОРСТХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧο]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_JOINERS = "\u200c\u200d\u200e\u200f"
_UNJOINED = frozenset(["LATIN", "CYRILLIC", "GREEK", "CJK", "HIRAGANA", "KATAKANA", "HANGUL"])
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af\u0e00-\u0e7f]")
_WORD_OR_SIGN = re.compile(f"{_WIDE.pattern}|[^\\W_{_WIDE.pattern[1:-1]}]+|[^\\w\\s]|_")
_SENTENCE = re.compile(r"[^.!?\n。！？]*(?:[.!?](?!\s)[^.!?\n。！？]*)*(?:[.!?](?=\s)|[\n。！？]|$)")
_TO_FOLD = re.compile(f"[{_INVISIBLE.pattern[1:-1]}{''.join(map(chr, _LOOK_ALIKES))}]")

_QUANTITY = 3
"""Letters of the longest word that may name a quantity or a unit."""
_MIX = 0x9E3779B97F4A7C15


@dataclass(frozen=True, slots=True)
class Parts:
    """A record as the judge sees it."""

    kind: str
    turns: tuple[tuple[str, str], ...]
    """Role and text of every message before the main text."""
    main: str
    """The text whose quality is judged: the last answer, the corrected or the chosen one."""
    other: str
    """What it is compared with: the original or the rejected text; empty for conversations and ratings."""
    rating: int
    """As in the record; 0 when it is no rating."""
    wide_range: bool
    """Whether the rating is one of 1..5; else it is -1 or 1."""

    @property
    def prompt(self) -> str:
        """What was asked last; empty when the assistant spoke first."""
        return next((text for role, text in reversed(self.turns) if role != "assistant"), "")

    def said(self, by_assistant: bool) -> list[str]:
        """The texts before the main one, of the assistant or of all others."""
        return [text for role, text in self.turns if (role == "assistant") == by_assistant]


def parts_of(content: Content) -> Parts:
    """Take a checked record apart."""
    kind = content["kind"]
    if kind == "preference":
        return Parts(kind, _turns(content["prompt"]), content["chosen"], content["rejected"], 0, False)
    messages = content["messages"]
    main = max(i for i, m in enumerate(messages) if m["role"] == "assistant")
    before, text = _turns(messages[:main]), messages[main]["content"]
    if kind == "correction":
        return Parts(kind, before, content["corrected"], text, 0, False)
    # What stands after the last answer in a conversation is part of its context: nothing goes unread.
    context = before + _turns(messages[main + 1 :])
    return Parts(kind, context, text, "", content.get("rating", 0), content.get("range") == "1..5")


def whole_text(content: Content) -> str:
    """All text of a record, one part a line, for duplicates and language."""
    if content["kind"] == "preference":
        return "\n".join([*(m["content"] for m in content["prompt"]), content["chosen"], content["rejected"]])
    lines = [m["content"] for m in content["messages"]]
    return "\n".join([*lines, content["corrected"]] if content["kind"] == "correction" else lines)


@lru_cache(maxsize=4_096)
def fold(text: str) -> str:
    """NFKC, lower case, without invisible characters, look-alikes made Latin, white space single."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(_fold_words(plain).casefold().split())


def words(folded: str) -> list[str]:
    """Words of folded text; scripts written without spaces give one word a character."""
    return [*_words(folded)]


@lru_cache(maxsize=256)
def _words(folded: str) -> list[str]:
    # A record's turns are asked for several times.
    if not _WIDE.search(folded):
        return _WORD.findall(folded)
    found: list[str] = []
    for word in _WORD.findall(folded):
        if _WIDE.search(word):
            found.extend(word)
        else:
            found.append(word)
    return found


def words_and_signs(folded: str) -> list[str]:
    """Words of folded text as `words` gives them, with each sign between them."""
    return _WORD_OR_SIGN.findall(folded)


def bucket(word: str, bits: int) -> int:
    """A word's place in a table of 2^bits: the upper bits of its hash, which are the best mixed."""
    return (crc32(word.encode()) * _MIX & (1 << 64) - 1) >> (64 - bits)


def invisible_count(text: str) -> int:
    """How many invisible characters a text holds that its script does not need: Persian joins its letters with them."""
    return sum(
        found[0] not in _JOINERS or script_of(text[found.start() - 1]) in _UNJOINED
        for found in _INVISIBLE.finditer(text)
    )


def sentences(text: str) -> Sequence[str]:
    """A text cut after full stops, question and exclamation marks and line ends; at least one piece."""
    return [s for s in _SENTENCE.findall(text) if s.strip()] or [text]


def needs_folding(normal: str) -> bool:
    """Whether folding changes more of an NFKC text than case and white space."""
    return _TO_FOLD.search(normal) is not None


def writes_without_spaces(character: str) -> bool:
    """Whether a character is of a script that puts no spaces between words, as `words` sees it."""
    return _WIDE.match(character) is not None


@lru_cache(maxsize=65_536)
def script_of(character: str) -> str:
    """The script of a letter by the first word of its Unicode name, such as LATIN or CJK; empty for others."""
    if not character.isalpha():
        return ""
    return unicodedata.name(character, "UNKNOWN").split(" ")[0].removesuffix("-COMPATIBILITY")


def mixed_words(text: str) -> int:
    """Words that mix Latin with Cyrillic or Greek letters: nobody types these by accident, but for quantities (ΔH, μm)."""
    count = 0
    for word in _WORD.findall(text):
        if word.isascii() or len(word) <= _QUANTITY:
            continue
        scripts = {script_of(c) for c in word}
        count += "LATIN" in scripts and bool(scripts & {"CYRILLIC", "GREEK"})
    return count


def _fold_words(text: str) -> str:
    if not _LOOK_ALIKE.search(text):
        return text
    return " ".join(_fold_word(word) for word in text.split())


@lru_cache(maxsize=65_536)
def _fold_word(word: str) -> str:
    scripts = {script_of(c) for c in word}
    return word.translate(_LOOK_ALIKES) if "LATIN" in scripts else word


def _turns(messages: list[dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    return tuple((m["role"], m["content"]) for m in messages)
