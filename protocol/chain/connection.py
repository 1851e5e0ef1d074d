"""Reads a chain through several endpoints. Sends nothing."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

import requests
from eth_typing import ChecksumAddress
from web3 import HTTPProvider, Web3
from web3.contract.contract import Contract, ContractEvent
from web3.exceptions import ContractLogicError, Web3Exception
from web3.providers import BaseProvider
from web3.types import BlockData, BlockIdentifier, EventData, RPCEndpoint, RPCResponse

from kula.contracts import artifact
from kula.protocol.errors import ChainRefused, Unavailable
from kula.protocol.types import Address

FINALITIES = ("latest", "safe", "finalized")
_TIMEOUT_SECONDS = 30
_LOG_BLOCKS = 5_000
_TRIES = 3


class Failover(HTTPProvider):
    """An HTTP provider with several endpoints. If one gives no JSON-RPC result or error, it asks the next."""

    def __init__(self, urls: Sequence[str]) -> None:
        super().__init__(
            urls[0],
            request_kwargs={"timeout": _TIMEOUT_SECONDS},
            exception_retry_configuration=None,
        )
        self._endpoints = [
            HTTPProvider(u, request_kwargs={"timeout": _TIMEOUT_SECONDS}, exception_retry_configuration=None)
            for u in urls
        ]

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """Asks the endpoints in turn, starting with the last that answered. Raises Unavailable if none answers."""
        problems: list[str] = []
        for _ in range(_TRIES * len(self._endpoints)):
            endpoint = self._endpoints[0]
            try:
                answer = endpoint.make_request(method, params)
            except (requests.RequestException, Web3Exception, ValueError, OSError) as error:
                problems.append(f"{endpoint.endpoint_uri}: {error}")
            else:
                if "result" in answer or "error" in answer:
                    return answer
                problems.append(f"{endpoint.endpoint_uri}: neither result nor error")
            self._endpoints.append(self._endpoints.pop(0))
        raise Unavailable(f"no RPC endpoint answers {method}: {problems[-1]}")


class Connection:
    """A connection to a chain at one finality, or at one block, whose number `finality` then is.

    `endpoints` are URLs in order of preference, or one web3 provider. Raises Unavailable if they serve another chain
    than `chain_id`, or ValueError for an unknown finality.
    """

    def __init__(
        self, endpoints: Sequence[str] | BaseProvider, chain_id: int | None = None, finality: str | int = "latest"
    ) -> None:
        if isinstance(finality, str) and finality not in FINALITIES:
            raise ValueError(f"finality must be one of {FINALITIES}, not {finality}")
        self.web3 = Web3(endpoints if isinstance(endpoints, BaseProvider) else Failover(endpoints))
        self.finality = cast(BlockIdentifier, finality)
        self.chain_id = self.web3.eth.chain_id
        if chain_id is not None and chain_id != self.chain_id:
            raise Unavailable(f"the RPC serves chain {self.chain_id}, expected {chain_id}")

    def now(self) -> int:
        """Returns the time of the newest block in seconds. It is the protocol's clock."""
        return int(self.web3.eth.get_block("latest")["timestamp"])  # type: ignore[typeddict-item]

    def block(self) -> int:
        """Returns the number of the newest block at our finality."""
        return int(self.web3.eth.get_block(self.finality)["number"])  # type: ignore[typeddict-item]

    def newest_block(self) -> int:
        """Returns the number of the newest block, final or not."""
        return self.web3.eth.block_number

    def block_at(self, number: int) -> BlockData:
        """Returns a block without its transactions."""
        return self.web3.eth.get_block(number)

    def contract(self, name: str, address: Address) -> Contract:
        """Returns the contract at an address, with its compiled interface."""
        return self.web3.eth.contract(address=cast(ChecksumAddress, address), abi=artifact(name)["abi"])

    def call(self, contract: Contract, function: str, *arguments: object) -> Any:
        """Calls a view at our finality. Raises ChainRefused with the contract's reason."""
        try:
            return contract.functions[function](*arguments).call(block_identifier=self.finality)  # type: ignore[arg-type]
        except ContractLogicError as error:
            raise ChainRefused(reason_of(error)) from error

    def logs(
        self, event: ContractEvent, from_block: int, filters: dict[str, object] | None = None
    ) -> Iterator[EventData]:
        """Yields an event's logs from a block to the newest one, in order.

        It asks for _LOG_BLOCKS blocks at once, because endpoints limit the range of a request.
        """
        last = self.block()
        for start in range(from_block, last + 1, _LOG_BLOCKS):
            end = min(start + _LOG_BLOCKS - 1, last)
            yield from event.get_logs(from_block=start, to_block=end, argument_filters=filters)


def reason_of(error: Exception) -> str:
    """Returns a revert's reason as the contract states it."""
    text = str(getattr(error, "message", None) or error)
    return text.removeprefix("execution reverted: ").split("', '")[0].strip("('")
