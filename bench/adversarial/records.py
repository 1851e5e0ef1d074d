"""Records of the greatest length, all of whose room one text fills: the attack, or honest texts that are joined."""

from collections.abc import Callable, Mapping

from kula.bench.adversarial.families import Pieces, filled
from kula.protocol.records.content import MAX_MESSAGES, canonical_bytes
from kula.protocol.types import MAX_RECORD_BYTES
from kula.scoring.features.text import Content

_ROOM = MAX_RECORD_BYTES - 600
"""Bytes for texts, beside the names of fields and the short honest texts."""
_TURN = 40
"""Bytes of a message beside its text."""
_QUESTION = "How long does an egg of middling size have to boil until its yolk is soft?"
_ANSWER = "Lower it into boiling water and wait six and a half minutes, then cool it under the tap."


def _said(*texts: str) -> list[dict[str, str]]:
    roles = ("user", "assistant") * len(texts)
    return [{"role": role, "content": text} for role, text in zip(roles, texts, strict=False)]


def _texts(pieces: Pieces, count: int) -> list[str]:
    return [filled(pieces, _ROOM // count) for _ in range(count)]


def _many_turns(pieces: Pieces, count: int) -> Content:
    size = _ROOM // count - _TURN
    return {"kind": "conversation", "messages": _said(*(filled(pieces, size) for _ in range(count)))}


def _correction(pieces: Pieces) -> Content:
    original, corrected = _texts(pieces, 2)
    return {"kind": "correction", "messages": _said(_QUESTION, original), "corrected": corrected}


def _preference(pieces: Pieces) -> Content:
    prompt, a, b = _texts(pieces, 3)
    return {"kind": "preference", "prompt": _said(prompt), "a": a, "b": b, "outcome": "a"}


SHAPES: Mapping[str, Callable[[Pieces], Content]] = {
    "answer": lambda pieces: {"kind": "conversation", "messages": _said(_QUESTION, *_texts(pieces, 1))},
    "question": lambda pieces: {"kind": "conversation", "messages": _said(*_texts(pieces, 1), _ANSWER)},
    "both": lambda pieces: {"kind": "rating", "range": "1..5", "rating": 4, "messages": _said(*_texts(pieces, 2))},
    "after": lambda pieces: {"kind": "conversation", "messages": _said(_QUESTION, _ANSWER, *_texts(pieces, 1))},
    "turns": lambda pieces: _many_turns(pieces, MAX_MESSAGES),
    "some_turns": lambda pieces: _many_turns(pieces, 24),
    "correction": _correction,
    "preference": _preference,
    "both_bad": lambda pieces: {
        "kind": "preference",
        "prompt": _said(*_texts(pieces, 1)),
        "a": _ANSWER,
        "b": _QUESTION,
        "outcome": "both-bad",
    },
}
"""Every shape of a record by its name: which of its texts the pieces fill."""


def record(shape: str, pieces: Pieces) -> Content:
    """A record of a shape, at most MAX_RECORD_BYTES long, that pieces fill. Raises RefusedByPolicy if it is too long."""
    content = SHAPES[shape](pieces)
    canonical_bytes(content)
    return content
