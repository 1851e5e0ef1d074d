"""Opinions as contents of records: what a person says about a talk and its answers. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from kula.protocol.errors import MalformedInput
from kula.protocol.records.content import MAX_CORRECTIONS, ROLES, Content, are_same_words, parse_content
from kula.protocol.records.corrections import corrected_turn
from kula.protocol.types import Record

Message = Mapping[str, Any]
"""`role` and `content`; an answer of a gateway carries `answer`, its signature, and the person's own one `correction`."""
Outcome = Literal["a", "b", "tie", "both-bad"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer of the served model. Its signature was checked."""

    prompt: tuple[Message, ...]
    """The talk before the answer."""
    text: str
    finish_reason: str
    """`stop` if the model was done, `length` if the answer was cut."""
    signed: Mapping[str, str]
    """`model` and `signature`; nothing for an empty answer."""

    @property
    def message(self) -> dict[str, Any]:
        """The answer as a message that carries its signature."""
        signed = {"answer": dict(self.signed)} if self.signed else {}
        return {"role": "assistant", "content": self.text, **signed}

    @property
    def talk(self) -> list[dict[str, Any]]:
        """The whole talk. Add a user's message to it to go on."""
        return [*map(dict, self.prompt), self.message]


class HasAnswer(Protocol):
    """What a stream of an answer is, such as Talking."""

    @property
    def answer(self) -> Answer:
        """The whole answer. Raises Unavailable before its end."""
        ...


Talk = Answer | HasAnswer | Sequence[Message]
"""An answer with the talk before it, the stream of one that was read to its end, or messages."""
Side = Answer | HasAnswer | str
"""One of two answers to a prompt."""


def conversation(talk: Talk) -> Content:
    """Returns the content of a whole conversation. Each function here raises MalformedInput for what is no content."""
    return parse_content({"kind": "conversation", "messages": _messages(talk)})


def rating(talk: Talk, value: int, reasons: Sequence[str] = (), scale: str = "-1/1") -> Content:
    """Returns a rating of the talk's last answer: 1 or -1, or with the scale `1..5` a number of stars.

    A thumb may have up to three reasons, of REASONS_FOR or REASONS_AGAINST.
    """
    if isinstance(reasons, str):
        raise MalformedInput("reasons", f"must be a list, such as [{reasons!r}]")
    more = {"reasons": list(reasons)} if reasons else {}
    return parse_content({"kind": "rating", "messages": _messages(talk), "range": scale, "rating": value, **more})


def correction(talk: Talk, corrected: str) -> Content:
    """Returns a better answer than the talk's last one."""
    return parse_content({"kind": "correction", "messages": _messages(talk), "corrected": corrected})


def talk_after(correction: Content, record: Record, salt: bytes) -> list[dict[str, Any]]:
    """Returns the talk that goes on from a correction.

    Its last turn carries what proves the correction's record, if the answer was signed and the talk has room for a proof.
    """
    *before, answered = correction["messages"]
    if "answer" in answered and sum("correction" in message for message in before) < MAX_CORRECTIONS:
        return [*before, corrected_turn(correction, record, salt)]
    return [*before, {"role": "assistant", "content": correction["corrected"]}]


def comparison(prompt: Sequence[Message], a: Side, b: Side, outcome: Outcome) -> Content:
    """Returns which of two answers to a prompt is better. Raises MalformedInput for two that are the same words."""
    sides: dict[str, Any] = {}
    for name, side in (("a", _whole(a)), ("b", _whole(b))):
        sides[name] = side.text if isinstance(side, Answer) else side
        if isinstance(side, Answer) and side.signed:
            sides[f"{name}_answer"] = dict(side.signed)
    if all(isinstance(sides[name], str) for name in "ab") and are_same_words(sides["a"], sides["b"]):
        raise MalformedInput("b", "says the same as `a`, so neither is better; skip such a pair")
    return parse_content({"kind": "preference", "prompt": messages_of(prompt), "outcome": outcome, **sides})


def messages_of(talk: Any) -> list[dict[str, Any]]:
    """Returns messages, once each has a role and a text. Raises MalformedInput for anything else.

    A gateway signs the texts that it read. Parts that it joins, or a role that it renames, would look like its lie.
    """
    if isinstance(talk, (str, Mapping)) or not isinstance(talk, Sequence):
        raise MalformedInput("messages", 'must be a list such as [{"role": "user", "content": "Hello"}]')
    for place, message in enumerate(talk):
        if not isinstance(message, Mapping) or message.get("role") not in ROLES:
            raise MalformedInput(f"messages[{place}].role", f"must be one of {', '.join(ROLES)}")
        if not isinstance(message.get("content"), str):
            raise MalformedInput(f"messages[{place}].content", "must be a text; join the parts of a message into one")
    return [dict(message) for message in talk]


def _messages(talk: Talk) -> list[dict[str, Any]]:
    whole = _whole(talk)
    return whole.talk if isinstance(whole, Answer) else messages_of(whole)


def _whole(said: Any) -> Any:
    """Returns the answer of a stream that was read to its end, and everything else as it is."""
    return said if isinstance(said, (str, Mapping, Sequence)) else getattr(said, "answer", said)
