"""POST a blind pair, whose two answers stream at once, GET it again, and POST the choice, which reveals its sources."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from kula.node.gateway.api.body import StrictRoute
from kula.node.gateway.api.chat import Events, asker_of
from kula.node.gateway.api.chunks import together
from kula.node.gateway.api.context import Context, GatewayContext
from kula.node.gateway.api.opinions.shapes import (
    PairEvent,
    PairOffer,
    PostChoice,
    PostPair,
    Revealed,
    Sources,
)
from kula.node.gateway.api.shapes.chat import SignedAnswer
from kula.node.gateway.database.opinion_tables import PairRow
from kula.node.gateway.opinions.pairing import SIDES, Started
from kula.node.gateway.problems import Problem, problem_of, raises
from kula.protocol.errors import KulaError, MalformedInput, Unavailable
from kula.protocol.hex import unhex

router = APIRouter(prefix="/v1", route_class=StrictRoute)
_EVENTS: dict[int | str, dict[str, Any]] = {
    "2XX": {
        "model": PairEvent,
        "description": "server-sent events: the offer first, then pieces of a and b as they come, then `[DONE]`",
        "content": {"text/event-stream": {}},
    }
}


@router.post("/pairs", response_model=PairEvent, responses=_EVENTS)
@raises("too-long", "busy")
async def post_pair(body: PostPair, request: Request, context: Context) -> Response:
    """Answers a talk twice. Which models and temperatures make the answers, and in which order, is drawn here.

    The first event is the gateway's signed commitment to that. No event names a model.
    """
    if not context.answers:
        raise Unavailable("this gateway serves no model")
    started = await context.pairing.start(
        context.answers,
        [{"role": message.role, "content": message.content} for message in body.messages],
        body.key,
        asker=await asker_of(body.key, request, context),
        most_tokens=min(context.settings.answer_tokens, body.max_tokens or context.settings.answer_tokens),
        now=await run_in_threadpool(context.network.connection.now),
    )
    return Events(_events(context, started))


@router.get("/pairs/{pair}", response_model=PairEvent, responses=_EVENTS)
@raises("not-found")
async def get_pair(pair: str, context: Context) -> Response:
    """Streams a pair again from its beginning, while it is made or for some minutes afterwards.

    Its answers wait a minute for a reader who left. Only who asked for the pair knows its id.
    """
    if not context.answers:
        raise Unavailable("this gateway serves no model")
    return Events(_events(context, context.pairing.started(context.answers, _id(pair, "not-found"))))


@router.post("/pairs/{pair}/choice")
@raises("unknown-pair", "pair-not-ready", "no-preference", "pair-chosen", "invalid-signature")
def post_choice(pair: str, body: PostChoice, context: Context) -> Revealed:
    """Takes a signed choice, and reveals the signed answers and what the gateway committed to. A skip makes no record."""
    row = context.pairing.choose(
        _id(pair, "unknown-pair"), body.outcome, body.signature, context.network.connection.now()
    )
    return Revealed(
        pair=row.pair,
        outcome=body.outcome,
        salt=row.salt,
        sources=Sources.model_validate_json(row.sources),
        a=_signed(context, row, "a"),
        b=_signed(context, row, "b"),
    )


def _id(pair: str, slug: str) -> bytes:
    try:
        return unhex(pair, 32)
    except MalformedInput as error:
        raise Problem(slug, "a pair's id is 0x and 64 hexadecimal digits", "pair") from error


def _signed(context: GatewayContext, row: PairRow, side: str) -> SignedAnswer | None:
    signed = context.pairing.signed_answer(row, side)
    return SignedAnswer(model=signed[0], signature=signed[1]) if signed else None


async def _events(context: GatewayContext, started: Started) -> AsyncGenerator[str]:
    pair = started.pair
    yield _event(
        offer=PairOffer(
            pair=started.id,
            gateway=pair.gateway,
            key=pair.key,
            prompt_hash=pair.prompt_hash,
            sources=pair.sources,
            until=pair.until,
            signature=started.signature,
        )
    )
    try:
        async with aclosing(together(started.answers)) as items:
            async for i, item in items:
                if isinstance(item, int):
                    yield _event(place=item)
                elif item is not None:
                    yield _event(side=SIDES[i], piece=item)
                else:
                    await run_in_threadpool(context.pairing.finish, started, i)
                    yield _event(side=SIDES[i], finish_reason=started.answers[i].making.ending or "length")
    except KulaError as error:
        yield _event(problem=problem_of(error).slug)
        return
    yield "data: [DONE]\n\n"


def _event(**parts: Any) -> str:
    return f"data: {PairEvent(**parts).model_dump_json(exclude_unset=True)}\n\n"
