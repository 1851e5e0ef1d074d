"""Chats: asks a gateway's model, follows the answer while it is made, and checks the signature at its end."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Any

from kula.node.contributor.opinions import Answer, Message
from kula.protocol.canonical import loads_strict
from kula.protocol.errors import MalformedInput, RefusedByPolicy, Unavailable
from kula.protocol.reading.bounded_http import opened
from kula.protocol.reading.gateway_client import GatewayApi, answer_of
from kula.protocol.shapes import fields, many, optional, text

PATH = "/v1/chat/completions"
Check = Callable[[Any, str], dict[str, str]]
"""Returns the signed answer for a text, or raises GatewayLied."""
Piece = tuple[str, str, Any]
"""A piece of text, why the answer ended, and its signature; the last two are empty until the end."""
_MOST_EVENT = 1 << 20
"""More characters than an event has."""
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

    Raises GatewayLied at the end if its signature is wrong, RefusedByPolicy with the gateway's reason, or Unavailable if
    the answer breaks off.
    """

    def __init__(self, api: GatewayApi, body: dict[str, Any], prompt: Sequence[Message], check: Check) -> None:
        self._api = api
        self._body = body
        self._prompt = tuple(prompt)
        self._check = check
        self._answer: Answer | None = None

    @property
    def answer(self) -> Answer:
        """The whole answer. Raises Unavailable before its end."""
        if not self._answer:
            raise Unavailable("the answer is not complete: read all of its pieces first")
        return self._answer

    async def __aiter__(self) -> AsyncGenerator[str]:
        """Yields the pieces of the answer's text."""
        pieces: list[str] = []
        signed, ending, done = None, "", False
        async with aclosing(self._events()) as events:
            async for event in events:
                if event is None:
                    done = True
                    continue
                for piece, said_ending, said_signed in event:
                    ending, signed = said_ending or ending, said_signed or signed
                    if piece:
                        pieces.append(piece)
                        yield piece
        if not done:
            raise Unavailable("the answer broke off: its stream has no end")
        self._answer = _checked("".join(pieces), ending, signed, self._prompt, self._check)

    async def _events(self) -> AsyncGenerator[tuple[Piece, ...] | None]:
        """Yields the pieces in each event of the stream, and None for its end."""
        request = self._api.request("POST", PATH, json={**self._body, "stream": True})
        async with opened(request) as (status, parts):
            if status >= 300:
                answer_of(status, b"".join([part async for part in parts]))
                raise Unavailable(f"{request.url} answers {status}")
            async for line in _lines(parts):
                if line.startswith("data: "):
                    yield None if line == "data: [DONE]" else _event(line.removeprefix("data: "))


def answer_of_completion(completion: Any, prompt: Sequence[Message], check: Check) -> Answer:
    """Returns the answer in a completion that was not streamed. Raises what Talking raises."""
    try:
        [(said, ending, signed)] = _choices(completion, "completion")
    except (MalformedInput, ValueError) as error:
        raise Unavailable(f"the gateway answers in another form: {error}") from error
    return _checked(said, ending, signed, prompt, check)


def _checked(said: str, ending: str, signed: Any, prompt: Sequence[Message], check: Check) -> Answer:
    """Returns a whole answer. Gateways do not sign answers that are empty."""
    signature = check(signed, said) if said.strip() else {}
    return Answer(prompt=tuple(prompt), text=said, finish_reason=ending, signed=signature)


async def _lines(parts: AsyncGenerator[bytes]) -> AsyncGenerator[str]:
    rest = b""
    async for part in parts:
        *lines, rest = (rest + part).split(b"\n")
        if len(rest) > _MOST_EVENT:
            raise Unavailable("an event of the answer is too long")
        for line in lines:
            yield line.decode(errors="replace").rstrip("\r")


def _event(raw: str) -> tuple[Piece, ...]:
    """Returns the pieces in an event. Raises the error that it reports, or Unavailable if it has another form."""
    try:
        event = loads_strict(raw.encode())
        if isinstance(event, dict) and "error" in event:
            code, message = _error(event["error"], "error")
            raise RefusedByPolicy(code or "unknown", f"the answer broke off: {message}")
        return _choices(event, "event")
    except MalformedInput as error:
        raise Unavailable(f"an event of the answer has another form: {error}") from error
