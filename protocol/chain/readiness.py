"""Whether a chain can carry a deployment: its windows, its finality lag and its limits, asked over the RPC."""

import time
from collections.abc import Callable

from kula.protocol.chain.connection import Connection
from kula.protocol.chain.genesis import Genesis, require_spread
from kula.protocol.chain.presets import LOCAL_CHAIN_ID, Preset
from kula.protocol.chain.rpc.errors import kula_errors
from kula.protocol.chain.windows import require_lag, require_room, require_windows
from kula.protocol.errors import RefusedByPolicy, Unavailable
from kula.protocol.parameters import Parameters

LAG_MEASUREMENTS = 10
LAG_PAUSE_SECONDS = 6


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
