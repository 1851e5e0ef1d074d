"""Trees of Open Assistant: wherever a question has several ranked answers, the best is compared with the worst."""

from collections.abc import Iterator
from typing import Any

from kula.node.contributor.exports.drafts import Choice, Context, Draft, Step, Turn, as_dict, as_list, as_model, as_text
from kula.node.contributor.exports.left_out import LeftOut, Refused
from kula.node.contributor.exports.vocabulary import ROLES


def matches(item: dict[str, Any]) -> bool:
    """Whether an item is a tree of messages."""
    return "message_tree_id" in item and isinstance(item.get("prompt"), dict)


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
