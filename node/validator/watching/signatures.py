"""Remembers every signature under a report that we see, and proves when a seat signed twice for one place.

A signature may be on a bulletin today and gone tomorrow. So it is on disk as soon as we see it.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from eth_abi.exceptions import EncodingError
from structlog import get_logger
from web3.contract.contract import ContractFunction
from web3.types import EventData

from kula.node.validator.tables import open_table
from kula.protocol.chain.network import Network
from kula.protocol.chain.settlement import signed_digest
from kula.protocol.errors import KulaError, Unavailable, unexpected
from kula.protocol.ledgers.equivocation import SignedReport, double_signatures
from kula.protocol.reading.gateway_client import SeatSignature
from kula.protocol.signatures import SIGNATURE_BYTES, recover
from kula.protocol.types import ZERO_HASH, Address, Report

Bulletins = Callable[[int], Iterable[SeatSignature]]
"""Returns the signatures on every gateway's bulletin of an epoch, unchecked."""

_PAUSE_SECONDS = 30
"""How long an epoch's bulletins are not read again."""
_REPORTS_PER_PLACE = 2
"""Two reports of one seat prove it. More would let a seat fill our disk."""

log = get_logger("signatures")


class DoubleSignatures:
    """A table of signatures in our folder, filled from proposals on chain and from bulletins."""

    def __init__(self, network: Network, folder: Path, bulletins: Bulletins, own: Address) -> None:
        """`own` is our account. We never accuse ourselves."""
        folder.mkdir(parents=True, exist_ok=True)
        self._network = network
        self._path = folder / "signatures.sqlite"
        self._bulletins = bulletins
        self._own = own
        self._read_at: dict[int, int] = {}
        """When an epoch's bulletins were read (block time, seconds)."""
        self._proposals_mark = object()
        """The connection's mark when all proposals were read last."""
        self._doubles: list[tuple[SignedReport, SignedReport]] | None = None
        """The double signatures in the table, or None since it changed."""
        with self._open() as rows:
            rows.execute(
                "CREATE TABLE IF NOT EXISTS signed (epoch INTEGER, attempt INTEGER, parent BLOB, seat INTEGER, root BLOB,"
                " records INTEGER, sum_credit TEXT, files BLOB, signature BLOB,"
                " PRIMARY KEY (epoch, attempt, parent, seat, root, records, sum_credit, files))"
            )
            for table in ("proposed", "unread"):
                columns = "digest BLOB PRIMARY KEY, epoch INTEGER, block INTEGER"
                rows.execute(f"CREATE TABLE IF NOT EXISTS {table} ({columns})")

    def calls(self) -> Iterator[ContractFunction]:
        """Looks at proposals and bulletins, then yields the calls that prove double signatures. Raises Unavailable."""
        reports, challenges = self._network.reports, self._network.challenges
        final, head = reports.final_upto(), reports.head()
        mark = self._network.connection.mark()
        if mark != self._proposals_mark:
            self._proposals_mark = mark if self._read_proposals(final) else object()
        for epoch in (head, head + 1):
            if epoch > final and self._network.scores.epoch(epoch).report_from:
                self._read_bulletins(epoch)
        if self._doubles is None:
            self._doubles = list(double_signatures(self._signed(final)))
        for first, second in self._doubles:
            epoch, seat = first.report.epoch, first.seat
            if not challenges.read("equivocated", epoch) >> seat & 1:
                signatures = first.signature, second.signature
                yield challenges.challenge_equivocation(seat, first.report, second.report, signatures)

    def _read_proposals(self, final: int) -> bool:
        """Keeps the signatures of the proposals since the last time, and forgets old ones. Their calldata holds them.

        Returns whether all could be read.
        """
        self._doubles = None
        oldest = self._oldest_parent(final)
        last, known = self._forget(oldest, final)
        for event in self._network.reports.events("ReportProposed", from_block=last):
            epoch, digest = event["args"]["epoch"], event["args"]["digest"]
            if epoch < oldest or digest in known:
                continue
            is_unread = False
            try:
                # Nobody can be accused of a report that is final.
                self._keep(self._signatures_of(event) if epoch > final else ())
            except Exception as error:
                is_unread = isinstance(error, Unavailable)
                log.warning("proposal", epoch=epoch, problem=str(error), exc_info=unexpected(error))
            values = digest, epoch, event["blockNumber"]
            with self._open() as rows:
                rows.execute("INSERT OR IGNORE INTO proposed VALUES (?, ?, ?)", values)
                rows.execute("DELETE FROM unread WHERE digest = ?", (digest,))
                if is_unread:
                    rows.execute("INSERT INTO unread VALUES (?, ?, ?)", values)
        with self._open() as rows:
            return rows.execute("SELECT 1 FROM unread").fetchone() is None

    def _oldest_parent(self, final: int) -> int:
        """The last final epoch with a ledger, or 0. No report to come can have an earlier parent."""
        epoch = self._network.reports.tip()
        while epoch > final:
            epoch = self._network.reports.standing(epoch).parent
        return epoch

    def _forget(self, oldest: int, final: int) -> tuple[int | None, set[bytes]]:
        """Drops proposals before the epoch `oldest`, and signatures for final epochs.

        Returns the block from which on proposals are not all known, or None for the first, and the digests that are left.
        """
        with self._open() as rows:
            rows.execute("DELETE FROM signed WHERE epoch <= ?", (final,))
            rows.execute("DELETE FROM unread WHERE epoch <= ?", (final,))
            last = rows.execute("SELECT max(block) FROM proposed").fetchone()[0]
            rows.execute("DELETE FROM proposed WHERE epoch < ? AND block < ?", (oldest, last))
            first_unread = rows.execute("SELECT min(block) FROM unread").fetchone()[0]
            last = last if first_unread is None else first_unread
            query = "SELECT digest FROM proposed EXCEPT SELECT digest FROM unread"
            known = {digest for (digest,) in rows.execute(query)}
        self._read_at = {epoch: at for epoch, at in self._read_at.items() if epoch > final}
        return last, known

    def _signatures_of(self, event: EventData) -> list[SignedReport]:
        fields = event["args"]
        call = self._network.reports.arguments(event, "propose")
        report = self._report_of(fields["digest"], fields)
        seats = [seat for seat in range(call["signers"].bit_length()) if call["signers"] >> seat & 1]
        joined = call["signatures"]
        parts = [joined[at : at + SIGNATURE_BYTES] for at in range(0, len(joined), SIGNATURE_BYTES)]
        return [SignedReport(seat, report, part) for seat, part in zip(seats, parts, strict=True)] if report else []

    def _report_of(self, digest: bytes, fields: Mapping[str, Any]) -> Report | None:
        """The report with this digest. Its event does not say the parent, so the earlier proposals are tried."""
        with self._open() as rows:
            query = "SELECT digest FROM proposed WHERE epoch < ? ORDER BY block DESC"
            parents = [parent for (parent,) in rows.execute(query, (fields["epoch"],))]
        for parent in (*parents, ZERO_HASH):
            report = Report(
                epoch=fields["epoch"],
                attempt=fields["attempt"],
                parent=parent,
                root=fields["root"],
                records=self._network.batches.records(fields["epoch"]),
                sum_credit=fields["sum_credit"],
                files=fields["files"],
            )
            if signed_digest(self._network, report) == digest:
                return report
        return None

    def _read_bulletins(self, epoch: int) -> None:
        now = self._network.connection.now()
        if now < self._read_at.get(epoch, -_PAUSE_SECONDS) + _PAUSE_SECONDS:
            return
        self._read_at[epoch] = now
        records = self._network.batches.records(epoch)
        with self._open() as rows:
            parents = {ZERO_HASH, *(digest for (digest,) in rows.execute("SELECT digest FROM proposed"))}
        attempt = self._network.reports.attempt()
        signed = [
            SignedReport(
                row.seat,
                Report(
                    epoch=epoch,
                    attempt=row.attempt,
                    parent=row.parent,
                    root=row.root,
                    records=records,
                    sum_credit=row.sum_credit,
                    files=row.files,
                ),
                row.signature,
            )
            for row in self._bulletins(epoch)
            # No report can have another place, so it fills no disk.
            if row.attempt <= attempt and row.parent in parents
        ]
        self._keep(signed)

    def _keep(self, signed: Iterable[SignedReport]) -> None:
        """Writes down those that the operators of the seats signed. At most two reports for a place."""
        for one in signed:
            try:
                report = one.report
                seats = self._network.validators.seats(self._network.scores.epoch(report.epoch).set_id)
                operator = seats[one.seat].operator
                if operator == self._own or recover(signed_digest(self._network, report), one.signature) != operator:
                    continue
            except (KulaError, EncodingError, IndexError) as error:
                log.debug("signature", epoch=one.report.epoch, seat=one.seat, problem=str(error))
                continue
            self._doubles = None
            with self._open() as rows:
                count = rows.execute(
                    "SELECT count(*) FROM signed WHERE epoch = ? AND attempt = ? AND parent = ? AND seat = ?", one.place
                ).fetchone()[0]
                if count < _REPORTS_PER_PLACE:
                    values = (report.root, report.records, str(report.sum_credit), report.files, one.signature)
                    rows.execute(
                        "INSERT OR IGNORE INTO signed VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*one.place, *values)
                    )

    def _signed(self, after: int) -> list[SignedReport]:
        with self._open() as rows:
            stored = rows.execute("SELECT * FROM signed WHERE epoch > ? ORDER BY epoch", (after,)).fetchall()
        return [
            SignedReport(
                seat,
                Report(
                    epoch=epoch,
                    attempt=attempt,
                    parent=parent,
                    root=root,
                    records=records,
                    sum_credit=int(sum_credit),
                    files=files,
                ),
                signature,
            )
            for epoch, attempt, parent, seat, root, records, sum_credit, files, signature in stored
        ]

    def _open(self) -> AbstractContextManager[sqlite3.Connection]:
        return open_table(self._path)
