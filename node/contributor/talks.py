"""Chats: asks a gateway's model, follows the answer while it is made, and checks the signature at its end."""

import re
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import replace
from typing import Any

from kula.node.contributor.opinions import Answer, Message
from kula.protocol.canonical import loads_strict
from kula.protocol.errors import MalformedInput, RefusedByPolicy, Unavailable
from kula.protocol.reading.bounded_http import Request, opened
from kula.protocol.reading.gateway_client import GatewayApi, answer_of
from kula.protocol.shapes import fields, many, optional, text

PATH = "/v1/chat/completions"
Check = Callable[[Any, str], dict[str, str]]
"""Returns the signed answer for a text, or raises GatewayLied."""
Piece = tuple[str, str, Any]
"""A piece of text, why the answer ended, and its signature; the last two are empty until the end."""
STREAM_SECONDS = 600.0
"""The most time of a whole answer, with its wait for a turn. A gateway gives each of these three minutes by default."""
QUIET_SECONDS = 45.0
"""After this time without a byte, a gateway is gone: it sends a comment every 15 s."""
RESUMPTIONS = 3
_MOST_EVENT = 1 << 20
"""More characters than an event has."""
_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
_MOST_TEXT = 1 << 16
"""More characters than a piece has."""
_error = fields(lambda code, message: (code, message), code=optional(text(100)), message=optional(text(1_000)))
_said = optional(fields(lambda content: content or "", content=optional(text(_MOST_TEXT))))
_choice = fields(
    lambda delta, message, finish_reason, kula: (delta or message or "", finish_reason or "", kula),
    delta=_said,
    message=_said,
    finish_reason=optional(text(40)),
    kula=optional(fields(lambda answer: answer, answer=lambda value, _: value)),
)
_choices = fields(lambda choices: choices, choices=many(_choice, 1))


class Talking:
    """An answer while it is made: iterate over its pieces, then take `answer`.

    If its stream breaks off, or is quiet for QUIET_SECONDS, it is read on by its id. Raises GatewayLied at the end if its
    signature is wrong, RefusedByPolicy with the gateway's reason, or Unavailable if the answer cannot be read on.
    """

    def __init__(
        self, api: GatewayApi, body: dict[str, Any], prompt: Sequence[Message], check: Check, *, id: str = ""
    ) -> None:
        """With an `id`, nothing is asked: that answer is read again, from its beginning."""
        self._api = api
        self._body = body
        self._prompt = tuple(prompt)
        self._check = check
        self._answer: Answer | None = None
        self.id = id
        """The answer's id at the gateway, once its stream has begun."""

    @property
    def answer(self) -> Answer:
        """The whole answer. Raises Unavailable before its end."""
        if not self._answer:
            raise Unavailable("the answer is not complete: read all of its pieces first")
        return self._answer

    async def __aiter__(self) -> AsyncGenerator[str]:
        """Yields the pieces of the answer's text."""
        pieces: list[str] = []
        signed, ending = None, ""
        async with aclosing(self._events(pieces)) as events:
            async for event in events:
                for piece, said_ending, said_signed in _pieces(event):
                    ending, signed = said_ending or ending, said_signed or signed
                    if piece:
                        pieces.append(piece)
                        yield piece
        self._answer = _checked("".join(pieces), ending, signed, self._prompt, self._check)

    async def _events(self, pieces: list[str]) -> AsyncGenerator[Any]:
        """Yields the events. A stream that breaks off is read on behind the last piece, RESUMPTIONS times at most."""
        request = self._api.request("POST", PATH, json={**self._body, "stream": True})
        if self.id:
            request = self._again(0)
        for tries in range(RESUMPTIONS, -1, -1):
            try:
                async with aclosing(events_of(request)) as events:
                    async for event in events:
                        self.id = self.id or _id_of(event)
                        yield event
                return
            except Unavailable:
                if not self.id or not tries:
                    raise
            request = self._again(len(pieces))

    def _again(self, after: int) -> Request:
        return self._api.request("GET", f"{PATH}/{self.id}?after={after}")


async def events_of(request: Request) -> AsyncGenerator[Any]:
    """Yields the events of a stream as JSON values, up to `[DONE]`. It may take STREAM_SECONDS, if it is never long quiet.

    Raises RefusedByPolicy with the gateway's reason, or Unavailable if the stream breaks off or is no JSON.
    """
    request = replace(request, seconds=max(STREAM_SECONDS, request.seconds), quiet=min(QUIET_SECONDS, request.seconds))
    async with opened(request) as (status, parts):
        if status >= 300:
            with in_form(f"{request.url} ({status})"):
                answer_of(status, b"".join([part async for part in parts]))
            raise Unavailable(f"{request.url} answers {status}")
        async for line in lines_of(parts):
            if line == "data: [DONE]":
                return
            if line.startswith("data: "):
                with in_form(request.url):
                    yield loads_strict(line.removeprefix("data: ").encode())
    raise Unavailable("the answer broke off: its stream has no end")


@contextmanager
def in_form(url: str) -> Iterator[None]:
    """Turns MalformedInput into Unavailable."""
    try:
        yield
    except MalformedInput as error:
        raise Unavailable(f"{url} answers in another form: {error}") from error


def answer_of_completion(completion: Any, prompt: Sequence[Message], check: Check) -> Answer:
    """Returns the answer in a completion that was not streamed. Raises what Talking raises."""
    choices = _pieces(completion)
    if len(choices) != 1:
        raise Unavailable(f"the gateway gives {len(choices)} answers, and one was asked for")
    [(text, ending, signed)] = choices
    return _checked(text, ending, signed, prompt, check)


def _checked(text: str, ending: str, signed: Any, prompt: Sequence[Message], check: Check) -> Answer:
    """Returns a whole answer. Gateways do not sign answers that are empty."""
    signature = check(signed, text) if text.strip() else {}
    return Answer(prompt=tuple(prompt), text=text, finish_reason=ending, signed=signature)


async def lines_of(parts: AsyncGenerator[bytes]) -> AsyncGenerator[str]:
    """Yields the lines of a stream. Raises Unavailable for one that is too long."""
    rest = b""
    async for part in parts:
        *lines, rest = (rest + part).split(b"\n")
        if len(rest) > _MOST_EVENT:
            raise Unavailable("an event of the answer is too long")
        for line in lines:
            yield line.decode(errors="replace").rstrip("\r")


def id_of(id: str) -> str:
    """Returns an answer's id. Raises MalformedInput for what cannot be one."""
    if not isinstance(id, str) or not _ID.fullmatch(id):
        raise MalformedInput("id", "must be that of an answer, such as chatcmpl-… in its first event")
    return id


def _id_of(event: Any) -> str:
    """Returns the id in an event of an answer, if it can stand in a path."""
    id = event.get("id") if isinstance(event, dict) else None
    return id if isinstance(id, str) and _ID.fullmatch(id) else ""


def _pieces(event: Any) -> tuple[Piece, ...]:
    """Returns the pieces in an event. Raises the error that it reports, or Unavailable if it has another form."""
    with in_form("the gateway"):
        if isinstance(event, dict) and "error" in event:
            code, message = _error(event["error"], "error")
            raise RefusedByPolicy(code or "unknown", f"the answer broke off: {message}")
        return _choices(event, "event")
