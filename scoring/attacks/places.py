"""What attacks work on: a record, a place in it, and a pool of other records to take text from. Changes nothing in place."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kula.scoring.features.text import Content, whole_text

Random = random.Random
Rewrite = Callable[[Random, str], str]
"""Makes a text into another one; all chance comes from the generator."""


class DoesNotApply(Exception):
    """This record has nothing that the attack could work on."""


@dataclass(frozen=True)
class Pool:
    """Records that an attacker can read."""

    contents: Sequence[Content]
    sentences: list[str] = field(init=False)
    """Their answers, cut into sentences."""

    def __post_init__(self) -> None:
        sentences = [s for c in self.contents for s in sentences_of(answer_of(c)) if len(s) > 12]
        object.__setattr__(self, "sentences", sentences)

    def answer(self, rng: Random, like: Content | None = None) -> str:
        """The answer of another record, of the same kind and script as `like` if 20 draws find one."""
        others = [rng.choice(self.contents) for _ in range(20)]
        if like is None:
            return answer_of(others[0])
        own = answer_of(like)
        alike = (
            answer_of(c)
            for c in others
            if c["kind"] == like["kind"] and answer_of(c) != own and is_wide(answer_of(c)) == is_wide(own)
        )
        return next(alike, answer_of(others[0]))

    def words(self, rng: Random, count: int) -> list[str]:
        """Words drawn from all sentences."""
        return [rng.choice(rng.choice(self.sentences).split() or ["x"]) for _ in range(count)]


Attack = Callable[[Random, Content, Pool], Content]
"""Makes a record into an attack of one family. Raises DoesNotApply if the record has nothing to work on."""


def answer_of(content: Content) -> str:
    """The text that a record is about: the last answer, the corrected or the better one."""
    named = _named(content)
    return content[named] if named else content["messages"][last_answer(content)]["content"]


def last_answer(content: Content) -> int:
    """The index of the last assistant message."""
    return max(i for i, m in enumerate(content["messages"]) if m["role"] == "assistant")


def with_answer(content: Content, text: str) -> Content:
    """The record with another text in the place of `answer_of`."""
    named = _named(content)
    if named:
        return {**content, named: _kept(text, content[named])}
    return with_messages(content, {last_answer(content): text})


def with_messages(content: Content, texts: dict[int, str]) -> Content:
    """The record with other texts in some of its messages, by index."""
    key = messages_key(content)
    changed = [
        {"role": m["role"], "content": _kept(texts.get(i, m["content"]), m["content"])}
        for i, m in enumerate(content[key])
    ]
    return {**content, key: changed}


def better_side(content: Content) -> str:
    """The name of a preference's better answer, `a` or `b`. Raises DoesNotApply if neither is better."""
    if content["outcome"] not in ("a", "b"):
        raise DoesNotApply
    return content["outcome"]


def messages_key(content: Content) -> str:
    """The name of the field that holds a record's messages."""
    return "prompt" if content["kind"] == "preference" else "messages"


def rewriting(change: Rewrite) -> Attack:
    """The family that rewrites a text: in a conversation all turns, the user's or the answer; else the corrected or better text."""

    def attack(rng: Random, content: Content, pool: Pool) -> Content:
        if content["kind"] != "conversation":
            return _changed(content, with_answer(content, change(rng, answer_of(content))))
        where = rng.choice(["all", "all", "user", "answer"])
        if where == "answer":
            return _changed(content, with_answer(content, change(rng, answer_of(content))))
        turns = [i for i, m in enumerate(content["messages"]) if where == "all" or m["role"] == "user"]
        texts = {i: change(rng, content["messages"][i]["content"]) for i in turns}
        return _changed(content, with_messages(content, texts))

    attack.__doc__ = change.__doc__
    return attack


def units_of(text: str) -> tuple[list[str], str]:
    """The words of a text and a space; the letters and nothing, if the text is written without spaces."""
    return (list(text), "") if is_wide(text) else (text.split(), " ")


def sentences_of(text: str) -> list[str]:
    """A text cut after full stops, question and exclamation marks and line ends, without white space at the ends.

    It is not `features.text.sentences`: that one keeps white space. The difference would change every seeded attack.
    """
    pieces, start = [], 0
    for i, c in enumerate(text):
        if c in ".!?。！？\n" and (c in "。！？\n" or i + 1 == len(text) or text[i + 1] in " \n"):
            pieces.append(text[start : i + 1].strip())
            start = i + 1
    return [s for s in [*pieces, text[start:].strip()] if s]


def is_wide(text: str) -> bool:
    """Whether a text is mostly in a script without spaces."""
    return 3 * sum("\u3040" <= c <= "\u9fff" for c in text) > len(text)


def _changed(before: Content, after: Content) -> Content:
    if whole_text(before) == whole_text(after):
        raise DoesNotApply
    return after


def _named(content: Content) -> str | None:
    """The name of the field that holds `answer_of`; None if a message does."""
    if content["kind"] == "preference":
        return "b" if content["outcome"] == "b" else "a"
    return "corrected" if content["kind"] == "correction" else None


def _kept(text: Any, fallback: str) -> str:
    return text if text.strip() else fallback
