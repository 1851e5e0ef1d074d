"""Copies what became of each record from chain and IPFS into the gateway's rows, so that requests read it at once."""

from collections.abc import Mapping
from functools import partial

from structlog import get_logger

from kula.node.edge import Edge
from kula.node.gateway.database.repository import Repository
from kula.node.gateway.database.tables import OutcomeRow
from kula.protocol.chain.network import Network
from kula.protocol.ledgers.ledger import credit
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.parallel import at_once
from kula.protocol.reading.published import read_reasons
from kula.protocol.types import ZERO_ADDRESS, Address

REASONS_SECONDS = 20
"""How long the reasons of an epoch may take: meanwhile the worker does nothing else."""


class Mirror:
    """Copies the outcomes of a gateway's own records. `us` is the account that posted them."""

    def __init__(self, ledgers: Ledgers, repository: Repository, us: Address, edge: Edge) -> None:
        self._ledgers = ledgers
        self._repository = repository
        self._us = us
        self._edge = edge
        self._copied = repository.outcome_reports()
        """The digest of the report that was copied last, by epoch."""

    def turn(self) -> None:
        """Copies the outcomes of every epoch whose live report is another one than last time.

        An epoch that fails is tried again less and less often, and hides no other epoch.
        """
        for epoch in self._ledgers.epochs():
            self._edge.take(("mirror", epoch), lambda epoch=epoch: self._copy(epoch))

    def _copy(self, epoch: int) -> None:
        report_digest = self._ledgers.state(epoch).digest
        if self._copied.get(epoch) == report_digest:
            return
        hashes = own_hashes(self._ledgers.network, self._repository, self._us, epoch)
        rows = outcomes(self._ledgers, epoch, report_digest, hashes) if hashes else []
        self._repository.put_outcomes(epoch, rows)
        self._repository.drop_blocks(epoch)
        self._copied[epoch] = report_digest


def own_hashes(network: Network, repository: Repository, us: Address, epoch: int) -> dict[int, bytes]:
    """Returns the hashes of our records in an epoch by position, from our own rows.

    Manifests are not asked: those of strangers may name any hash, and ours may be lost.
    """
    return {
        batch.offset + seq - batch.first_seq: record
        for batch in network.batches.batches_of(epoch)
        if batch.gateway == us
        for seq, record in repository.hashes_from(batch.first_seq, batch.count).items()
    }


def outcomes(ledgers: Ledgers, epoch: int, report_digest: bytes, hashes: dict[int, bytes]) -> list[OutcomeRow]:
    """Returns one row per record in `hashes`, by its position in an epoch with a ledger."""
    ledger, floor = ledgers.at(epoch), ledgers.network.parameters.floor
    ours = [row for row in ledger.rows if row.pos in hashes]
    reasons = reasons_of(ledgers, epoch, {row.pos: row.median for row in ours})
    return [
        OutcomeRow(
            hash=hashes[row.pos],
            epoch=epoch,
            position=row.pos,
            score=row.median,
            reasons=reasons.get(row.pos, []),
            credit=credit(row.median, floor) if row.pay_to != ZERO_ADDRESS else 0,
            price=ledger.price,
            report_digest=report_digest,
        )
        for row in ours
    ]


def reasons_of(ledgers: Ledgers, epoch: int, medians: Mapping[int, int]) -> dict[int, list[str]]:
    """Returns, per position in `medians`, the reasons of the first seat whose score is the median.

    A seat that withholds its reasons loses nothing, because another seat's serve as well. All seats are asked side by
    side, so those that hang cost REASONS_SECONDS together.
    """
    reveals = {reveal.seat: reveal for reveal in ledgers.network.scores.reveals(epoch)}
    tasks = {
        seat: partial(read_reasons, ledgers.store, reveal.files, len(reveal.scores))
        for seat, reveal in reveals.items()
        if any(reveal.scores[pos] == median for pos, median in medians.items())
    }
    published = at_once(tasks, REASONS_SECONDS, len(tasks))
    reasons: dict[int, list[str]] = {}
    for seat, reveal in reveals.items():
        of_seat = published.get(seat)
        if of_seat is None or isinstance(of_seat, Exception):
            get_logger("outcomes").info("no reasons", seat=seat, problem=repr(of_seat))
            continue
        agreed = [pos for pos, median in medians.items() if pos not in reasons and reveal.scores[pos] == median]
        reasons |= {pos: list(of_seat[pos]) for pos in agreed}
    return reasons
