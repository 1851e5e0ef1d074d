"""What became of a gateway's receipts, by the chain alone, and how to hold the gateway to them.

A receipt is a promise to post a record under a number. It is broken if another record stands there, if nobody is shown
what stands there, or if the number is missing although there was room. Then the gateway is accused, and convicted unless
it answers. docs/protocol/gateways.md has the rules.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from structlog import get_logger
from web3.contract.contract import ContractFunction

from kula.contracts.modules.constants import MAX_AHEAD
from kula.protocol.chain.network import Network
from kula.protocol.chain.presets import LOCAL_CHAIN_ID
from kula.protocol.chain.sender import Sender
from kula.protocol.encoding import batch_leaf
from kula.protocol.errors import ChainRefused, IntegrityError, KulaError, Unavailable
from kula.protocol.hex import unhex
from kula.protocol.ledgers.room import room_of_pairs
from kula.protocol.merkle import root
from kula.protocol.reading.gateway_client import GatewayApi
from kula.protocol.reading.gateways import may_ask
from kula.protocol.records.receipt import check_receipt
from kula.protocol.signatures import receipt_digest
from kula.protocol.types import ZERO_ADDRESS, Address, Batch, Leaf, Receipt

LeavesOf = Callable[[int], Sequence[bytes]]
"""Returns the leaf hashes of a batch as its gateway gives them, or raises KulaError."""

_HIDDEN_SECONDS = 86_400
"""How long a gateway may be silent about a batch after its epoch's close (seconds of block time)."""

_LEAVES_SECONDS = 30
"""Longest wait for the leaves of one batch."""

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


class Promises:
    """Looks at promises on chain, accuses and convicts. `leaves_of` asks the gateways for the leaves of their batches."""

    def __init__(self, network: Network, leaves_of: LeavesOf) -> None:
        self._network = network
        self._leaves_of = leaves_of

    def state(self, promise: Promise) -> State:
        """Returns what became of a promise, as the chain and the leaves of its batch prove it."""
        gateways, receipt = self._network.gateways, promise.receipt
        digest = receipt_digest(self._network.signing, receipt)
        if gateways.settled(digest):
            return State.ANSWERED
        accuser, until, epoch, ahead = gateways.read("accusation", digest)
        posted = self._network.batches.next_seq(receipt.gateway) > receipt.seq
        if accuser != ZERO_ADDRESS:
            due = self._network.connection.now() >= until and (posted or self._room_since(epoch) >= ahead)
            return State.CONVICTABLE if due else State.ACCUSED
        if receipt.last_epoch >= self._network.batches.current():
            return State.WAITING
        return self._of_batch(promise) if posted else self._of_missing(receipt)

    def hold(self, promises: Iterable[Promise], sender: Sender, deposits: int) -> dict[State, int]:
        """Accuse for what is broken and convict what is due. At most `deposits` (10^-18 KULA) are at risk at once.

        Returns how many promises are in which state. What fails for one promise costs the others nothing.
        """
        promises = list(promises)
        states = [self.state(promise) for promise in promises]
        counts = _count(states)
        at_risk = sum(state in (State.ACCUSED, State.CONVICTABLE) for state in states)
        deposit = self._network.gateways.deposit()
        for promise, state in zip(promises, states, strict=True):
            try:
                if state is State.CONVICTABLE:
                    self._send(sender, self._network.gateways.convict(promise.receipt), promise)
                elif state is State.BROKEN and (at_risk + 1) * deposit <= deposits:
                    at_risk += 1
                    sender.send(self._network.token.approve(self._network.gateways.address, deposit))
                    self._send(sender, self._network.gateways.accuse(promise.receipt, promise.signature), promise)
            except ChainRefused as refused:
                log.warning("refused", seq=promise.receipt.seq, reason=refused.reason)
        return counts

    def states(self, promises: Iterable[Promise]) -> dict[State, int]:
        """Returns how many promises are in which state. Sends nothing."""
        return _count([self.state(promise) for promise in promises])

    def _send(self, sender: Sender, call: ContractFunction, promise: Promise) -> None:
        sender.send(call)
        log.info(call.fn_name, gateway=promise.receipt.gateway, seq=promise.receipt.seq)

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
        return room_of_pairs([batches.read("duty_of", later) for later in range(epoch + 1, batches.current())])


def leaves_from_gateways(network: Network) -> LeavesOf:
    """Returns a function that asks a batch's gateway for its leaves, at the URL on chain.

    A gateway that does not answer for a batch is not asked for it again, so many promises cost one wait.
    """

    anywhere, silent = network.addresses.chain_id == LOCAL_CHAIN_ID, dict[int, KulaError]()

    def leaves(number: int) -> list[bytes]:
        if number in silent:
            raise Unavailable(f"the gateway of batch {number} did not give its leaves") from silent[number]
        url = network.gateways.url_of(network.batches.batch(number).gateway)
        if not may_ask(url, anywhere=anywhere):
            raise Unavailable(f"the gateway of batch {number} names no URL that may be asked")
        try:
            api = GatewayApi(url, seconds=_LEAVES_SECONDS, outside=not anywhere)
            answer = api.get(f"/v1/batches/{number}/leaves")
        except KulaError as error:
            silent[number] = error
            raise
        return [unhex(leaf, 32) for leaf in answer.get("leaves", [])]

    return leaves


def _count(states: Sequence[State]) -> dict[State, int]:
    return {state: states.count(state) for state in State if state in states}
