"""The transaction that brings a wrong report down: the watcher's side of Challenges and Demands."""

from collections.abc import Mapping

from web3.contract.contract import ContractFunction

from kula.node.validator.epoch import epoch_medians, leaf_proof, revealed
from kula.protocol.chain.clients.challenges import Proven
from kula.protocol.chain.network import Network
from kula.protocol.encoding import chunk_hashes
from kula.protocol.ledgers.faults import Fault, FaultKind, Truth, find_fault
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.material import Material
from kula.protocol.types import CHUNK_BYTES, ZERO_ADDRESS, Address, Row


def challenge(
    ledgers: Ledgers, ledger: Ledger, material: Material, payees: Mapping[int, Address]
) -> ContractFunction | None:
    """The call that proves a fault of the epoch's standing report, or None if it shows none.

    `payees` are those of batch leaves that were shown on demand. Raises Unavailable when an ancestor's file is not to be had.
    """
    network = ledgers.network
    line = ledgers.line(network.reports.standing(material.epoch).parent)
    truth = Truth(
        epoch=material.epoch,
        floor=network.parameters.floor,
        medians=epoch_medians(network, material.epoch),
        pay_to=[leaf.pay_to if leaf.known else payees.get(pos) for pos, leaf in enumerate(material.leaves)],
        line=line,
    )
    fault = find_fault(ledger.rows, truth)
    return _Proof(network, ledger, line, material).call(fault) if fault else None


def unknown_leaves(ledger: Ledger, material: Material, payees: Mapping[int, Address]) -> list[int]:
    """Positions of rows that pay somebody by a batch leaf that nobody has shown us."""
    paid = [row.pos for row in ledger.rows if row.pay_to != ZERO_ADDRESS]
    return [pos for pos in sorted(paid) if not material.leaves[pos].known and pos not in payees]


class _Proof:
    """Builds the call for a fault from the ledgers that show it."""

    def __init__(self, network: Network, ledger: Ledger, line: dict[int, Ledger], material: Material) -> None:
        self._network = network
        self._challenges = network.challenges
        self._ledger = ledger
        self._line = line
        self._material = material

    def call(self, fault: Fault) -> ContractFunction:
        """The transaction."""
        epoch, shown = self._ledger.epoch, self._ledger.proven(fault.t)
        if fault.kind is FaultKind.FORM:
            return self._challenges.challenge_form(epoch, shown)
        if fault.kind is FaultKind.MEDIAN:
            return self._median(shown)
        if fault.kind is FaultKind.ORDER:
            return self._challenges.challenge_order(epoch, self._ledger.proven(max(0, fault.t - 1)), shown)
        if fault.kind is FaultKind.PAYEE:
            return self._payee(shown)
        other = self._line[fault.epoch]
        if fault.kind is FaultKind.START:
            return self._challenges.challenge_start(epoch, shown, other.proven(fault.at), _near(other, fault.at + 1))
        if fault.kind is FaultKind.ABSENT:
            left, right = _near(other, fault.at - 1), _near(other, fault.at)
            return self._challenges.challenge_absent(epoch, shown, fault.at, left, right)
        return self._challenges.challenge_between(epoch, shown, fault.epoch, other.proven(fault.at))

    def _median(self, shown: Proven) -> ContractFunction:
        start = shown[0].pos // CHUNK_BYTES * CHUNK_BYTES
        scores = [scores for _, scores in revealed(self._network, self._ledger.epoch)]
        chunks = [mine[start : start + CHUNK_BYTES] for mine in scores]
        return self._challenges.challenge_median(self._ledger.epoch, shown, chunks, [chunk_hashes(s) for s in scores])

    def _payee(self, shown: tuple[Row, list[bytes]]) -> ContractFunction:
        number, leaf, proof = leaf_proof(self._network, self._material, shown[0].pos)
        return self._challenges.challenge_payee(self._ledger.epoch, shown, number, leaf, proof)


def _near(ledger: Ledger, t: int) -> Proven:
    """A row and its proof; beyond the ends any row serves, because the contract does not look at it."""
    return ledger.proven(min(max(t, 0), len(ledger.rows) - 1))
