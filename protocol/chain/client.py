"""What all clients of contracts share."""

from collections.abc import Iterator
from typing import Any, ClassVar

from web3.contract.contract import ContractFunction
from web3.types import EventData

from kula.protocol.chain.connection import Connection
from kula.protocol.types import Address


class Client:
    """A contract at an address. Reads come back as values, writes as calls for a Sender."""

    NAME: ClassVar[str]

    def __init__(self, connection: Connection, address: Address, first_block: int) -> None:
        self.connection = connection
        self.address = address
        self.contract = connection.contract(self.NAME, address)
        self._first_block = first_block

    def read(self, function: str, *arguments: object) -> Any:
        """Call a view."""
        return self.connection.call(self.contract, function, *arguments)

    def write(self, function: str, *arguments: object) -> ContractFunction:
        """A transaction that a Sender can send."""
        return self.contract.functions[function](*arguments)

    def events(self, name: str, from_block: int | None = None, **filters: object) -> Iterator[EventData]:
        """An event's logs since the deployment (or `from_block`), in order of the chain."""
        start = self._first_block if from_block is None else from_block
        return self.connection.logs(self.contract.events[name](), start, dict(filters) or None)

    def arguments(self, event: EventData) -> dict[str, Any]:
        """The arguments of the call to this contract that emitted an event, by name, from its transaction's calldata."""
        transaction = self.connection.web3.eth.get_transaction(event["transactionHash"])
        _, arguments = self.contract.decode_function_input(transaction["input"])  # type: ignore[typeddict-item]
        return arguments
