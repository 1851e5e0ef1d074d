"""The indexer: keeps the copy of the chain in step with the chain, block by block, and undoes what a reorganisation undid.

It has a cursor, the block as of which the copy was made. It keeps the hashes of the blocks that may still be undone. If the
chain no longer has the cursor's block, everything that was read after the last common block is dropped and read again.
Several processes may take turns: a look is kept only if the cursor is still where the look began.
"""

import threading
import time

from structlog import get_logger

from kula.node.gateway.database.chain import ChainState, Look
from kula.node.gateway.database.chain_tables import EpochRow
from kula.node.gateway.database.events import Happened
from kula.node.gateway.database.repository import Repository
from kula.node.gateway.index.clock import phase_of
from kula.node.gateway.index.looking import Looking
from kula.protocol.chain.network import Network
from kula.protocol.chain.rpc.heads import Head
from kula.protocol.program.edge import Edge
from kula.protocol.types import Address

_KEPT_BLOCKS = 4_096
"""Blocks below the cursor that are kept: more than any chain of ours undoes."""
_TRIES = 3

log = get_logger("index")


class Indexer:
    """Keeps one gateway's copy of the chain. `us` is the account that posts its records."""

    def __init__(self, network: Network, repository: Repository, us: Address) -> None:
        self._network = network
        self._repository = repository
        self._copy = repository.chain
        self._looking = Looking(network, repository.chain, us)
        self._in_step_at = float("-inf")

    def turn(self) -> ChainState:
        """Looks at the chain until the copy is as of its head; returns the state. Raises Unavailable."""
        for _ in range(_TRIES):
            with self._network.connection.turn():
                state = self._take(self._network.connection.head())
            if state:
                self._in_step_at = time.monotonic()
                return state
        kept = self._copy.state()
        assert kept, "another process has moved on, so there is a state"
        return kept

    def seconds_behind(self) -> float:
        """Returns how long ago this process took a whole turn."""
        return time.monotonic() - self._in_step_at

    def watch(self, stop: threading.Event, seconds: float, edge: Edge) -> None:
        """Takes turns until `stop` is set, `seconds` apart."""
        while not stop.wait(seconds):
            edge.take(("index",), self.turn)

    def _take(self, head: Head) -> ChainState | None:
        """Makes one look; returns None if another process was faster."""
        before = self._copy.state()
        if before and (before.hash, before.now) == (head.hash.hex(), head.now) and not self._copy.stale_payees(1):
            return before
        if before and self._is_behind(before, head):
            return before
        read_upto = before.block if before else -1
        if before and not self._continues(before, head):
            common = next((number for number, digest in self._copy.blocks() if self._has(number, digest, head)), -1)
            log.warning("reorganised", was=before.block, common=common, now=head.number)
            if not self._copy.rewind(before, common):
                return None
            read_upto = common
        state = self._looking.state(head)
        if before and before.claimed != state.claimed:
            self._copy.mark_payees(self._looking.paid_since(before, state))
        look = self._looking.read(before, state, read_upto)
        look.happened = self._happened(before, look)
        return state if self._copy.keep(before, look, _KEPT_BLOCKS) else None

    def _is_behind(self, before: ChainState, head: Head) -> bool:
        """Says whether an endpoint shows a block that the copy has left behind. A step back would keep the rows above it."""
        return before.block > head.number and dict(self._copy.blocks()).get(head.number) == head.hash

    def _continues(self, before: ChainState, head: Head) -> bool:
        """Says whether the chain of this head holds the cursor's block."""
        digest = bytes.fromhex(before.hash)
        return digest in (head.hash, head.block.parent) or self._has(before.block, digest, head)

    def _has(self, number: int, digest: bytes, head: Head) -> bool:
        if number > head.number:
            return False
        return bytes(self._network.connection.block_at(number).get("hash", b"")) == digest

    def _happened(self, before: ChainState | None, look: Look) -> list[Happened]:
        """Returns what accounts are told of a look. The first look tells nothing."""
        if not before:
            return []
        state, outcomes = look.state, self._repository.outcomes
        happened = outcomes.became_posted(before.next_seq, state.next_seq)
        happened += outcomes.became_final(before.final_upto, state.final_upto)
        happened += outcomes.became_paid(self._copy.paid(look.payees), look.payees)
        return happened + self._moved(before, look)

    def _moved(self, before: ChainState, look: Look) -> list[Happened]:
        """Returns which epochs are in another phase than at the look before."""
        state, parameters = look.state, self._network.parameters
        new = {row.number: row for row in look.rows if isinstance(row, EpochRow)}
        old = {row.number: row for row in self._copy.epochs_after(min(before.final_upto, state.final_upto))}
        happened: list[Happened] = []
        for number, row in sorted({**old, **new}.items()):
            was = phase_of(old[number], before, parameters) if number in old else None
            phase = phase_of(row, state, parameters)
            if was is not phase:
                happened.append(Happened("", {"change": "epoch", "epoch": number, "phase": phase.name.lower()}))
        return happened
