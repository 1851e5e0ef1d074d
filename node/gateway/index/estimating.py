"""Estimated scores: this gateway's copy of the adopted scorer looks at what came in, before the validators do.

An estimate knows no other records, so it finds no duplicates. It is never shown as a score.
"""

import json
from collections.abc import Sequence
from pathlib import Path

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
from kula.protocol.records.content import Content
from kula.protocol.records.entry import is_import
from kula.protocol.types import VOID, Address
from kula.scoring.epoch import RecordScorer, score_alone
from kula.scoring.features.text import fold, script_of, whole_text
from kula.scoring.gates.heads import load_heads
from kula.scoring.models.base import LANGUAGES
from kula.scoring.models.languages import is_in
from kula.scoring.scorer import Scorer, Verdict

AT_ONCE = 16
"""Records that one turn scores, so that it holds up the worker's other duties for seconds only."""

log = get_logger("estimates")


class Estimator:
    """Estimates the scores of one gateway's records. `us` signs its answers."""

    def __init__(self, network: Network, store: Store, repository: Repository, us: Address, folder: Path) -> None:
        """`folder` keeps scorers that were adopted by a vote."""
        self._network = network
        self._store = store
        self._repository = repository
        self._us = us
        self._scorers = AdoptedScorers(network, store, folder, lambda weights: Scorer.load(weights, "cpu"))
        self._scorer: tuple[bytes, RecordScorer] | None = None

    def turn(self) -> int:
        """Estimates what waits; then looks again at records whose language was unknown. Returns how many it looked at.

        Raises what `AdoptedScorers.of` raises.
        """
        state = self._repository.chain.state()
        if not state:
            return 0
        scorer_id = unhex(state.scorer, 32)
        rows = self._repository.estimates.waiting(AT_ONCE)
        if rows:
            self._estimate(rows, scorer_id, state.now)
            return len(rows)
        unknown = self._repository.estimates.unknown_language(scorer_id, AT_ONCE)
        if unknown:
            self._look_again(unknown, scorer_id)
        return len(unknown)

    def _estimate(self, rows: Sequence[RecordRow], scorer_id: bytes, now: int) -> None:
        estimates = [
            self._row(row, content, verdict, scorer_id, now)
            for row, content, verdict in self._verdicts(rows, scorer_id)
        ]
        self._repository.estimates.put(estimates, {row.hash: row.owner for row in rows}, now)

    def _look_again(self, rows: Sequence[RecordRow], scorer_id: bytes) -> None:
        """Notes which records an adopted scorer knows now, that an earlier one did not."""
        known = {
            row.hash: verdict is not None and UNKNOWN_LANGUAGE not in verdict.reasons
            for row, _, verdict in self._verdicts(rows, scorer_id)
        }
        for again in (True, False):
            some = [record for record, is_known in known.items() if is_known is again]
            self._repository.estimates.mark_again(some, scorer_id, again)

    def _verdicts(
        self, rows: Sequence[RecordRow], scorer_id: bytes
    ) -> list[tuple[RecordRow, Content | None, Verdict | None]]:
        """Returns each record with its content and verdict; None if its words are gone, or the scorer breaks at them."""
        scorer, contents = self._loaded(scorer_id), [self._content(row) for row in rows]
        return [
            (row, content, self._score(scorer, row, content) if content else None)
            for row, content in zip(rows, contents, strict=True)
        ]

    def _score(self, scorer: RecordScorer, row: RecordRow, content: Content) -> Verdict | None:
        try:
            return scorer.score([content])[0]
        except Exception as error:  # noqa: BLE001 - what a scorer raises on foreign words is of no fixed class
            log.warning("no estimate", record=hex0(row.hash), problem=repr(error))
            return None

    def _loaded(self, scorer_id: bytes) -> RecordScorer:
        if not self._scorer or self._scorer[0] != scorer_id:
            self._scorer = scorer_id, self._scorers.of(scorer_id)
            scripts = load_heads(self._scorers.folder_of(scorer_id)).language.scripts
            self._repository.chain.put_fact("languages", {"model": list(LANGUAGES), "scorer": sorted(scripts)})
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
        self, row: RecordRow, content: Content | None, verdict: Verdict | None, scorer_id: bytes, now: int
    ) -> EstimateRow:
        is_done = content is not None and verdict is not None
        score, reasons = self._value(row, content, verdict) if content and verdict else (VOID, [])
        return EstimateRow(
            hash=row.hash,
            state="done" if is_done else "unreadable",
            score=score,
            reasons=reasons,
            language=language_of(content) if content else None,
            scorer=scorer_id,
            at=now,
            again=False,
        )

    def _value(self, row: RecordRow, content: Content, verdict: Verdict) -> tuple[int, list[str]]:
        """Returns the score and the reasons as validators would give them, if no earlier record holds the same."""
        try:
            imported = is_import(self._network.signing, content, row.grant.key, self._us.__eq__)
        except InvalidSignature:
            return VOID, ["unsigned"]
        return score_alone(verdict, imported, self._network.parameters)


def language_of(content: Content) -> str | None:
    """Returns the language of a record as far as we can tell it: `en`, or the name of its script; None without letters."""
    text = whole_text(content)
    if is_in(text, LANGUAGES):
        return LANGUAGES[0]
    scripts = [script_of(letter) for letter in fold(text)[:4_096] if letter.isalpha()]
    return max(sorted(set(scripts)), key=scripts.count) if scripts else None
