"""The newest block at a finality, from endpoints that may not know the finality, lag, or contradict themselves."""

from dataclasses import dataclass
from typing import Any

from structlog import get_logger
from web3.providers import BaseProvider
from web3.types import RPCEndpoint

from kula.protocol.chain.rpc.failover import Failover
from kula.protocol.chain.rpc.problems import is_unknown_tag
from kula.protocol.chain.rpc.results import Block, block_of
from kula.protocol.errors import IntegrityError, Unavailable

log = get_logger("rpc")


@dataclass(frozen=True, slots=True)
class Head:
    """What a node acts on: the newest block at its finality, and the newest block of all."""

    block: Block
    newest: Block

    @property
    def number(self) -> int:
        """The number of the newest block at our finality."""
        return self.block.number

    @property
    def hash(self) -> bytes:
        """The hash of the newest block at our finality."""
        return self.block.hash

    @property
    def time(self) -> int:
        """The time of the newest block at our finality in seconds."""
        return self.block.time

    @property
    def now(self) -> int:
        """The time of the newest block of all in seconds. It is the protocol's clock."""
        return self.newest.time


class Heads:
    """Finds the newest block at `finality`: a tag, or the number of a block.

    If the chain does not know the tag, the block that is `depth` blocks below the newest one counts. That is said once.
    """

    def __init__(self, provider: BaseProvider, finality: str | int, depth: int) -> None:
        self._provider = provider
        self._finality = finality
        self._depth = depth
        self._falls_back = False
        self._is_known = finality == "latest" or isinstance(finality, int)
        self._last: Block | None = None

    def newest(self) -> Block:
        """Returns the newest block of all. Raises Unavailable."""
        return self._checked("latest", self._answer("latest"))

    def at(self, number: int) -> Block:
        """Returns a block by its number. Raises Unavailable."""
        return self._checked(number, self._answer(hex(number)))

    def identifier(self) -> str | int:
        """Returns how a call names the newest block at our finality: by the tag, or by a number if it is unknown."""
        if not self._is_known:
            self.settled(self.newest())
        if self._falls_back:
            return max(0, self.newest().number - self._depth)
        return self._finality

    def settled(self, newest: Block) -> Block:
        """Returns the newest block at our finality. `newest` is the newest of all.

        It never goes back if the finality is `finalized`. Raises Unavailable if an endpoint contradicts what is final.
        """
        if self._finality == "latest":
            return newest
        if isinstance(self._finality, int):
            self._last = self._last or self.at(self._finality)
            return self._last
        block = self._tagged(newest)
        if self._finality == "finalized" and self._last and block.number < self._last.number:
            log.warning("endpoint is behind", final=block.number, before=self._last.number)
            return self._last
        if self._finality == "finalized" and not self._falls_back:
            self._agree(block)
        self._last = block
        return block

    def _tagged(self, newest: Block) -> Block:
        if not self._falls_back:
            answer = self._answer(str(self._finality))
            error = answer.get("error")
            if error and not is_unknown_tag(str(error)):
                raise Unavailable(f"the RPC does not say which block is {self._finality}: {error}")
            block = self._checked(self._finality, answer) if answer.get("result") else None
            if block and (block.number or newest.number <= self._depth):
                self._is_known = True
                return block
            self._fall_back(error or ("block 0" if block else "null"))
        return self.at(max(0, newest.number - self._depth))

    def _fall_back(self, answer: object) -> None:
        self._falls_back = self._is_known = True
        log.warning("no such finality", tag=self._finality, answer=str(answer), acts_on=f"{self._depth} blocks below")

    def _agree(self, block: Block) -> None:
        """Compares a final block with the last one. Raises Unavailable if an endpoint has replaced it."""
        if not isinstance(self._provider, Failover):
            return
        last = self._last
        if last and last.number < block.number and block.parent != last.hash and self.at(last.number).hash != last.hash:
            self._provider.distrust(f"block {last.number} was final, and now has another hash")
        self._provider.agree_on(block)

    def _answer(self, block: str) -> dict[str, Any]:
        return self._provider.make_request(RPCEndpoint("eth_getBlockByNumber"), [block, False])  # type: ignore[return-value]

    def _checked(self, wanted: object, answer: dict[str, Any]) -> Block:
        if not answer.get("result"):
            raise Unavailable(f"the RPC does not have the block {wanted}: {answer.get('error', 'null')}")
        try:
            block = block_of(answer["result"])
        except IntegrityError as error:
            raise Unavailable(f"the RPC gave no block {wanted}: {error}") from error
        if isinstance(wanted, int) and block.number != wanted:
            raise Unavailable(f"the RPC gave block {block.number} instead of {wanted}")
        return block
