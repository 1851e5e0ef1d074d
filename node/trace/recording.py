"""Saves a trace while it runs: between the trace and its three sources stands a recorder that keeps each answer.

The first answer to a question stays, so that a recorded trace reads one state even while the chain goes on.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from web3.providers import BaseProvider
from web3.types import RPCEndpoint, RPCResponse

from kula.node.trace.follow import Trace, trace_record
from kula.node.trace.pages import Pages
from kula.node.trace.saved import SavedTrace, call_key
from kula.protocol.chain.connection import Connection
from kula.protocol.chain.network import Network
from kula.protocol.errors import IntegrityError
from kula.protocol.hex import hex0
from kula.protocol.ipfs.store import Store
from kula.protocol.ipfs.unixfs import Block
from kula.protocol.reading.ledgers import Ledgers


def save_trace(ledgers: Ledgers, pages: Pages, record: str, salt: bytes, folder: Path) -> Trace:
    """Follow a record, write what the trace read to `folder`, and return the trace.

    Before it writes, it replays the trace from what it recorded. Raises IntegrityError when a step breaks in the replay.
    """
    network, connection = ledgers.network, ledgers.network.connection
    chain, blocks, read = ChainRecorder(connection.web3.provider), BlockRecorder(ledgers.store), PageRecorder(pages)
    recorded = Network(Connection(chain, connection.chain_id, str(connection.finality)), network.addresses)
    trace_record(Ledgers(recorded, blocks), read, record, salt)
    saved = SavedTrace(
        record=record,
        salt=hex0(salt) if salt else "",
        recorded_on=f"{datetime.now(UTC):%Y-%m-%d}",
        addresses=network.addresses,
        finality=str(connection.finality),
        calls=chain.calls,
        pages=read.pages,
        blocks=blocks.blocks,
    )
    trace = saved.replay()
    if not trace.verified:
        last = trace.steps[-1]
        raise IntegrityError(f"the step {last.step!r} of the trace", f"{last.detail}; nothing was saved")
    saved.write(folder)
    return trace


class ChainRecorder(BaseProvider):
    """A web3 provider that asks another one and keeps the answers."""

    def __init__(self, provider: BaseProvider) -> None:
        super().__init__()
        self._provider = provider
        self.calls: dict[str, dict[str, Any]] = {}

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """The first answer to this call."""
        key = call_key(method, params)
        if key not in self.calls:
            answer = self._provider.make_request(method, params)
            self.calls[key] = {name: value for name, value in answer.items() if name in ("result", "error")}
        return RPCResponse({"jsonrpc": "2.0", "id": 1, **self.calls[key]})  # type: ignore[typeddict-item]


class BlockRecorder(Store):
    """A store that reads from another one and keeps the blocks."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.blocks: dict[str, bytes] = {}

    def write_blocks(self, blocks: Iterable[Block], roots: list[str]) -> None:
        """Write to the other store."""
        self._store.write_blocks(blocks, roots)

    def read_block(self, cid: str) -> bytes:
        """The block, unchecked, as the other store has it."""
        if cid not in self.blocks:
            self.blocks[cid] = self._store.read_block(cid)
        return self.blocks[cid]

    def pinned(self, cid: str) -> bool:
        """Whether the other store keeps it."""
        return self._store.pinned(cid)


class PageRecorder:
    """Reads the gateway's pages and keeps them."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self.pages: dict[str, dict[str, Any]] = {}

    def read(self, path: str) -> dict[str, Any]:
        """The first answer for this path."""
        if path not in self.pages:
            self.pages[path] = self._pages.read(path)
        return self.pages[path]
