"""Sends the records of dropped batches again: after three lost epochs, no ledger will hold the batch."""

from collections.abc import Sequence

from eth_account.signers.local import LocalAccount
from structlog import get_logger

from kula.node.gateway.database.repository import Repository
from kula.node.gateway.database.tables import RecordRow
from kula.node.gateway.receipts import RESENDS, resend, why_not_to_sign
from kula.protocol.chain.network import Network
from kula.protocol.types import Address

_LOOKED_BACK = 1_000
"""So many blocks before the newest event are read again, because a reorganisation may change what was dropped there."""


class Dropping:
    """Gives new numbers to the records of dropped batches, each RESENDS times at most.

    What would exceed the quota of a grant, or the numbers that may wait, comes in a later turn.
    """

    def __init__(self, network: Network, repository: Repository, account: LocalAccount) -> None:
        self._network, self._repository, self._account = network, repository, account
        self._us = Address(account.address)
        self._from = 0
        """The block from which events are read."""
        self._waiting: dict[int, range] = {}
        """By number of a dropped batch: its records that may still have to be sent. None if it is of others, or done with."""

    def turn(self) -> int:
        """Sends what is due; returns how many records that is."""
        self._look()
        rows = [row for number in list(self._waiting) for row in self._rows(number)]
        sent = self._send(rows) if rows else 0
        if sent:
            get_logger("dropping").info("sent again", records=sent)
        return sent

    def _look(self) -> None:
        for event in self._network.batches.events("BatchDropped", self._from):
            self._from = max(self._from, event["blockNumber"] - _LOOKED_BACK)
            number = event["args"]["number"]
            if number not in self._waiting:
                batch = self._network.batches.batch(number)
                count = batch.count if batch.gateway == self._us else 0
                self._waiting[number] = range(batch.first_seq, batch.first_seq + count)

    def _rows(self, number: int) -> Sequence[RecordRow]:
        """The records of a dropped batch that were not sent again since then. Once there are none, nobody looks again."""
        numbers = self._waiting[number]
        rows = self._repository.numbered(numbers.start, len(numbers), RESENDS) if numbers else ()
        if not rows:
            self._waiting[number] = range(0)
        return rows

    def _send(self, rows: Sequence[RecordRow]) -> int:
        network, repository, sent = self._network, self._repository, 0
        epoch, next_seq = network.batches.current(), network.batches.next_seq(self._us)
        term, first = network.gateways.term_of(self._us), next_seq - network.batches.posted(epoch, self._us)
        for row in rows:
            if why_not_to_sign(term, epoch, repository.last_seq() - next_seq):
                break
            if repository.count_from(row.grant_hash, first) < row.grant.max_per_epoch:
                resend(network, repository, self._account, row.hash, epoch)
                sent += 1
        return sent
