"""The base class of all clients of contracts."""

from collections.abc import Iterator
from typing import Any, ClassVar

from web3.contract.contract import ContractFunction
from web3.types import EventData

from kula.protocol.chain.connection import Connection
from kula.protocol.types import Address


class Client:
    """A client of one contract. Reads return values. Writes return calls that a Sender sends."""

    NAME: ClassVar[str]

    def __init__(self, connection: Connection, address: Address, first_block: int) -> None:
        self.connection = connection
        self.address = address
        self.contract = connection.contract(self.NAME, address)
        self._first_block = first_block
        self._constants: dict[str, Any] = {}

    def read(self, function: str, *arguments: object) -> Any:
        """Calls a view and returns its value. Raises ChainRefused with the contract's reason."""
        return self.connection.call(self.contract, function, *arguments)

    def constant(self, function: str) -> Any:
        """Calls a view of a number that a deployment never changes. Only the first call asks the chain."""
        if function not in self._constants:
            self._constants[function] = self.read(function)
        return self._constants[function]

    def write(self, function: str, *arguments: object) -> ContractFunction:
        """Returns a call that a Sender can send."""
        return self.contract.functions[function](*arguments)

    def events(self, name: str, from_block: int | None = None, **filters: object) -> Iterator[EventData]:
        """Yields an event's logs since the deployment or since `from_block`, in order of the chain."""
        start = self._first_block if from_block is None else from_block
        return self.connection.logs(self.contract.events[name](), start, dict(filters) or None)

    def arguments(self, event: EventData) -> dict[str, Any]:
        """Returns the arguments of the call that emitted an event, by name.

        It reads them from the calldata of the event's transaction, which must call this contract directly.
        """
        transaction = self.connection.web3.eth.get_transaction(event["transactionHash"])
        _, arguments = self.contract.decode_function_input(transaction["input"])  # type: ignore[typeddict-item]
        return arguments
