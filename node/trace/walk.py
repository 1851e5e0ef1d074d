"""`kula trace`: from a record to the served model by hashes alone, every step checked against chain and IPFS.

Needs a chain RPC, the addresses file, the gateway's public trace and an IPFS API. With the record's salt it also finds the
dataset's row and opens nothing else; whoever has no salt cannot link a row to a record, and the trace says so.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from kula.node.trace.payment import ToPayment
from kula.node.trace.served import ToServed
from kula.node.trace.shown import Shown
from kula.protocol.errors import KulaError
from kula.protocol.hex import unhex
from kula.protocol.reading.ledgers import Ledgers

Take = Callable[[], tuple[str, str] | None]
"""One step: what it found and its hash, None if the record did not get so far yet."""


@dataclass(frozen=True)
class TraceStep:
    """One link of the chain of hashes."""

    step: str
    ok: bool
    detail: str
    hash: str = ""


@dataclass
class Trace:
    """All steps that exist."""

    record: str
    steps: list[TraceStep] = field(default_factory=list)

    @property
    def verified(self) -> bool:
        """Whether every step that exists verifies."""
        return bool(self.steps) and all(step.ok for step in self.steps)


def trace(ledgers: Ledgers, gateway: str, record: str, salt: bytes = b"") -> Trace:
    """Follow a record (0x and 64 digits). A step that breaks says where, and ends the trace."""
    found = Trace(record)
    for name, take in _steps(ledgers, Shown(gateway), unhex(record, 32), salt):
        try:
            result = take()
        except (KulaError, LookupError, ValueError, TypeError, AttributeError) as error:
            found.steps.append(TraceStep(name, False, f"breaks here: {error}"))
            return found
        if result:
            found.steps.append(TraceStep(name, True, *result))
    return found


def _steps(ledgers: Ledgers, shown: Shown, digest: bytes, salt: bytes) -> list[tuple[str, Take]]:
    first = ToPayment(ledgers, shown, digest)
    second = ToServed(ledgers, shown, first, salt)
    return [
        ("record", first.record),
        ("receipt", first.receipt),
        ("batch", first.batch),
        ("block", first.block),
        ("scores", first.scores),
        ("reasons", first.reasons),
        ("ledger", first.ledger),
        ("report", first.report),
        ("payment", first.payment),
        ("dataset", second.dataset),
        ("model", second.model),
        ("vote", second.vote),
        ("served", second.served),
    ]
