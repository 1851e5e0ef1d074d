"""Checks before and after a deployment, over the RPC.

Before: whether the chain can carry it, by its windows, its finality lag and its limits. After: whether it is that of a
genesis file.
"""

import time
from collections.abc import Callable
from typing import Any

from eth_abi.abi import decode, encode
from eth_utils.abi import get_abi_input_types

from kula.contracts import artifact
from kula.protocol.chain.addresses import Addresses
from kula.protocol.chain.connection import Connection
from kula.protocol.chain.deploy import created_at, pending_of
from kula.protocol.chain.genesis import Genesis, founders_of, parts_of, require_spread
from kula.protocol.chain.presets import LOCAL_CHAIN_ID, Preset
from kula.protocol.chain.rpc.errors import kula_errors
from kula.protocol.chain.windows import require_lag, require_room, require_windows
from kula.protocol.errors import IntegrityError, RefusedByPolicy, Unavailable
from kula.protocol.parameters import Parameters
from kula.protocol.types import ZERO_HASH, Address

LAG_MEASUREMENTS = 10
LAG_PAUSE_SECONDS = 6
_CREATION_BLOCKS = 1_000
"""Blocks since the beginning of a deployment in which its contracts were created."""


def require_ready(
    connection: Connection,
    preset: Preset | None,
    parameters: Parameters,
    genesis: Genesis | None,
    wait: Callable[[float], None] = time.sleep,
) -> None:
    """Raises RefusedByPolicy, with what to change, if a deployment with these settings could not work or be trusted.

    Without a preset the windows and the lag are not checked. A local chain needs no genesis, and has no lag. On other
    chains it takes a minute to measure the lag; `wait` pauses between two measurements.
    """
    with kula_errors("reading the newest block"):
        block_gas = connection.web3.eth.get_block("latest")["gasLimit"]  # type: ignore[typeddict-item]
    require_room(preset, block_gas)
    if preset:
        require_windows(preset, parameters)
    if connection.chain_id == LOCAL_CHAIN_ID:
        return
    if genesis is None:
        raise RefusedByPolicy("genesis", "is missing; --genesis FILE says who holds stake and coin")
    require_spread(genesis)
    if preset:
        require_lag(preset, measured_lag(connection, preset.finality, wait))


def measured_lag(connection: Connection, finality: str, wait: Callable[[float], None] = time.sleep) -> int:
    """Returns the longest lag of `finality` blocks behind the newest one, of ten measurements in a minute, in seconds.

    Raises Unavailable if the RPC does not know such blocks.
    """
    longest = 0
    for number in range(LAG_MEASUREMENTS):
        if number:
            wait(LAG_PAUSE_SECONDS)
        with kula_errors(f"reading the {finality} block"):
            newest, settled = (connection.web3.eth.get_block(tag) for tag in ("latest", finality))  # type: ignore[arg-type]
        if not settled:
            raise Unavailable(f"the RPC knows no {finality} block")
        longest = max(longest, newest["timestamp"] - settled["timestamp"])  # type: ignore[typeddict-item]
    return longest


def require_founded(connection: Connection, addresses: Addresses, genesis: Genesis) -> None:
    """Raises IntegrityError unless Token, Validators and Registry were created with our code and from this genesis.

    Raises RefusedByPolicy if a part of it is not minted yet.
    """
    first = parts_of(genesis, addresses.validators)[0]
    token = (addresses.claims, addresses.pay, list(first.holdings), first.rest)
    _require_created(connection, addresses, "Token", token)
    _require_created(connection, addresses, "Validators", (founders_of(genesis),))
    if genesis.models:
        _require_created(connection, addresses, "Registry", (list(genesis.models),))
    if pending_of(connection, addresses.token) != ZERO_HASH:
        raise RefusedByPolicy("genesis", "is not minted to its end; `kula chain deploy` with it goes on")


def _require_created(connection: Connection, addresses: Addresses, name: str, last: tuple[Any, ...]) -> None:
    """Raises IntegrityError unless a contract was created with our code, and with `last` as its last arguments."""
    place, compiled = addresses.contracts()[name.lower()], artifact(name)
    given, ours = _creation_of(connection, addresses.block, place), bytes.fromhex(compiled["bytecode"][2:])
    if not given.startswith(ours):
        raise IntegrityError(name, f"at {place} was not created with this version's code")
    types = get_abi_input_types(next(entry for entry in compiled["abi"] if entry["type"] == "constructor"))
    arguments = decode(types, given[len(ours) :])
    kinds = types[-len(last) :]
    if encode(kinds, arguments[-len(last) :]) != encode(kinds, last):
        raise IntegrityError(name, f"at {place} was created from another genesis")


def _creation_of(connection: Connection, block: int, place: Address) -> bytes:
    """Returns the input of the transaction that created a contract in the blocks after `block`. Raises IntegrityError."""
    with kula_errors("reading the newest block"):
        newest = connection.web3.eth.block_number
    for number in range(block + 1, min(newest, block + _CREATION_BLOCKS) + 1):
        with kula_errors(f"reading block {number}"):
            sent: Any = connection.web3.eth.get_block(number, full_transactions=True)["transactions"]  # type: ignore[typeddict-item]
            for one in sent:
                if one.get("to") is None and created_at(Address(one["from"]), one["nonce"]) == place:
                    return bytes(one["input"])
    raise IntegrityError("addresses", f"nobody created {place} in the {_CREATION_BLOCKS} blocks after {block}")
