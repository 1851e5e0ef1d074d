"""An OpenAI-compatible server that serves the adopted model, such as vLLM, llama.cpp or Ollama."""

import asyncio
import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

import httpx

from kula.node.gateway.answers.chat import Chat
from kula.node.gateway.problems import Problem
from kula.protocol.chain.network import Network
from kula.protocol.errors import Unavailable
from kula.protocol.hex import hex0
from kula.scoring.models.generation import Ending

_CONNECT_SECONDS = 5


@dataclass(slots=True)
class ForwardedAnswer:
    """An answer that streams through. Closing its pieces closes the request, at which these servers stop their model."""

    manifest: bytes
    request: dict[str, Any]
    url: str
    headers: dict[str, str]
    seconds: float
    prompt_tokens: int = 0
    tokens: int = 0
    ending: Ending | None = None
    can_pause: bool = field(default=False, init=False)

    async def pieces(self) -> AsyncGenerator[str]:
        """Yields the text of the server's events. Raises Unavailable if it fails, or breaks off."""
        timeout = httpx.Timeout(self.seconds, connect=_CONNECT_SECONDS)
        try:
            async with (
                httpx.AsyncClient(timeout=timeout) as http,
                http.stream("POST", self.url, json=self.request, headers=self.headers) as response,
            ):
                if response.status_code == httpx.codes.BAD_REQUEST:
                    raise Problem("too-long", "the model server refuses the talk; it may be too long", "messages")
                response.raise_for_status()
                async for line in response.aiter_lines():
                    if piece := self._read(line):
                        yield piece
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise Unavailable(f"the model server does not answer: {type(error).__name__}") from error

    def _read(self, line: str) -> str:
        """Returns the text in one line of the event stream. Raises Unavailable for an error or another form."""
        if not line.startswith("data:") or line[5:].strip() == "[DONE]":
            return ""
        try:
            chunk = json.loads(line[5:])
            if "error" in chunk:
                raise Unavailable("the model server reports an error")
            if usage := chunk.get("usage"):
                self.prompt_tokens, self.tokens = int(usage["prompt_tokens"]), int(usage["completion_tokens"])
            if not chunk.get("choices"):
                return ""
            choice = chunk["choices"][0]
            if choice.get("finish_reason"):
                self.ending = "length" if choice["finish_reason"] == "length" else "stop"
            return str(choice.get("delta", {}).get("content") or "")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Unavailable(f"the model server answers in another form: {error!r}") from error


class Forwarded:
    """Forwards chats. The operator sees to it that the server serves the adopted model."""

    def __init__(self, network: Network, url: str, *, key: str = "", model: str = "", seconds: float) -> None:
        """`key` is the server's API key, and `model` the name of the model there; empty takes its manifest's hash."""
        self._network = network
        self._url = f"{url.rstrip('/')}/v1/chat/completions"
        self._headers = {"authorization": f"Bearer {key}"} if key else {}
        self._model = model
        self._seconds = seconds

    async def manifest(self) -> bytes:
        """Returns the manifest's hash of the model that is adopted on chain."""
        return await asyncio.to_thread(self._manifest)

    async def parent(self) -> None:
        """Returns None: the server serves one model."""

    async def accept(self, chat: Chat) -> ForwardedAnswer:
        """Returns the answer to be. The server itself counts the tokens, and refuses a talk that is too long."""
        manifest = await self.manifest()
        sampling = chat.sampling
        request = {
            "model": self._model or hex0(manifest),
            "messages": list(chat.messages),
            "max_tokens": sampling.most_tokens,
            "temperature": sampling.temperature,
            "top_p": sampling.top_p,
            "seed": sampling.seed,
            "stream": True,
            "stream_options": {"include_usage": True},
            **({"stop": list(chat.stop)} if chat.stop else {}),
        }
        return ForwardedAnswer(manifest, request, self._url, self._headers, self._seconds)

    def _manifest(self) -> bytes:
        registry = self._network.registry
        return registry.model(registry.served()).manifest
