"""The creation of a contract as a call that a Sender sends."""

from typing import Any

from web3 import Web3


class Creation:
    """Init code that runs once. It has the methods of a ContractFunction that a Sender needs."""

    fn_name = "creation"
    args: tuple[Any, ...] = ()

    def __init__(self, web3: Web3, code: bytes) -> None:
        self._web3 = web3
        self._code = code

    def call(self, transaction: Any) -> bytes:
        """Runs the code without sending it. Raises what the endpoint answers."""
        return bytes(self._web3.eth.call(self._with_code(transaction)))

    def estimate_gas(self, transaction: Any) -> int:
        """Returns the gas that the creation takes."""
        return self._web3.eth.estimate_gas(self._with_code(transaction))

    def build_transaction(self, transaction: Any) -> dict[str, Any]:
        """Returns the fields of the transaction."""
        return {**transaction, "to": b"", "value": 0, "data": self._code}

    def _with_code(self, transaction: Any) -> Any:
        return {**transaction, "data": self._code}
