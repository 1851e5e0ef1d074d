"""The duties on chain: post what is pinned, close epochs, finalise and expire reports, answer accusations, fine absences.

Each step is decided from the chain anew, so a kill between any two lines is harmless. For example, the chain's next
sequence number says what was posted.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from structlog import get_logger
from web3.contract.contract import ContractFunction
from web3.types import EventData

from kula.node.gateway.database.repository import Repository
from kula.node.gateway.duties.dropping import Dropping
from kula.node.gateway.duties.pinning import pin_manifest
from kula.node.gateway.duties.policing import Police
from kula.node.gateway.receipts import answer_to, leaf_hashes, open_accusations, resend_unavailable
from kula.protocol.chain.network import Network
from kula.protocol.chain.sender import Sender
from kula.protocol.chain.upkeep import Upkeep
from kula.protocol.errors import ChainRefused
from kula.protocol.ipfs.cid import cid_to_bytes32
from kula.protocol.ipfs.store import Store
from kula.protocol.ledgers.room import Own
from kula.protocol.merkle import root
from kula.protocol.parameters import Parameters
from kula.protocol.program.edge import Edge, Subject
from kula.protocol.types import MAX_PLACES, Address

ANSWERS_AT_ONCE = 4
"""Accusations that one turn answers. Each takes a block, and a flood of them must not keep batches from being posted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockView:
    """The facts that decide whether to post or close. Times are seconds of block time."""

    now: int
    opened_at: int
    on_chain: int
    """Records that the open epoch holds already."""
    room: int
    """Records that the open epoch still takes from us."""
    waiting: int
    """Records that we have acknowledged and not posted."""
    pinned: int
    """Those of them that are in IPFS."""


def posts_now(view: ClockView, parameters: Parameters, post_seconds: int) -> bool:
    """Says whether to post what is pinned.

    Posts `post_seconds` before the epoch may be closed, if all that waits is pinned. Posts at once what is pinned when
    the epoch may be closed already, or when the pinned records fill it.
    """
    if not view.pinned or not view.room:
        return False
    over = view.opened_at + parameters.open_seconds
    due = view.now >= over - post_seconds and view.pinned == view.waiting
    return due or view.now >= over or view.pinned >= view.room


def closes_now(view: ClockView, parameters: Parameters) -> bool:
    """Says whether to close: the time is up, and no record of ours waits that would still fit."""
    if view.now < view.opened_at + parameters.open_seconds or not view.on_chain:
        return False
    return not view.waiting or not view.room


def own_room(network: Network, gateway: Address, epoch: int, spend_bond: int) -> Own:
    """Returns what a gateway may use of an epoch, if it spends at most `spend_bond` of its bond on one batch."""
    gateways = network.gateways
    spare = max(0, gateways.bond_of(gateway) - gateways.minimum_bond())
    return Own(
        bonded=gateways.room_of(gateway, epoch),
        spare=min(spare, spend_bond),
        record_fee=gateways.record_fee(),
        slot_fee=gateways.deposit(),
    )


class Poster:
    """Does what is due on chain, one step after the other."""

    def __init__(
        self,
        network: Network,
        sender: Sender,
        repository: Repository,
        store: Store,
        *,
        url: str,
        post_seconds: int,
        spend_bond: int = 0,
        edge: Edge | None = None,
    ) -> None:
        """`url` is where the gateway takes records in. `spend_bond` is the most bond (10^-18 KULA) that one batch may cost beyond the gateway's own share."""
        self._network = network
        self._sender = sender
        self._repository = repository
        self._store = store
        self._post_seconds = post_seconds
        self._police = Police(network, repository.chain.whole)
        self._dropping = Dropping(network, repository, sender.account)
        self._spend_bond = spend_bond
        self._url = url
        self._asked_in = 0
        """The epoch in which it last asked for a place."""
        self._refused_in = 0
        """The epoch that last refused a batch. There we post only what it is sure to take, whatever others do."""
        self._upkeep = Upkeep(network)
        self._edge = edge or Edge()
        self._log = get_logger("poster")

    def turn(self) -> None:
        """Does whatever is due. A step that fails waits, and the other steps are taken."""
        for step in (self._take_place, self._resend, self._post, self._close):
            self._take((step.__name__.strip("_"),), step)
        for name, calls in (("keep_up", self._upkeep.calls), ("punish", self._police.calls)):
            self._take((name,), lambda name=name, calls=calls: self._send_each(name, calls()))
        self._take(("answers",), self._answer_all)

    def _take(self, subject: Subject, step: Callable[[], object]) -> None:
        """Takes a step. If the contracts refuse it, somebody else was faster: it is decided anew next time."""

        def unless_refused() -> None:
            try:
                step()
            except ChainRefused as refused:
                self._log.info("refused", step=subject, reason=refused.reason)

        self._edge.take(subject, unless_refused)

    def _send_each(self, name: str, calls: Iterable[ContractFunction]) -> None:
        """Sends calls. One that fails bars no other."""
        for call in calls:
            self._take((name, call.fn_name, str(call.args)), lambda call=call: self._send(call))

    def _send(self, call: ContractFunction) -> None:
        self._sender.send(call)
        self._log.info("sent", call=call.fn_name)

    def _view(self) -> ClockView:
        batches, rows = self._network.batches, self._repository
        us = self._sender.address
        epoch, first = batches.current(), batches.next_seq(us)
        return ClockView(
            now=self._network.connection.now(),
            opened_at=batches.opened_at(epoch),
            on_chain=batches.records(epoch),
            room=self._room(epoch),
            waiting=rows.last_seq() - first,
            pinned=max(0, rows.pinned_upto() - first),
        )

    def _room(self, epoch: int) -> int:
        """Records that an epoch takes from us.

        Who takes a place before its first record makes our share smaller. Who posts first takes what is not shared out.
        """
        crowded = epoch == self._refused_in
        places = MAX_PLACES if crowded else self._network.gateways.places()
        own = own_room(self._network, self._sender.address, epoch, 0 if crowded else self._spend_bond)
        return self._network.batches.room_in(epoch, self._sender.address, own, places)

    def _post(self) -> None:
        epoch, view = self._network.batches.current(), self._view()
        if not posts_now(view, self._network.parameters, self._post_seconds):
            return
        first = self._network.batches.next_seq(self._sender.address)
        rows = self._repository.records_from(first, min(view.room, view.pinned))
        manifest = pin_manifest(self._store, rows)
        leaves = leaf_hashes(self._network, self._sender.address, rows)
        digest, most = cid_to_bytes32(manifest), self._spend_bond
        call = self._network.batches.post_batch(first, len(rows), root(leaves), digest, most)
        try:
            self._sender.send(call)
        except ChainRefused:
            self._refused_in = epoch
            raise
        self._log.info("posted", first_seq=first, count=len(rows), manifest=manifest)

    def _take_place(self) -> None:
        """Takes a place, or takes it back under notice. The contracts refuse a bond that is too small: asked once an epoch."""
        gateways, us = self._network.gateways, self._sender.address
        epoch, term = self._network.batches.current(), gateways.term_of(us)
        holds = term.starts > 0 and not term.ends
        if holds or epoch == self._asked_in or gateways.bond_of(us) < gateways.minimum_bond():
            return
        self._asked_in = epoch
        self._sender.send(gateways.take_place(self._url))
        self._log.info("took a place", url=self._url)

    def _resend(self) -> None:
        self._dropping.turn()
        resend_unavailable(self._network, self._repository, self._sender.account)

    def _answer_all(self) -> None:
        answered: list[bytes] = []
        for event in open_accusations(self._network, self._sender.address):
            if len(answered) == ANSWERS_AT_ONCE:
                return
            subject = ("answer", event["args"]["digest"].hex())
            self._take(subject, lambda event=event: self._answer(event, answered))

    def _answer(self, event: EventData, answered: list[bytes]) -> None:
        call = answer_to(self._network, self._repository, event)
        if call:
            answered.append(event["args"]["digest"])
            self._send(call)

    def _close(self) -> None:
        if closes_now(self._view(), self._network.parameters):
            self._sender.send(self._network.batches.close())
            self._log.info("closed")
