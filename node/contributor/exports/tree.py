"""Talks that are kept as a tree of messages: the branch that the person ended with, and every answer that has an opinion."""

from collections.abc import Iterator
from dataclasses import dataclass

from kula.node.contributor.exports.drafts import Draft, Opinion, Rated, Step, Talk
from kula.node.contributor.exports.left_out import LeftOut

_RATED_STEPS = 1024
"""Most messages before a rated answer that are looked at."""


@dataclass(frozen=True, slots=True)
class Node:
    """One message with the id of the message before it. `time` is in seconds; 0 if the export does not tell."""

    parent: str
    step: Step
    time: float = 0.0
    opinion: Opinion | None = None


def drafts_of_tree(nodes: dict[str, Node], last: str, left_out: LeftOut) -> Iterator[Draft]:
    """Yields the talk that ends in the node `last`, then every rated answer. Without such a node, the newest leaf ends it."""
    if last not in nodes:
        last = _newest_leaf(nodes)
    branch = _branch(nodes, last)
    yield Talk([nodes[name].step for name in branch])
    on_branch = set(branch)
    others = (node for name, node in nodes.items() if name not in on_branch and node.opinion is None)
    left_out.add("other-branch", sum(node.step.turn is not None for node in others))
    for name, node in nodes.items():
        if node.opinion is not None:
            yield Rated([nodes[step].step for step in _branch(nodes, name, _RATED_STEPS)], node.opinion)


def _newest_leaf(nodes: dict[str, Node]) -> str:
    parents = {node.parent for node in nodes.values()}
    leaves = [name for name in nodes if name not in parents] or list(nodes)
    newest = ""
    for name in leaves:
        if not newest or nodes[name].time >= nodes[newest].time:
            newest = name
    return newest


def _branch(nodes: dict[str, Node], last: str, most: int = 10**9) -> list[str]:
    """The names from the root to `last`, or the `most` last ones; a loop of parents ends where it closes."""
    names: dict[str, None] = {}
    while last in nodes and last not in names and len(names) < most:
        names[last] = None
        last = nodes[last].parent
    return list(names)[::-1]
