"""Gateways that post what a test tells them to, and the receipts that they sign."""

from collections.abc import Sequence
from dataclasses import dataclass

from kula.bench.gas.played import tree_of
from kula.protocol.chain.sender import Sender
from kula.protocol.promises.state import Promise
from kula.protocol.signatures import receipt_digest, sign
from kula.protocol.types import ZERO_HASH, Address, Leaf, Receipt
from tests.support.chain import TestNet


class Place:
    """A gateway that posts what a test tells it to."""

    def __init__(self, net: TestNet, sender: Sender) -> None:
        self.net = net
        self.sender = sender
        self.address = Address(sender.address)

    def promise(self, ahead: int = 0, name: bytes = b"", last_epoch: int = 0) -> Promise:
        """A signed receipt for the next number, or one further ahead. Without a last epoch, it is as gateways sign it."""
        batches = self.net.network.batches
        seq = batches.next_seq(self.address) + ahead
        record = (name or seq.to_bytes(4, "big")).ljust(32, b"r")
        last = last_epoch or batches.current() + 1
        receipt = Receipt(gateway=self.address, seq=seq, record=record, last_epoch=last)
        digest = receipt_digest(self.net.network.signing, receipt)
        return Promise(receipt, sign(digest, bytes(self.sender.account.key)), self.address, b"s" * 32)

    def post(self, promises: Sequence[Promise]) -> list[Leaf]:
        """Posts the records of promises in one batch."""
        leaves = [
            Leaf(
                gateway=self.address,
                seq=one.receipt.seq,
                record_hash=one.receipt.record,
                pay_to=self.address,
                signatures_hash=one.signatures_hash,
            )
            for one in promises
        ]
        root = tree_of(self.net.network, leaves).root
        first, batches = leaves[0].seq, self.net.network.batches
        self.sender.send(batches.post_batch(first, len(leaves), root, ZERO_HASH, most=10**24))
        return leaves

    def answer(self, promise: Promise, leaves: Sequence[Leaf]) -> None:
        """Answers an accusation with a leaf of the batch that holds the number."""
        batch = self.net.network.batches.batch_with(self.address, promise.receipt.seq)
        assert batch
        place = promise.receipt.seq - batch.first_seq
        proof = tree_of(self.net.network, leaves).proof(place)
        self.sender.send(self.net.network.gateways.answer(promise.receipt, batch.number, leaves[place], proof))


@dataclass(frozen=True)
class Clock:
    """Passes epochs, in each of which another gateway posts."""

    net: TestNet
    filler: Place

    def pass_epochs(self, count: int) -> None:
        """Fills and closes so many epochs."""
        for _ in range(count):
            self.filler.post([self.filler.promise()])
            self.net.anvil.pass_time(self.net.network.parameters.open_seconds)
            self.filler.sender.send(self.net.network.batches.close())
