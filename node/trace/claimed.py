"""The steps that the gateway's page lists, against those that the trace found by itself: a lie in any of them is named."""

from collections.abc import Mapping
from typing import Any

from kula.node.trace.payment import PaymentSteps
from kula.protocol.chain.clients.registry import Registry
from kula.protocol.errors import IntegrityError
from kula.protocol.ipfs.cid import RAW, bytes32_to_cid, cid_of

_NO_BLOCK = cid_of(b"", RAW)
"""What stands in place of the block of a record whose content is withheld."""


class ClaimedSteps:
    """Compares the gateway's steps with the trace's own. It runs after the payment."""

    def __init__(self, registry: Registry, payment: PaymentSteps) -> None:
        self._registry = registry
        self._payment = payment

    def steps(self) -> tuple[str, str] | None:
        """Every field that the gateway lists is what chain, store and signatures say.

        A gateway may be a moment behind the chain, so it may list fewer steps, less pay, and an epoch that is not final yet.
        """
        claimed = self._payment.page.get("steps")
        if claimed is None:
            return None
        for step in claimed:
            _compare(step["step"], step, self._own(step))
        return f"the gateway's {len(claimed)} steps say the same", ""

    def _own(self, step: Mapping[str, Any]) -> Mapping[str, Any]:
        name = step["step"]
        if name == "dataset":
            return {"manifest": bytes32_to_cid(self._registry.dataset(step["version"]).manifest)}
        if name == "model":
            return {"manifest": bytes32_to_cid(self._registry.model(step["version"]).manifest)}
        if name not in self._payment.own:
            raise IntegrityError("gateway", f"lists the step {name}, which the record has not reached on chain")
        return self._payment.own[name]


def _compare(name: str, claimed: Mapping[str, Any], own: Mapping[str, Any]) -> None:
    for field, value in own.items():
        given = claimed.get(field)
        if given != value and not _may_differ(f"{name}.{field}", given, value):
            raise IntegrityError("gateway", f"its step {name} says {given!r} for {field}, the trace finds {value!r}")


def _may_differ(place: str, given: object, value: str) -> bool:
    """Says whether a gateway that is behind the chain, or that withholds an erased record's block, may say this."""
    if place == "payment.paid":
        return int(str(given)) <= int(value)
    return (place, given) in (("row.final", False), ("batch.block", _NO_BLOCK))
