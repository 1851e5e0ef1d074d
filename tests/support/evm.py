"""The compiled contracts in an EVM of this process (engines.py), without a node, blocks or signed transactions.

Calls use the committed ABI and bytecode, so a test sees what a deployment would. Structs go in as tuples and come out
by name.
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
from tests.support.engines import CHAIN, ENGINE, Undone
from tests.support.rpc.decoding import reader

START = 1_800_000_000
MOCKS = Path(__file__).parents[1] / "contracts" / "mocks"
ERROR = bytes.fromhex("08c379a0")
CACHED_VIEWS: dict[tuple[Address, bytes, Address | None], Any] = {}
"""What views returned since the last transaction. Tests and invariants ask the same views many times."""


class Reverted(Exception):
    """The EVM reverted a call. `reason` is the contract's, or empty if it gave none (arithmetic, bounds)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason or "reverted without a reason")
        self.reason = reason


class Contract:
    """A contract at an address. Each function of its ABI is a method, and `sender=` is the caller."""

    def __init__(self, name: str, address: Address) -> None:
        self.kind = name
        self.address = address

    def __getattr__(self, function: str) -> Callable[..., Any]:
        entries = _functions(self.kind)
        if function not in entries:
            raise AttributeError(f"{self.kind} has no function {function}")
        return lambda *arguments, sender=None: self._call(entries[function], arguments, sender)

    def _call(self, entry: "Entry", arguments: tuple[Any, ...], sender: Address | None) -> Any:
        calldata = entry.encoded(arguments)
        if entry.writes:
            CACHED_VIEWS.clear()
            return self._run(entry, calldata, sender)
        view = self.address, calldata, sender
        if view not in CACHED_VIEWS:
            CACHED_VIEWS[view] = self._run(entry, calldata, sender)
        return CACHED_VIEWS[view]

    def _run(self, entry: "Entry", calldata: bytes, sender: Address | None) -> Any:
        try:
            return entry.read(ENGINE.call(self.address, calldata, sender, writes=entry.writes))
        except Undone as undone:
            raise Reverted(_reason(undone.output)) from undone


class Entry:
    """One function of an ABI, ready to encode and decode."""

    def __init__(self, abi: Mapping[str, Any]) -> None:
        self.selector = function_abi_to_4byte_selector(abi)  # type: ignore[arg-type]
        self.inputs = [_type(parameter) for parameter in abi["inputs"]]
        self.read = reader(abi["outputs"])
        """Reads the function's output: one value alone, several as a tuple."""
        self.writes = abi["stateMutability"] not in ("view", "pure")

    def encoded(self, arguments: tuple[Any, ...]) -> bytes:
        """The calldata of a call."""
        return self.selector + encode(self.inputs, [_plain(argument) for argument in arguments])


def calldata(contract: Contract, function: str, *arguments: Any) -> bytes:
    """The calldata of a call, for a contract that passes it on."""
    return _functions(contract.kind)[function].encoded(arguments)


def create(name: str, arguments: tuple[Any, ...], sender: Address) -> Contract:
    """Deploys a contract by its artifact. Raises Reverted."""
    compiled = _compiled(name)
    inputs = next((entry["inputs"] for entry in compiled["abi"] if entry["type"] == "constructor"), [])
    calldata = encode([_type(parameter) for parameter in inputs], [_plain(argument) for argument in arguments])
    CACHED_VIEWS.clear()
    try:
        address = ENGINE.deploy(bytes.fromhex(compiled["bytecode"].removeprefix("0x")) + calldata, sender)
    except Undone as undone:
        raise Reverted(_reason(undone.output)) from undone
    return Contract(name, Address(to_checksum_address(address)))


def next_address(sender: Address, ahead: int) -> Address:
    """The address of the contract that `sender` creates after `ahead` others."""
    return created_at(sender, ENGINE.nonce(sender) + ahead)


class StoredMap:
    """A contract's map from addresses to numbers, read from its storage. This is a hundred times cheaper than calls."""

    def __init__(self, contract: Contract, key: Address, value: int) -> None:
        """Finds the map in which `key` has `value`, a number that no other map holds.

        Raises LookupError if there is none.
        """
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
    """Advances the clock."""
    CACHED_VIEWS.clear()
    ENGINE.set_time(ENGINE.now() + seconds)


def start_clock() -> None:
    """Sets the time at which all deployments begin, so that failures are reproducible."""
    CACHED_VIEWS.clear()
    ENGINE.set_time(START)


@contextmanager
def undone() -> Iterator[None]:
    """Rolls back all that happens inside, the clock included."""
    try:
        with ENGINE.undone():
            yield
    finally:
        CACHED_VIEWS.clear()


def chain_id() -> int:
    """The chain's number."""
    return CHAIN


@cache
def _place(slot: int, key: Address) -> int:
    """The slot in which Vyper keeps a map's value."""
    return int.from_bytes(keccak(slot.to_bytes(32, "big") + bytes(12) + bytes.fromhex(key[2:])), "big")


@cache
def _functions(name: str) -> dict[str, Entry]:
    return {entry["name"]: Entry(entry) for entry in _compiled(name)["abi"] if entry["type"] == "function"}


@cache
def _compiled(name: str) -> dict[str, Any]:
    """A contract's committed artifact, or a mock that is compiled now."""
    mock = MOCKS / f"{name}.vy"
    if not mock.exists():
        return artifact(name)
    bundle = FilesystemInputBundle([FOLDER.parent])
    return compile_from_file_input(bundle.load_file(mock), input_bundle=bundle, output_formats=["abi", "bytecode"])


def _type(parameter: Mapping[str, Any]) -> str:
    if not parameter["type"].startswith("tuple"):
        return str(parameter["type"])
    return f"({','.join(_type(part) for part in parameter['components'])}){parameter['type'].removeprefix('tuple')}"


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return astuple(value)
    if isinstance(value, (list, tuple)):
        return [_plain(parameter) for parameter in value]
    return value


def _reason(output: bytes) -> str:
    if output[:4] != ERROR:
        return ""
    return str(decode(["string"], output[4:])[0])
