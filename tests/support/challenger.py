"""One honest party with the data: it finds a fault in a report, and brings the report down with one call."""

from dataclasses import replace

from kula.protocol.encoding import batch_leaf, chunk_hashes
from kula.protocol.ledgers.faults import Fault, FaultKind, Truth, find_fault
from kula.protocol.ledgers.ledger import Earlier, Ledger
from kula.protocol.merkle import Tree
from kula.protocol.types import CHUNK_BYTES, ZERO_ADDRESS, Address, Leaf, Row
from tests.support.actors import Actor
from tests.support.evm_network import Network

Proven = tuple[Row, list[bytes]]
NO_ROW = Row(t=0, pay_to=ZERO_ADDRESS, pos=0, median=0, credits=0, sum_credit=0, before=0, since=0)
NOTHING: Proven = (NO_ROW, [])
"""An argument that the contract ignores."""


def truth_of(net: Network, epoch: int) -> Truth:
    """What the chain and the batches prove about an epoch."""
    line = net.line(epoch)
    earlier: dict[Address, Earlier] = {}
    for ledger in reversed(line.values()):
        earlier = ledger.earlier_after(earlier)
    return Truth(
        epoch=epoch,
        floor=net.parameters.floor,
        medians=net.medians(epoch),
        pay_to=[leaf.pay_to for leaf in net.leaves_of(epoch)],
        line=line,
        earlier=earlier,
    )


def fault_of(net: Network, ledger: Ledger) -> Fault | None:
    """The first fault of a ledger, if it has one."""
    return find_fault(ledger.rows, truth_of(net, ledger.epoch))


def challenge(net: Network, ledger: Ledger, fault: Fault, who: Actor) -> None:
    """Proves the fault on chain. Reverts if the report does not have it."""
    epoch, sender = ledger.epoch, who.address
    proven = ledger.proven(fault.t)
    contract = net.challenges
    match fault.kind:
        case FaultKind.FORM:
            contract.challenge_form(epoch, proven, sender=sender)
        case FaultKind.MEDIAN:
            contract.challenge_median(epoch, proven, *chunks_at(net, epoch, proven[0].pos), sender=sender)
        case FaultKind.ORDER:
            contract.challenge_order(epoch, neighbour(ledger, fault.t - 1), proven, sender=sender)
        case FaultKind.PAYEE:
            number, leaf, proof = leaf_at(net, epoch, proven[0].pos)
            contract.challenge_payee(epoch, proven, number, covered(leaf), proof, sender=sender)
        case _:
            _challenge_start(net, ledger, fault, sender)


def _challenge_start(net: Network, ledger: Ledger, fault: Fault, sender: str) -> None:
    epoch, proven = ledger.epoch, ledger.proven(fault.t)
    before = net.line(epoch)[fault.epoch]
    contract = net.challenges
    match fault.kind:
        case FaultKind.START:
            ends = before.proven(fault.at), neighbour(before, fault.at + 1)
            contract.challenge_start(epoch, proven, *ends, sender=sender)
        case FaultKind.ABSENT:
            sides = neighbour(before, fault.at - 1), neighbour(before, fault.at)
            contract.challenge_absent(epoch, proven, fault.at, *sides, sender=sender)
        case FaultKind.BETWEEN:
            contract.challenge_between(epoch, proven, fault.epoch, before.proven(fault.at), sender=sender)


def neighbour(ledger: Ledger, t: int) -> Proven:
    """A row with its proof, or NOTHING beyond the ledger's ends."""
    return ledger.proven(t) if 0 <= t < len(ledger.rows) else NOTHING


def chunks_at(net: Network, epoch: int, pos: int) -> tuple[list[bytes], list[list[bytes]]]:
    """The chunk at a position and all chunk hashes, of every revealed seat."""
    start = pos // CHUNK_BYTES * CHUNK_BYTES
    by_seat = [scores for _, scores in sorted(net.revealed(epoch).items())]
    return [scores[start : start + CHUNK_BYTES] for scores in by_seat], [chunk_hashes(scores) for scores in by_seat]


def leaf_at(net: Network, epoch: int, pos: int) -> tuple[int, Leaf, list[bytes]]:
    """The batch that holds a position, the leaf there, and its proof."""
    for number in net.batches.batches_of(epoch):
        batch = net.batches.batch(number)
        if batch.offset <= pos < batch.offset + batch.count:
            leaves = net.leaves[number]
            tree = Tree([batch_leaf(net.dom, leaf) for leaf in leaves])
            return number, leaves[pos - batch.offset], tree.proof(pos - batch.offset)
    raise LookupError(f"no batch of epoch {epoch} holds position {pos}")


def covered(leaf: Leaf) -> tuple[bytes, str, bytes]:
    """What a leaf covers beside its gateway and number, as the contracts take it."""
    return leaf.record_hash, leaf.pay_to, leaf.signatures_hash


def with_row(ledger: Ledger, t: int, **changes: int | str) -> Ledger:
    """The ledger with one row changed. Nothing else is adjusted."""
    rows = list(ledger.rows)
    rows[t] = replace(rows[t], **changes)  # type: ignore[arg-type]
    return Ledger(ledger.dom, ledger.epoch, tuple(rows), ledger.price)
