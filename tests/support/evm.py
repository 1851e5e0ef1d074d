"""The compiled contracts in an EVM of this process (engines.py): no node, no blocks to wait for, no signatures on transactions.

Calls go by the committed ABI and bytecode, so a test sees what a deployment would. Structs are tuples on the way in and
named on the way out.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from eth_abi.abi import decode, encode
from eth_utils.abi import function_abi_to_4byte_selector
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from vyper import compile_from_file_input
from vyper.compiler.input_bundle import FilesystemInputBundle

from kula.contracts import FOLDER, artifact
from kula.protocol.chain.deploy import created_at
from kula.protocol.types import Address
from tests.support.decoding import reader
from tests.support.engines import CHAIN, ENGINE, Undone

START = 1_800_000_000
MOCKS = Path(__file__).parents[1] / "contracts" / "mocks"
ERROR = bytes.fromhex("08c379a0")
SEEN: dict[tuple[Address, bytes, Address | None], Any] = {}
"""What views have said since anything last changed: tests and invariants ask the same thing many times."""


class Reverted(Exception):
    """The EVM undid a call; `reason` is what the contract said, empty where it said nothing (arithmetic, bounds)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason or "reverted without a reason")
        self.reason = reason


class Contract:
    """A contract at an address: each function of its ABI is a method; `sender=` says who calls."""

    def __init__(self, name: str, address: Address) -> None:
        self.kind = name
        self.address = address

    def __getattr__(self, function: str) -> Callable[..., Any]:
        entries = _functions(self.kind)
        if function not in entries:
            raise AttributeError(f"{self.kind} has no function {function}")
        return lambda *arguments, sender=None: self._call(entries[function], arguments, sender)

    def _call(self, entry: "Entry", arguments: tuple[Any, ...], sender: Address | None) -> Any:
        data = entry.selector + encode(entry.inputs, [_plain(argument) for argument in arguments])
        if entry.writes:
            SEEN.clear()
            return self._run(entry, data, sender)
        view = self.address, data, sender
        if view not in SEEN:
            SEEN[view] = self._run(entry, data, sender)
        return SEEN[view]

    def _run(self, entry: "Entry", data: bytes, sender: Address | None) -> Any:
        try:
            return entry.read(ENGINE.call(self.address, data, sender, writes=entry.writes))
        except Undone as undone:
            raise Reverted(_reason(undone.output)) from undone


class Entry:
    """One function of an ABI, ready to encode and decode."""

    def __init__(self, abi: Mapping[str, Any]) -> None:
        self.selector = function_abi_to_4byte_selector(abi)  # type: ignore[arg-type]
        self.inputs = [_type(item) for item in abi["inputs"]]
        self.read = reader(abi["outputs"])
        """The function's value from what it returned: one alone, several as a tuple."""
        self.writes = abi["stateMutability"] not in ("view", "pure")


def create(name: str, arguments: tuple[Any, ...], sender: Address) -> Contract:
    """Deploy a contract by its artifact. Raises Reverted."""
    compiled = _compiled(name)
    inputs = next((entry["inputs"] for entry in compiled["abi"] if entry["type"] == "constructor"), [])
    data = encode([_type(item) for item in inputs], [_plain(argument) for argument in arguments])
    SEEN.clear()
    try:
        address = ENGINE.deploy(bytes.fromhex(compiled["bytecode"].removeprefix("0x")) + data, sender)
    except Undone as undone:
        raise Reverted(_reason(undone.output)) from undone
    return Contract(name, Address(to_checksum_address(address)))


def next_address(sender: Address, ahead: int) -> Address:
    """Where the contract stands that `sender` creates after `ahead` others."""
    return created_at(sender, ENGINE.nonce(sender) + ahead)


class StoredMap:
    """A contract's map from addresses to numbers, read from its storage: a hundred times cheaper than by calls."""

    def __init__(self, contract: Contract, key: Address, value: int) -> None:
        """Find the map in which `key` has `value`, a number that no other map holds. Raises LookupError without one."""
        self._address = contract.address
        for slot in range(64):
            self._slot = slot
            if self[key] == value:
                return
        raise LookupError(f"{contract.kind} has no map in which {key} has {value}")

    def __getitem__(self, key: Address) -> int:
        return ENGINE.storage(self._address, _place(self._slot, key))


def now() -> int:
    """The block's time."""
    return ENGINE.now()


def pass_time(seconds: int) -> None:
    """Let time go by."""
    SEEN.clear()
    ENGINE.set_time(ENGINE.now() + seconds)


def start_clock() -> None:
    """Set the time that all deployments begin at, so that a failure repeats itself."""
    SEEN.clear()
    ENGINE.set_time(START)


@contextmanager
def undone() -> Iterator[None]:
    """Take back all that happens inside, the clock included."""
    try:
        with ENGINE.undone():
            yield
    finally:
        SEEN.clear()


def chain_id() -> int:
    """The chain's number."""
    return CHAIN


@cache
def _place(slot: int, key: Address) -> int:
    """Where Vyper keeps a map's value."""
    return int.from_bytes(keccak(slot.to_bytes(32, "big") + bytes(12) + bytes.fromhex(key[2:])), "big")


@cache
def _functions(name: str) -> dict[str, Entry]:
    return {entry["name"]: Entry(entry) for entry in _compiled(name)["abi"] if entry["type"] == "function"}


@cache
def _compiled(name: str) -> dict[str, Any]:
    """A contract's committed artifact, or a mock compiled now."""
    mock = MOCKS / f"{name}.vy"
    if not mock.exists():
        return artifact(name)
    bundle = FilesystemInputBundle([FOLDER.parent])
    return compile_from_file_input(bundle.load_file(mock), input_bundle=bundle, output_formats=["abi", "bytecode"])


def _type(item: Mapping[str, Any]) -> str:
    if not item["type"].startswith("tuple"):
        return str(item["type"])
    return f"({','.join(_type(part) for part in item['components'])}){item['type'].removeprefix('tuple')}"


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return astuple(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def _reason(output: bytes) -> str:
    if output[:4] != ERROR:
        return ""
    return str(decode(["string"], output[4:])[0])
