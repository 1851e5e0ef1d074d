"""POST chat/completions in OpenAI's shape: answers of the served model, signed for the session key that asks."""

import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
from eth_utils.address import is_checksum_address
from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from kula.node.gateway.api.chat_shapes import Completion, PostChat
from kula.node.gateway.api.context import Body, Gateway, Parts
from kula.node.gateway.api.document import takes
from kula.node.gateway.problems import Problem
from kula.protocol.errors import MalformedInput, Unavailable
from kula.protocol.hex import hex0
from kula.protocol.records.content import ROLES
from kula.protocol.signatures import answer_digest, answer_hash, prompt_hash, sign
from kula.protocol.types import Address, Answer

router = APIRouter(prefix="/v1/chat")
_MOST_TOKENS = 512
_MOST_CHARACTERS = 16_000
_FORWARD_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Asked:
    """A chat request, checked."""

    messages: list[dict[str, str]]
    max_tokens: int
    temperature: float
    seed: int
    stream: bool
    key: Address | None


@router.post(
    "/completions",
    response_model=Completion,
    response_model_exclude_none=True,
    openapi_extra=takes(PostChat),
)
def post_completion(body: Body, parts: Parts) -> Any:
    """Answer a chat; with "kula": {"key": …} the answer comes signed for that session key."""
    asked = _checked(body, parts)
    if parts.settings.chat_url:
        manifest, pieces = _forwarded(asked, parts)
    elif parts.serving:
        served, pieces = parts.serving.chat(asked.messages, asked.max_tokens, asked.temperature, asked.seed)
        manifest = served.manifest
    else:
        raise Unavailable("this gateway serves no model")
    if asked.stream:
        return StreamingResponse(_events(asked, parts, manifest, pieces), media_type="text/event-stream")
    text = "".join(pieces)
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {
        **_head(manifest, "chat.completion"),
        "choices": [choice],
        **_signed(asked, parts, manifest, text),
    }


def _checked(body: dict[str, Any], parts: Gateway) -> Asked:
    messages = body.get("messages")
    if not isinstance(messages, list) or not 1 <= len(messages) <= 64:
        raise MalformedInput("messages", "must be a list of 1 to 64 messages")
    for index, message in enumerate(messages):
        fine = isinstance(message, dict) and set(message) == {"role", "content"} and message["role"] in ROLES
        if not fine or not isinstance(message["content"], str) or not message["content"].strip():
            raise MalformedInput(f"messages[{index}]", "must have a role and a content that is not empty")
    if sum(len(m["content"]) for m in messages) > _MOST_CHARACTERS:
        raise MalformedInput("messages", f"are longer than {_MOST_CHARACTERS} characters")
    key = body.get("kula", {}).get("key") if isinstance(body.get("kula", {}), dict) else None
    if key is not None and not (isinstance(key, str) and is_checksum_address(key)):
        raise MalformedInput("kula.key", "must be a checksummed address")
    if key and not parts.repository.has_key(key):
        raise Problem("unknown-grant", "no grant names this session key", "kula.key")
    return Asked(
        messages=messages,
        max_tokens=min(_MOST_TOKENS, _integer(body, "max_tokens", 256)),
        temperature=_integer(body, "temperature_percent", 0) / 100,
        seed=_integer(body, "seed", 0),
        stream=body.get("stream") is True,
        key=Address(key) if key else None,
    )


def _integer(body: dict[str, Any], name: str, default: int) -> int:
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise MalformedInput(name, "must be an integer of 0 or more")
    return value


def _head(manifest: bytes, kind: str) -> dict[str, Any]:
    return {
        "id": f"chat-{uuid.uuid4().hex}",
        "object": kind,
        "created": int(time.time()),
        "model": hex0(manifest),
    }


def _signed(asked: Asked, parts: Gateway, manifest: bytes, text: str) -> dict[str, Any]:
    if not asked.key or not text.strip():
        return {}
    answer = Answer(
        prompt_hash=prompt_hash(asked.messages),
        answer_hash=answer_hash(text),
        model_id=manifest,
        key=asked.key,
    )
    signature = sign(answer_digest(parts.network.signing, answer), bytes(parts.account.key))
    return {"kula": {"answer": {"model": hex0(manifest), "signature": hex0(signature)}}}


def _events(asked: Asked, parts: Gateway, manifest: bytes, pieces: Iterator[str]) -> Iterator[str]:
    head = _head(manifest, "chat.completion.chunk")
    text = ""
    for piece in pieces:
        text += piece
        yield _event({**head, "choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]})
    last = {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    yield _event({**last, **_signed(asked, parts, manifest, text)})
    yield "data: [DONE]\n\n"


def _event(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"


def _forwarded(asked: Asked, parts: Gateway) -> tuple[bytes, Iterator[str]]:
    """Ask an OpenAI-compatible server, which must serve the adopted model; its answer comes in one piece."""
    served = parts.network.registry.served()
    manifest = parts.network.registry.model(served).manifest
    request = {
        "model": hex0(manifest),
        "messages": asked.messages,
        "max_tokens": asked.max_tokens,
        "temperature": asked.temperature,
    }
    try:
        url = f"{parts.settings.chat_url}/v1/chat/completions"
        answer = httpx.post(url, json=request, timeout=_FORWARD_SECONDS)
        answer.raise_for_status()
        return manifest, iter([str(answer.json()["choices"][0]["message"]["content"])])
    except (httpx.HTTPError, KeyError, ValueError) as error:
        raise Unavailable(f"the model server does not answer: {error}") from error
