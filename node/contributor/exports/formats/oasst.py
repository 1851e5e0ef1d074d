"""Trees of Open Assistant: wherever a question has several ranked answers, the best is compared with the worst.

Its flat files hold a message per row, which names the message before it. They are put together as trees once all are read.
"""

from collections.abc import Iterator
from typing import Any

from kula.node.contributor.exports.drafts import Choice, Context, Draft, Step, Turn, as_dict, as_list, as_model, as_text
from kula.node.contributor.exports.left_out import LeftOut, Refused
from kula.node.contributor.exports.vocabulary import LIMITS, ROLES


def matches(item: dict[str, Any]) -> bool:
    """Whether an item is a tree of messages, or a message of a flat file."""
    return is_row(item) or ("message_tree_id" in item and isinstance(item.get("prompt"), dict))


def is_row(item: dict[str, Any]) -> bool:
    """Whether an item is a message of a flat file."""
    return (
        isinstance(item.get("message_id"), str)
        and (item.get("parent_id", 0) is None or isinstance(item.get("parent_id"), str))
        and isinstance(item.get("text"), str)
        and item.get("role") in ("prompter", "assistant")
    )


class Rows:
    """The messages of a flat file until it is read to its end."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[int, dict[str, Any]]] = {}

    def take(self, number: int, item: dict[str, Any], left_out: LeftOut) -> None:
        """Keeps item `number` of a file, unless its message came before or LIMITS["rows"] are kept."""
        if len(self._rows) >= LIMITS["rows"]:
            left_out.add("too-large")
        elif item["message_id"] not in self._rows:
            self._rows[item["message_id"]] = (number, {**item, "replies": []})

    def trees(self, left_out: LeftOut) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yields the number of each first message, and its tree. Counts messages that belong to none."""
        first = [name for name, (_, row) in self._rows.items() if not row["parent_id"]]
        for _, row in self._rows.values():
            if row["parent_id"] in self._rows:
                self._rows[row["parent_id"]][1]["replies"].append(row)
        lost = len(self._rows)
        waiting = [(self._rows[name][1], 1) for name in first]
        while waiting:
            row, depth = waiting.pop()
            lost -= 1
            if depth == LIMITS["messages"]:
                row["replies"] = []
            waiting += [(reply, depth + 1) for reply in row["replies"]]
        left_out.add("no-question", lost)
        for name in first:
            number, row = self._rows[name]
            yield number, {"message_tree_id": name, "prompt": row}


def drafts(item: dict[str, Any], context: Context, left_out: LeftOut) -> Iterator[Draft]:
    """Yields a choice per question with two ranked answers. Raises Refused for a tree without one."""
    waiting: list[tuple[dict[str, Any], list[Step]]] = [(as_dict(item["prompt"]), [])]
    count = 0
    while waiting:
        message, before = waiting.pop()
        steps = [*before, Step(_turn(message))]
        replies = [reply for reply in map(as_dict, as_list(message.get("replies"))) if reply.get("deleted") is not True]
        ranked = sorted((reply for reply in replies if _rank(reply) is not None), key=lambda reply: _rank(reply) or 0)
        if len(ranked) > 1 and _rank(ranked[0]) != _rank(ranked[-1]) and _turn(ranked[0]).role == "assistant":
            count += 1
            yield Choice(steps, _turn(ranked[0]), _turn(ranked[-1]), "a")
        waiting += [(reply, steps) for reply in replies[::-1]]
    if not count:
        raise Refused("no-difference", "ranks no two answers to one question")


def _turn(message: dict[str, Any]) -> Turn:
    role = ROLES.get(as_text(message.get("role")))
    if role not in ("user", "assistant"):
        raise Refused("unknown-role", "has a speaker that is not known")
    return Turn(role, as_text(message.get("text")), as_model(message.get("model_name")))


def _rank(message: dict[str, Any]) -> int | None:
    rank = message.get("rank")
    if isinstance(rank, float) and rank.is_integer():
        return int(rank)
    return rank if isinstance(rank, int) and not isinstance(rank, bool) else None
