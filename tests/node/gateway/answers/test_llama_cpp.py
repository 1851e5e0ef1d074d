"""The shipped gateway in front of llama.cpp's real server: streams, cancels, honours options, and names what is refused."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import httpx
import openai
import pytest
from pydantic import SecretStr

from kula.node.gateway.api.app import create_app
from kula.protocol.hex import hex0
from tests.support.chain import TestNet
from tests.support.gateway.llama_cpp import KEY, SLOT_TOKENS, SLOTS, LlamaCpp, llama_cpp
from tests.support.gateway.served import listening
from tests.support.gateways import gateway_settings

pytestmark = pytest.mark.slow
HANG_SECONDS = 120
TALE: list[Any] = [{"role": "user", "content": "Tell me a long story about a whale."}]
LONG: dict[str, Any] = {"messages": TALE, "max_tokens": 400, "seed": 1, "stream": True}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LlamaCpp]:
    pytest.importorskip("xllamacpp")
    with llama_cpp(tmp_path_factory.mktemp("llama.cpp") / "log") as server:
        yield server


@pytest.fixture(scope="module")
def gateway(net: TestNet, server: LlamaCpp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Starts gateways that forward to the server. Gives their URLs."""
    with ExitStack() as stack:

        def start(key: str, url: str = server.url, **changes: Any) -> str:
            chat = {"chat": True, "chat_url": url, "chat_key": SecretStr(key), **changes}
            app = create_app(gateway_settings(net, tmp_path_factory.mktemp("gateway"), **chat))
            return stack.enter_context(listening(app))

        yield start


@pytest.fixture(scope="module")
def url(gateway: Callable[..., str]) -> str:
    return gateway(KEY)


@pytest.fixture
def client(url: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{url}/v1", api_key="none", timeout=HANG_SECONDS, max_retries=0)


def _wait_until(is_true: Callable[[], bool]) -> None:
    until = time.monotonic() + HANG_SECONDS
    while not is_true():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_llama_cpp__asked_whole_and_streamed__answers_with_the_adopted_models_id_and_true_counts(
    net: TestNet, client: openai.OpenAI
):
    asked: dict[str, Any] = {"model": "kula", "messages": TALE, "max_tokens": 8, "temperature": 0}
    whole = client.chat.completions.create(**asked)
    registry = net.network.registry
    assert whole.model == hex0(registry.model(registry.served()).manifest)
    assert whole.choices[0].message.content
    assert whole.choices[0].finish_reason == "length"
    assert whole.usage
    assert whole.usage.completion_tokens == 8
    chunks = list(client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True}))
    pieces = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices and chunk.choices[0].delta.content]
    assert len(pieces) > 4, "it comes in pieces"
    assert chunks[-1].usage
    assert chunks[-1].usage.prompt_tokens == whole.usage.prompt_tokens > 20
    assert chunks[-1].usage.completion_tokens == 8


def test_llama_cpp__options_of_a_chat__reach_the_model(server: LlamaCpp, client: openai.OpenAI):
    whole = client.chat.completions.create(
        model="kula", messages=TALE, max_tokens=5, temperature=0.7, top_p=0.5, seed=11, n=2
    )
    assert [choice.finish_reason for choice in whole.choices] == ["length", "length"]
    assert whole.usage
    assert whole.usage.completion_tokens == 10
    params = sorted((slot["params"] for slot in server.slots()), key=lambda params: params["seed"])
    asked = [(one["seed"], round(one["temperature"], 3), round(one["top_p"], 3), one["n_predict"]) for one in params]
    assert asked == [(11, 0.7, 0.5, 5), (12, 0.7, 0.5, 5)], "each choice has a seed of its own"


def test_llama_cpp__text_to_stop_at__ends_the_answer_before_it(client: openai.OpenAI):
    whole = client.chat.completions.create(model="kula", messages=TALE, max_tokens=40, temperature=0, stop=["e"])
    assert whole.choices[0].finish_reason == "stop"
    assert "e" not in (whole.choices[0].message.content or "")
    assert whole.usage
    assert whole.usage.completion_tokens < 40


@pytest.mark.parametrize("pieces", [0, 1, 5])
def test_llama_cpp__reader_leaves__the_slot_is_free_at_once(server: LlamaCpp, url: str, pieces: int):
    with httpx.Client(base_url=url, timeout=HANG_SECONDS) as http:
        with http.stream("POST", "/v1/chat/completions", json=LONG) as answer:
            texts = (line for line in answer.iter_lines() if '"content":"' in line and '"content":""' not in line)
            for _ in range(pieces):
                next(texts)
            _wait_until(lambda: server.busy() == 1)
        _wait_until(lambda: server.busy() == 0)
    (tokens,) = [
        slot["next_token"][0]["n_decoded"] for slot in server.slots() if slot.get("params", {}).get("seed") == 1
    ]
    assert tokens < LONG["max_tokens"], "it was stopped, and did not end by itself"


def test_llama_cpp__reader_comes_back__the_same_answer_goes_on(server: LlamaCpp, client: openai.OpenAI, url: str):
    asked: dict[str, Any] = {"messages": TALE, "max_tokens": 24, "temperature": 0}
    whole = client.chat.completions.create(model="kula", **asked)
    text, number, named = "", "0", ""
    with httpx.Client(base_url=url, timeout=HANG_SECONDS) as http:
        with http.stream("POST", "/v1/chat/completions", json={**asked, "stream": True}) as answer:
            lines = answer.iter_lines()
            while len(text) < 20:
                line = next(lines)
                number = line[4:] if line.startswith("id: ") else number
                if line.startswith("data: "):
                    chunk = json.loads(line[6:])
                    named, text = chunk["id"], text + (chunk["choices"][0]["delta"].get("content") or "")
        _wait_until(lambda: server.busy() == 0)
        with http.stream("GET", f"/v1/chat/completions/{named}", params={"after": number}) as answer:
            events = [line for line in answer.iter_lines() if line.startswith("data: ")]
    assert events[-1] == "data: [DONE]"
    chunks = [json.loads(line[6:]) for line in events[:-1]]
    rest = "".join(choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"])
    assert text + rest == whole.choices[0].message.content, "the likeliest words are the same from there on"
    assert whole.usage
    assert chunks[-1]["usage"]["prompt_tokens"] == whole.usage.prompt_tokens
    assert chunks[-1]["usage"]["completion_tokens"] == 24


def test_llama_cpp__two_chats__are_made_at_once(server: LlamaCpp, url: str):
    def first_line(_: int) -> tuple[ExitStack, Iterator[str]]:
        stack = ExitStack()
        http = stack.enter_context(httpx.Client(base_url=url, timeout=HANG_SECONDS))
        lines = stack.enter_context(http.stream("POST", "/v1/chat/completions", json=LONG)).iter_lines()
        next(line for line in lines if '"content":"' in line and '"content":""' not in line)
        return stack, lines

    with ThreadPoolExecutor(SLOTS) as pool:
        chats = list(pool.map(first_line, range(SLOTS)))
        _wait_until(lambda: server.busy() == SLOTS)
        for stack, _ in chats:
            stack.close()
    _wait_until(lambda: server.busy() == 0)


def test_llama_cpp__talk_beyond_a_slot__is_refused_by_name_with_its_tokens(client: openai.OpenAI, url: str):
    talk: list[Any] = [{"role": "user", "content": "word " * (SLOT_TOKENS + 100)}]
    with pytest.raises(openai.BadRequestError) as refused:
        client.chat.completions.create(model="kula", messages=talk)
    assert refused.value.code == "too-long"
    assert f"{SLOT_TOKENS} fit" in str(refused.value)
    assert refused.value.param == "messages"
    with httpx.stream("POST", f"{url}/v1/chat/completions", json={"messages": talk, "stream": True}) as answer:
        events = [line for line in answer.iter_lines() if line.startswith("data: ")]
    assert json.loads(events[-1][6:])["error"]["code"] == "too-long"


def test_llama_cpp__with_a_wrong_api_key__says_which_setting_is_wrong(gateway: Callable[..., str]):
    answer = httpx.post(f"{gateway('of somebody else')}/v1/chat/completions", json={"messages": TALE}, timeout=60)
    assert answer.status_code == 503
    assert "KULA_CHAT_KEY" in answer.json()["error"]["message"]


def test_llama_cpp__named_by_the_address_that_sdks_take__answers_too(server: LlamaCpp, gateway: Callable[..., str]):
    url = gateway(KEY, f"{server.url}/v1")
    asked = {"messages": TALE, "max_tokens": 2}
    assert httpx.post(f"{url}/v1/chat/completions", json=asked, timeout=HANG_SECONDS).status_code == 200
