"""What became of a gateway's receipts, by the chain and the leaves of its batches.

A receipt is a promise to post a record under a number. It is broken if another record stands there, if nobody is shown
what stands there, or if the number is missing although there was room. Then the gateway is accused, and convicted unless
it answers. docs/protocol/gateways.md has the rules. Twin: web/client/src/actions/receipts/promiseState.ts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from structlog import get_logger

from kula.contracts.modules.constants import MAX_AHEAD, MAX_PAIRS
from kula.protocol.chain.network import Network
from kula.protocol.encoding import batch_leaf
from kula.protocol.errors import IntegrityError, KulaError
from kula.protocol.hex import hex0, unhex
from kula.protocol.ledgers.room import room_of_pairs
from kula.protocol.merkle import root
from kula.protocol.records.receipt import check_receipt
from kula.protocol.signatures import receipt_digest
from kula.protocol.types import Address, Batch, Leaf, Receipt

LeavesOf = Callable[[int], Sequence[bytes]]
"""Returns the leaf hashes of a batch as its gateway gives them, or raises KulaError."""

_HIDDEN_SECONDS = 86_400
"""How long a gateway may be silent about a batch after its epoch's close (seconds of block time)."""

log = get_logger("receipts")


class State(StrEnum):
    """What became of a promise."""

    WAITING = "waiting"
    """Its last epoch is not closed."""
    LATE = "late"
    """There was too little room to post it, or the gateway has not shown the batch yet."""
    KEPT = "kept"
    BROKEN = "broken"
    ACCUSED = "accused"
    """The gateway has time to answer, or there was too little room since the accusation."""
    CONVICTABLE = "convictable"
    ANSWERED = "settled"
    """Somebody answered or convicted."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A receipt with its signature, and the parts of the record's leaf that only its author knows."""

    receipt: Receipt
    signature: bytes
    pay_to: Address | None
    signatures_hash: bytes


def read_promise(network: Network, row: Mapping[str, Any]) -> Promise:
    """Reads a row of a file of receipts. Raises IntegrityError if it proves nothing against the gateway."""
    try:
        gateway, record = Address(row["gateway"]), unhex(row["record"], 32)
        signature = unhex(row["signature"], 65)
        signatures_hash = unhex(row["signatures_hash"], 32) if "pay_to" in row else b""
    except (KeyError, TypeError, ValueError, KulaError) as error:
        raise IntegrityError("the receipt", f"is not complete: {error}") from error
    receipt = check_receipt(network.signing, row, gateway=gateway, record=record)
    return Promise(receipt, signature, Address(row["pay_to"]) if "pay_to" in row else None, signatures_hash)


def row_of(promise: Promise) -> dict[str, Any]:
    """Returns a promise as a row of a file of receipts, which `read_promise` reads."""
    receipt = promise.receipt
    row = {
        "gateway": receipt.gateway,
        "record": hex0(receipt.record),
        "seq": receipt.seq,
        "last_epoch": receipt.last_epoch,
        "signature": hex0(promise.signature),
    }
    leaf = {"pay_to": promise.pay_to, "signatures_hash": hex0(promise.signatures_hash)} if promise.pay_to else {}
    return {**row, **leaf}


class PromiseReader:
    """Looks at promises on chain. `leaves_of` asks the gateways for the leaves of their batches."""

    def __init__(self, network: Network, leaves_of: LeavesOf) -> None:
        self._network = network
        self._leaves_of = leaves_of

    def state(self, promise: Promise) -> State:
        """Returns what became of a promise, as the chain and the leaves of its batch prove it."""
        receipt = promise.receipt
        accused = self.accused(receipt)
        if accused:
            return accused
        if receipt.last_epoch >= self._network.batches.current():
            return State.WAITING
        return self._of_batch(promise) if self.is_posted(receipt) else self._of_missing(receipt)

    def accused(self, receipt: Receipt) -> State | None:
        """Returns how far an accusation with a receipt is, by the chain alone. None if nobody has accused with it."""
        gateways, digest = self._network.gateways, receipt_digest(self._network.signing, receipt)
        if gateways.settled(digest):
            return State.ANSWERED
        accusation = gateways.accusation(digest)
        if not accusation:
            return None
        is_over = self._network.connection.now() >= accusation.until
        had_room = is_over and (self.is_posted(receipt) or self._room_since(accusation.epoch) >= accusation.ahead)
        return State.CONVICTABLE if had_room else State.ACCUSED

    def is_posted(self, receipt: Receipt) -> bool:
        """Tells whether the gateway has posted some record under the receipt's number."""
        return self._network.batches.next_seq(receipt.gateway) > receipt.seq

    def _of_missing(self, receipt: Receipt) -> State:
        """A number that is not posted: broken once there was room for all numbers up to it since its last epoch."""
        ahead = receipt.seq - self._network.batches.next_seq(receipt.gateway) + 1
        had_room = self._room_since(receipt.last_epoch) >= min(ahead, MAX_AHEAD)
        return State.BROKEN if had_room else State.LATE

    def _of_batch(self, promise: Promise) -> State:
        """A number that is posted: kept if the leaf there is the record's."""
        batch = self._network.batches.batch_with(promise.receipt.gateway, promise.receipt.seq)
        if not batch or not promise.pay_to:
            return State.KEPT if batch else State.LATE
        leaf = Leaf(
            gateway=promise.receipt.gateway,
            seq=promise.receipt.seq,
            record_hash=promise.receipt.record,
            pay_to=promise.pay_to,
            signatures_hash=promise.signatures_hash,
        )
        try:
            leaves = list(self._leaves_of(batch.number))
            proven = len(leaves) == batch.count and root(leaves) == batch.root
        except (KulaError, TypeError, ValueError) as error:
            log.info("leaves", batch=batch.number, problem=str(error))
            proven, leaves = False, []
        if proven:
            same = leaves[promise.receipt.seq - batch.first_seq] == batch_leaf(self._network.dom, leaf)
            return State.KEPT if same else State.BROKEN
        return State.BROKEN if self._is_long_ago(batch) else State.LATE

    def _is_long_ago(self, batch: Batch) -> bool:
        closed_at = self._network.scores.epoch(batch.epoch).closed_at
        return closed_at > 0 and self._network.connection.now() >= closed_at + _HIDDEN_SECONDS

    def _room_since(self, epoch: int) -> int:
        batches = self._network.batches
        last = min(batches.current(), epoch + 1 + 2 * MAX_PAIRS)
        return room_of_pairs([batches.read("duty_of", later) for later in range(epoch + 1, last)])
