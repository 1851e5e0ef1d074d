"""What dishonest people try: scores, signatures and challenges without any basis."""

from kula.protocol.ledgers.faults import Fault, FaultKind
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.types import ZERO_HASH, Report
from tests.invariants.world import THIEF
from tests.support.challenger import challenge


def lying_scores(leaves: list, seed: int) -> bytes:
    """Scores that pay the thief and nobody else, or arbitrary ones."""
    if seed % 2:
        return bytes(255 if leaf.pay_to == THIEF.address else 0 for leaf in leaves)
    return bytes((seed * (i + 3)) % 256 for i in range(len(leaves)))


def signable(epoch: int, attempt: int, root: bytes) -> Report:
    """A report that follows from no ledger."""
    return Report(epoch=epoch, attempt=attempt, parent=ZERO_HASH, root=root, records=1, sum_credit=1, files=ZERO_HASH)


def guess(net, ledger: Ledger, kind: int, t: int, other: int) -> None:
    """Challenges a report by some fault at some row, whether it has that fault or not."""
    line = net.line(ledger.epoch)
    kinds = list(FaultKind)
    name = kinds[kind] if kind < 4 or line else kinds[kind % 4]
    epoch = max(line, default=0)
    at = other % len(line[epoch].rows) if epoch else 0
    challenge(net, ledger, Fault(kind=name, t=t, epoch=epoch, at=at), THIEF)
