"""Client of Batches."""

from dataclasses import fields

from web3.contract.contract import ContractFunction

from kula.protocol.chain.client import Client
from kula.protocol.chain.clients.gateways import leaf_fields
from kula.protocol.errors import Unavailable
from kula.protocol.ledgers.room import EpochRoom, Own, room
from kula.protocol.parameters import Parameters
from kula.protocol.types import Address, Batch, Leaf


class Batches(Client):
    """A client of Batches: the open epoch, batches, budgets and Parameters."""

    NAME = "Batches"
    KEPT = ("BatchPosted", "EpochClosed", "BatchDropped")

    def parameters(self) -> Parameters:
        """Returns the numbers of this deployment."""
        names = [field.name for field in fields(Parameters)]
        return Parameters(**dict(zip(names, self.constant("parameters"), strict=True)))

    def parameters_hash(self) -> bytes:
        """Returns the hash of the parameters, which every report digest covers."""
        return self.constant("parameters_hash")

    def current(self) -> int:
        """Returns the open epoch."""
        return self.read("current")

    def opened_at(self, epoch: int) -> int:
        """Returns when an epoch was opened (block time, seconds)."""
        return self.read("opened_at", epoch)

    def records(self, epoch: int) -> int:
        """Returns how many records an epoch holds."""
        return self.read("records", epoch)

    def room_of_epoch(self, epoch: int, places: int) -> EpochRoom:
        """Returns what an epoch holds and keeps. `places` counts for an epoch that holds no record yet."""
        records = self.records(epoch)
        if not records:
            return EpochRoom.empty(places)
        _, places, slots, kept = self.read("kept", epoch)
        return EpochRoom(
            records=records,
            batches=len(self.read("batches_of", epoch)),
            direct=self.read("posted", epoch, self.address),
            places=places,
            slots=slots,
            kept=kept,
        )

    def room_in(self, epoch: int, gateway: Address, own: Own, places: int) -> int:
        """Returns how many more records an epoch takes from a gateway in one batch. It is 0 without a place."""
        return room(self.room_of_epoch(epoch, places), self.posted(epoch, gateway), own)

    def posted(self, epoch: int, gateway: Address) -> int:
        """Returns how many records a gateway has posted in an epoch."""
        return self.read("posted", epoch, gateway)

    def batch(self, number: int) -> Batch:
        """Returns a batch by its number."""
        epoch, posted_in, gateway, offset, first_seq, count, root, manifest = self.read("batch", number)
        return Batch(
            number=number,
            epoch=epoch,
            posted_in=posted_in,
            gateway=Address(gateway),
            offset=offset,
            first_seq=first_seq,
            count=count,
            root=root,
            manifest=manifest,
        )

    def batch_with(self, gateway: Address, seq: int) -> Batch | None:
        """Returns the batch in which a gateway posted a sequence number, or None if it has not posted it."""
        for event in self.events("BatchPosted", gateway=gateway):
            first, count = event["args"]["first_seq"], event["args"]["count"]
            if first <= seq < first + count:
                return self.batch(event["args"]["number"])
        return None

    def batches_of(self, epoch: int) -> list[Batch]:
        """Returns an epoch's batches in posting order."""
        return [self.batch(number) for number in self.read("batches_of", epoch)]

    def closed_in(self, epoch: int) -> int:
        """Returns the number of the block in which an epoch was closed. Raises Unavailable if it is not closed."""
        for event in self.events("EpochClosed", epoch=epoch):
            return event["blockNumber"]
        if epoch < self.current():
            self.miss(f"the close of epoch {epoch}", ("EpochClosed",), self.opened_at(epoch))
        raise Unavailable(f"epoch {epoch} is not closed")

    def next_seq(self, gateway: Address) -> int:
        """Returns the first sequence number of a gateway's next batch."""
        return self.read("next_seq", gateway)

    def last_batch(self) -> int:
        """Returns the newest batch's number, or 0 before the first."""
        return self.read("last_batch")

    def budget_of(self, epoch: int) -> int:
        """Returns the most that a closed epoch may pay."""
        return self.read("budget_of", epoch)

    def in_flight(self) -> int:
        """Returns the sum of the budgets of closed epochs that are not final."""
        return self.read("in_flight")

    def direct_fee(self) -> int:
        """Returns the fee of the open epoch's next direct record. It doubles with each."""
        return self.read("direct_fee")

    def post_batch(self, first_seq: int, count: int, root: bytes, manifest: bytes, most: int = 0) -> ContractFunction:
        """Posts a batch in the open epoch. It burns at most `most` of the gateway's bond (10^-18 KULA)."""
        return self.write("post_batch", first_seq, count, root, manifest, most)

    def close(self) -> ContractFunction:
        """Closes the open epoch."""
        return self.write("close")

    def submit_direct(self, leaf: Leaf, manifest: bytes, most: int) -> ContractFunction:
        """Submits one record without a gateway, for a fee of at most `most`. Approve the fee first."""
        return self.write("submit_direct", leaf_fields(leaf), manifest, most)
