"""What a gateway does to keep the protocol turning: post what is pinned, close, finalise, expire, claim. Each step is decided from the chain anew.

A kill between any two lines is harmless: the chain's next sequence number says what was posted, its ledger what was paid.
"""

import json
from dataclasses import dataclass

from eth_utils.crypto import keccak
from structlog import get_logger

from node.pinning import pin_manifest
from node.policing import Police
from node.receipts import answers, resend_unavailable
from node.repository import Repository
from node.tables import RecordRow
from protocol.batch import unhex
from protocol.chain.network import Network
from protocol.chain.presets import usable_gas_of
from protocol.chain.sender import Sender
from protocol.claims import Claim, plan_claims, width_within
from protocol.encoding import batch_leaf
from protocol.errors import ChainRefused
from protocol.ipfs.cid import digest_of
from protocol.ledger import Ledger
from protocol.merkle import root
from protocol.parameters import Parameters
from protocol.published import read_ledger
from protocol.scores import has_quorum
from protocol.store import Store
from protocol.types import Leaf, Phase, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockView:
    """What decides whether to post or close."""

    now: int
    opened_at: int
    on_chain: int
    """Records that the open epoch holds already."""
    room: int
    """Records that it still takes from us."""
    waiting: int
    """Records that we have acknowledged and not posted."""
    pinned: int
    """Those of them that are in IPFS."""


def posts_now(view: ClockView, parameters: Parameters, post_seconds: int) -> bool:
    """Whether to post what is pinned: all that waits, when the epoch may soon be closed or can be filled.

    Once it may be closed nothing is waited for: what is pinned then goes first.
    """
    if not view.pinned or not view.room:
        return False
    over = view.opened_at + parameters.open_seconds
    due = view.now >= over - post_seconds and view.pinned == view.waiting
    return due or view.now >= over or view.pinned >= view.room


def closes_now(view: ClockView, parameters: Parameters) -> bool:
    """Whether to close: the time is up and nothing of ours waits that would still fit."""
    if view.now < view.opened_at + parameters.open_seconds or not view.on_chain:
        return False
    return not view.waiting or not view.room


class Crank:
    """The acting side."""

    def __init__(
        self,
        network: Network,
        sender: Sender,
        repository: Repository,
        store: Store,
        *,
        post_seconds: int,
    ) -> None:
        self._network = network
        self._sender = sender
        self._repository = repository
        self._store = store
        self._post_seconds = post_seconds
        self._police = Police(network)
        self._log = get_logger("crank")

    def turn(self) -> None:
        """Do whatever is due. What the contracts refuse (someone else was faster) is logged and seen anew next time."""
        for step in (self._resend, self._post, self._close, self._settle, self._answer, self._punish):
            try:
                step()
            except ChainRefused as refused:
                self._log.info("refused", step=step.__name__, reason=refused.reason)

    def _view(self) -> ClockView:
        batches, rows = self._network.batches, self._repository
        us = self._sender.address
        epoch, first = batches.current(), batches.next_seq(us)
        return ClockView(
            now=self._network.connection.now(),
            opened_at=batches.opened_at(epoch),
            on_chain=batches.records(epoch),
            room=batches.room_in(epoch, us, self._network.gateways.room_of(us)),
            waiting=rows.last_seq() - first,
            pinned=max(0, rows.pinned_upto() - first),
        )

    def _post(self) -> None:
        view = self._view()
        if not posts_now(view, self._network.parameters, self._post_seconds):
            return
        first = self._network.batches.next_seq(self._sender.address)
        rows = self._repository.records_from(first, min(view.room, view.pinned))
        manifest = pin_manifest(self._store, rows)
        leaves = [batch_leaf(self._network.dom, self._leaf(row)) for row in rows]
        call = self._network.batches.post_batch(first, len(rows), root(leaves), digest_of(manifest))
        self._sender.send(call)
        self._log.info("posted", first_seq=first, count=len(rows), manifest=manifest)

    def _resend(self) -> None:
        resend_unavailable(self._network, self._repository, self._sender.account)

    def _punish(self) -> None:
        for call in self._police.calls():
            self._sender.send(call)

    def _answer(self) -> None:
        for call in answers(self._network, self._repository, self._sender.address, self._leaf):
            self._sender.send(call)

    def _leaf(self, row: RecordRow) -> Leaf:
        grant = self._repository.grant(row.grant)
        assert grant, "records refer to grants by foreign key"
        return Leaf(
            gateway=self._sender.address,
            seq=row.seq,
            record_hash=unhex(row.hash, 32),
            pay_to=json.loads(grant.message)["payTo"],
            signatures_hash=keccak(grant.signature + row.signature),
        )

    def _close(self) -> None:
        if closes_now(self._view(), self._network.parameters):
            self._sender.send(self._network.batches.close())
            self._log.info("closed")

    def _settle(self) -> None:
        reports = self._network.reports
        head, final = reports.head(), reports.final_upto()
        now, parameters = self._network.connection.now(), self._network.parameters
        if final < head and now >= reports.standing(final + 1).proposed_at + parameters.challenge_seconds:
            self._sender.send(reports.finalise(final + 1))
            self._log.info("final", epoch=final + 1)
        elif final == head and reports.phase(head + 1) is Phase.REPORT:
            state = self._network.scores.epoch(head + 1)
            late = now >= state.report_from + parameters.report_seconds
            if late or not has_quorum(state.revealed_weight, state.total_weight):
                self._sender.send(reports.expire(head + 1))
                self._log.info("expired", epoch=head + 1)


class Claims:
    """Relayed claims: every account that is owed enough, many in a transaction."""

    def __init__(self, network: Network, sender: Sender, store: Store, threshold: int) -> None:
        self._network = network
        self._sender = sender
        self._store = store
        self._threshold = threshold
        self._width = width_within(usable_gas_of(network.connection.chain_id))

    def relay(self, epoch: int, only: str | None = None) -> list[str]:
        """Claim for all accounts of a final epoch that are owed the threshold (or for one account); returns transactions."""
        ledger = read_ledger(self._network, self._store, epoch)
        owed = {a: self._owed(ledger, r) for a, r in ledger.last_rows().items() if only in (None, a)}
        least = 1 if only else max(1, self._threshold)
        due = [row for account, row in ledger.last_rows().items() if owed.get(account, 0) >= least]
        return [self._claim(ledger, claim) for claim in plan_claims(ledger, due, self._width)]

    def _owed(self, ledger: Ledger, row: Row) -> int:
        return ledger.earned(row) - self._network.token.earned_of(row.pay_to)

    def _claim(self, ledger: Ledger, claim: Claim) -> str:
        claims = self._network.claims
        if claim.is_range:
            call = claims.claim_range(ledger.epoch, claim.levels, claim.rows, claim.siblings)
        else:
            call = claims.claim_rows(ledger.epoch, claim.rows, claim.siblings)
        return f"0x{self._sender.send(call)['transactionHash'].hex()}"
