"""LangChain with a Kula gateway: answers keep the gateway's signature, and thumbs become records.

pip install kula-network langchain-openai

me = kula.Contributor("http://127.0.0.1:8000", owner=KEY)

thumbs = KulaThumbs(me, consents=lambda: person.agreed)

chat = ChatKula.of(me)
answer = chat.invoke("How do I boil an egg?", config={"callbacks": [thumbs], "run_id": run})
thumbs.up(run)
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult, LLMResult
from langchain_openai import ChatOpenAI
from pydantic import PrivateAttr

import kula

_KEPT = 1_000
"""Answers that wait for a thumb; older ones are forgotten."""
_ROLES = {"human": "user", "ai": "assistant", "AIMessageChunk": "assistant", "system": "system"}


class ChatKula(ChatOpenAI):
    """ChatOpenAI that checks and keeps the signed answer, as `additional_kwargs["kula"]` of a message.

    Raises kula.GatewayLied for an answer that the gateway did not sign. A stream raises it at its end.
    """

    _contributor: kula.Contributor = PrivateAttr()

    @classmethod
    def of(cls, contributor: kula.Contributor, **options: Any) -> "ChatKula":
        """Returns a chat with a contributor's gateway, whose answers are signed for the contributor's session key."""
        asked, gateway = {"kula": {"key": contributor.key}}, contributor.gateway
        chat = cls(base_url=f"{gateway}/v1", api_key="none", model="kula", extra_body=asked, **options)
        chat._contributor = contributor
        return chat

    def _generate(self, messages: list[BaseMessage], *args: Any, **options: Any) -> ChatResult:
        return self._checked(messages, super()._generate(messages, *args, **options))

    async def _agenerate(self, messages: list[BaseMessage], *args: Any, **options: Any) -> ChatResult:
        answered = await super()._agenerate(messages, *args, **options)
        return await asyncio.to_thread(self._checked, messages, answered)

    def _stream(self, messages: list[BaseMessage], *args: Any, **options: Any) -> Iterator[ChatGenerationChunk]:
        whole: AIMessageChunk | None = None
        for piece in super()._stream(messages, *args, **options):
            whole = _joined(whole, piece)
            yield piece
        self._require(messages, whole)

    async def _astream(
        self, messages: list[BaseMessage], *args: Any, **options: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        whole: AIMessageChunk | None = None
        async for piece in super()._astream(messages, *args, **options):
            whole = _joined(whole, piece)
            yield piece
        await asyncio.to_thread(self._require, messages, whole)

    def _checked(self, messages: list[BaseMessage], result: ChatResult) -> ChatResult:
        for generation in result.generations:
            self._require(messages, generation.message)
        return result

    def _require(self, messages: list[BaseMessage], answer: BaseMessage | None) -> None:
        """Raises kula.GatewayLied unless the answer is signed. Talks that no record holds are not signed for one."""
        talk = [_message(message) for message in messages]
        reply = _message(answer) if answer else None
        if reply and None not in talk:
            self._contributor.verify_answer([message for message in talk if message], reply)

    def _create_chat_result(self, response: Any, generation_info: dict[str, Any] | None = None) -> ChatResult:
        answers = super()._create_chat_result(response, generation_info)
        raw = response if isinstance(response, dict) else response.model_dump()
        for choice, generation in zip(raw["choices"], answers.generations, strict=True):
            generation.message.additional_kwargs["kula"] = (choice.get("kula") or {}).get("answer")
        return answers

    def _convert_chunk_to_generation_chunk(
        self, chunk: dict[str, Any], default_chunk_class: type, base_generation_info: dict[str, Any] | None
    ) -> ChatGenerationChunk | None:
        piece = super()._convert_chunk_to_generation_chunk(chunk, default_chunk_class, base_generation_info)
        signed = next((choice["kula"]["answer"] for choice in chunk.get("choices", []) if choice.get("kula")), None)
        if piece and signed:
            piece.message.additional_kwargs["kula"] = signed
        return piece


class KulaThumbs(BaseCallbackHandler):
    """A callback that remembers talks by their run, and turns a thumb into a rating if the person agreed."""

    def __init__(self, contributor: kula.Contributor, consents: Callable[[], bool]) -> None:
        self._contributor = contributor
        self._consents = consents
        self._talks: OrderedDict[UUID, list[dict[str, Any]]] = OrderedDict()

    def on_chat_model_start(
        self, serialized: dict[str, Any], messages: list[list[BaseMessage]], *, run_id: UUID, **_: Any
    ) -> None:
        """Keeps the messages of a run, if all of them are texts of a person, of the model or of the system."""
        talk = [_message(message) for message in messages[0]]
        if self._consents() and None not in talk:
            self._talks[run_id] = [message for message in talk if message]
            while len(self._talks) > _KEPT:
                self._talks.popitem(last=False)

    def on_llm_end(self, response: LLMResult, *, run_id: UUID, **_: Any) -> None:
        """Adds the answer to its talk."""
        generation = response.generations[0][0]
        message = getattr(generation, "message", None)
        answer = _message(message) if isinstance(message, AIMessage) else None
        if run_id in self._talks and answer:
            self._talks[run_id].append(answer)

    def up(self, run_id: UUID, reasons: Sequence[str] = ()) -> kula.Sent | None:
        """Says that a run's answer is good. Returns what was sent, or None without consent or for a talk that was not kept."""
        return self._rate(run_id, 1, reasons)

    def down(self, run_id: UUID, reasons: Sequence[str] = ()) -> kula.Sent | None:
        """Says that a run's answer is bad."""
        return self._rate(run_id, -1, reasons)

    def _rate(self, run_id: UUID, value: int, reasons: Sequence[str]) -> kula.Sent | None:
        if not self._consents() or run_id not in self._talks:
            return None
        return self._contributor.rate(self._talks[run_id], value, reasons)


def _joined(whole: AIMessageChunk | None, piece: ChatGenerationChunk) -> AIMessageChunk | None:
    """Returns a stream's message so far."""
    if not isinstance(piece.message, AIMessageChunk):
        return whole
    return whole + piece.message if whole else piece.message


def _message(message: BaseMessage) -> dict[str, Any] | None:
    """Returns a message as records hold it, or None for a tool's words, a picture or a sound. An answer keeps its signature."""
    parts = [message.content] if isinstance(message.content, str) else message.content
    texts = [part if isinstance(part, str) else part.get("text") for part in parts]
    is_text = all(isinstance(part, str) or part.get("type") == "text" for part in parts)
    role = message.additional_kwargs.get("__openai_role__") or _ROLES.get(message.type)
    if role not in ("user", "assistant", "system", "developer") or not is_text or getattr(message, "tool_calls", None):
        return None
    signed = message.additional_kwargs.get("kula")
    # The gateway reads the parts of a message as one text, and a developer as the system, and signs that.
    content, role = "".join(map(str, texts)), "system" if role == "developer" else role
    return {"role": role, "content": content, **({"answer": signed} if signed else {})}
