"""Kula's own form: one content of a record per item, with other fields that are left out."""

from collections.abc import Iterator
from typing import Any

from kula.node.contributor.exports.drafts import Context, Draft, Own
from kula.node.contributor.exports.left_out import LeftOut
from kula.protocol.types import KINDS


def matches(item: dict[str, Any]) -> bool:
    """Whether an item names one of the kinds of records."""
    return item.get("kind") in KINDS


def drafts(item: dict[str, Any], context: Context, left_out: LeftOut) -> Iterator[Draft]:
    """Yields the item."""
    yield Own(item)
