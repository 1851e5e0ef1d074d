"""The base class of all clients of contracts."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, NoReturn

from web3.contract.contract import ContractFunction
from web3.types import EventData

from kula.protocol.chain.connection import Connection
from kula.protocol.errors import Unavailable
from kula.protocol.types import Address


class Client:
    """A client of one contract. Reads return values. Writes return calls that a Sender sends."""

    NAME: ClassVar[str]
    KEPT: ClassVar[tuple[str, ...]] = ()
    """Events that programs ask for again and again. They are read once for all, and kept."""

    def __init__(self, connection: Connection, address: Address, first_block: int) -> None:
        self.connection = connection
        self.address = address
        self.contract = connection.contract(self.NAME, address)
        self._first_block = first_block
        self._constants: dict[str, Any] = {}
        connection.watch(self.contract, first_block, self.KEPT)

    def read(self, function: str, *arguments: object) -> Any:
        """Calls a view and returns its value, which callers must not change. Raises ChainRefused with its reason."""
        return self.connection.call(self.contract, function, *arguments)

    def read_until(self, until: Callable[[Any], int | None], function: str, *arguments: object) -> Any:
        """Calls a view that depends on the time. `until` takes its value, and returns when it may change by itself.

        That is a block time in seconds, 0 for the next block, or None for never.
        """
        return self.connection.call(self.contract, function, *arguments, until=until)

    def constant(self, function: str) -> Any:
        """Calls a view of a number that a deployment never changes. Only the first call asks the chain."""
        if function not in self._constants:
            self._constants[function] = self.read(function)
        return self._constants[function]

    def write(self, function: str, *arguments: object) -> ContractFunction:
        """Returns a call that a Sender can send."""
        return self.contract.functions[function](*arguments)

    def events(self, name: str, from_block: int | None = None, **filters: object) -> Iterator[EventData]:
        """Yields an event's logs since the deployment or since `from_block`, in order of the chain.

        `filters` are values of indexed parameters. What was read once is kept, so asking again is cheap.
        """
        start = self._first_block if from_block is None else from_block
        return self.connection.events(self.contract, name, start, filters)

    def miss(self, what: str, names: Sequence[str], since: int) -> NoReturn:
        """Raises Unavailable, because events are fewer than a view says. The next try reads them again since a block time.

        Another endpoint is asked then, if there is one. `what` says what is missing.
        """
        self.connection.read_again(self.contract, names, since)
        raise Unavailable(f"the RPC hides {what}; they are read again")

    def arguments(self, event: EventData, function: str) -> dict[str, Any]:
        """Returns the arguments of the call of `function` that emitted an event, by name.

        They come from the calldata of the event's transaction. Raises MalformedInput if that transaction does not call
        this function of this contract directly. Compare the hash of what you read with what the contract logged.
        """
        return self.connection.arguments(self.contract, function, bytes(event["transactionHash"]))
