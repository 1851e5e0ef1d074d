"""Copies what became of each record from chain and IPFS into the gateway's rows, so that requests read it at once."""

from collections.abc import Mapping
from functools import partial
from itertools import takewhile
from typing import Any

from structlog import get_logger

from kula.node.gateway.database.outcomes import RecordHead
from kula.node.gateway.database.repository import Repository
from kula.node.gateway.database.tables import OutcomeRow
from kula.node.gateway.index.typical import DAY_SECONDS, keep_typical
from kula.protocol.chain.network import Network
from kula.protocol.encoding import pack_rows
from kula.protocol.ledgers.ledger import credit
from kula.protocol.program.edge import Edge
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.parallel import at_once
from kula.protocol.reading.published import read_reasons
from kula.protocol.records.nonce import signed_at
from kula.protocol.types import ZERO_ADDRESS, Address

REASONS_SECONDS = 20
"""How long the reasons of an epoch may take: meanwhile the worker does nothing else."""
_FACT = "mirrored"


class Mirror:
    """Copies the outcomes of a gateway's own records. `us` is the account that posted them."""

    def __init__(self, ledgers: Ledgers, repository: Repository, us: Address, edge: Edge) -> None:
        self._ledgers = ledgers
        self._repository = repository
        self._us = us
        self._edge = edge
        self._kept: dict[str, Any] = repository.chain.fact(_FACT) or {"upto": 0, "digest": "", "late": []}
        """How far it is, as it is written down. A restart goes on from there."""
        self._settled: int = self._kept["upto"]
        """All final epochs up to this one are copied, or late."""
        self._late: list[int] = list(self._kept["late"])
        """Final epochs that could not be copied. They hold up no other one."""
        self._copied = {self._settled: bytes.fromhex(self._kept["digest"])} | repository.outcomes.reports(self._settled)
        """The digest of the report that was copied last, by epoch: of those from `_settled` on, and of late ones."""
        self._copies = 0
        """How many epochs were copied."""
        self._measured: tuple[int, int] | None = None
        """The last final epoch, and the number of copies, when the typical pay was computed."""

    def turn(self) -> None:
        """Copies the outcomes of every epoch whose live report is another one than last time, and drops those of none.

        An epoch that fails is tried again less and less often, and hides no other epoch. Of the final ones that failed, a turn
        tries one.
        """
        if self._settled and self._settled not in self._late and not self._is_copied(self._settled):
            self._settled, self._late = 0, []
        epochs = self._ledgers.epochs(after=self._settled)
        for fallen in sorted(epoch for epoch in self._copied.keys() - set(epochs) if epoch > self._settled):
            self._repository.outcomes.put(fallen, [])
            del self._copied[fallen]
        again = next((epoch for epoch in self._late if self._edge.is_due(("mirror", epoch))), None)
        for epoch in (*([again] if again else ()), *epochs):
            self._edge.take(("mirror", epoch), lambda epoch=epoch: self._copy(epoch))
        final_upto = self._ledgers.network.reports.final_upto()
        final = list(takewhile(lambda epoch: epoch <= final_upto, epochs))
        # What was tried goes to the end, so that each one has its turn.
        tried = [*final, *([again] if again else ())]
        late = [epoch for epoch in self._late if epoch != again]
        self._late = [*late, *(epoch for epoch in tried if not self._is_copied(epoch))]
        self._settled = max(final, default=self._settled)
        self._write_down()
        if (final_upto, self._copies) != self._measured:
            keep_typical(self._repository)
            self._measured = final_upto, self._copies

    def _write_down(self) -> None:
        """Keeps how far it is, and forgets what is behind that, so that neither a turn nor a restart grows with the epochs."""
        digest = self._copied.get(self._settled, b"").hex()
        kept = {"upto": self._settled, "digest": digest, "late": list(self._late)}
        if kept != self._kept:
            self._repository.chain.put_fact(_FACT, kept)
            self._kept = kept
            known = {self._settled, *self._late}
            self._copied = {
                epoch: one for epoch, one in self._copied.items() if epoch > self._settled or epoch in known
            }

    def _is_copied(self, epoch: int) -> bool:
        return self._copied.get(epoch) == self._ledgers.state(epoch).digest

    def _copy(self, epoch: int) -> None:
        if self._is_copied(epoch):
            return
        report_digest = self._ledgers.state(epoch).digest
        hashes = own_hashes(self._ledgers.network, self._repository, self._us, epoch)
        rows = outcomes(self._ledgers, epoch, report_digest, self._repository.record_heads(hashes)) if hashes else []
        self._repository.outcomes.put(epoch, rows)
        self._repository.outcomes.drop_blocks(epoch)
        self._copied[epoch] = report_digest
        self._copies += 1


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


def outcomes(ledgers: Ledgers, epoch: int, report_digest: bytes, records: Mapping[int, RecordHead]) -> list[OutcomeRow]:
    """Returns one row per record in `records`, by its position in an epoch with a ledger."""
    ledger = ledgers.at(epoch)
    ours = [row for row in ledger.rows if row.pos in records]
    reasons = reasons_of(ledgers, epoch, {row.pos: row.median for row in ours})
    floor = ledgers.network.parameters.floor
    return [
        OutcomeRow(
            hash=records[row.pos].hash,
            epoch=epoch,
            position=row.pos,
            score=row.median,
            reasons=reasons.get(row.pos, []),
            credit=credit(row.median, floor) if row.pay_to != ZERO_ADDRESS else 0,
            price=ledger.price,
            report_digest=report_digest,
            owner=records[row.pos].owner,
            pay_to=row.pay_to,
            kind=records[row.pos].kind,
            seq=records[row.pos].seq,
            day=signed_at(records[row.pos].nonce) // DAY_SECONDS,
            due=ledger.earned(row),
            row=pack_rows([row]),
            place=row.t,
            proof=b"".join(ledger.tree.proof(row.t)),
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
