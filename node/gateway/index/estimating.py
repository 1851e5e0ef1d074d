"""Estimated scores: this gateway's copy of the adopted scorer looks at what came in, before the validators do.

The first stage, without the encoder, looks at each record at once. What it leaves undecided waits for the whole scorer.
An estimate knows no other records of the network, so it finds no copies of them. It is never shown as a score.
"""

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Lock, Thread

from filelock import FileLock, Timeout
from structlog import get_logger

from kula.node.adopted import AdoptedScorers
from kula.node.gateway.database.chain_tables import EstimateRow
from kula.node.gateway.database.estimates import UNKNOWN_LANGUAGE
from kula.node.gateway.database.repository import Repository
from kula.node.gateway.database.tables import RecordRow
from kula.protocol.chain.network import Network
from kula.protocol.errors import InvalidSignature, KulaError
from kula.protocol.hex import hex0, unhex
from kula.protocol.ipfs.store import Store
from kula.protocol.program.edge import Edge
from kula.protocol.records.content import Content
from kula.protocol.records.entry import counts_in_part, is_import
from kula.protocol.types import VOID, Address
from kula.scoring.epoch import score_alone
from kula.scoring.features.text import fold, script_of, whole_text
from kula.scoring.models.base import LANGUAGES
from kula.scoring.models.languages import is_in
from kula.scoring.scorer import EarlyVerdict, Scorer

FIRST_AT_ONCE = 32
"""Records at which the first stage looks in one turn: less than a second."""
WHOLE_AT_ONCE = 8
"""Records that the whole scorer reads in one turn: their accounts are told at its end."""
PAUSE_SECONDS = 0.25
"""Between two turns."""
_UNKNOWN_SECONDS = 60.0
"""Between two looks for records whose language was unknown, which read all outcomes, once none is left."""

log = get_logger("estimates")
_Judge = Callable[[Scorer, Content], EarlyVerdict]


class Estimator:
    """Estimates the scores of one gateway's records. `us` signs its answers. `first` and `rest` may run side by side."""

    def __init__(self, network: Network, store: Store, repository: Repository, us: Address, folder: Path) -> None:
        """`folder` keeps scorers that were adopted by a vote."""
        self._network = network
        self._store = store
        self._repository = repository
        self._us = us
        self._scorers = AdoptedScorers(network, store, folder, lambda weights: Scorer.load(weights, "cpu"))
        self._scorer: tuple[bytes, Scorer] | None = None
        self._loading = Lock()
        self._unknown_from = 0.0
        """When to look again for records whose language was unknown, in seconds of the monotonic clock."""

    def first(self) -> int:
        """Takes the first stage's look at what came in. Returns at how many. Raises what `AdoptedScorers.of` raises."""
        state = self._repository.chain.state()
        new = self._repository.estimates.waiting("waiting", FIRST_AT_ONCE) if state else ()
        if state and new:
            self._estimate(new, unhex(state.scorer, 32), state.now, _early)
        return len(new)

    def rest(self) -> int:
        """Has the whole scorer read some of what is undecided; if nothing is, looks at records of unknown languages.

        Returns how many it looked at. Raises what `AdoptedScorers.of` raises.
        """
        state, kept = self._repository.chain.state(), self._repository.estimates
        if not state:
            return 0
        scorer_id = unhex(state.scorer, 32)
        undecided = kept.waiting("first", WHOLE_AT_ONCE)
        self._estimate(undecided, scorer_id, state.now, _whole)
        if undecided or time.monotonic() < self._unknown_from:
            return len(undecided)
        unknown = kept.unknown_language(scorer_id, WHOLE_AT_ONCE)
        self._look_again(unknown, scorer_id)
        if not unknown:
            self._unknown_from = time.monotonic() + _UNKNOWN_SECONDS
        return len(unknown)

    def _estimate(
        self,
        rows: Sequence[RecordRow],
        scorer_id: bytes,
        now: int,
        judge: _Judge,
    ) -> None:
        """Keeps the estimates of records, and tells their accounts."""
        estimates = [
            self._row(row, content, verdict, scorer_id, now)
            for row, content, verdict in self._verdicts(rows, scorer_id, judge)
        ]
        self._repository.estimates.put(estimates, {row.hash: row.owner for row in rows}, now)

    def _look_again(self, rows: Sequence[RecordRow], scorer_id: bytes) -> None:
        """Notes which records an adopted scorer knows now, that an earlier one did not."""
        known = {
            row.hash: judged is not None and UNKNOWN_LANGUAGE not in judged.verdict.reasons
            for row, _, judged in self._verdicts(rows, scorer_id, _early)
        }
        for again in (True, False):
            some = [record for record, is_known in known.items() if is_known is again]
            self._repository.estimates.mark_again(some, scorer_id, again)

    def _verdicts(
        self, rows: Sequence[RecordRow], scorer_id: bytes, judge: _Judge
    ) -> list[tuple[RecordRow, Content | None, EarlyVerdict | None]]:
        """Returns each record with its content and verdict; None if its words are gone, or the scorer breaks at them."""
        if not rows:
            return []
        scorer, contents = self._loaded(scorer_id), [self._content(row) for row in rows]
        return [
            (row, content, _judged(scorer, row, content, judge) if content else None)
            for row, content in zip(rows, contents, strict=True)
        ]

    def _loaded(self, scorer_id: bytes) -> Scorer:
        with self._loading:
            if not self._scorer or self._scorer[0] != scorer_id:
                self._scorer = scorer_id, self._scorers.of(scorer_id)
            return self._scorer[1]

    def _content(self, row: RecordRow) -> Content | None:
        """Returns what a record holds, from the database or from IPFS; None if it cannot be had."""
        try:
            block = row.block or self._store.get_block(row.link)
            return json.loads(row.plaintext(block))
        except KulaError as error:
            log.info("no words", record=hex0(row.hash), problem=str(error))
            return None

    def _row(
        self, row: RecordRow, content: Content | None, judged: EarlyVerdict | None, scorer_id: bytes, now: int
    ) -> EstimateRow:
        valued = self._value(row, content, judged) if content and judged else None
        score, reasons = valued or (VOID, [])
        return EstimateRow(
            hash=row.hash,
            state=("done" if judged.is_last else "first") if valued and judged else "unreadable",
            score=score,
            reasons=reasons,
            language=language_of(content) if content else None,
            scorer=scorer_id,
            at=now,
            again=False,
        )

    def _value(self, row: RecordRow, content: Content, judged: EarlyVerdict) -> tuple[int, list[str]] | None:
        """Returns the score and the reasons as validators would give them, if no earlier record holds the same.

        None means that they depend on a correction that may be posted elsewhere.
        """
        try:
            in_part = self.is_in_part(row, content)
        except InvalidSignature:
            return VOID, ["unsigned"]
        return None if in_part is None else score_alone(judged.verdict, in_part, self._network.parameters)

    def is_in_part(self, row: RecordRow, content: Content) -> bool | None:
        """Says whether validators will count a record in part only, if nothing changes. Raises InvalidSignature.

        None means that nobody here can say it. The record goes on from a correction that was not taken here: another gateway
        may have posted it, or nobody.
        """
        domain, kept = self._network.signing, self._repository.estimates
        is_unsigned = is_import(domain, content, row.grant.key, self._us.__eq__)

        def counts(is_posted: Callable[[bytes], bool]) -> bool:
            return counts_in_part(domain, content, row.record(), is_unsigned, is_posted)

        in_part = counts(lambda one: kept.is_before(one, row))
        return in_part if in_part == counts(lambda one: kept.is_before(one, row) or not kept.is_here(one)) else None


def _early(scorer: Scorer, content: Content) -> EarlyVerdict:
    return scorer.early(content)


def _whole(scorer: Scorer, content: Content) -> EarlyVerdict:
    return EarlyVerdict(scorer.score([content])[0], True)


def _judged(scorer: Scorer, row: RecordRow, content: Content, judge: _Judge) -> EarlyVerdict | None:
    try:
        return judge(scorer, content)
    except Exception as error:  # noqa: BLE001 - what a scorer raises on foreign words is of no fixed class
        log.warning("no estimate", record=hex0(row.hash), problem=repr(error))
        return None


def start_estimating(estimator: Estimator, folder: Path, edge: Edge, stop: Event) -> list[Thread]:
    """Estimates in two threads, which are returned, until `stop` is set. One whose work is done in this folder ends at once.

    So no duty on chain waits for estimates, and the first stage does not wait while the encoder loads or reads.
    """

    def play(name: str, turn: Callable[[], object]) -> None:
        try:
            with FileLock(folder / f"estimate-{name}.lock", timeout=0):
                while not stop.wait(PAUSE_SECONDS):
                    edge.take(("estimate", name), turn)
        except Timeout:
            log.debug("estimates", skipped=f"{name} is at work")

    work = {"first": estimator.first, "rest": estimator.rest}
    threads = [Thread(target=play, args=one, name=f"estimate-{one[0]}", daemon=True) for one in work.items()]
    for thread in threads:
        thread.start()
    return threads


def language_of(content: Content) -> str | None:
    """Returns the language of a record as far as we can tell it: `en`, or the name of its script; None without letters."""
    text = whole_text(content)
    if is_in(text, LANGUAGES):
        return LANGUAGES[0]
    scripts = [script_of(letter) for letter in fold(text)[:4_096] if letter.isalpha()]
    return max(sorted(set(scripts)), key=scripts.count) if scripts else None
