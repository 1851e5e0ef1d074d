"""The content of a record: the four kinds, their strict shapes and their canonical bytes. Pure.

A content is the JSON object that `parse_content` checks. This module knows no signer and no grant.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from kula.protocol.canonical import canonical_json, check
from kula.protocol.errors import MalformedInput, RefusedByPolicy
from kula.protocol.types import KINDS, MAX_RECORD_BYTES

Content = dict[str, Any]

ROLES = ("system", "user", "assistant")
MAX_MESSAGES = 256
MAX_CORRECTIONS = 8
"""Most turns of a talk that come from the person's corrections. To check one takes the talk before it."""
RATINGS = {"-1/1": (-1, 1), "1..5": (1, 2, 3, 4, 5)}
REASONS_FOR = ("correct", "clear", "complete", "helpful")
"""What a rating can praise."""
REASONS_AGAINST = ("wrong", "unhelpful", "unsafe", "off-topic", "too-long", "too-short", "format", "other")
"""What a rating can blame."""
MOST_REASONS = 3
"""Most reasons of one rating."""
OUTCOMES = ("a", "b", "tie", "both-bad")
"""What a preference says of its answers a and b: which one is better, that both are as good, or that neither is good."""
_FIELDS = {
    "conversation": {"messages"},
    "rating": {"messages", "range", "rating"},
    "correction": {"messages", "corrected"},
    "preference": {"prompt", "a", "b", "outcome"},
}
_NONCE = re.compile(r"0|[1-9][0-9]{0,19}")
_MOST_LICENCE = 64
WRITER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._:/@+-]{0,99}")
"""The name of another program's model."""
_OPTIONAL = {"preference": {"a_answer", "b_answer", "a_written_by", "b_written_by"}, "rating": {"reasons"}}
_MESSAGE_FIELDS = {"role", "content", "answer", "written_by"}
_ORIGINS = {"answer", "written_by", "correction"}
"""Where an assistant's turn comes from: a gateway's signed answer, another program's model, or the person's correction."""
_CORRECTION_FIELDS = {"content", "answer", "salt", "licence", "parent", "nonce"}


@dataclass(frozen=True, slots=True)
class SignedTurn:
    """An assistant's text, the messages before it, and the gateway's signed answer if it carries one."""

    prompt: tuple[Mapping[str, Any], ...]
    text: str
    """Of a corrected turn, the answer before its correction."""
    answer: Mapping[str, str] | None


def parse_content(value: Any) -> Content:
    """Checks a record's content and returns it. Raises the same errors as `encode_content`."""
    return encode_content(value)[0]


def encode_content(value: Any) -> tuple[Content, bytes]:
    """Checks a record's content. Returns it with its canonical bytes, to which the record commits.

    Raises MalformedInput with the name of the wrong field, or RefusedByPolicy for more than MAX_RECORD_BYTES.
    """
    check(value)
    if not isinstance(value, dict):
        raise MalformedInput("content", "must be a JSON object")
    kind = value.get("kind")
    if kind not in KINDS:
        raise MalformedInput("kind", f"must be one of {', '.join(KINDS)}")
    _require_fields(value, {"kind", *_FIELDS[kind]}, _OPTIONAL.get(kind, set()), "")
    if kind == "preference":
        _check_preference(value)
    else:
        _check_messages(value["messages"], "messages")
        _CHECKS[kind](value)
    return value, canonical_bytes(value)


def canonical_bytes(content: Content) -> bytes:
    """Returns the bytes to which a record commits. Raises RefusedByPolicy for more than MAX_RECORD_BYTES."""
    encoded = canonical_json(content)
    if len(encoded) > MAX_RECORD_BYTES:
        raise RefusedByPolicy("too-large", f"a record has at most {MAX_RECORD_BYTES} bytes, this one {len(encoded)}")
    return encoded


def adapt(value: Mapping[str, Any]) -> Content:
    """Returns an item of another program's file as a content. Checks nothing.

    It leaves out the fields that the item's kind does not have. The answers `chosen` and `rejected` of a preference become
    a and b, of which a is better.
    """
    kind = value.get("kind")
    if kind == "preference" and "chosen" in value and "rejected" in value:
        value = {**value, "a": value["chosen"], "b": value["rejected"], "outcome": "a"}
    known = {"kind", *_FIELDS.get(str(kind), set()), *_OPTIONAL.get(str(kind), set())}
    kept = {name: item for name, item in value.items() if name in known}
    for name in ("messages", "prompt"):
        if isinstance(kept.get(name), list):
            kept[name] = [
                {f: m[f] for f in m if f in _MESSAGE_FIELDS} if isinstance(m, dict) else m for m in kept[name]
            ]
    return kept


def are_same_words(one: str, other: str) -> bool:
    """Whether two texts say the same but for white space and for the form of their characters (NFC)."""
    return normalize("NFC", one).split() == normalize("NFC", other).split()


def assistant_turns(content: Content) -> Iterator[SignedTurn]:
    """Yields every assistant turn of a content, in order, with the messages before it."""
    if content["kind"] == "preference":
        prompt = tuple(content["prompt"])
        for side in ("a", "b"):
            yield SignedTurn(prompt, content[side], content.get(f"{side}_answer"))
        return
    messages = content["messages"]
    for index, message in enumerate(messages):
        if message["role"] == "assistant":
            yield _turn(tuple(messages[:index]), message)


def _turn(prompt: tuple[Mapping[str, Any], ...], message: Mapping[str, Any]) -> SignedTurn:
    if correction := message.get("correction"):
        return SignedTurn(prompt, correction["content"], correction["answer"])
    return SignedTurn(prompt, message["content"], message.get("answer"))


def _check_conversation(content: Content) -> None:
    if not any(m["role"] == "assistant" for m in content["messages"]):
        raise MalformedInput("messages", "a conversation needs at least one assistant message")


def _check_rating(content: Content) -> None:
    _require_answer_last(content["messages"])
    allowed = RATINGS.get(content["range"]) if isinstance(content["range"], str) else None
    if allowed is None:
        raise MalformedInput("range", f"must be one of {', '.join(RATINGS)}")
    if isinstance(content["rating"], bool) or content["rating"] not in allowed:
        raise MalformedInput("rating", f"must be one of {allowed} in the range {content['range']}")
    if "reasons" in content:
        _check_reasons(content["reasons"])


def _check_reasons(reasons: Any) -> None:
    if not isinstance(reasons, list) or not 1 <= len(reasons) <= MOST_REASONS:
        raise MalformedInput("reasons", f"must be a list of 1 to {MOST_REASONS} reasons; leave the field out for none")
    known = (*REASONS_FOR, *REASONS_AGAINST)
    for index, reason in enumerate(reasons):
        if reason not in known:
            raise MalformedInput(f"reasons[{index}]", f"must be one of {', '.join(known)}")
        if reason in reasons[:index]:
            raise MalformedInput(f"reasons[{index}]", "is given twice")


def _check_correction(content: Content) -> None:
    _require_answer_last(content["messages"])
    _require_text(content["corrected"], "corrected")


_CHECKS = {
    "conversation": _check_conversation,
    "rating": _check_rating,
    "correction": _check_correction,
}


def _check_preference(content: Content) -> None:
    _check_messages(content["prompt"], "prompt")
    for side in ("a", "b"):
        _require_text(content[side], side)
        _check_writer(content, f"{side}_")
    if content["outcome"] not in OUTCOMES:
        raise MalformedInput("outcome", f"must be one of {', '.join(OUTCOMES)}")


def _check_messages(messages: Any, where: str) -> None:
    if not isinstance(messages, list) or not 1 <= len(messages) <= MAX_MESSAGES:
        raise MalformedInput(where, f"must be a list of 1 to {MAX_MESSAGES} messages")
    for index, message in enumerate(messages):
        _check_message(message, f"{where}[{index}]")
    if sum("correction" in message for message in messages) > MAX_CORRECTIONS:
        raise MalformedInput(where, f"must hold at most {MAX_CORRECTIONS} turns that come from corrections")


def _check_message(message: Any, place: str) -> None:
    if not isinstance(message, dict):
        raise MalformedInput(place, "must be an object with role and content")
    _require_fields(message, {"role", "content"}, _ORIGINS, place)
    if message["role"] not in ROLES:
        raise MalformedInput(f"{place}.role", f"must be one of {', '.join(ROLES)}")
    _require_text(message["content"], f"{place}.content")
    for field in sorted(_ORIGINS & message.keys()):
        if message["role"] != "assistant":
            raise MalformedInput(f"{place}.{field}", "only assistant messages carry answers, writers and corrections")
    _check_writer(message, "", f"{place}.")
    if "correction" in message:
        _check_correction_of_turn(message, f"{place}.correction")


def _check_writer(fields: Mapping[str, Any], side: str, place: str = "") -> None:
    """Checks who wrote an answer: a gateway's signed answer, or the name of another program's model, or nothing."""
    answer, writer = f"{side}answer", f"{side}written_by"
    if answer in fields:
        _check_answer(fields[answer], place + answer)
    if writer not in fields:
        return
    if answer in fields:
        raise MalformedInput(place + writer, "must be left out, because the signed answer names its model")
    if not isinstance(fields[writer], str) or not WRITER.fullmatch(fields[writer]):
        raise MalformedInput(place + writer, "must be a model's name: at most 100 letters, digits and ' ._:/@+-'")


def _check_answer(answer: Any, where: str) -> None:
    if not isinstance(answer, dict):
        raise MalformedInput(where, "must be an object with model and signature")
    _require_fields(answer, {"model", "signature"}, set(), where)
    _require_hex(answer["model"], 32, f"{where}.model")
    _require_hex(answer["signature"], 65, f"{where}.signature")


def _check_correction_of_turn(message: Mapping[str, Any], where: str) -> None:
    """Checks what a turn says of the correction that it comes from: the answer that was corrected, and its record."""
    correction = message["correction"]
    if {"answer", "written_by"} & message.keys():
        raise MalformedInput(where, "must be left out, because the turn says that it has another origin")
    if not isinstance(correction, dict):
        raise MalformedInput(where, f"must be an object with {', '.join(sorted(_CORRECTION_FIELDS))}")
    _require_fields(correction, _CORRECTION_FIELDS, set(), where)
    _require_text(correction["content"], f"{where}.content")
    _check_answer(correction["answer"], f"{where}.answer")
    _require_hex(correction["salt"], 32, f"{where}.salt")
    _require_hex(correction["parent"], 32, f"{where}.parent")
    if not isinstance(correction["licence"], str) or not 0 < len(correction["licence"]) <= _MOST_LICENCE:
        raise MalformedInput(f"{where}.licence", f"must be text of at most {_MOST_LICENCE} characters")
    nonce = correction["nonce"]
    if not isinstance(nonce, str) or not _NONCE.fullmatch(nonce) or int(nonce) >= 2**64:
        raise MalformedInput(f"{where}.nonce", "must be a 64-bit integer as decimal text")


def _require_answer_last(messages: Sequence[Mapping[str, Any]]) -> None:
    if messages[-1]["role"] != "assistant":
        raise MalformedInput("messages", "the last message must be the assistant's answer")


def _require_fields(value: Mapping[str, Any], needed: set[str], optional: set[str], where: str) -> None:
    dot = f"{where}." if where else ""
    for name in sorted(needed - value.keys()):
        raise MalformedInput(f"{dot}{name}", "is missing")
    for name in sorted(value.keys() - needed - optional):
        raise MalformedInput(f"{dot}{name}", "is not a field of this record")


def _require_text(text: Any, where: str) -> None:
    if not isinstance(text, str) or not text.strip():
        raise MalformedInput(where, "must be text that is not empty")


def _require_hex(text: Any, size: int, where: str) -> None:
    if not isinstance(text, str) or len(text) != 2 + 2 * size or not text.startswith("0x"):
        raise MalformedInput(where, f"must be 0x and {2 * size} hexadecimal digits")
    if not set(text[2:]) <= set("0123456789abcdef"):
        raise MalformedInput(where, "must use lower-case hexadecimal digits")
