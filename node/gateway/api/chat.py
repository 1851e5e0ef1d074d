"""POST chat/completions: answers of the served model, each signed for the session key that asks."""

import time
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from kula.node.gateway.api.body import StrictRoute
from kula.node.gateway.api.context import Context
from kula.node.gateway.api.shapes.chat import (
    AnswerMessage,
    Choice,
    ChunkChoice,
    Completion,
    CompletionChunk,
    Delta,
    KulaPart,
    PostChat,
    SignedAnswer,
)
from kula.node.gateway.problems import Problem
from kula.protocol.errors import Unavailable
from kula.protocol.hex import hex0
from kula.protocol.signatures import answer_digest, answer_hash, prompt_hash, sign
from kula.protocol.types import Answer

router = APIRouter(prefix="/v1/chat", route_class=StrictRoute)
_MOST_TOKENS = 512
_FORWARD_SECONDS = 120
_EVENTS: dict[int | str, dict[str, Any]] = {
    "2XX": {
        "model": CompletionChunk,
        "description": "with `stream`: one server-sent event per piece",
        "content": {"text/event-stream": {}},
    }
}


@router.post("/completions", response_model=Completion, response_model_exclude_none=True, responses=_EVENTS)
def post_completion(body: PostChat, context: Context) -> Completion | StreamingResponse:
    """Answers a chat; with "kula": {"key": …} the answer comes signed for that session key."""
    if body.kula and not context.repository.has_key(body.kula.key):
        raise Problem("unknown-grant", "no grant names this session key: send the grant first", "kula.key")
    manifest, pieces = _answer(body, context)
    if body.stream:
        return StreamingResponse(_events(body, context, manifest, pieces), media_type="text/event-stream")
    text = "".join(pieces)
    message = AnswerMessage(role="assistant", content=text)
    return Completion(
        **_head(manifest, "chat.completion"),
        choices=[Choice(index=0, message=message, finish_reason="stop")],
        kula=_signed(body, context, manifest, text),
    )


def _answer(body: PostChat, context: Context) -> tuple[bytes, Iterator[str]]:
    """Returns the manifest of the model that answers, and the answer's pieces as they are made."""
    if context.settings.chat_url:
        return _forwarded(body, context)
    if not context.serving:
        raise Unavailable("this gateway serves no model")
    messages = [message.model_dump() for message in body.messages]
    temperature = body.temperature_percent / 100
    served, pieces = context.serving.chat(messages, _tokens(body), temperature, body.seed)
    return served.manifest, pieces


def _tokens(body: PostChat) -> int:
    return min(_MOST_TOKENS, body.max_tokens)


def _head(manifest: bytes, kind: str) -> dict[str, Any]:
    return {"id": f"chat-{uuid.uuid4().hex}", "object": kind, "created": int(time.time()), "model": manifest}


def _signed(body: PostChat, context: Context, manifest: bytes, text: str) -> KulaPart | None:
    """Returns the signed answer, or None if no session key asks or the answer is empty."""
    if not body.kula or not text.strip():
        return None
    answer = Answer(
        prompt_hash=prompt_hash([message.model_dump() for message in body.messages]),
        answer_hash=answer_hash(text),
        model_id=manifest,
        key=body.kula.key,
    )
    signature = sign(answer_digest(context.network.signing, answer), bytes(context.account.key))
    return KulaPart(answer=SignedAnswer(model=manifest, signature=signature))


def _events(body: PostChat, context: Context, manifest: bytes, pieces: Iterator[str]) -> Iterator[str]:
    head = _head(manifest, "chat.completion.chunk")
    text = ""
    for piece in pieces:
        text += piece
        choice = ChunkChoice(index=0, delta=Delta(content=piece), finish_reason=None)
        yield _event(CompletionChunk(**head, choices=[choice]))
    last = CompletionChunk(**head, choices=[ChunkChoice(index=0, delta=Delta(), finish_reason="stop")])
    signed = _signed(body, context, manifest, text)
    yield _event(last.model_copy(update={"kula": signed}) if signed else last)
    yield "data: [DONE]\n\n"


def _event(chunk: CompletionChunk) -> str:
    return f"data: {chunk.model_dump_json(exclude_unset=True)}\n\n"


def _forwarded(body: PostChat, context: Context) -> tuple[bytes, Iterator[str]]:
    """Asks an OpenAI-compatible server, which must serve the adopted model. Its answer comes in one piece."""
    registry = context.network.registry
    manifest = registry.model(registry.served()).manifest
    request = {
        "model": hex0(manifest),
        "messages": [message.model_dump() for message in body.messages],
        "max_tokens": _tokens(body),
        "temperature": body.temperature_percent / 100,
    }
    try:
        url = f"{context.settings.chat_url}/v1/chat/completions"
        answer = httpx.post(url, json=request, timeout=_FORWARD_SECONDS)
        answer.raise_for_status()
        return manifest, iter([str(answer.json()["choices"][0]["message"]["content"])])
    except (httpx.HTTPError, KeyError, ValueError) as error:
        raise Unavailable(f"the model server does not answer: {error}") from error
