"""Reads a chain through several endpoints. Sends nothing. Raises nothing but KulaErrors."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, cast

from eth_typing import ChecksumAddress
from eth_utils.abi import event_abi_to_log_topic
from web3 import Web3
from web3.contract.contract import Contract
from web3.providers import BaseProvider
from web3.types import BlockData, EventData

from kula.contracts import artifact
from kula.protocol.chain.presets import preset_at
from kula.protocol.chain.rpc.calldata import call_arguments, lenient_codec
from kula.protocol.chain.rpc.errors import confirmed, kula_errors
from kula.protocol.chain.rpc.eventlog import EventLog
from kula.protocol.chain.rpc.failover import Failover
from kula.protocol.chain.rpc.filters import event_filter
from kula.protocol.chain.rpc.heads import Head, Heads
from kula.protocol.chain.rpc.ranges import LogReader
from kula.protocol.chain.rpc.views import Views
from kula.protocol.errors import Unavailable
from kula.protocol.types import Address

FINALITIES = ("latest", "safe", "finalized")
REFRESH_SECONDS = 300
"""Views are asked again after this time, even if nothing seems to have happened. An endpoint may have hidden a log."""
READ_AGAIN_SECONDS = 60.0
"""Hidden events are not read again more often than this."""
PIN_SECONDS = 60
"""A turn that takes longer looks at the chain again, because endpoints forget the state of old blocks."""
_NEEDLESS = ("validation", "ens_name_to_address", "gas_price_strategy", "gas_estimate")
"""Parts of web3.py that ask for the chain's id before each call, or look for names in addresses."""
_DEFAULT_DEPTH = 900
"""How far below the newest block nodes act on a chain without preset that does not know their finality."""


@dataclass(slots=True)
class _Turn:
    """A turn of one thread. `looked_at` is in seconds of time.monotonic."""

    head: Head | None = None
    looked_at: float = 0.0


class Connection:
    """A connection to a chain at one finality, or at one block, whose number `finality` then is.

    `endpoints` are URLs in order of preference, or one web3 provider. `events` is the file that keeps events. Raises
    Unavailable if no endpoint serves `chain_id`, or ValueError for an unknown finality.
    """

    def __init__(
        self,
        endpoints: Sequence[str] | BaseProvider,
        chain_id: int | None = None,
        finality: str | int = "latest",
        *,
        events: Path | None = None,
    ) -> None:
        if isinstance(finality, str) and finality not in FINALITIES:
            raise ValueError(f"finality must be one of {FINALITIES}, not {finality}")
        provider = endpoints if isinstance(endpoints, BaseProvider) else Failover(endpoints, chain_id)
        self.web3 = Web3(provider)
        for middleware in _NEEDLESS:
            self.web3.middleware_onion.remove(middleware)
        self.web3.codec = lenient_codec()
        self.finality = finality
        with kula_errors("asking for the chain's id"):
            self.chain_id = self.web3.eth.chain_id
        if chain_id is not None and chain_id != self.chain_id:
            raise Unavailable(f"the RPC serves chain {self.chain_id}, expected {chain_id}")
        preset = preset_at(self.chain_id)
        depth = ceil(preset.lag_seconds / preset.block_seconds) if preset else _DEFAULT_DEPTH
        self._heads = Heads(provider, finality, depth)
        self._reader = LogReader(provider)
        self._events_path = events
        self._eventlog: EventLog | None = None
        self._watched: list[tuple[Address, int, list[bytes]]] = []
        self._views = Views()
        self._lock = threading.RLock()
        self._head: Head | None = None
        self._refreshed_at = 0.0
        self._read_again_at: dict[tuple[str, ...], float] = {}
        """When hidden events were read again last, by their contract and names, in seconds of time.monotonic."""
        self._thread = threading.local()

    @property
    def folder(self) -> Path | None:
        """The folder that keeps what was read, or None."""
        return self._events_path.parent if self._events_path else None

    def head(self) -> Head:
        """Returns the head of this thread's turn. Outside of a turn, looks at the chain. Raises Unavailable."""
        return self._turn() or self._look()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Lets this thread look at the chain once, at its first read. Then every view answers as of that head.

        A view that was asked in an earlier turn is not asked again unless something happened on chain since, or its
        time has come. So a turn in which nothing happened costs one call.
        """
        outer = getattr(self._thread, "turn", None)
        self._thread.turn = _Turn()
        try:
            yield
        finally:
            self._thread.turn = outer

    def look_again(self) -> None:
        """Drops what views returned, and moves this thread's turn to the newest head: a transaction of ours is in."""
        with self._lock:
            self._views.clear()
        if getattr(self._thread, "turn", None):
            self._thread.turn = _Turn()

    def mark(self) -> object:
        """Returns what equals an earlier mark if none of our contracts logged anything since. Time may have passed.

        Outside of a turn, and in one that another thread has overtaken, it equals none.
        """
        turn = self._turn()
        with self._lock:
            return self._views.cleared if self._is_newest(turn) else object()

    def doubt(self) -> tuple[str, int]:
        """Asks another endpoint first from now on, about everything anew. Returns the name of the last, and how many there are."""
        provider = self.web3.provider
        if not isinstance(provider, Failover):
            return "", 1
        doubted = provider.active.name
        provider.turn_to_another()
        self._head = None
        self.look_again()
        return doubted, len(provider.endpoints)

    def now(self) -> int:
        """Returns the time of the newest block in seconds. It is the protocol's clock."""
        turn = self._turn()
        return turn.now if turn else self._heads.newest().time

    def newest_time(self) -> int:
        """Returns the time of the newest block in seconds, also within a turn. What is signed for a moment needs it."""
        return self._heads.newest().time

    def block(self) -> int:
        """Returns the number of the newest block at our finality."""
        turn = self._turn()
        return turn.number if turn else self._heads.settled(self._heads.newest()).number

    def newest_block(self) -> int:
        """Returns the number of the newest block, final or not."""
        turn = self._turn()
        return turn.newest.number if turn else self._heads.newest().number

    def block_at(self, number: int) -> BlockData:
        """Returns a block without its transactions."""
        with kula_errors(f"reading block {number}"):
            return confirmed(self.web3.provider, lambda: self.web3.eth.get_block(number))

    def contract(self, name: str, address: Address) -> Contract:
        """Returns the contract at an address, with its compiled interface."""
        return self.web3.eth.contract(address=cast(ChecksumAddress, address), abi=artifact(name)["abi"])

    def call(
        self,
        contract: Contract,
        function: str,
        *arguments: object,
        until: Callable[[Any], int | None] = lambda _: None,
    ) -> Any:
        """Calls a view at our finality. Raises ChainRefused with the contract's reason.

        `until` says of a value when it may change by itself: a block time in seconds, or None for never.
        """
        turn = self._turn()
        key = contract.address, function, arguments
        with self._lock:
            if self._is_newest(turn) and self._views.has(key):
                return self._views.value(key)
        view = contract.functions[function](*arguments)
        block: Any = turn.number if turn else self._heads.identifier()
        with kula_errors(f"calling {function}"):
            value = confirmed(self.web3.provider, lambda: view.call(block_identifier=block))
        holds_until = until(value) if turn else None
        with self._lock:
            if self._is_newest(turn):
                self._views.keep(key, value, holds_until)
        return value

    def watch(self, contract: Contract, first_block: int, events: Sequence[str]) -> None:
        """Names a contract, the block before which it logged nothing, and the events that are kept from now on."""
        topics = [event_abi_to_log_topic(contract.events[name]().abi) for name in events]
        self._watched.append((Address(contract.address), first_block, topics))
        self._eventlog = None

    def events(
        self, contract: Contract, name: str, first_block: int, filters: dict[str, object]
    ) -> Iterator[EventData]:
        """Yields an event's logs since a block, up to the newest one at our finality, in order of the chain."""
        event = contract.events[name]()
        wanted = event_filter(Address(contract.address), event.abi, filters)
        if isinstance(self.web3.provider, Failover):
            head = self.head()
            topic = wanted.topics[0]
            assert isinstance(topic, bytes)
            self._log.catch_up(self._reader, self._heads.at, head.block, (contract.address.lower(), topic))
            logs = self._log.find(wanted, first_block, head.number)
        else:
            # A saved trace holds the answers to exactly these requests.
            parts = self._reader.logs(wanted, first_block, self.block())
            logs = [log for _, part in parts for log in part]
        for log in logs:
            with kula_errors(f"reading the event {name}"):
                decoded = event.process_log(log.for_web3())
            yield decoded

    def read_again(self, contract: Contract, names: Sequence[str], since: int) -> None:
        """Lets kept events be read again from a block time on (seconds), at another endpoint: the last has hidden some.

        Does nothing if that was done a moment ago, because endpoints may all hide them.
        """
        before = self._read_again_at.get((contract.address, *names), -READ_AGAIN_SECONDS)
        if not isinstance(self.web3.provider, Failover) or time.monotonic() < before + READ_AGAIN_SECONDS:
            return
        self._read_again_at[contract.address, *names] = time.monotonic()
        self.doubt()
        first, last = 0, self.head().number
        while first < last:
            middle = (first + last) // 2
            is_before = self._heads.at(middle).time < since
            first, last = (middle + 1, last) if is_before else (first, middle)
        for name in names:
            topic = event_abi_to_log_topic(contract.events[name]().abi)
            self._log.read_again((contract.address.lower(), topic), first)

    def arguments(self, contract: Contract, function: str, transaction: bytes) -> dict[str, Any]:
        """Returns the arguments of the call of `function` in a transaction. Raises MalformedInput; see rpc/calldata."""
        with kula_errors(f"reading transaction 0x{transaction.hex()}"):
            sent = confirmed(self.web3.provider, lambda: self.web3.eth.get_transaction(transaction))  # type: ignore[arg-type]
        return call_arguments(contract.functions[function].abi, contract.address, sent)

    def coin_of(self, account: Address) -> int:
        """Returns an account's coin for gas in wei, at the newest block."""
        with kula_errors(f"reading the coin of {account}"):
            return self.web3.eth.get_balance(cast(ChecksumAddress, account))

    def _turn(self) -> Head | None:
        """Returns the head of this thread's turn, or None outside of one."""
        turn: _Turn | None = getattr(self._thread, "turn", None)
        if turn is None:
            return None
        if turn.head is None or time.monotonic() - turn.looked_at > PIN_SECONDS:
            turn.head, turn.looked_at = self._look(), time.monotonic()
        return turn.head

    def _look(self) -> Head:
        """Looks at the chain. This costs one call if there is no new block, and a few more if there is one."""
        with self._lock:
            newest, before = self._heads.newest(), self._head
            is_due = time.monotonic() - self._refreshed_at > REFRESH_SECONDS
            if before and newest.hash == before.newest.hash and not is_due:
                return before
            block = self._heads.settled(newest)
            if before is None or is_due:
                self._views.clear()
                self._refreshed_at = time.monotonic()
            elif block.hash != before.hash:
                is_quiet = self._log.follow(self._reader, self._heads.at, before.block, block)
                self._views.pass_to(block.time) if is_quiet else self._views.clear()
            self._head = Head(block, newest)
            return self._head

    def _is_newest(self, turn: Head | None) -> bool:
        """Whether no other thread has moved on since this thread's turn began. Views are kept for the newest head."""
        return turn is not None and self._head is not None and turn.hash == self._head.hash

    @property
    def _log(self) -> EventLog:
        if self._eventlog is None:
            addresses = sorted(address for address, _, _ in self._watched)
            eventlog = EventLog(f"{self.chain_id}:{','.join(addresses)}", self._events_path)
            for address, first_block, topics in self._watched:
                eventlog.watch(address, first_block, topics)
            self._eventlog = eventlog
        return self._eventlog
