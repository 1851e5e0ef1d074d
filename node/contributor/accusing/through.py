"""Hands proofs of broken receipts to another gateway, which accuses on its own account. Nobody needs coin for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kula.protocol.errors import MalformedInput, RefusedByPolicy
from kula.protocol.reading.gateway_client import GatewayApi
from kula.protocol.shapes import fields, hexadecimal, number, optional, text

PATH = "/v1/accusations"
_NEEDED = ("gateway", "seq", "record", "last_epoch", "signature")
_LEAF = ("pay_to", "signatures_hash")


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What a gateway answers to a proof."""

    state: str
    """waiting, accusing, accused, convicted, answered, kept or dropped, as the API has them; or `refused`."""
    id: bytes = b""
    """The receipt's digest: GET /v1/accusations/ID tells more later."""
    until: int | None = None
    """When the accused gateway's time to answer ends: block time in seconds."""
    problem: str = ""
    """The slug of a refusal, such as `not-broken`."""


_handed_in = fields(HandedIn, state=text(16), id=hexadecimal(32), until=optional(number(63)))


def proof_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what a gateway takes of a row of a file of receipts. Raises MalformedInput if it lacks a part."""
    for name in _NEEDED:
        if name not in row:
            raise MalformedInput(f"receipt.{name}", "is missing")
    return {name: row[name] for name in (*_NEEDED, *(_LEAF if "pay_to" in row else ())) if name in row}


def hand_in(api: GatewayApi, row: Mapping[str, Any]) -> HandedIn:
    """Hands a proof to a gateway. Raises Unavailable if it does not answer, and MalformedInput if it answers nonsense."""
    try:
        return _handed_in(api.post(PATH, proof_of(row)), "the gateway's answer")
    except RefusedByPolicy as refused:
        return HandedIn("refused", problem=refused.rule)


async def hand_in_async(api: GatewayApi, row: Mapping[str, Any]) -> HandedIn:
    """Does what `hand_in` does, for callers with an event loop."""
    try:
        return _handed_in(await api.fetch("POST", PATH, proof_of(row)), "the gateway's answer")
    except RefusedByPolicy as refused:
        return HandedIn("refused", problem=refused.rule)
