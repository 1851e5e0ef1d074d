"""Asks several endpoints in turn, within a time budget, and keeps to those that serve one chain."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from structlog import get_logger
from web3.providers import BaseProvider
from web3.types import RPCEndpoint, RPCResponse

from kula.protocol.chain.rpc.endpoint import Endpoint, Failed
from kula.protocol.chain.rpc.problems import Problem
from kula.protocol.chain.rpc.results import Block, block_of, require_form
from kula.protocol.errors import KulaError, Unavailable

BUDGET_SECONDS = 20.0
"""How long one request may take in all, over all endpoints and tries."""
_ATTEMPT_SECONDS = 10.0
_ROUNDS = 4
"""How often each endpoint is asked."""
_LONG_REST_SECONDS = 600.0
"""How long an endpoint rests that serves another chain, or another history."""
STALE_BLOCKS = 8
"""An endpoint is stale if its newest block is this far behind the newest that any endpoint has shown."""
LOOK_SECONDS = 60.0
"""So often the other endpoints are asked for their newest blocks, so that one that always lags is noticed."""
LAG_SECONDS = 60
"""An endpoint lags if its newest block is this much older than that of another."""
_STUCK_SECONDS = 300.0
"""An endpoint that lags for so long without coming to the block that another has shown may stand still."""
_GLANCE_SECONDS = 2.0
"""How long each of the others has for its answer."""
log = get_logger("rpc")


class Failover(BaseProvider):
    """A web3 provider over several endpoints, in order of preference. It keeps to the last that answered.

    `chain_id` is the chain that they must serve; None takes the chain of the first that answers.
    """

    def __init__(
        self, urls: Sequence[str], chain_id: int | None = None, *, budget_seconds: float = BUDGET_SECONDS
    ) -> None:
        super().__init__()
        self.endpoints = [Endpoint(url.strip()) for url in urls]
        self.chain_id = chain_id
        self._budget_seconds = budget_seconds
        self._checked: dict[str, tuple[int, bytes]] = {}
        """By an endpoint's URL, the final block on which it agreed with us."""
        self._final: tuple[int, bytes] | None = None
        """A block that is final for us: its number and hash. Each endpoint must have the same."""
        self._highest = 0
        """The number of the newest block that any endpoint has shown."""
        self._looks_at = time.monotonic() + LOOK_SECONDS
        """When the others are asked for their newest blocks again."""
        self._looking = threading.Lock()
        self._claims: dict[str, tuple[Block, float]] = {}
        """By an endpoint's URL, the first newer block that it showed while ours was behind, and when it did."""

    @property
    def active(self) -> Endpoint:
        """The endpoint that is asked first."""
        return self.endpoints[0]

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """Returns a result, or an error that every endpoint would give. Raises Unavailable if no endpoint gives one.

        Errors that say that a request for logs is too wide, or that no endpoint has a block, are returned too.
        """
        deadline = time.monotonic() + self._budget_seconds
        problems: dict[str, Failed] = {}
        for tried in range(_ROUNDS):
            answer = self._round(method, params, deadline, problems, last_try=tried == _ROUNDS - 1)
            if answer:
                return answer
            pause = min(endpoint.rests_for() for endpoint in self.endpoints)
            if tried == _ROUNDS - 1 or time.monotonic() + pause >= deadline:
                break
            time.sleep(pause)
        why = "; ".join(f"{e.name}: {problems.get(e.name) or e.problem or 'not asked in time'}" for e in self.endpoints)
        raise Unavailable(f"no RPC endpoint answers {method} ({why}); name another one in KULA_RPC, or wait")

    def _round(
        self, method: str, params: Any, deadline: float, problems: dict[str, Failed], *, last_try: bool
    ) -> RPCResponse | None:
        """Asks each endpoint once that need not be left alone. Returns None if none gives an answer for the caller."""
        for endpoint in list(self.endpoints):
            if endpoint.rests_for() or time.monotonic() >= deadline:
                continue
            try:
                answer = self._ask(endpoint, method, params, deadline, last_try=last_try)
            except Failed as failed:
                problems[endpoint.name] = failed
                if failed.problem is not Problem.TOO_WIDE:
                    continue
                answer = _error(failed)
            self._keep_to(endpoint)
            self._look_aside(method, params, answer)
            return answer
        if problems and all(failed.problem is Problem.LACKS for failed in problems.values()):
            return _error(next(iter(problems.values())))
        return None

    def agree_on(self, block: Block) -> None:
        """Notes a block that is final for us. An endpoint that is asked next, after others, must have the same one.

        Raises Unavailable, and leaves the endpoint alone for ten minutes, if an endpoint has changed a final block.
        """
        if self._final and self._final[0] == block.number and self._final[1] != block.hash:
            self.distrust(f"block {block.number} was final, and now has another hash")
        self._final = block.number, block.hash
        self._checked[self.active.url] = self._final

    def turn_to_another(self) -> None:
        """Asks the active endpoint last from now on, because another one should confirm what it says."""
        self.endpoints = [*self.endpoints[1:], self.active]

    def prefer(self, endpoint: Endpoint) -> None:
        """Asks an endpoint first from now on."""
        self.endpoints = [endpoint, *(other for other in self.endpoints if other is not endpoint)]

    def distrust(self, why: str) -> None:
        """Leaves the active endpoint alone for ten minutes, because it contradicts what is final. Raises Unavailable."""
        log.error("contradiction", endpoint=self.active.name, problem=why)
        self.active.rest(why, _LONG_REST_SECONDS)
        self._checked.pop(self.active.url, None)
        raise Unavailable(f"{self.active.name} contradicts itself or the others: {why}")

    def _ask(self, endpoint: Endpoint, method: str, params: Any, deadline: float, *, last_try: bool) -> RPCResponse:
        """Asks one endpoint that was found to serve our chain. Raises Failed."""
        try:
            with _failures():
                self._check(endpoint, deadline)
                answer = endpoint.ask(method, params, _seconds(deadline))
                if "error" not in answer:
                    require_form(method, answer["result"])
                self._refuse_stale(endpoint, method, params, answer, last_try=last_try)
        except Failed as failed:
            if failed.problem in (Problem.THROTTLED, Problem.BROKEN):
                if not endpoint.failing and endpoint.should_say():
                    log.warning("endpoint fails", endpoint=endpoint.name, method=method, problem=str(failed))
                endpoint.rest(str(failed), failed.rest_seconds)
            raise
        endpoint.recover()
        return answer  # type: ignore[return-value]

    def _check(self, endpoint: Endpoint, deadline: float) -> None:
        """Asks an endpoint for its chain once, and for our final block whenever we come to it from another."""
        if endpoint.chain_id is None:
            chain_id = endpoint.ask("eth_chainId", [], _seconds(deadline)).get("result")
            try:
                endpoint.chain_id = int(str(chain_id), 16)
            except ValueError as error:
                raise Failed(Problem.BROKEN, "its chain id is no number") from error
        self.chain_id = endpoint.chain_id if self.chain_id is None else self.chain_id
        if endpoint.chain_id != self.chain_id:
            serves, endpoint.chain_id = endpoint.chain_id, None
            words = f"serves chain {serves}, expected {self.chain_id}"
            raise Failed(Problem.BROKEN, words, rest_seconds=_LONG_REST_SECONDS)
        if self._final and endpoint is not self.active and self._checked.get(endpoint.url) != self._final:
            self._compare(endpoint, self._final, deadline)

    def _compare(self, endpoint: Endpoint, final: tuple[int, bytes], deadline: float) -> None:
        answer = endpoint.ask("eth_getBlockByNumber", [hex(final[0]), False], _seconds(deadline))
        if not answer.get("result"):
            raise Failed(Problem.BROKEN, f"it does not have block {final[0]}, which is final")
        block = block_of(answer["result"])
        if block.hash != final[1]:
            log.error("contradiction", endpoint=endpoint.name, block=final[0])
            words = f"its block {final[0]} is another than the one that is final"
            raise Failed(Problem.BROKEN, words, rest_seconds=_LONG_REST_SECONDS)
        self._checked[endpoint.url] = final

    def _refuse_stale(
        self, endpoint: Endpoint, method: str, params: Any, answer: dict[str, Any], *, last_try: bool
    ) -> None:
        """Raises Failed if an endpoint's newest block is far behind. If all are behind at last, the chain went back."""
        newest = _newest(method, params, answer)
        if newest is None:
            return
        number = newest.number
        if number + STALE_BLOCKS < self._highest and not last_try:
            raise Failed(Problem.BROKEN, f"its newest block is {number}, another was {self._highest}")
        if number + STALE_BLOCKS < self._highest:
            log.warning("every endpoint is behind", newest=number, highest=self._highest)
            self._highest = number
        self._highest = max(self._highest, number)

    def _look_aside(self, method: str, params: Any, answer: Any) -> None:
        """Now and then turns to another endpoint if ours lags, after an answer that says its newest block."""
        if len(self.endpoints) == 1 or time.monotonic() < self._looks_at:
            return
        ours = _newest(method, params, answer)
        if ours and self._looking.acquire(blocking=False):
            try:
                self._leave_if_late(ours)
            finally:
                self._looking.release()

    def _leave_if_late(self, ours: Block) -> None:
        """Turns to another endpoint if ours lags.

        A newer block that one endpoint shows proves nothing, because it may have invented it. It counts if a third endpoint
        has it, or if ours has it later. If ours never comes to it, the clock of this machine decides: an endpoint whose
        newest block is fresh is never left.
        """
        self._looks_at = time.monotonic() + LOOK_SECONDS
        heads = [(endpoint, block) for endpoint in self.endpoints[1:] if (block := self._glance(endpoint, "latest"))]
        ahead = [one for one in heads if one[1].time > ours.time + LAG_SECONDS and one[1].number > ours.number]
        self._claims = {e.url: self._claims.get(e.url) or (block, time.monotonic()) for e, block in ahead}
        for endpoint, block in ahead:
            others = [other for other, _ in ahead if other is not endpoint]
            if any(self._has(other, block) for other in others) or self._was_true(endpoint, block, ours):
                log.warning("endpoint lags", endpoint=self.active.name, newest=ours.number, other=block.number)
                self._claims.clear()
                self._keep_to(endpoint)
                return

    def _was_true(self, endpoint: Endpoint, block: Block, ours: Block) -> bool:
        """Whether ours now has the block that an endpoint showed before it, or seems to stand still. `block` is its newest."""
        claim, since = self._claims[endpoint.url]
        if claim.number <= ours.number:
            del self._claims[endpoint.url]
            return self._has(self.active, claim)
        now = time.time()
        is_stuck = time.monotonic() >= since + _STUCK_SECONDS and ours.time < now - LAG_SECONDS
        return is_stuck and abs(block.time - now) < LAG_SECONDS

    def _has(self, endpoint: Endpoint, block: Block) -> bool:
        same = self._glance(endpoint, hex(block.number))
        return same is not None and same.hash == block.hash

    def _glance(self, endpoint: Endpoint, which: str) -> Block | None:
        """Returns a block of an endpoint; None if it rests, or has no such block, or takes long."""
        if endpoint.rests_for():
            return None
        deadline = time.monotonic() + _GLANCE_SECONDS
        try:
            with _failures():
                self._check(endpoint, deadline)
                answer = endpoint.ask("eth_getBlockByNumber", [which, False], _seconds(deadline))
                return block_of(answer["result"]) if answer.get("result") else None
        except Failed as failed:
            endpoint.rest(str(failed), failed.rest_seconds)
            return None

    def _keep_to(self, endpoint: Endpoint) -> None:
        """Makes an endpoint the one that is asked first."""
        if endpoint is not self.endpoints[0]:
            log.warning("endpoint changes", before=self.endpoints[0].name, now=endpoint.name)
            self.prefer(endpoint)


def _newest(method: str, params: Any, answer: Any) -> Block | None:
    """Returns the newest block if an answer says it. Raises IntegrityError if it is none."""
    return block_of(answer.get("result")) if method == "eth_getBlockByNumber" and params[0] == "latest" else None


@contextmanager
def _failures() -> Iterator[None]:
    """Raises Failed for whatever an endpoint's answer makes our code raise: the next endpoint is asked then."""
    try:
        yield
    except Failed:
        raise
    except Exception as error:
        words = str(error) if isinstance(error, KulaError) else f"its answer broke our code ({type(error).__name__})"
        raise Failed(Problem.BROKEN, words) from error


def _seconds(deadline: float) -> float:
    return max(0.1, min(_ATTEMPT_SECONDS, deadline - time.monotonic()))


def _error(failed: Failed) -> RPCResponse:
    answer = failed.answer or {"code": -32_005, "message": f"{failed.problem}: {failed}"}
    return RPCResponse({"jsonrpc": "2.0", "id": 1, "error": answer})  # type: ignore[typeddict-item]
