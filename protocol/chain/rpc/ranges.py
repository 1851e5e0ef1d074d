"""How many blocks an endpoint takes in one request for logs: learnt from what it refuses. Reads logs in such ranges."""

import re
from collections.abc import Iterator
from typing import Any

from web3.providers import BaseProvider
from web3.types import RPCEndpoint

from kula.protocol.chain.rpc.filters import Filter, Log
from kula.protocol.chain.rpc.problems import LOGS
from kula.protocol.errors import IntegrityError, Unavailable

START = 50_000
"""The first range that is tried, and the largest."""
_PATIENCE = 16
_MOST_PATIENCE = 4_096


class Range:
    """The range of one endpoint, in blocks. A refusal halves it, and it grows again slowly.

    If an endpoint refuses what the range has grown to, twice as many requests must succeed before it grows again. So a
    fixed limit costs few refusals.
    """

    def __init__(self) -> None:
        self.blocks = START
        self._patience = _PATIENCE
        self._granted = 0
        self._has_grown = False
        self._named = False
        """The endpoint named this range itself, so if it refuses it too, its words mean something else."""

    def grant(self, blocks: int) -> None:
        """Notes that the endpoint answered a request for `blocks` blocks."""
        if blocks < self.blocks or self.blocks >= START:
            return
        self._named = False
        self._granted += 1
        if self._granted >= self._patience:
            self._granted, self._has_grown = 0, True
            self.blocks = min(START, self.blocks + max(1, self.blocks // 2))

    def refuse(self, blocks: int, words: str = "") -> bool:
        """Notes that the endpoint refused `blocks` blocks. Returns False if that was one block, so nothing is left.

        Many endpoints name their limit. So a smaller number in their `words` is tried before the half.
        """
        if blocks <= 1:
            return False
        named = [number for number in map(int, re.findall(r"\b\d{1,6}\b", words)) if 0 < number < blocks]
        half = blocks // 2
        self.blocks = min(self.blocks, max(named) if named and not self._named else half)
        self._named = bool(named) and not self._named
        if self._has_grown:
            self._patience = min(_MOST_PATIENCE, self._patience * 2)
        self._granted, self._has_grown = 0, False
        return True


class LogReader:
    """Reads logs through a provider, in ranges that its active endpoint takes."""

    def __init__(self, provider: BaseProvider) -> None:
        self._provider = provider
        self._own = Range()

    def logs(self, wanted: Filter, first: int, last: int) -> Iterator[tuple[int, list[Log]]]:
        """Yields the logs of the blocks `first` to `last`, range after range, each with its last block.

        Raises Unavailable if no endpoint answers, or refuses even one block.
        """
        start, others = first, len(getattr(self._provider, "endpoints", [])) - 1
        while start <= last:
            end = min(start + self._range().blocks - 1, last)
            answer: Any = self._provider.make_request(RPCEndpoint(LOGS), wanted.params(start, end))
            if "error" in answer:
                if not self._range().refuse(end - start + 1, str(dict(answer["error"]).get("message"))):
                    raise Unavailable(f"the RPC refuses the logs of the one block {start}: {answer['error']}")
                continue
            self._range().grant(end - start + 1)
            try:
                logs = self._checked(wanted, answer["result"], start, end)
            except Unavailable:
                others -= 1
                if others < 0:
                    raise
                continue  # That endpoint rests now.
            yield end, logs
            start = end + 1

    def _checked(self, wanted: Filter, answer: Any, first: int, last: int) -> list[Log]:
        try:
            return wanted.logs(answer, first, last)
        except IntegrityError as error:
            active = getattr(self._provider, "active", None)
            if active:
                active.rest(str(error))
            raise Unavailable(f"the RPC gave wrong logs of the blocks {first} to {last}: {error}") from error

    def _range(self) -> Range:
        active = getattr(self._provider, "active", None)
        return active.range if active else self._own
