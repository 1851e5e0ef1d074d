"""The shipped gateway with the real model: closed sockets hold up nobody, and the official client of OpenAI is served."""

import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import openai
import pytest

from kula.node.gateway.answers.embedded import Embedded
from kula.node.gateway.answers.running import Answers
from kula.node.gateway.api.app import build_context, create_app
from kula.node.settings import GatewaySettings
from kula.protocol.chain.network import Network
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import cid_to_bytes32
from kula.scoring.models.base import base_manifest
from tests.support.gateway.served import listening
from tests.support.speed import is_done_within

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("settings", ["sqlite"], indirect=True, scope="module")]
FIRST_PIECE_SECONDS = 5
LONG = {"messages": [{"role": "user", "content": "Tell me a long story about a whale."}], "stream": True, "seed": 1}
SHORT: list[Any] = [{"role": "user", "content": "What is the capital of France?"}]


@pytest.fixture(scope="module")
def url(settings: GatewaySettings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("model")
    store = BlockDirectory(folder / "blocks")
    manifest = cid_to_bytes32(store.put_node(base_manifest()))
    registry = SimpleNamespace(served=lambda: 1, model=lambda _: SimpleNamespace(manifest=manifest))
    network = cast(Network, SimpleNamespace(registry=registry))
    embedded = Embedded(network, store, folder, "cpu", prompt_tokens=2_048)
    embedded.refresh()
    context = replace(build_context(settings), answers=Answers(embedded, parallel=2, seconds=120))
    with listening(create_app(settings, context)) as url:
        yield url


@pytest.mark.parametrize("pieces", [0, 1, 5, 60])
def test_socket__closed_in_mid_answer__the_next_person_is_answered_soon(url: str, pieces: int):
    with httpx.Client(base_url=url, timeout=60) as http:

        def first_piece() -> None:
            with http.stream("POST", "/v1/chat/completions", json={**LONG, "messages": SHORT}) as answer:
                texts = (line for line in answer.iter_lines() if '"content":"' in line and '"content":""' not in line)
                assert next(texts)

        def leave() -> None:
            for _ in range(3 if pieces < 60 else 1):
                with http.stream("POST", "/v1/chat/completions", json=LONG) as answer:
                    lines = (line for line in answer.iter_lines() if line.startswith("data: "))
                    for _ in range(pieces):
                        next(lines)

        assert is_done_within(FIRST_PIECE_SECONDS, first_piece, time.monotonic, before=leave)


def test_socket__reset_while_the_answer_is_not_streamed__frees_the_model(url: str):
    body = b'{"messages":[{"role":"user","content":"Tell me a long story."}],"max_tokens":400}'
    host, port = url.removeprefix("http://").split(":")

    def reset() -> None:
        for _ in range(4):
            with socket.create_connection((host, int(port))) as raw:
                head = f"POST /v1/chat/completions HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n"
                raw.sendall(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body)
                time.sleep(0.2)
        time.sleep(1)

    with httpx.Client(base_url=url, timeout=60) as http:

        def answer() -> None:
            assert http.post("/v1/chat/completions", json={"messages": SHORT, "max_tokens": 1}).is_success

        assert is_done_within(FIRST_PIECE_SECONDS, answer, time.monotonic, before=reset)


def test_openai_sdk__official_client__chats_whole_and_streamed_and_reads_refusals(url: str):
    client = openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0)
    assert next(iter(client.models.list())).id == "kula"
    whole = client.chat.completions.create(
        model="kula",
        messages=SHORT,
        max_tokens=20,
        temperature=0.7,
        top_p=0.9,
        stop="\n",
        n=2,
    )
    assert len(whole.choices) == 2
    assert all(choice.message.content and choice.finish_reason in ("stop", "length") for choice in whole.choices)
    again = [*SHORT, whole.choices[0].message, {"role": "user", "content": "And of Spain?"}]
    streamed = client.chat.completions.create(
        model="kula",
        messages=again,
        max_tokens=8,
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list(streamed)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert chunks[-1].usage
    assert chunks[-1].usage.completion_tokens <= 8
    with pytest.raises(openai.APIStatusError) as refused:
        client.chat.completions.create(model="kula", messages=SHORT, logprobs=True)
    assert refused.value.body
    assert refused.value.param == "logprobs"
    with pytest.raises(openai.NotFoundError, match="serves `kula`"):
        client.chat.completions.create(model="gpt-4o", messages=SHORT)
