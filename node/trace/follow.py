"""`kula trace`: from a record to the served model by hashes alone. Every step is checked against chain and IPFS.

A trace needs the chain's answers, the gateway's public pages and the IPFS blocks. The record's salt is optional: with it, the
trace also finds the record's row in the dataset. Nobody can link a row to a record without the salt, and the trace says so.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from kula.node.trace.claimed import ClaimedSteps
from kula.node.trace.pages import Pages
from kula.node.trace.payment import PaymentSteps
from kula.node.trace.served import ServedSteps
from kula.protocol.errors import KulaError
from kula.protocol.hex import unhex
from kula.protocol.reading.ledgers import Ledgers

Check = Callable[[], tuple[str, str] | None]
"""One step: returns its detail and its hash, or None while the record has not reached it."""


@dataclass(frozen=True)
class TraceStep:
    """One link of the chain of hashes."""

    step: str
    ok: bool
    detail: str
    hash: str = ""


@dataclass
class Trace:
    """The steps that the record has reached, in order."""

    record: str
    steps: list[TraceStep] = field(default_factory=list)

    @property
    def verified(self) -> bool:
        """Whether every step that exists verifies."""
        return bool(self.steps) and all(step.ok for step in self.steps)


def trace_record(ledgers: Ledgers, pages: Pages, record: str, salt: bytes = b"") -> Trace:
    """Follow a record (0x and 64 digits). The first step that does not verify says why, and ends the trace."""
    trace = Trace(record)
    for name, check in _checks(ledgers, pages, unhex(record, 32), salt):
        try:
            verified = check()
        except (KulaError, LookupError, ValueError, TypeError, AttributeError) as error:
            trace.steps.append(TraceStep(name, False, f"breaks here: {error}"))
            return trace
        if verified:
            trace.steps.append(TraceStep(name, True, *verified))
    return trace


def _checks(ledgers: Ledgers, pages: Pages, record: bytes, salt: bytes) -> list[tuple[str, Check]]:
    payment = PaymentSteps(ledgers, pages, record)
    claimed = ClaimedSteps(ledgers.network.registry, payment)
    served = ServedSteps(ledgers, pages, payment, salt)
    return [
        ("record", payment.record),
        ("receipt", payment.receipt),
        ("batch", payment.batch),
        ("block", payment.block),
        ("scores", payment.scores),
        ("reasons", payment.reasons),
        ("ledger", payment.ledger),
        ("report", payment.report),
        ("payment", payment.payment),
        ("steps", claimed.steps),
        ("dataset", served.dataset),
        ("model", served.model),
        ("vote", served.vote),
        ("served", served.served),
    ]
