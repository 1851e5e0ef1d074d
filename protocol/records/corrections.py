"""Turns of a talk that come from the person's own correction, and the record that proves each of them. Pure.

Such a turn carries the answer that was corrected and what its correction's record holds beside the content. The talk before
the turn, that answer and the person's own text are the record's content. So the record's hash can be computed from the talk,
and tells whether it was posted. Twin: web/client.
"""

from typing import Any

from kula.protocol.canonical import canonical_json
from kula.protocol.encoding import commitment
from kula.protocol.hex import hex0, unhex
from kula.protocol.records.content import Content
from kula.protocol.types import Address, Record


def has_corrections(content: Content) -> bool:
    """Says whether turns of a content say that they come from the person's corrections. Those of a preference prove nothing."""
    return any("correction" in message for message in content.get("messages", []))


def corrections_in(content: Content, owner: Address) -> list[Record]:
    """Returns the owner's records from which turns of a content say that they come, in order."""
    messages = content.get("messages", [])
    return [
        _record(messages[:index], message, owner) for index, message in enumerate(messages) if "correction" in message
    ]


def corrected_turn(content: Content, record: Record, salt: bytes) -> dict[str, Any]:
    """Returns the turn with which a talk goes on after a correction whose answer was signed."""
    answered = content["messages"][-1]
    return {
        "role": "assistant",
        "content": content["corrected"],
        "correction": {
            "content": answered["content"],
            "answer": answered["answer"],
            "salt": hex0(salt),
            "licence": record.licence,
            "parent": hex0(record.parent),
            "nonce": str(record.nonce),
        },
    }


def _record(talk: list[dict[str, Any]], turn: dict[str, Any], owner: Address) -> Record:
    correction = turn["correction"]
    answered = {"role": "assistant", "content": correction["content"], "answer": correction["answer"]}
    content = {"kind": "correction", "messages": [*talk, answered], "corrected": turn["content"]}
    return Record(
        owner=owner,
        kind="correction",
        commitment=commitment(unhex(correction["salt"], 32), canonical_json(content)),
        licence=correction["licence"],
        parent=unhex(correction["parent"], 32),
        nonce=int(correction["nonce"]),
    )
