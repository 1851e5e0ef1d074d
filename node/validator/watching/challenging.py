"""The transaction that brings a wrong report down, by proving one of its faults."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from web3.contract.contract import ContractFunction

from kula.node.validator.epoch import epoch_medians, leaf_proof, revealed
from kula.protocol.chain.clients.challenges import Proven
from kula.protocol.chain.network import Network
from kula.protocol.encoding import chunk_hashes
from kula.protocol.errors import Unavailable
from kula.protocol.ledgers.faults import Fault, FaultKind, Truth, find_faults
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.material import Material
from kula.protocol.types import CHUNK_BYTES, Address, Leaf, Row


class ProvenRows(Protocol):
    """The rows of a report, or some of them: a Ledger, or what was posted of it on demand."""

    @property
    def epoch(self) -> int:
        """The epoch of the report."""
        ...

    @property
    def rows(self) -> Sequence[Row]:
        """The rows, in the order of their index."""
        ...

    def proven(self, t: int) -> Proven:
        """Returns one of these rows with its proof."""
        ...


_TRIED = 8
"""Faults that are tried. The chain refuses one only if an endpoint told us something else than the chain holds."""


def challenges(
    ledgers: Ledgers, at_hand: ProvenRows, material: Material, payees: Mapping[int, Address]
) -> Iterator[ContractFunction]:
    """Yields calls that each prove a fault of the epoch's standing report: none if these rows show none.

    `payees` are those of the batch leaves that were posted on demand, by position. If the rows of an earlier ledger are
    hidden, starts that rest on it are not checked; that ledger is under watch itself.
    """
    network = ledgers.network
    state = network.reports.standing(material.epoch)
    before = ledgers.at_hand(state.parent)
    truth = Truth(
        epoch=material.epoch,
        floor=network.parameters.floor,
        medians=epoch_medians(network, material.epoch),
        pay_to=[leaf.pay_to if leaf.known else payees.get(pos) for pos, leaf in enumerate(material.leaves)],
        line=before.line,
        earlier=before.earlier,
        hidden=before.hidden,
    )
    proof = _Proof(network, at_hand, before.line, material, state.digest)
    return (proof.call(fault) for fault in islice(find_faults(at_hand.rows, truth), _TRIED))


def unknown_rows(at_hand: ProvenRows, material: Material, payees: Mapping[int, Address], floor: int) -> list[Row]:
    """The rows above the floor whose batch leaf nobody gave us. Only these leaves can decide: they name the payees."""
    above = [row for row in at_hand.rows if row.median > floor]
    return [row for row in above if not material.leaves[row.pos].known and row.pos not in payees]


@dataclass(frozen=True, slots=True)
class _Proof:
    """Builds the call for a fault of a report from the earlier ledgers and the epoch's material."""

    network: Network
    at_hand: ProvenRows
    line: Mapping[int, Ledger]
    """The earlier ledgers by epoch."""
    material: Material
    digest: bytes
    """The report's digest."""

    def call(self, fault: Fault) -> ContractFunction:
        """The call that proves the fault."""
        challenges = self.network.challenges
        epoch, wrong = self.at_hand.epoch, self.at_hand.proven(fault.t)
        if fault.kind is FaultKind.FORM:
            return challenges.challenge_form(epoch, wrong)
        if fault.kind is FaultKind.MEDIAN:
            return self._median(wrong)
        if fault.kind is FaultKind.ORDER:
            return challenges.challenge_order(epoch, self.at_hand.proven(max(0, fault.t - 1)), wrong)
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
        scores_of_seats = [scores for _, scores in revealed(self.network, self.at_hand.epoch)]
        chunks = [scores[start : start + CHUNK_BYTES] for scores in scores_of_seats]
        hashes = [chunk_hashes(scores) for scores in scores_of_seats]
        return self.network.challenges.challenge_median(self.at_hand.epoch, wrong, chunks, hashes)

    def _payee(self, wrong: Proven) -> ContractFunction:
        pos = wrong[0].pos
        held = self.material.leaves[pos].known
        proven = leaf_proof(self.network, self.material, pos) if held else opened_leaf(self.network, self.digest, pos)
        return self.network.challenges.challenge_payee(self.at_hand.epoch, wrong, *proven)


def opened_leaf(network: Network, digest: bytes, pos: int) -> tuple[int, Leaf, list[bytes]]:
    """The number of the batch, the leaf and its proof, as somebody posted them on demand. Raises Unavailable."""
    for event in network.demands.events("LeafOpened", digest=digest):
        if event["args"]["pos"] == pos:
            answer = network.demands.arguments(event, "answer_leaf")
            batch = network.batches.batch(answer["number"])
            leaf = Leaf(
                gateway=batch.gateway,
                seq=batch.first_seq + pos - batch.offset,
                record_hash=answer["leaf"]["record"],
                pay_to=Address(answer["leaf"]["pay_to"]),
                signatures_hash=answer["leaf"]["signatures"],
            )
            return batch.number, leaf, list(answer["proof"])
    raise Unavailable(f"the leaf at position {pos} was not posted on demand")


def _near(ledger: Ledger, t: int) -> Proven:
    """Row `t` with its proof. Beyond the ends any row serves, because the contract does not look at it."""
    return ledger.proven(min(max(t, 0), len(ledger.rows) - 1))
