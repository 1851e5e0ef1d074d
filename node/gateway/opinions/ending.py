"""Takes records back until they are posted, erases them later, and ends royalties for the accounts that sign it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eth_account.signers.local import LocalAccount
from structlog import get_logger

from kula.node.gateway.database.repository import Repository
from kula.node.gateway.database.tables import RecordRow
from kula.node.gateway.duties.budget import GasBudget, Relayed
from kula.node.gateway.opinions.marks import marks_of, secret_of
from kula.node.gateway.owners import RequireOwner
from kula.node.gateway.problems import Problem
from kula.protocol.canonical import loads_strict
from kula.protocol.chain.clients.registry import Dataset
from kula.protocol.chain.network import Network
from kula.protocol.encoding import dataset_id, row_id
from kula.protocol.encryption import MAX_BLOCK_BYTES
from kula.protocol.errors import ChainRefused, InvalidSignature, KulaError
from kula.protocol.ipfs.store import Store
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.records.opinions import (
    EraseContent,
    Erasure,
    TakeBack,
    erase_content_digest,
    erasure_digest,
    take_back_digest,
)
from kula.protocol.signatures import erase_digest, require_signer, sign
from kula.protocol.types import ZERO_HASH, Address

AT_ONCE = 32
"""Records that one request, or one turn of the worker, erases. The others wait for the next turn."""
_LOST_EPOCHS = 16
"""A record whose last epoch is longer ago, and which has no outcome, lies in an epoch that was lost for ever."""


@dataclass(frozen=True, slots=True)
class RoyaltyEnd:
    """The end of one record's royalties, signed by the account that its row pays."""

    epoch: int
    position: int
    signature: bytes


@dataclass(frozen=True, slots=True)
class Ending:
    """Ends what one gateway keeps of records."""

    repository: Repository
    ledgers: Ledgers
    account: LocalAccount

    @property
    def network(self) -> Network:
        """The deployment."""
        return self.ledgers.network

    @property
    def us(self) -> Address:
        """The gateway's account."""
        return Address(self.account.address)

    def take_back(self, record: bytes, signature: bytes, require_owner: RequireOwner) -> RecordRow:
        """Takes a record back. Its session key or its owner has signed TakeBack. The same again changes nothing.

        Raises Problem `unknown-record`, or `already-posted` if it is too late, or InvalidSignature.
        """
        row = self.repository.record(record)
        if not row:
            raise Problem("unknown-record", "this gateway did not take the record", "record")
        digest = take_back_digest(self.network.signing, TakeBack(owner=row.owner, gateway=self.us, record=record))
        try:
            require_signer(digest, signature, row.key, "the message")
        except InvalidSignature:
            require_owner(row.owner, digest, signature, "the message")
        if row.withheld and row.withheld.why in ("taken-back", "erased"):
            return row
        if self.network.batches.next_seq(self.us) > row.seq:
            raise Problem("already-posted", "the record is posted; its owner can have it erased", "record")
        self.repository.withholding.take_back(record, self.network.connection.now(), signature)
        return row

    def erase(self, message: EraseContent, signature: bytes, require_owner: RequireOwner) -> None:
        """Erases one record, or all of an owner that were signed up to a time.

        A record that is not posted is taken back. One that is being scored is erased when its epoch is final. Its seats read
        it until then, so that all of them score the same. Raises Problem `unknown-record` or InvalidSignature.
        """
        require_owner(message.owner, erase_content_digest(self.network.signing, message), signature, "the erasure")
        one = self.repository.record(message.record) if message.record != ZERO_HASH else None
        if message.record != ZERO_HASH and (not one or one.owner != message.owner):
            raise Problem("unknown-record", "no such record of this owner is from here", "record")
        rows = [one] if one else self.repository.withholding.standing(message.owner, message.until)
        now, first = self.network.connection.now(), self.network.batches.next_seq(self.us)
        for row in rows:
            if row.withheld and row.withheld.why != "quarantined":
                continue
            if row.seq >= first:
                self.repository.withholding.take_back(row.hash, now, signature)
            else:
                self.repository.withholding.erase_later(row.hash, now, signature)
        self.finish()

    def finish(self, most: int = AT_ONCE) -> int:
        """Erases the records whose epochs are final and that wait for it, at most `most`. Returns how many."""
        final_upto = self.network.reports.final_upto()
        due = self.repository.withholding.erasing(final_upto, self.network.batches.current() - _LOST_EPOCHS)[:most]
        datasets, now = (self.network.registry.datasets(), self.network.connection.now()) if due else ({}, 0)
        for row in due:
            signature = row.withheld.signature if row.withheld else b""
            self.repository.withholding.erase(row.hash, now, signature, self._marks(row), self._rows(row, datasets))
        return len(due)

    def receipt(self, message: EraseContent, royalties_ended: int) -> tuple[Erasure, bytes]:
        """Returns the signed receipt of an erasure, for what is erased now."""
        one = message.record if message.record != ZERO_HASH else None
        erased, waiting = self.repository.withholding.ended_of(message.owner, one, message.until)
        receipt = Erasure(
            gateway=self.us,
            owner=message.owner,
            record=message.record,
            until=message.until,
            records=erased,
            waiting=waiting,
            royalties_ended=royalties_ended,
        )
        return receipt, sign(erasure_digest(self.network.signing, receipt), bytes(self.account.key))

    def end_royalties(
        self, owner: Address, ends: Sequence[RoyaltyEnd], budget: GasBudget, proof_of: RequireOwner
    ) -> int:
        """Ends the royalties of an owner's records for the accounts that signed it; returns of how many they have ended.

        `proof_of` returns an account's signature as contracts take it. Raises InvalidSignature for one that the row's
        account did not sign, Problem `unknown-record` or `gas-used-up`.
        """
        return sum(self._end_royalty(owner, end, budget, proof_of) for end in ends)

    def _end_royalty(self, owner: Address, end: RoyaltyEnd, budget: GasBudget, proof_of: RequireOwner) -> bool:
        outcome = self.repository.withholding.outcome_at(end.epoch, end.position)
        row = self.repository.record(outcome.hash) if outcome else None
        if not row or row.owner != owner:
            raise Problem("unknown-record", "no record of this owner stands there", "royalties")
        account, royalties = row.grant.pay_to, self.network.royalties
        digest = erase_digest(self.network.signing, account, end.epoch, end.position)
        proof = proof_of(account, digest, end.signature, "the end of royalties")
        ledger = self.ledgers.at(end.epoch)
        place = next(row.t for row in ledger.rows if row.pos == end.position)
        if not royalties.read("ledger", end.epoch)[0]:
            budget.send(Relayed.ERASURE, owner, royalties.open_ledger(end.epoch, ledger.proven(len(ledger.rows) - 1)))
        if not royalties.read("erased", end.epoch, end.position):
            call = royalties.erase_for(account, end.epoch, ledger.proven(place), proof)
            try:
                budget.send(Relayed.ERASURE, owner, call)
            except ChainRefused as refused:
                get_logger("erasures").info("royalties", epoch=end.epoch, reason=refused.reason)
                return False
        return True

    def _marks(self, row: RecordRow) -> Sequence[int]:
        """The keyed marks of a record's text; none if it earned nothing, or if its bytes are nowhere to be had."""
        store: Store = self.ledgers.store
        outcome = self.repository.outcomes.one(row.hash)
        if not outcome or not outcome.credit:
            return ()
        try:
            block = row.block if row.block is not None else store.get_block(row.link, MAX_BLOCK_BYTES)
            content = loads_strict(row.plaintext(block))
        except KulaError as error:
            get_logger("erasures").warning("no marks", problem=str(error))
            return ()
        return marks_of(content, secret_of(bytes(self.account.key)))

    def _rows(self, row: RecordRow, datasets: Mapping[int, Dataset]) -> Sequence[bytes]:
        """The ids of a record's rows in the datasets that there are, by their numbers."""
        outcome = self.repository.outcomes.one(row.hash)
        if not outcome:
            return ()
        manifests = {0: ZERO_HASH, **{number: one.manifest for number, one in datasets.items()}}
        return [
            row_id(row.salt, dataset_id(one.first_epoch, one.last_epoch, manifests[one.parent]))
            for one in datasets.values()
            if one.first_epoch <= outcome.epoch <= one.last_epoch
        ]
