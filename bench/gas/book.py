"""The book of gas: one figure per function and case, from the transactions that a world has sent."""

from collections.abc import Iterator, Mapping
from typing import Any

from eth_utils.abi import function_abi_to_4byte_selector
from web3 import Web3

from kula.bench.gas.spent import Sent
from kula.bench.gas.world import FUNDING, World
from kula.contracts import NAMES, artifact
from kula.protocol.types import Address

FROM_CONTRACTS = frozenset(
    {
        *(
            "Token.mint",
            "Token.pay",
            "Token.pay_many",
            "Batches.carry",
            "Gateways.charge",
            "Judgements.join",
            "Registry.settle",
        ),
        *("Validators.snapshot", "Validators.slash", "Scores.begin", "Reports.fall"),
    }
)
"""Functions that only another contract may call. Their figure is the gas of that inner call, read from a trace."""


def changing_functions() -> set[str]:
    """Every function of every contract that changes state, from the compiled interfaces."""
    return {
        f"{name}.{entry['name']}"
        for name in NAMES
        for entry in artifact(name)["abi"]
        if entry["type"] == "function" and entry["stateMutability"] not in ("view", "pure")
    }


class Book:
    """Figures by `Contract.function`, or by `Contract.function: case`."""

    def __init__(self, world: World) -> None:
        self.gas: dict[str, int] = {}
        self._world = world
        # Only functions that only contracts may call are looked for in traces.
        self._inner = {
            (address, function_abi_to_4byte_selector(entry)): f"{name}.{entry['name']}"
            for address, name in world.names.items()
            for entry in artifact(name)["abi"]
            if f"{name}.{entry.get('name')}" in FROM_CONTRACTS
        }

    def enter(self, case: str = "", *, again: str = "") -> None:
        """Enters the dearest call of each function since the last entry. Calls of `World.fund` do not count.

        `case` names the entries. `again` names only the entries of functions that the book already holds.
        Raises ValueError if the book already holds a function under the same case.
        """
        dearest: dict[str, int] = {}
        for sent in self._world.restart().sent:
            if sent.name == FUNDING:
                continue
            for function, gas in ((sent.function, sent.gas), *self._calls(sent)):
                dearest[function] = max(gas, dearest.get(function, 0))
        for function, gas in dearest.items():
            label = case or (again if function in self.gas else "")
            key = f"{function}: {label}" if label else function
            if key in self.gas:
                raise ValueError(f"{key} is measured twice; name the second case")
            self.gas[key] = gas

    def _calls(self, sent: Sent) -> Iterator[tuple[str, int]]:
        """The functions of `FROM_CONTRACTS` that the transaction called, each with that inner call's gas."""
        trace = self._world.ask("debug_traceTransaction", sent.digest.to_0x_hex(), {"tracer": "callTracer"})
        for call in _below(trace):
            to = Address(Web3.to_checksum_address(call["to"]))
            function = self._inner.get((to, bytes.fromhex(call["input"][2:10])))
            if function:
                yield function, int(call["gasUsed"], 16)


def _below(call: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for inner in call.get("calls", ()):
        yield inner
        yield from _below(inner)
