"""OpenAI's API: completions of the served model, signed for a session key that asks, and the list of models."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from types import MappingProxyType
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from kula.node.gateway.answers.chat import Chat
from kula.node.gateway.answers.running import Running
from kula.node.gateway.answers.turns import Asker
from kula.node.gateway.api.chunks import Chunks, alive, signed, together, usage_of
from kula.node.gateway.api.context import Context, GatewayContext
from kula.node.gateway.api.openai import OpenAIRoute, preflight
from kula.node.gateway.api.shapes.chat import (
    MODEL_NAME,
    AnswerMessage,
    Choice,
    Completion,
    CompletionChunk,
    OpenAIModel,
    OpenAIModels,
    PostChat,
)
from kula.node.gateway.problems import Problem, raises
from kula.protocol.errors import MalformedInput, Unavailable
from kula.protocol.hex import hex0
from kula.protocol.types import Address
from kula.scoring.models.generation import Sampling

_LOOK_SECONDS = 0.5
"""How often a request that is not streamed looks whether its reader is still there."""
_LEAST_SHARE = 1e-9
"""What stands for a `top_p` of 0: less than the share of any likeliest token."""
_EVENTS: dict[int | str, dict[str, Any]] = {
    "2XX": {
        "model": CompletionChunk,
        "description": "with `stream`: one server-sent event per piece, each with its number as id; a comment every 15 s",
        "content": {"text/event-stream": {}},
    }
}
After = Annotated[
    str,
    Query(
        pattern=r"^\d{1,9}(\.\d{1,9}){0,7}$",
        description="the id of the last event that was read: its number, or one number per choice, joined by dots",
    ),
]

router = APIRouter(prefix="/v1", route_class=OpenAIRoute)


class Events(StreamingResponse):
    """A stream of events that stops whoever makes them as soon as its reader has left.

    While nothing comes, it has a comment every HEARTBEAT_SECONDS: a reader tells a chat that waits from a gateway that is gone.
    """

    media_type = "text/event-stream"

    def __init__(self, content: AsyncGenerator[str], more: Mapping[str, str] = MappingProxyType({})) -> None:
        """Says to proxies that nothing is kept or held back. `more` are further headers."""
        headers = {"cache-control": "no-store", "x-accel-buffering": "no", **more}
        super().__init__(alive(content), headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the events."""
        async with aclosing(self.body_iterator):  # type: ignore[type-var]
            await super().__call__(scope, receive, send)


@router.post("/chat/completions", response_model=Completion, response_model_exclude_none=True, responses=_EVENTS)
@raises("unknown-model", "too-long", "busy")
async def post_completion(
    body: PostChat, request: Request, response: Response, context: Context
) -> Completion | Response:
    """Answers a talk. With "kula": {"key": …} each answer comes signed for that session key.

    A key may chat before its grant is known here: its answers count once the owner has signed the grant.
    """
    if not context.answers:
        raise Unavailable("this gateway serves no model")
    manifest = hex0(await context.answers.manifest())
    if body.model not in (MODEL_NAME, manifest):
        raise Problem("unknown-model", f"this gateway serves `{MODEL_NAME}`, which is {manifest} now", "model")
    key = body.kula.key if body.kula else None
    asker = await asker_of(key, request, context)
    chats = _chats(body, most=context.settings.answer_tokens)
    answers = [await context.answers.start(chat, asker, key) for chat in chats]
    answers[0].choices = answers
    unused = {"kula-unused": "tools"} if body.tools else {}
    if body.stream:
        return Events(Chunks(context, answers).events(usage=body.stream_options.include_usage), unused)
    await _read(answers, request)
    response.headers.update(unused)
    return _completion(context, answers)


@router.get("/chat/completions/{id}", response_model=CompletionChunk, responses=_EVENTS)
@raises("not-found")
async def get_completion(id: str, context: Context, after: After = "0") -> Response:
    """Goes on with a streamed answer, or with all its choices. An answer waits a minute for a reader who left."""
    if not context.answers:
        raise Unavailable("this gateway serves no model")
    running = context.answers.running(id)
    answers, numbers = running.choices or [running], [int(number) for number in after.split(".")]
    if any(numbers) and len(numbers) != len(answers):
        raise MalformedInput("after", f"must be the id of an event, which has {len(answers)} numbers")
    return Events(Chunks(context, answers, numbers if any(numbers) else ()).events(usage=True))


@router.get("/models")
async def get_models(context: Context) -> OpenAIModels:
    """Lists the adopted model, by the name that follows each adoption and by its own id."""
    if not context.answers:
        return OpenAIModels(data=[])
    manifest = hex0(await context.answers.manifest())
    return OpenAIModels(data=[OpenAIModel(id=MODEL_NAME, created=0), OpenAIModel(id=manifest, created=0)])


@router.get("/models/{model}")
@raises("unknown-model")
async def get_model(model: str, context: Context) -> OpenAIModel:
    """Serves the entry of the adopted model, by either of its names."""
    named = [one for one in (await get_models(context)).data if one.id == model]
    if not named:
        raise Problem("unknown-model", "`GET /v1/models` lists what this gateway serves", "model")
    return named[0]


@router.options("/chat/completions", include_in_schema=False)
@router.options("/chat/completions/{id}", include_in_schema=False)
@router.options("/models", include_in_schema=False)
@router.options("/models/{id}", include_in_schema=False)
async def options() -> Response:
    """Tells browsers that other pages may call these paths."""
    return preflight()


async def asker_of(key: Address | None, request: Request, context: GatewayContext) -> Asker:
    """Who gets the turn: a key that a grant names, or all other keys, behind one network. Those have a lower rate.

    Raises Problem `rate-limited` or `network-limited`.
    """
    is_known = bool(key) and await run_in_threadpool(context.repository.has_key, key)
    if not is_known:
        context.limits.take_for_guest(request.state.address, request.state.site)
    return Asker(request.state.site, key if key and is_known else "")


def _chats(body: PostChat, most: int) -> list[Chat]:
    """One chat per choice, each with a seed of its own."""
    asked = [limit for limit in (body.max_tokens, body.max_completion_tokens) if limit is not None]
    seed = secrets.randbits(31) if body.seed is None else body.seed % 2**63
    messages = [{"role": message.role, "content": message.content} for message in body.messages]
    return [
        Chat(
            messages=messages,
            stop=body.stop,
            sampling=Sampling(
                most_tokens=min([most, *asked]),
                temperature=body.temperature,
                top_p=body.top_p or _LEAST_SHARE,
                seed=(seed + i) % 2**63,
            ),
        )
        for i in range(body.n)
    ]


async def _read(answers: Sequence[Running], request: Request) -> None:
    """Follows answers to their ends. If the reader leaves, nobody follows them any more."""

    async def follow() -> None:
        async with aclosing(together(answers)) as pieces:
            async for _ in pieces:
                pass

    reading = asyncio.create_task(follow())
    try:
        while not reading.done():
            await asyncio.wait([reading], timeout=_LOOK_SECONDS)
            if not reading.done() and await request.is_disconnected():
                raise Problem("incomplete", "the reader has left")
        await reading
    finally:
        reading.cancel()


def _completion(context: GatewayContext, answers: Sequence[Running]) -> Completion:
    return Completion(
        id=answers[0].id,
        created=answers[0].created,
        model=answers[0].making.manifest,
        choices=[
            Choice(
                index=i,
                message=AnswerMessage(content=answer.text),
                finish_reason=answer.making.ending or "length",
                kula=signed(context, answer),
            )
            for i, answer in enumerate(answers)
        ],
        usage=usage_of(answers),
    )
