"""Finds personal data in texts and masks it: mail addresses, phone numbers, cards, IBANs, secret keys and names.

The patterns are in patterns.json, for this file and for web/src/exports. Each of them takes time that is linear in the
text: every repetition is bounded. A check then looks at what a pattern matched. A text that two patterns match belongs
to the first of them. A name that one text gives is masked in all texts of its record.
"""

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kula.protocol.records.content import Content

_WORDS: dict[str, Any] = json.loads((Path(__file__).parent / "patterns.json").read_text(encoding="utf-8"))
_PATTERNS = [(one, re.compile(one["pattern"]), one["check"]) for one in _WORDS["patterns"]]
_DIGITS = re.compile(_WORDS["digits"])
"""What every text with a number of a phone or of a card matches."""
_MASKS: dict[str, str] = _WORDS["masks"]
_IBAN_LENGTHS: dict[str, int] = _WORDS["iban_lengths"]
_NO_NAMES = frozenset(_WORDS["no_names"])
_ENTROPY = 4.0
"""Bits per character from which a long word with digits and both cases counts as a key."""
_MOST_NAMES = 20
"""Most names that one record is searched for."""


@dataclass(frozen=True, slots=True)
class Span:
    """Personal data at a place of a text: its kind, and the places of its first character and after its last one."""

    kind: str
    start: int
    end: int


def spans_of(text: str) -> list[Span]:
    """Returns the personal data in a text, in the order of the text."""
    spans: list[Span] = []
    taken = bytearray(len(text))
    has_digits = bool(_DIGITS.search(text))
    for entry, pattern, check in _PATTERNS:
        if entry["digits"] and not has_digits:
            continue
        if entry["needs"] and not any(needed in text for needed in entry["needs"]):
            continue
        for match in pattern.finditer(text):
            start, end = match.span(1) if pattern.groups and check != "whole" else match.span()
            length = _CHECKS[check](text[start:end])
            if length and not any(taken[start : start + length]):
                taken[start : start + length] = b"\1" * length
                spans.append(Span(entry["kind"], start, start + length))
    return sorted(spans, key=lambda span: span.start)


def personal(content: Content) -> list[tuple[str, str]]:
    """Returns the personal data in a content as pairs (kind, text), in the order of its texts."""
    texts = _texts(content)
    return [
        (span.kind, text[span.start : span.end])
        for text, spans in zip(texts, _spans(texts), strict=True)
        for span in spans
    ]


def redacted(content: Content) -> Content:
    """Returns a content whose personal data is replaced by words such as [MAIL]. An answer that changes is no signed one."""
    texts = _texts(content)
    masked = iter([_masked(text, spans) for text, spans in zip(texts, _spans(texts), strict=True)])
    fields: dict[str, Any] = dict(content)
    for field in ("messages", "prompt"):
        if field in content:
            fields[field] = [_message(message, next(masked)) for message in content[field]]
    for field in ("corrected", "a", "b"):
        if field in content:
            fields[field] = next(masked)
            if fields[field] != content[field]:
                fields.pop(f"{field}_answer", None)
    return fields


def _message(message: dict[str, Any], text: str) -> dict[str, Any]:
    kept = {name: value for name, value in message.items() if name != "answer" or text == message["content"]}
    return {**kept, "content": text}


def _masked(text: str, spans: list[Span]) -> str:
    parts: list[str] = []
    place = 0
    for span in spans:
        parts += [text[place : span.start], _MASKS[span.kind]]
        place = span.end
    return "".join([*parts, text[place:]])


def _texts(content: Content) -> list[str]:
    """The texts of a content: of its messages, and of its answers."""
    messages = content.get("prompt", content.get("messages", []))
    return [message["content"] for message in messages] + [
        content[field] for field in ("corrected", "a", "b") if field in content
    ]


def _spans(texts: list[str]) -> list[list[Span]]:
    """The personal data of each text: what it shows itself, and every place where a name stands that a text gives."""
    own = [spans_of(text) for text in texts]
    names = dict.fromkeys(
        text[span.start : span.end]
        for text, spans in zip(texts, own, strict=True)
        for span in spans
        if span.kind == "name"
    )
    return [_with_names(text, spans, list(names)[:_MOST_NAMES]) for text, spans in zip(texts, own, strict=True)]


def _with_names(text: str, spans: list[Span], names: list[str]) -> list[Span]:
    taken = bytearray(len(text))
    for span in spans:
        taken[span.start : span.end] = b"\1" * (span.end - span.start)
    more: list[Span] = []
    for name in names:
        place = text.find(name)
        while place >= 0:
            end = place + len(name)
            if _is_word(text, place, end) and not any(taken[place:end]):
                taken[place:end] = b"\1" * len(name)
                more.append(Span("name", place, end))
            place = text.find(name, end)
    return sorted(spans + more, key=lambda span: span.start)


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether no Latin letter or digit joins a text on either side. Scripts without spaces have no such words."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return not (_is_latin(before) and _is_latin(text[start])) and not (_is_latin(after) and _is_latin(text[end - 1]))


def _is_latin(character: str) -> bool:
    return "0" <= character <= "9" or "A" <= character <= "Z" or "a" <= character <= "z"


def _whole(text: str) -> int:
    return len(text)


def _luhn(text: str) -> int:
    """The length of a card's number whose check digit is right and which does not repeat one digit; otherwise 0."""
    digits = [int(character) for character in text if character.isdigit()]
    doubled = sum(digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2])
    return len(text) if (sum(digits[-1::-2]) + doubled) % 10 == 0 and len(set(digits)) > 1 else 0


def _iban(text: str) -> int:
    """The length of the IBAN at the beginning of a text, whose remainder by 97 is 1; otherwise 0."""
    wanted = _IBAN_LENGTHS.get(text[:2], 0)
    characters = text.replace(" ", "")[:wanted]
    if not wanted or len(characters) < wanted:
        return 0
    remainder = 0
    for character in characters[4:] + characters[:4]:
        value = int(character, 36)
        remainder = (remainder * (100 if value > 9 else 10) + value) % 97
    if remainder != 1:
        return 0
    length = count = 0
    while count < wanted:
        count += text[length] != " "
        length += 1
    return length


def _mixed(text: str) -> int:
    """The length of a word that has letters and digits or marks, as passwords have; otherwise 0."""
    letters = sum("A" <= c <= "Z" or "a" <= c <= "z" for c in text)
    digits = sum("0" <= c <= "9" for c in text)
    return len(text) if letters and digits else 0


def _entropy(text: str) -> int:
    """The length of a word that looks drawn at random; otherwise 0."""
    counts = {character: text.count(character) for character in sorted(set(text))}
    digits = sum(count for character, count in counts.items() if "0" <= character <= "9")
    cases = any("A" <= c <= "Z" for c in counts) and any("a" <= c <= "z" for c in counts)
    bits = -sum(count / len(text) * math.log2(count / len(text)) for count in counts.values())
    return len(text) if digits >= 3 and cases and bits >= _ENTROPY else 0


def _phone_digits(text: str) -> int:
    """The length of a number of 7 to 13 digits; otherwise 0."""
    return len(text) if 7 <= sum(character.isdigit() for character in text) <= 13 else 0


def _name(text: str) -> int:
    """The length of a text whose first word can be a name; otherwise 0."""
    return 0 if text.split(" ")[0].lower() in _NO_NAMES else len(text)


_CHECKS: dict[str, Callable[[str], int]] = {
    "": _whole,
    "whole": _whole,
    "luhn": _luhn,
    "iban": _iban,
    "mixed": _mixed,
    "entropy": _entropy,
    "digits": _phone_digits,
    "name": _name,
}
