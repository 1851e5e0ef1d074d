"""The compiled contracts in an EVM of this process (titanoboa's): no node, no blocks to wait for, no signatures on transactions.

Calls go by the committed ABI and bytecode, so a test sees what a deployment would. Structs are tuples on the way in and
named on the way out.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, is_dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boa
from eth_abi.abi import decode, encode
from eth_utils.abi import function_abi_to_4byte_selector
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from vyper import compile_from_file_input
from vyper.compiler.input_bundle import FilesystemInputBundle

from contracts import FOLDER, artifact
from protocol.chain.deploy import created_at
from protocol.types import Address

GAS = 60_000_000
START = 1_800_000_000
MOCKS = Path(__file__).parents[1] / "contracts" / "mocks"
ERROR = bytes.fromhex("08c379a0")


class Reverted(Exception):
    """The EVM undid a call; `reason` is what the contract said, empty where it said nothing (arithmetic, bounds)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason or "reverted without a reason")
        self.reason = reason


class Contract:
    """A contract at an address: each function of its ABI is a method; `sender=` says who calls."""

    def __init__(self, name: str, address: Address) -> None:
        self.name = name
        self.address = address
        self.gas_used = 0

    def __getattr__(self, function: str) -> Callable[..., Any]:
        entries = _functions(self.name)
        if function not in entries:
            raise AttributeError(f"{self.name} has no function {function}")
        return lambda *arguments, sender=None: self._call(entries[function], arguments, sender)

    def _call(self, entry: "Entry", arguments: tuple[Any, ...], sender: Address | None) -> Any:
        data = entry.selector + encode(entry.inputs, [_plain(argument) for argument in arguments])
        done = boa.env.execute_code(
            to_address=self.address, sender=sender, gas=GAS, data=data, is_modifying=entry.writes
        )
        self.gas_used = done.get_gas_used()
        if done.is_error:
            raise Reverted(_reason(done.output))
        return entry.read(done.output)


class Entry:
    """One function of an ABI, ready to encode and decode."""

    def __init__(self, abi: Mapping[str, Any]) -> None:
        self.selector = function_abi_to_4byte_selector(abi)  # type: ignore[arg-type]
        self.inputs = [_type(item) for item in abi["inputs"]]
        self.outputs = abi["outputs"]
        self.writes = abi["stateMutability"] not in ("view", "pure")

    def read(self, output: bytes) -> Any:
        """The function's value: one alone, several as a tuple."""
        values = decode([_type(item) for item in self.outputs], output) if self.outputs else ()
        named = tuple(_named(item, value) for item, value in zip(self.outputs, values, strict=True))
        return named[0] if len(named) == 1 else named


def create(name: str, arguments: tuple[Any, ...], sender: Address) -> Contract:
    """Deploy a contract by its artifact."""
    compiled = _compiled(name)
    inputs = next((entry["inputs"] for entry in compiled["abi"] if entry["type"] == "constructor"), [])
    data = encode([_type(item) for item in inputs], [_plain(argument) for argument in arguments])
    address, _ = boa.env.deploy_code(
        sender=sender, gas=GAS, bytecode=bytes.fromhex(compiled["bytecode"].removeprefix("0x")) + data
    )
    return Contract(name, Address(to_checksum_address(str(address))))


def next_address(sender: Address, ahead: int) -> Address:
    """Where the contract stands that `sender` creates after `ahead` others."""
    nonce = boa.env.evm.vm.state.get_nonce(bytes.fromhex(sender[2:]))
    return created_at(sender, nonce + ahead)


class StoredMap:
    """A contract's map from addresses to numbers, read from its storage: a hundred times cheaper than by calls."""

    def __init__(self, contract: Contract, key: Address, value: int) -> None:
        """Find the map in which `key` has `value`, a number that no other map holds. Raises LookupError without one."""
        self._address = contract.address
        for slot in range(64):
            self._slot = slot
            if self[key] == value:
                return
        raise LookupError(f"{contract.name} has no map in which {key} has {value}")

    def __getitem__(self, key: Address) -> int:
        place = keccak(self._slot.to_bytes(32, "big") + bytes(12) + bytes.fromhex(key[2:]))
        return boa.env.get_storage(self._address, int.from_bytes(place, "big"))


def now() -> int:
    """The block's time."""
    return int(boa.env.evm.patch.timestamp)


def pass_time(seconds: int) -> None:
    """Let time go by."""
    boa.env.evm.patch.timestamp = now() + seconds
    boa.env.evm.patch.block_number += 1


def start_clock() -> None:
    """Set the time that all deployments begin at, so that a failure repeats itself."""
    boa.env.evm.patch.timestamp = START


@contextmanager
def undone() -> Iterator[None]:
    """Take back all that happens inside, the clock included."""
    with boa.env.anchor():
        yield


def chain_id() -> int:
    """The chain's number."""
    return int(boa.env.evm.patch.chain_id)


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


def _named(item: Mapping[str, Any], value: Any) -> Any:
    kind = item["type"]
    if kind == "tuple":
        parts = zip(item["components"], value, strict=True)
        return SimpleNamespace(**{part["name"]: _named(part, inner) for part, inner in parts})
    if kind.startswith("tuple["):
        return [_named({**item, "type": "tuple"}, inner) for inner in value]
    if kind == "address":
        return Address(to_checksum_address(value))
    if kind == "address[]":
        return [Address(to_checksum_address(inner)) for inner in value]
    return list(value) if isinstance(value, tuple) else value


def _reason(output: bytes) -> str:
    if output[:4] != ERROR:
        return ""
    return str(decode(["string"], output[4:])[0])
