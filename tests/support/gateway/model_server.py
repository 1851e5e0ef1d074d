"""A model server that answers as the documentation of vLLM, llama.cpp and Ollama says."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from uvicorn import Config, Server

from kula.node.gateway.answers.chat import Chat
from kula.node.gateway.answers.forwarded import Forwarded
from kula.scoring.models.generation import Sampling
from tests.support.scoring.counting_model import MANIFEST

VLLM = [
    {"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}, "logprobs": None, "finish_reason": None}]},
    {"choices": [{"index": 0, "delta": {"content": "Six"}, "logprobs": None, "finish_reason": None}]},
    {"choices": [{"index": 0, "delta": {"content": " minutes"}, "finish_reason": "length", "stop_reason": None}]},
    {"choices": [], "usage": {"prompt_tokens": 9, "total_tokens": 11, "completion_tokens": 2}},
]
LLAMA_CPP = [
    {"choices": [{"finish_reason": None, "index": 0, "delta": {"role": "assistant", "content": None}}]},
    {"choices": [{"finish_reason": None, "index": 0, "delta": {"content": "Six"}}]},
    {"choices": [{"finish_reason": None, "index": 0, "delta": {"content": " minutes"}}]},
    {"choices": [{"finish_reason": "length", "index": 0, "delta": {}}]},
    {"choices": [], "usage": {"completion_tokens": 2, "prompt_tokens": 9, "total_tokens": 11}, "timings": {}},
]
OLLAMA = [
    {"choices": [{"index": 0, "delta": {"role": "assistant", "content": "Six"}, "finish_reason": None}]},
    {"choices": [{"index": 0, "delta": {"role": "assistant", "content": " minutes"}, "finish_reason": None}]},
    {"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": "length"}]},
    {"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11}},
]
CHAT = Chat(messages=[{"role": "user", "content": "Eggs?"}], sampling=Sampling(most_tokens=2, seed=4), stop=("x",))


class ModelServer:
    """An HTTP server that answers with given events, or with one event every 10 ms for ever."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] | None = None
        self.first = ""
        self.for_ever = f"data: {json.dumps(VLLM[1])}\n\n"
        self.refusal: Response | None = None
        self.requests: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.closed = threading.Event()
        app = Starlette(routes=[Route("/v1/chat/completions", self._complete, methods=["POST"])])
        self.server = Server(Config(app, host="127.0.0.1", port=0, log_level="warning", lifespan="off"))

    @property
    def url(self) -> str:
        """Returns where it listens."""
        return f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"

    async def _complete(self, request: Request) -> Response:
        self.requests.append((dict(request.headers), await request.json()))
        return self.refusal or StreamingResponse(self._stream(), media_type="text/event-stream")

    async def _stream(self) -> AsyncIterator[str]:
        try:
            for event in self.events or []:
                yield f"data: {json.dumps(event)}\n\n"
            yield self.first
            while self.events is None:
                yield self.for_ever
                await asyncio.sleep(0.01)
            yield "data: [DONE]\n\n"
        finally:
            self.closed.set()


def forwarded(model_server: ModelServer) -> Forwarded:
    """Forwards chats to a model server, with an API key."""
    return Forwarded(lambda: MANIFEST, model_server.url, key="of the operator", seconds=60)
