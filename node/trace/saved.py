"""A saved trace: everything that one trace read, in a folder, so that the same checks run again without chain and network.

trace.json     the record, its salt if there is one, the deployment's addresses and the day
chain.json     the chain's JSON-RPC answers. A replay trusts these, as a live trace trusts its RPC endpoint
gateway.json   the gateway's public pages by path
blocks.car     the IPFS blocks, as a CAR file (version 1)
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from web3 import Web3
from web3.providers import BaseProvider
from web3.types import RPCEndpoint, RPCResponse

import kula
from kula.node.trace.follow import Trace, trace_record
from kula.protocol.chain.addresses import Addresses
from kula.protocol.chain.connection import Connection
from kula.protocol.chain.network import Network
from kula.protocol.chain.presets import LOCAL_CHAIN_ID
from kula.protocol.errors import KulaError, MalformedInput, Unavailable
from kula.protocol.files import write_whole
from kula.protocol.hex import unhex
from kula.protocol.ipfs.car import read_sections, write_car
from kula.protocol.ipfs.store import Store
from kula.protocol.ipfs.unixfs import Block
from kula.protocol.reading.ledgers import Ledgers

EXAMPLE = Path(kula.__file__).parent / "examples" / "trace"
"""The trace that Kula ships."""
_TRACE, _CHAIN, _GATEWAY, _BLOCKS = "trace.json", "chain.json", "gateway.json", "blocks.car"


@dataclass(frozen=True, kw_only=True)
class SavedTrace:
    """What one trace read."""

    record: str
    salt: str
    """0x and 64 digits, or empty."""
    recorded_on: str
    """The day, as YYYY-MM-DD."""
    addresses: Addresses
    finality: str
    """The block tag that the chain was read at."""
    calls: dict[str, dict[str, Any]]
    """The JSON-RPC answer (`result` or `error`) of each call, by `call_key`."""
    pages: dict[str, dict[str, Any]]
    blocks: dict[str, bytes]

    def ledgers(self) -> Ledgers:
        """The deployment as the recorded answers and blocks show it."""
        connection = Connection(RecordedChain(self.calls), self.addresses.chain_id, self.finality)
        return Ledgers(Network(connection, self.addresses), RecordedBlocks(self.blocks))

    def replay(self) -> Trace:
        """The same trace from what was recorded: the same checks, without chain and network."""
        salt = unhex(self.salt, 32) if self.salt else b""
        return trace_record(self.ledgers(), RecordedPages(self.pages), self.record, salt)

    def trusts(self) -> str:
        """What a replay takes on trust, in one sentence."""
        chain = "a local network" if self.addresses.chain_id == LOCAL_CHAIN_ID else f"chain {self.addresses.chain_id}"
        return (
            f"The chain's answers are those recorded from {chain} on {self.recorded_on}; "
            "every hash and every signature below is computed now."
        )

    def write(self, folder: Path) -> None:
        """Write the folder's four files; those of an earlier trace are replaced."""
        head = {
            "v": 1,
            "record": self.record,
            "salt": self.salt,
            "recorded_on": self.recorded_on,
            "addresses": asdict(self.addresses),
            "finality": self.finality,
        }
        write_whole(folder / _TRACE, json.dumps(head, indent=1) + "\n")
        calls = [json.dumps({"call": json.loads(key), **answer}) for key, answer in self.calls.items()]
        write_whole(folder / _CHAIN, "[\n" + ",\n".join(calls) + "\n]\n")
        write_whole(folder / _GATEWAY, json.dumps(self.pages, indent=1) + "\n")
        write_whole(folder / _BLOCKS, write_car([], self.blocks.items()))


def read_saved(folder: Path) -> SavedTrace:
    """Read a folder that `write` wrote. Raises MalformedInput when it is not one. Checks no hash: the trace does."""
    try:
        head = json.loads((folder / _TRACE).read_text())
        calls = json.loads((folder / _CHAIN).read_text())
        return SavedTrace(
            record=head["record"],
            salt=head["salt"],
            recorded_on=head["recorded_on"],
            addresses=Addresses(**head["addresses"]),
            finality=head["finality"],
            calls={call_key(*call.pop("call")): call for call in calls},
            pages=json.loads((folder / _GATEWAY).read_text()),
            blocks=dict(read_sections((folder / _BLOCKS).read_bytes())),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, KulaError) as error:
        raise MalformedInput(
            str(folder), f"does not hold a saved trace ({error!r}); `kula trace RECORD --save {folder}` writes one"
        ) from error


def call_key(method: str, params: Any) -> str:
    """A JSON-RPC call as text; equal calls have equal text."""
    return json.dumps([method, json.loads(Web3.to_json(params))], sort_keys=True)


class RecordedChain(BaseProvider):
    """A web3 provider that answers from recorded calls."""

    def __init__(self, calls: dict[str, dict[str, Any]]) -> None:
        super().__init__()
        self._calls = calls

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """The recorded answer. Raises Unavailable when there is none."""
        answer = self._calls.get(call_key(method, params))
        if answer is None:
            raise Unavailable(f"the saved trace holds no answer of the chain to this {method}; save the trace anew")
        return RPCResponse({"jsonrpc": "2.0", "id": 1, **answer})  # type: ignore[typeddict-item]


class RecordedBlocks(Store):
    """A store that holds recorded blocks and takes no others."""

    def __init__(self, blocks: dict[str, bytes]) -> None:
        self._blocks = blocks

    def write_blocks(self, blocks: Iterable[Block], roots: list[str]) -> None:
        """Raises Unavailable: a saved trace is read only."""
        raise Unavailable("a saved trace takes no new blocks")

    def read_block(self, cid: str) -> bytes:
        """The recorded bytes. Raises Unavailable when there are none."""
        if cid not in self._blocks:
            raise Unavailable(f"the saved trace does not hold the block {cid}")
        return self._blocks[cid]

    def pinned(self, cid: str) -> bool:
        """Whether the block was recorded."""
        return cid in self._blocks


class RecordedPages:
    """The gateway's recorded pages."""

    def __init__(self, pages: dict[str, dict[str, Any]]) -> None:
        self._pages = pages

    def read(self, path: str) -> dict[str, Any]:
        """The recorded page. Raises Unavailable when there is none."""
        if path not in self._pages:
            raise Unavailable(f"the saved trace does not hold the gateway's page {path}")
        return self._pages[path]
