"""Drafts as contents of records: only texts that a person saw, within the limits of a record. Pure."""

import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from kula.node.contributor.exports.drafts import Choice, Draft, Own, Rated, Step, Talk, Turn, clean
from kula.node.contributor.exports.left_out import LeftOut, Refused
from kula.node.contributor.exports.vocabulary import LIMITS
from kula.protocol.errors import KulaError
from kula.protocol.records.content import Content, adapt, are_same_words, parse_content

Turns = list[Turn]

_MESSAGE_BYTES = 64
"""More than the names of a message's fields take."""


def contents_of(draft: Draft, left_out: LeftOut) -> Iterator[Content]:
    """Yields the contents that a draft gives; counts what is left out. Raises Refused for a draft that gives none."""
    if isinstance(draft, Talk):
        yield from _conversations(draft, left_out)
    elif isinstance(draft, Rated):
        yield _rating(draft)
    elif isinstance(draft, Choice):
        yield _preference(draft)
    else:
        yield _own(draft)


def _conversations(talk: Talk, left_out: LeftOut) -> Iterator[Content]:
    for step in talk.steps:
        for reason in step.left_out:
            left_out.add(reason)
    turns, orphans = _turns(talk.steps)
    left_out.add("no-question", orphans)
    if not turns:
        raise Refused("empty", "holds no text")
    if not any(turn.role == "assistant" and turn.given for turn in turns):
        raise Refused("no-answer", "holds no answer")
    while turns[-1].role != "assistant" or not turns[-1].given:
        left_out.add("weight-0" if turns.pop().role == "assistant" else "unanswered")
    for part in _parts(_exchanges(turns), left_out):
        yield {"kind": "conversation", "messages": [_message(turn) for turn in part]}


def _rating(rated: Rated) -> Content:
    turns, _ = _turns(rated.steps)
    answer = rated.steps[-1].turn if rated.steps else None
    text = clean(answer.text) if answer and answer.role == "assistant" else ""
    if not text or not turns or turns[-1].role != "assistant" or not turns[-1].text.endswith(text):
        raise Refused("thumb-without-answer", "rates an answer that is left out")
    content = {"kind": "rating", "messages": _fitting(_exchanges(turns), 0), "range": "-1/1"}
    reasons = {"reasons": list(rated.opinion.reasons)} if rated.opinion.reasons else {}
    return {**content, "rating": rated.opinion.rating, **reasons}


def _preference(choice: Choice) -> Content:
    sides = {"a": replace(choice.a, text=clean(choice.a.text)), "b": replace(choice.b, text=clean(choice.b.text))}
    texts = {side: turn.text for side, turn in sides.items()}
    if not all(texts.values()):
        raise Refused("empty", "an answer holds no text")
    if are_same_words(texts["a"], texts["b"]):
        raise Refused("no-difference", "the two answers are the same")
    turns, _ = _turns(choice.prompt)
    if not turns:
        raise Refused("empty", "the prompt holds no text")
    used = sum(_size(turn) for turn in sides.values())
    writers = {f"{side}_written_by": turn.model for side, turn in sides.items() if turn.model}
    prompt = _fitting(_exchanges(turns), used)
    return {"kind": "preference", "prompt": prompt, **texts, "outcome": choice.outcome, **writers}


def _own(draft: Own) -> Content:
    try:
        return parse_content(adapt(draft.item))
    except KulaError as error:
        raise Refused("not-a-record", str(error)) from error


def _turns(steps: Sequence[Step]) -> tuple[Turns, int]:
    """The turns that hold a text, with neighbouring answers joined, and how many answers lost their question."""
    turns: Turns = []
    orphans = 0
    lost = False
    for step in steps:
        if step.turn is None:
            continue
        turn = replace(step.turn, text=clean(step.turn.text))
        if turn.role == "user" and (turn.text or step.lost):
            lost = step.lost
        if not turn.text:
            continue
        if lost and turn.role == "assistant":
            orphans += 1
        elif turns and turns[-1].role == turn.role == "assistant":
            turns[-1] = replace(turn, text=f"{turns[-1].text}\n\n{turn.text}", model=turn.model or turns[-1].model)
        else:
            turns.append(turn)
    return turns, orphans


def _exchanges(turns: Turns) -> list[Turns]:
    """The turns in groups, each of which begins with a question after an answer."""
    groups: list[Turns] = []
    for turn in turns:
        if not groups or (turn.role != "assistant" and groups[-1][-1].role == "assistant"):
            groups.append([])
        groups[-1].append(turn)
    return groups


def _parts(groups: list[Turns], left_out: LeftOut) -> Iterator[Turns]:
    """The groups as parts, each as long as one record can be. Leaves out a group that fits no record."""
    part: Turns = []
    size = 0
    for group in groups:
        length = sum(_size(turn) for turn in group)
        if part and not _fits(len(part) + len(group), size + length):
            yield part
            part, size = [], 0
        if _fits(len(group), length):
            part, size = part + group, size + length
        else:
            left_out.add("too-long")
    if part:
        yield part


def _fitting(groups: list[Turns], used: int) -> list[dict[str, Any]]:
    """The messages of the last groups that fit into one record beside `used` bytes."""
    turns: Turns = []
    for group in reversed(groups):
        used += sum(_size(turn) for turn in group)
        if not _fits(len(turns) + len(group), used):
            break
        turns = group + turns
    if not turns:
        raise Refused("too-long", "is longer than one record")
    return [_message(turn) for turn in turns]


def _fits(count: int, size: int) -> bool:
    return count <= LIMITS["messages"] and size <= LIMITS["record_bytes"]


def _size(turn: Turn) -> int:
    """An upper bound of the canonical bytes of a turn's message."""
    return _text_size(turn.text) + _text_size(turn.model) + _MESSAGE_BYTES


def _text_size(text: str) -> int:
    return len(json.dumps(unicodedata.normalize("NFC", text), ensure_ascii=False).encode())


def _message(turn: Turn) -> dict[str, Any]:
    writer = {"written_by": turn.model} if turn.model and turn.role == "assistant" else {}
    return {"role": turn.role, "content": turn.text, **writer}
