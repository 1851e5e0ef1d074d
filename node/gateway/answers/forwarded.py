"""An OpenAI-compatible server that serves the adopted model, such as vLLM, llama.cpp or Ollama."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import httpx
from structlog import get_logger

from kula.node.gateway.answers.chat import Chat, Message
from kula.node.gateway.problems import Problem
from kula.protocol.errors import KulaError, Unavailable
from kula.protocol.hex import hex0
from kula.scoring.models.base import talk_tokens, tokenizer_at_hand
from kula.scoring.models.generation import Ending

_CONNECT_SECONDS = 5
_REFUSALS = {
    401: "refuses the gateway's API key; its operator sets KULA_CHAT_KEY",
    403: "refuses the gateway's API key; its operator sets KULA_CHAT_KEY",
    404: "knows no such model or path; its operator sets KULA_CHAT_MODEL and KULA_CHAT_URL",
    429: "takes no more requests now; ask again in a moment",
    503: "is busy or still loads its model; ask again in a moment",
}
"""What a status of the model server means to whoever asks."""
_TOO_LONG = ("context length", "context size", "context window", "too long")
"""How llama.cpp, vLLM and Ollama say in their messages that a talk does not fit."""
_MOST_WORDS = 500
Tokens = Callable[[Sequence[Message]], int | None]


class BaseTokens:
    """Counts with the base's tokenizer, which all adopted models share, if it is on this machine."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._tokenizer: Any = None

    def __call__(self, messages: Sequence[Message]) -> int | None:
        """Returns the tokens of a talk; None without the tokenizer."""
        with self._lock:
            self._tokenizer = self._tokenizer or tokenizer_at_hand()
            return len(talk_tokens(self._tokenizer, messages)) if self._tokenizer else None


@dataclass(slots=True)
class ForwardedAnswer:
    """An answer that streams through. Closing its pieces closes the request, at which these servers stop their model."""

    manifest: bytes
    request: dict[str, Any]
    url: str
    headers: dict[str, str]
    seconds: float
    adopted: Callable[[], Awaitable[bytes]]
    """Returns the manifest's hash of the model that is adopted now."""
    prompt_tokens: int = 0
    tokens: int = 0
    """Each piece counts as one, until the server gives its count."""
    ending: Ending | None = None
    _text: str = field(default="", init=False)
    _before: int = field(default=0, init=False)
    """Tokens of the requests before this one."""

    async def pieces(self) -> AsyncGenerator[str]:
        """Yields the text of the server's events. Raises Unavailable if it fails, or breaks off.

        Called again, it has the server go on with the text so far, unless another model was adopted meanwhile.
        """
        request = continued(self.request, self._text, self.tokens)
        if self._text and await self.adopted() != self.manifest:
            raise Unavailable("another model was adopted before the reader came back; ask again")
        self._before, known = self.tokens, self._text[len(self._text.rstrip()) :]
        timeout = httpx.Timeout(self.seconds, connect=_CONNECT_SECONDS)
        try:
            async with (
                httpx.AsyncClient(timeout=timeout) as http,
                http.stream("POST", self.url, json=request, headers=self.headers) as response,
            ):
                if response.status_code != httpx.codes.OK:
                    raise refusal(response.status_code, await response.aread())
                async for line in response.aiter_lines():
                    piece, known = without_known(self._read(line), known)
                    if piece:
                        self._text, self.tokens = self._text + piece, self.tokens + 1
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
                self.prompt_tokens = max(0, int(usage["prompt_tokens"]) - self._before)
                self.tokens = self._before + int(usage["completion_tokens"])
            if not chunk.get("choices"):
                return ""
            choice = chunk["choices"][0]
            if choice.get("finish_reason"):
                self.ending = "length" if choice["finish_reason"] == "length" else "stop"
            return str(choice.get("delta", {}).get("content") or "")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Unavailable(f"the model server answers in another form: {error!r}") from error


def continued(request: Mapping[str, Any], text: str, tokens: int) -> dict[str, Any]:
    """Returns the request that goes on with an answer of which `text` is made, in so many tokens.

    The answer so far is the talk's last message. vLLM and llama.cpp read the two flags. Older servers of llama.cpp, and
    Ollama, go on with an assistant's last message without them. Space at the end goes, because templates drop it.
    """
    if not text.strip():
        return dict(request)
    begun = {"role": "assistant", "content": text.rstrip()}
    return {
        **request,
        "messages": [*request["messages"], begun],
        "max_tokens": max(1, request["max_tokens"] - tokens),
        "add_generation_prompt": False,
        "continue_final_message": True,
    }


def without_known(piece: str, known: str) -> tuple[str, str]:
    """Returns a piece without the space that the reader has already, and what is known after it.

    `known` is the space with which the text so far ends. The server makes it once more.
    """
    if not known or not piece:
        return piece, known
    space = len(piece) - len(piece.lstrip())
    rest = piece[min(space, len(known)) :]
    return rest, "" if rest else known[len(piece) :]


def refusal(status: int, raw: bytes) -> KulaError:
    """Returns what a model server's refusal means. Its words go to the log only, because they may name the operator's files."""
    try:
        answer = json.loads(raw)
        error = answer.get("error", answer)
        words = str(error.get("message", "")) if isinstance(error, dict) else str(error)
    except (ValueError, AttributeError, RecursionError):
        words = ""
    get_logger("answers").warning("model server refuses", status=status, message=words[:_MOST_WORDS])
    if 400 <= status < 500 and any(sign in words.lower() for sign in _TOO_LONG):
        numbers = [int(number) for number in re.findall(r"\d{1,9}", words)]
        counts = f": it counts {max(numbers)} tokens, and {min(numbers)} fit" if len(numbers) == 2 else ""
        return Problem("too-long", f"the talk is too long for the model server{counts}", "messages")
    return Unavailable(f"the model server {_REFUSALS.get(status, f'does not answer: it gives status {status}')}")


class Forwarded:
    """Forwards chats. The operator sees to it that the server serves the adopted model."""

    def __init__(
        self,
        served: Callable[[], bytes],
        url: str,
        *,
        key: str = "",
        model: str = "",
        seconds: float,
        tokens: Tokens = lambda _: None,
        most: int = 0,
    ) -> None:
        """`served` returns the manifest's hash of the adopted model. `url` may end in `/v1`.

        `key` is the server's API key. `model` is the model's name there, or its manifest's hash. `tokens` counts a talk's
        tokens, of which `most` may be; None where nobody here can count them.
        """
        self._served = served
        self._url = f"{url.rstrip('/').removesuffix('/v1')}/v1/chat/completions"
        self._headers = {"authorization": f"Bearer {key}"} if key else {}
        self._model = model
        self._seconds = seconds
        self._tokens = tokens
        self._most = most

    async def manifest(self) -> bytes:
        """Returns the manifest's hash of the model that is adopted on chain."""
        return await asyncio.to_thread(self._served)

    async def parent(self) -> None:
        """Returns None: the server serves one model."""

    async def accept(self, chat: Chat) -> ForwardedAnswer:
        """Returns the answer to be. Raises Problem `too-long`.

        Without a count here, the server itself refuses a talk that is too long, once it is the talk's turn.
        """
        manifest, count = await self.manifest(), await asyncio.to_thread(self._tokens, chat.messages)
        if count is not None and count > self._most:
            raise Problem("too-long", f"the talk has {count} tokens, and {self._most} fit", "messages")
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
        return ForwardedAnswer(manifest, request, self._url, self._headers, self._seconds, self.manifest)
