"""The transaction that brings a wrong report down, by proving one of its faults."""

from collections.abc import Mapping
from dataclasses import dataclass

from web3.contract.contract import ContractFunction

from kula.node.validator.epoch import epoch_medians, leaf_proof, revealed
from kula.protocol.chain.clients.challenges import Proven
from kula.protocol.chain.network import Network
from kula.protocol.encoding import chunk_hashes
from kula.protocol.ledgers.faults import Fault, FaultKind, Truth, find_fault
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.material import Material
from kula.protocol.types import CHUNK_BYTES, ZERO_ADDRESS, Address


def challenge(
    ledgers: Ledgers, ledger: Ledger, material: Material, payees: Mapping[int, Address]
) -> ContractFunction | None:
    """The call that proves a fault of the epoch's standing report, or None if it shows none.

    `payees` are those of the batch leaves that were posted on demand, by position. Raises Unavailable if an earlier ledger
    cannot be fetched.
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
    """The positions of paid rows whose batch leaf neither the gateway nor a demand has made known to us."""
    paid = [row.pos for row in ledger.rows if row.pay_to != ZERO_ADDRESS]
    return [pos for pos in sorted(paid) if not material.leaves[pos].known and pos not in payees]


@dataclass(frozen=True, slots=True)
class _Proof:
    """Builds the call for a fault of a ledger from the earlier ledgers and the epoch's material."""

    network: Network
    ledger: Ledger
    line: Mapping[int, Ledger]
    """The earlier ledgers by epoch."""
    material: Material

    def call(self, fault: Fault) -> ContractFunction:
        """The call that proves the fault."""
        challenges = self.network.challenges
        epoch, wrong = self.ledger.epoch, self.ledger.proven(fault.t)
        if fault.kind is FaultKind.FORM:
            return challenges.challenge_form(epoch, wrong)
        if fault.kind is FaultKind.MEDIAN:
            return self._median(wrong)
        if fault.kind is FaultKind.ORDER:
            return challenges.challenge_order(epoch, self.ledger.proven(max(0, fault.t - 1)), wrong)
        if fault.kind is FaultKind.PAYEE:
            return self._payee(wrong)
        other = self.line[fault.epoch]
        if fault.kind is FaultKind.START:
            return challenges.challenge_start(epoch, wrong, other.proven(fault.at), _near(other, fault.at + 1))
        if fault.kind is FaultKind.ABSENT:
            neighbours = _near(other, fault.at - 1), _near(other, fault.at)
            return challenges.challenge_absent(epoch, wrong, fault.at, *neighbours)
        return challenges.challenge_between(epoch, wrong, fault.epoch, other.proven(fault.at))

    def _median(self, wrong: Proven) -> ContractFunction:
        start = wrong[0].pos // CHUNK_BYTES * CHUNK_BYTES
        scores_of_seats = [scores for _, scores in revealed(self.network, self.ledger.epoch)]
        chunks = [scores[start : start + CHUNK_BYTES] for scores in scores_of_seats]
        hashes = [chunk_hashes(scores) for scores in scores_of_seats]
        return self.network.challenges.challenge_median(self.ledger.epoch, wrong, chunks, hashes)

    def _payee(self, wrong: Proven) -> ContractFunction:
        number, leaf, proof = leaf_proof(self.network, self.material, wrong[0].pos)
        return self.network.challenges.challenge_payee(self.ledger.epoch, wrong, number, leaf, proof)


def _near(ledger: Ledger, t: int) -> Proven:
    """Row `t` with its proof. Beyond the ends any row serves, because the contract does not look at it."""
    return ledger.proven(min(max(t, 0), len(ledger.rows) - 1))
