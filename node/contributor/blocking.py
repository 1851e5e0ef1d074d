"""The same contributor for programs without an event loop. Each call runs one method of AsyncContributor to its end."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing
from functools import partial, wraps
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from anyio.from_thread import start_blocking_portal

from kula.node.contributor.client import AsyncContributor
from kula.node.contributor.consent import Consent
from kula.node.contributor.key import HasKey
from kula.node.contributor.opinions import Answer, Message
from kula.node.contributor.talks import Talking
from kula.protocol.types import Address

if TYPE_CHECKING:
    from kula.protocol.chain.network import Network

P = ParamSpec("P")
T = TypeVar("T")


def _blocking(
    method: Callable[Concatenate[AsyncContributor, P], Awaitable[T]],
) -> Callable[Concatenate["Contributor", P], T]:
    @wraps(method)
    def call(self: "Contributor", *arguments: P.args, **options: P.kwargs) -> T:
        # A portal runs a loop in a thread of its own, so this works in notebooks too, whose loop is running.
        with start_blocking_portal() as portal:
            return portal.call(partial(method, self.contributor, *arguments, **options))

    return call


class BlockingTalk:
    """An answer while it is made: iterate over its pieces, then take `answer`."""

    def __init__(self, talking: Talking) -> None:
        self._talking = talking

    @property
    def answer(self) -> Answer:
        """The whole answer, whose signature was checked. Raises Unavailable before its end."""
        return self._talking.answer

    def __iter__(self) -> Iterator[str]:
        """Yields the pieces of the answer's text. Raises what Talking raises. Who stops early stops the model."""
        return _iterate(lambda: aiter(self._talking))

    @property
    def id(self) -> str:
        """The answer's id at the gateway, once its stream has begun: `resume` takes it."""
        return self._talking.id


def _iterate(start: Callable[[], AsyncGenerator[T]]) -> Iterator[T]:
    """Yields what an asynchronous iterator yields, which runs in a thread of its own."""
    items: SimpleQueue[tuple[T] | None] = SimpleQueue()

    async def pump() -> None:
        try:
            async with aclosing(start()) as iterator:
                async for item in iterator:
                    items.put((item,))
        finally:
            items.put(None)

    with start_blocking_portal() as portal:
        reading = portal.start_task_soon(pump)
        try:
            while (item := items.get()) is not None:
                yield item[0]
            reading.result()
        finally:
            reading.cancel()


class Contributor:
    """An owner with one session key at one gateway. Its methods are those of AsyncContributor, and wait for the end."""

    def __init__(
        self,
        gateway: str,
        owner: "str | bytes | HasKey",
        session: "str | bytes | HasKey | None" = None,
        network: "Network | None" = None,
        *,
        consent: Consent | None = None,
    ) -> None:
        """Takes what AsyncContributor takes."""
        self.contributor = AsyncContributor(gateway, owner, session, network, consent=consent)
        self.owner = self.contributor.owner
        self.key = self.contributor.key
        self.gateway = self.contributor.api.url

    @property
    def consent(self) -> Consent | None:
        """The owner's grant to the session key, once there is one."""
        return self.contributor.consent

    @property
    def pay_to(self) -> Address:
        """Who is paid for the records that are signed now: the owner, unless a grant named another account."""
        return self.contributor.pay_to

    def stream(self, messages: Sequence[Message], max_tokens: int = 512, **options: Any) -> BlockingTalk:
        """Asks the served model. Iterate over the pieces of its answer, then take `answer`, which is checked."""
        return BlockingTalk(self._stream(messages, max_tokens, **options))

    def resume(self, id: str, messages: Sequence[Message]) -> BlockingTalk:
        """Reads an answer to a talk again, by the `id` of its talk: while it is made, and ten minutes longer."""
        return BlockingTalk(self._resume(id, messages))

    def changes(self, after: str = "") -> Iterator[dict[str, Any]]:
        """Yields what happens to the owner's records, as it happens and without an end. See AsyncContributor.changes."""
        return _iterate(lambda: self.contributor.changes(after))

    facts = _blocking(AsyncContributor.facts)
    refresh_clock = _blocking(AsyncContributor.refresh_clock)
    domain = _blocking(AsyncContributor.domain)
    request = _blocking(AsyncContributor.request)
    grant = _blocking(AsyncContributor.grant)
    agree = _blocking(AsyncContributor.agree)
    session_keys = _blocking(AsyncContributor.session_keys)
    revocation = _blocking(AsyncContributor.revocation)
    revoke = _blocking(AsyncContributor.revoke)
    contribute = _blocking(AsyncContributor.contribute)
    signed = _blocking(AsyncContributor.signed)
    send = _blocking(AsyncContributor.send)
    chat = _blocking(AsyncContributor.chat)
    verify_answer = _blocking(AsyncContributor.verify_answer)
    share = _blocking(AsyncContributor.share)
    rate = _blocking(AsyncContributor.rate)
    correct = _blocking(AsyncContributor.correct)
    compare = _blocking(AsyncContributor.compare)
    pair = _blocking(AsyncContributor.pair)
    choose = _blocking(AsyncContributor.choose)
    judge = _blocking(AsyncContributor.judge)
    tasks = _blocking(AsyncContributor.tasks)
    withdraw = _blocking(AsyncContributor.withdraw)
    erasure = _blocking(AsyncContributor.erasure)
    royalty_end = _blocking(AsyncContributor.royalty_end)
    erase = _blocking(AsyncContributor.erase)
    import_file = _blocking(AsyncContributor.import_file)
    get = _blocking(AsyncContributor.get)
    status = _blocking(AsyncContributor.status)
    records = _blocking(AsyncContributor.records)
    totals = _blocking(AsyncContributor.totals)
    days = _blocking(AsyncContributor.days)
    trace = _blocking(AsyncContributor.trace)
    claim = _blocking(AsyncContributor.claim)
    transfer = _blocking(AsyncContributor.transfer)
    verify = _blocking(AsyncContributor.verify)
    accuse = _blocking(AsyncContributor.accuse)
    accuse_through = _blocking(AsyncContributor.accuse_through)
    _stream = _blocking(AsyncContributor.stream)
    _resume = _blocking(AsyncContributor.resume)
