"""A model server behind the gateway: its events stream through, and a reader who leaves ends its work.

The events are those that the documentation of vLLM, llama.cpp and Ollama gives.
"""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from kula.node.gateway.answers.forwarded import BaseTokens, Forwarded, refusal
from kula.node.gateway.answers.running import Answers
from kula.node.gateway.answers.turns import Asker
from kula.node.gateway.problems import Problem
from kula.protocol.errors import Unavailable
from kula.protocol.hex import hex0
from kula.scoring.models.base import base_folder, talk_tokens, tokenizer_at_hand
from tests.support.gateway.model_server import CHAT, LLAMA_CPP, OLLAMA, VLLM, ModelServer, forwarded
from tests.support.scoring.counting_model import MANIFEST


@pytest.mark.parametrize("events", [VLLM, LLAMA_CPP, OLLAMA], ids=["vllm", "llama.cpp", "ollama"])
def test_forwarded__events_of_each_server__stream_through_with_ending_and_tokens(
    model_server: ModelServer, events: list[dict[str, Any]]
):
    model_server.events = events

    async def scene():
        making = await forwarded(model_server).accept(CHAT)
        assert [piece async for piece in making.pieces()] == ["Six", " minutes"]
        assert (making.ending, making.prompt_tokens, making.tokens) == ("length", 9, 2)

    asyncio.run(scene())
    headers, body = model_server.requests[0]
    assert headers["authorization"] == "Bearer of the operator"
    assert body == {
        "model": hex0(MANIFEST),
        "messages": [{"role": "user", "content": "Eggs?"}],
        "max_tokens": 2,
        "temperature": 0.0,
        "top_p": 1.0,
        "seed": 4,
        "stop": ["x"],
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_forwarded__a_talk_too_long__is_refused_before_it_waits_and_the_server_sees_nothing(model_server: ModelServer):
    tokens = lambda messages: 7 * len(messages)  # noqa: E731
    long, short = replace(CHAT, messages=[*CHAT.messages] * 4), replace(CHAT, messages=[*CHAT.messages] * 2)

    async def scene():
        forwarded = Forwarded(lambda: MANIFEST, model_server.url, seconds=5, tokens=tokens, most=20)
        with pytest.raises(Problem, match="28 tokens, and 20 fit"):
            await Answers(forwarded, parallel=1, seconds=5).start(long, Asker("a"))
        assert await forwarded.accept(short)

    asyncio.run(scene())
    assert not model_server.requests


@pytest.mark.slow
def test_base_tokens__of_a_talk__are_those_that_the_model_counts():
    base_folder()
    tokenizer = tokenizer_at_hand()
    assert BaseTokens()(CHAT.messages) == len(talk_tokens(tokenizer, CHAT.messages)) > 5


def test_base_tokens__not_on_this_machine__are_not_counted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("KULA_CACHE", str(tmp_path))
    assert BaseTokens()(CHAT.messages) is None


def test_forwarded__reader_leaves__the_server_sees_the_request_close(model_server: ModelServer):
    async def scene():
        answers = Answers(forwarded(model_server), parallel=2, seconds=30)
        one = await answers.start(CHAT, Asker("a"))
        items = one.follow()
        await anext(items)
        await items.aclose()
        assert await asyncio.to_thread(model_server.closed.wait, 60)

    asyncio.run(scene())


@pytest.mark.parametrize("line", [": ping", f"data: {json.dumps(VLLM[0])}"], ids=["pings", "empty-deltas"])
@pytest.mark.parametrize("events", [[], VLLM[:2]], ids=["from-the-start", "after-a-word"])
def test_forwarded__server_sends_no_more_words__the_turn_ends_at_its_deadline(
    model_server: ModelServer, line: str, events: list[dict[str, Any]]
):
    model_server.first = "".join(f"data: {json.dumps(event)}\n\n" for event in events)
    model_server.for_ever = f"{line}\n\n"

    async def scene():
        # Where a word comes first, it has time to come on a busy machine.
        seconds = 4 if events else 1
        one = await Answers(forwarded(model_server), parallel=1, seconds=seconds).start(CHAT, Asker("a"))
        async with asyncio.timeout(20):
            assert [piece async for piece in one.follow()] == ["Six"]
        assert one.making.ending == "length"

    if events:
        asyncio.run(scene())
    else:
        with pytest.raises(Unavailable, match="no word within 1 s"):
            asyncio.run(scene())
    assert model_server.closed.wait(20), "the model stops too"


@pytest.mark.parametrize(
    "events",
    [
        VLLM[:2],
        [{"error": {"message": "out of memory"}}],
        [{"choices": 5}],
        [{"choices": [{"delta": [], "finish_reason": None}]}],
        [{"choices": [], "usage": {"prompt_tokens": {}}}],
        [[1]],
    ],
)
def test_forwarded__broken_off_or_in_another_form__is_no_answer(model_server: ModelServer, events: list[Any]):
    model_server.events = events

    async def scene():
        one = await Answers(forwarded(model_server), parallel=1, seconds=30).start(CHAT, Asker("a"))
        with pytest.raises(Unavailable):
            async for _ in one.follow():
                pass

    asyncio.run(scene())


def test_forwarded__server_refuses_or_is_away__has_its_problem(model_server: ModelServer):
    async def ask(url: str):
        forwarded = Forwarded(lambda: MANIFEST, url, seconds=60)
        async for _ in (await Answers(forwarded, parallel=1, seconds=60).start(CHAT, Asker("a"))).follow():
            pass

    model_server.refusal = JSONResponse({"error": {"message": "maximum context length is 2048"}}, 400)
    with pytest.raises(Problem, match="too long"):
        asyncio.run(ask(model_server.url))
    model_server.refusal = Response("<html>Bad gateway</html>", 502)
    with pytest.raises(Unavailable, match="does not answer"):
        asyncio.run(ask(model_server.url))
    with pytest.raises(Unavailable, match="does not answer"):
        asyncio.run(ask("http://127.0.0.1:9"))


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (
            400,
            {"error": {"message": "request (3031 tokens) exceeds the available context size (512 tokens)"}},
            "512 fit",
        ),
        (400, {"message": "This model's maximum context length is 4096 tokens."}, "too long"),
        (400, {"error": {"message": "prompt too long; exceeded max context length by 3 tokens"}}, "too long"),
        (400, {"error": {"message": "`temperature` must be positive"}}, "status 400"),
        (401, {"error": {"message": "Invalid API Key"}}, "KULA_CHAT_KEY"),
        (404, {"error": "model 'kula' not found"}, "KULA_CHAT_MODEL"),
        (503, {"error": {"message": "Loading model"}}, "still loads"),
        (500, [1], "status 500"),
    ],
    ids=["llama.cpp-long", "vllm-long", "ollama-long", "other", "key", "model", "loading", "foreign"],
)
def test_refusal__of_a_model_server__is_named_without_its_own_words(status: int, body: Any, said: str):
    problem = refusal(status, json.dumps(body).encode())
    assert said in str(problem)
    assert isinstance(problem, Problem) == ("long" in said or "fit" in said)
    assert "temperature" not in str(problem)
