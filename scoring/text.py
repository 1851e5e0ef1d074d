"""What the judge reads: a record's texts in one folded form. Pure; knows no scores."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Content = dict[str, Any]

# Letters that look like Latin ones; folding them makes a disguised copy equal to its original.
_LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕһԁԛԝАВЕКМНОРСТХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "aeopcyxijshdqwABEKMHOPCTXIJSABEZHIKMNOPTYXo",
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af\u0e00-\u0e7f]")
_TO_FOLD = re.compile(f"[{_INVISIBLE.pattern[1:-1]}{''.join(map(chr, _LOOK_ALIKES))}]")


@dataclass(frozen=True, slots=True)
class Parts:
    """A record as the judge sees it."""

    kind: str
    prompt: str
    """What was asked: the last user text before the main answer."""
    main: str
    """The text whose quality is judged: the last answer, the corrected or the chosen one."""
    other: str
    """What it is compared with: the original, the rejected, or the first answer; may be empty."""
    rating: int
    """-2 … 2; 0 when the record is no rating."""
    turns: int


def parts_of(content: Content) -> Parts:
    """Take a checked record apart."""
    kind = content["kind"]
    if kind == "preference":
        prompt = _last(content["prompt"], "user") or content["prompt"][-1]["content"]
        return Parts(kind, prompt, content["chosen"], content["rejected"], 0, len(content["prompt"]))
    messages = content["messages"]
    answers = [i for i, m in enumerate(messages) if m["role"] == "assistant"]
    main = answers[-1]
    prompt = _last(messages[:main], "user")
    if kind == "correction":
        return Parts(kind, prompt, content["corrected"], messages[main]["content"], 0, len(messages))
    first = messages[answers[0]]["content"] if answers[0] != main else ""
    return Parts(kind, prompt, messages[main]["content"], first, _rating(content), len(messages))


def whole_text(content: Content) -> str:
    """All text of a record, one part a line, for duplicates and language."""
    if content["kind"] == "preference":
        return "\n".join([*(m["content"] for m in content["prompt"]), content["chosen"], content["rejected"]])
    lines = [m["content"] for m in content["messages"]]
    return "\n".join([*lines, content["corrected"]] if content["kind"] == "correction" else lines)


def fold(text: str) -> str:
    """NFKC, lower case, without invisible characters, look-alikes made Latin, white space single."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(_fold_words(plain).casefold().split())


def words(folded: str) -> list[str]:
    """Words of folded text; scripts written without spaces give one word a character."""
    found: list[str] = []
    for word in _WORD.findall(folded):
        if _WIDE.search(word):
            found.extend(word)
        else:
            found.append(word)
    return found


def invisible_count(text: str) -> int:
    """How many invisible characters a text holds."""
    return len(_INVISIBLE.findall(text))


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
    """Words that mix Latin with Cyrillic or Greek letters: nobody types these by accident."""
    count = 0
    for word in _WORD.findall(text):
        scripts = {script_of(c) for c in word}
        count += "LATIN" in scripts and bool(scripts & {"CYRILLIC", "GREEK"})
    return count


def _fold_words(text: str) -> str:
    return " ".join(_fold_word(word) for word in text.split())


@lru_cache(maxsize=65_536)
def _fold_word(word: str) -> str:
    scripts = {script_of(c) for c in word}
    return word.translate(_LOOK_ALIKES) if "LATIN" in scripts else word


def _last(messages: list[dict[str, Any]], role: str) -> str:
    return next((m["content"] for m in reversed(messages) if m["role"] == role), "")


def _rating(content: Content) -> int:
    if content["kind"] != "rating":
        return 0
    return content["rating"] * 2 if content["range"] == "-1/1" else content["rating"] - 3
