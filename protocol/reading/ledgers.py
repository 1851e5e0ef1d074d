"""The ledgers of a deployment: read from our disk, the store or the chain, checked against the root on chain, and kept.

Only rows that hash to the root count, wherever they come from. All else is as good as no rows: rows of another ledger,
a node of another form, a file without end, a store that hangs. So whoever lies about a file only hides it.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from structlog import get_logger

from kula.protocol.chain.clients.reports import ReportState
from kula.protocol.chain.network import Network
from kula.protocol.encoding import pack_rows, unpack_rows
from kula.protocol.errors import Unavailable, unexpected
from kula.protocol.files import write_whole
from kula.protocol.ipfs.store import Store
from kula.protocol.ledgers.ledger import Earlier, Ledger
from kula.protocol.ledgers.opened import OpenedRows
from kula.protocol.reading.line import Line, Payments, Shown
from kula.protocol.reading.parallel import at_once
from kula.protocol.reading.published import read_rows
from kula.protocol.types import Address, Row

KEPT_ROWS = 131_072
"""Most rows of all kept ledgers: eight full epochs, about 68 MB with their trees. The newest ledgers are kept."""
KEPT_LEDGERS = 64
"""Most kept ledgers, however small they are."""
FETCH_SECONDS = 60.0
"""Longest wait for the file of one ledger."""
_LEAST_SECONDS = 2.0
"""The same while the store hangs."""
_PAUSES = (1.0, 900.0)
"""Shortest and longest pause before the store is asked again for a file that it did not give (seconds)."""
_LEARNT = 32
"""Ledgers that we computed ourselves and keep in memory, beside those on disk."""

log = get_logger("ledgers")


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHand:
    """What is at hand of the ledgers that a report builds on."""

    line: Mapping[int, Ledger]
    """Those whose rows are at hand, by epoch. Each is read when it is looked at."""
    earlier: Mapping[Address, Earlier]
    """Each account's last row in them."""
    hidden: list[int]
    """The epochs of the others."""


class Ledgers:
    """A reader of one deployment's ledgers.

    `network` knows which ledgers exist, and `store` holds their rows. `folder` keeps all rows that were ever read or
    computed, so that no store can take them away again. Without a folder they are kept in memory only. `line` is where
    the states of final reports and the accounts' last rows are kept, by default `folder`.
    """

    def __init__(self, network: Network, store: Store, folder: Path | None = None, *, line: Path | None = None) -> None:
        self.network = network
        self.store = store
        self._folder = folder
        self._kept: dict[int, tuple[ReportState, Ledger]] = {}
        self._learnt: dict[bytes, tuple[Row, ...]] = {}
        """Rows that we computed or read, by their root."""
        self._opened: dict[bytes, OpenedRows] = {}
        """Rows that were posted on demand, by the digest of their report."""
        self._fetch_seconds = FETCH_SECONDS
        """Shorter while the store hangs, so that it holds up no other epoch."""
        self._pauses: dict[bytes, tuple[float, float]] = {}
        """By digest: when the store may be asked again (monotonic seconds), and the pause after that."""
        kept = line or folder
        self._line = Line(kept / f"line-{network.dom.hex()[:16]}.sqlite" if kept else None)
        self._is_compared = False
        """Whether what was kept by an earlier process was compared with the chain."""

    def at(self, epoch: int) -> Ledger:
        """Returns the ledger of an epoch's live or final report.

        Its rows come from what we computed or read before, from the file in the store, or from answers to demands.
        Raises Unavailable if the epoch has no ledger, or if no place gives rows that hash to the root on chain.
        """
        state = self.state(epoch)
        if not state.exists:
            raise Unavailable(f"epoch {epoch} has no ledger")
        kept = self._kept.get(epoch)
        if kept and kept[0] == state:
            return kept[1]
        ledger = self._read(epoch, state)
        self._keep(epoch, state, ledger)
        return ledger

    def learn(self, ledger: Ledger) -> None:
        """Keeps the rows of a ledger that we computed. If a report has the same root, nobody needs to give us its rows."""
        self._learnt[ledger.root] = ledger.rows
        for old in list(self._learnt)[:-_LEARNT]:
            del self._learnt[old]
        if self._folder and not self._file(ledger.root).exists():
            try:
                write_whole(self._file(ledger.root), pack_rows(ledger.rows))
            except OSError as error:
                # We still have the rows, so a full disk hides no ledger from us.
                log.error("rows", epoch=ledger.epoch, problem=f"cannot be kept on disk: {error}")

    def opened(self, epoch: int) -> OpenedRows:
        """Returns the rows of the epoch's report that were posted on demand. Each one hashes to the root on chain."""
        state = self.state(epoch)
        opened = self._opened.setdefault(state.digest, OpenedRows(self.network.dom, epoch, state.records, state.root))
        missing = set(opened.missing)
        for event in self.network.demands.events("RowsOpened", digest=state.digest) if missing else ():
            subtree = event["args"]["subtree"]
            if subtree in missing:
                try:
                    answer = self.network.demands.arguments(event, "answer_rows")
                    opened.add(subtree, [Row(**row) for row in answer["rows"]], answer["proof"])
                except Exception as error:
                    log.warning("opened", epoch=epoch, subtree=subtree, problem=str(error), exc_info=unexpected(error))
        return opened

    def epochs(self, upto: int | None = None, after: int = 0) -> list[int]:
        """Returns the epochs with a ledger after `after` and up to `upto`, oldest first. Each is the parent of the next.

        With 0, the list is empty. With None, it ends at the newest ledger.
        """
        final, live = self._line_to(self.network.reports.tip() if upto is None else upto)
        return [epoch for epoch in (*self._line.epochs(after, final), *live) if epoch > after]

    def line(self, upto: int | None = None) -> dict[int, Ledger]:
        """Returns the ledgers of `epochs(upto)` by epoch, oldest first. Raises the same errors as `at`."""
        return {epoch: self.at(epoch) for epoch in self.epochs(upto)}

    def at_hand(self, upto: int) -> AtHand:
        """Returns what is at hand of the ledgers of `epochs(upto)`."""
        final, live = self._line_to(upto)
        later: dict[Address, Earlier] = {}
        hidden: list[int] = []
        for epoch in (*self._line.not_indexed(final), *live):
            try:
                later = self._with_accounts(epoch, later, final)
            except Unavailable:
                hidden.append(epoch)
        earlier = Payments(self._line, final, later)
        return AtHand(line=Shown(self._line, final, live, hidden, self.at), earlier=earlier, hidden=hidden)

    def payments_upto(self, epoch: int) -> Mapping[Address, Earlier]:
        """Returns every account's last row in the ledgers up to and including `epoch` (0: no account has one).

        The next epoch's ledger continues from these rows. Raises the same errors as `at`.
        """
        final, live = self._line_to(epoch)
        later: dict[Address, Earlier] = {}
        for number in (*self._line.not_indexed(final), *live):
            later = self._with_accounts(number, later, final)
        return Payments(self._line, final, later)

    def state(self, epoch: int) -> ReportState:
        """Returns the chain's state of an epoch's live or final report."""
        # This order matters: if the epoch is final, the report that is read afterwards can no longer fall.
        final = epoch <= self.network.reports.final_upto()
        if final and (kept := self._line.state(epoch)):
            return kept
        state = self.network.reports.standing(epoch)
        if final and state.exists:
            self._line.put(epoch, state)
        return state

    def _line_to(self, epoch: int) -> tuple[int, list[int]]:
        """The last final epoch of the line that ends at `epoch`, or 0, and the epochs that are not final, oldest first."""
        final = self._follow()
        live: list[int] = []
        end = epoch
        while end > final:
            live.append(end)
            end = self.state(end).parent
        return self._line.last(min(epoch, final)), live[::-1]

    def _follow(self) -> int:
        """Keeps what became final since the last time. Returns the last final epoch."""
        reports = self.network.reports
        final = reports.final_upto()
        if not self._is_compared or final > self._line.upto():
            self._compare(final)
            for epoch in range(self._line.upto() + 1, final + 1):
                self._line.add(epoch, reports.standing(epoch))
        return final

    def _compare(self, final: int) -> None:
        """Forgets kept ledgers that the chain does not have: what it was read from was wrong, or was undone since."""
        # A digest covers its parent's, so the last one speaks for all.
        while last := self._line.last(min(final, self._line.upto())):
            kept = self._line.state(last)
            if kept and self.network.reports.standing(last).digest == kept.digest:
                break
            log.warning("line", epoch=last, problem="the chain has another final report, so it is read again")
            self._line.cut(last)
        self._is_compared = True

    def _with_accounts(self, epoch: int, later: dict[Address, Earlier], final: int) -> dict[Address, Earlier]:
        """Adds the accounts of a ledger to the kept index if it is final, else to `later`. Returns all later ones."""
        ledger = self.at(epoch)
        if epoch > final:
            return ledger.earlier_after(later)
        self._line.index(ledger)
        return later

    def _keep(self, epoch: int, state: ReportState, ledger: Ledger) -> None:
        """Keeps a ledger, then drops the oldest ones beyond what is kept, because the newest are read most often."""
        self._kept[epoch] = state, ledger
        self._pauses.pop(state.digest, None)
        self._opened.pop(state.digest, None)
        self.learn(ledger)
        rows = 0
        for place, epoch in enumerate(sorted(self._kept, reverse=True)):
            rows += len(self._kept[epoch][1].rows)
            if rows > KEPT_ROWS or place >= KEPT_LEDGERS:
                del self._kept[epoch]

    def _read(self, epoch: int, state: ReportState) -> Ledger:
        """Returns the ledger of the first source whose rows hash to the root on chain. Raises Unavailable."""
        for source in (self._held_rows, self._rows_in_store, self._rows_on_chain):
            try:
                rows = source(epoch, state)
                ledger = Ledger(self.network.dom, epoch, tuple(rows), state.price)
                if len(rows) == state.records and ledger.root == state.root:
                    return ledger
                log.info("rows", epoch=epoch, source=source.__name__, problem="do not hash to the root on chain")
            except Exception as error:  # noqa: BLE001 - whatever keeps us from rows hides them
                level = log.debug if isinstance(error, Unavailable) else log.warning
                level("rows", epoch=epoch, source=source.__name__, problem=str(error), exc_info=unexpected(error))
        raise Unavailable(f"no place gives the rows of epoch {epoch} that hash to the root on chain")

    def _held_rows(self, epoch: int, state: ReportState) -> tuple[Row, ...]:
        if state.root in self._learnt:
            return self._learnt[state.root]
        if not self._folder or not self._file(state.root).exists():
            raise Unavailable(f"the rows of epoch {epoch} are not on our disk")
        return tuple(unpack_rows(self._file(state.root).read_bytes()))

    def _rows_in_store(self, epoch: int, state: ReportState) -> list[Row]:
        """Returns what the store gives for the report's file. Asks less and less often while that is not the ledger."""
        due, pause = self._pauses.get(state.digest, (0.0, _PAUSES[0]))
        if time.monotonic() < due:
            raise Unavailable(f"the store did not give the rows of epoch {epoch} a moment ago")
        try:
            proposed = self.network.reports.proposed(epoch)
            if not proposed:
                raise Unavailable(f"the proposal of epoch {epoch} is not among the chain's events")
            files = proposed["args"]["files"]
            task = partial(read_rows, self.store, files, state.records)
            rows = at_once({epoch: task}, self._fetch_seconds, 1).get(epoch)
            if rows is None:
                self._fetch_seconds = min(self._fetch_seconds, max(_LEAST_SECONDS, self._fetch_seconds / 4))
                pause = _PAUSES[1]
                raise Unavailable(f"the store hangs over the rows of epoch {epoch}")
            self._fetch_seconds = FETCH_SECONDS
            if isinstance(rows, Exception):
                raise rows
            return rows
        finally:
            self._pauses[state.digest] = time.monotonic() + pause, min(2 * pause, _PAUSES[1])

    def _rows_on_chain(self, epoch: int, state: ReportState) -> list[Row]:
        opened = self.opened(epoch)
        if opened.missing:
            raise Unavailable(f"{len(opened.missing)} ranges of rows of epoch {epoch} were not posted on demand")
        return opened.rows

    def _file(self, root: bytes) -> Path:
        assert self._folder, "the caller asks for a file only if there is a folder"
        return self._folder / f"{root.hex()}.rows"
