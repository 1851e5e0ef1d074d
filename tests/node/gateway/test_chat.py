"""Chat completions over HTTP: whole or as events, signed for a session key that a grant names."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

from kula.node.gateway.api.app import build_context, create_app
from kula.node.gateway.serving import Served, Serving
from kula.node.settings import GatewaySettings
from kula.protocol.hex import hex0, unhex
from kula.protocol.program.keys import new_key
from kula.protocol.signatures import SigningDomain, answer_digest, answer_hash, prompt_hash, recover
from kula.protocol.types import Address, Answer
from tests.support.person import Person

MANIFEST = b"\x07" * 32
MESSAGES = [{"role": "user", "content": "How do I boil an egg?"}]


class _Parrot:
    """A served model that always answers the same."""

    def __init__(self) -> None:
        self.limits: list[tuple[int, float, int]] = []

    def chat(self, messages: Any, max_tokens: int, temperature: float, seed: int) -> tuple[Served, Iterator[str]]:
        assert messages == MESSAGES
        self.limits.append((max_tokens, temperature, seed))
        return Served(1, MANIFEST, cast(Any, None)), iter(["Six ", "minutes."])


@pytest.fixture(scope="module")
def parrot() -> _Parrot:
    return _Parrot()


@pytest.fixture(scope="module")
def http(settings: GatewaySettings, parrot: _Parrot):
    context = replace(build_context(settings), serving=cast(Serving, parrot))
    # The watcher of a real model has nothing to load here.
    parrot.watch = lambda *_: None  # type: ignore[attr-defined]
    with TestClient(create_app(settings, context)) as client:
        yield client


def _signer(domain: SigningDomain, key: Address, signed: dict[str, str]) -> Address:
    answer = Answer(
        prompt_hash=prompt_hash(MESSAGES),
        answer_hash=answer_hash("Six minutes."),
        model_id=unhex(signed["model"], 32),
        key=key,
    )
    return recover(answer_digest(domain, answer), unhex(signed["signature"], 65))


def test_chat__whole__signed_by_the_gateway_for_the_key(
    http: TestClient, person: Person, parrot: _Parrot, settings: GatewaySettings
):
    key = Address(person.session.address)
    body = {"messages": MESSAGES, "max_tokens": 9_000, "temperature_percent": 70, "seed": 5, "kula": {"key": key}}
    answer = http.post("/v1/chat/completions", json={**body, "model": "any", "user": "me"})
    assert answer.status_code == 200, "other fields of OpenAI's request are ignored"
    completion = answer.json()
    assert parrot.limits[-1] == (512, 0.7, 5)
    assert completion["object"] == "chat.completion"
    assert completion["model"] == hex0(MANIFEST)
    assert completion["choices"] == [
        {"index": 0, "message": {"role": "assistant", "content": "Six minutes."}, "finish_reason": "stop"}
    ]
    assert _signer(person.domain, key, completion["kula"]["answer"]) == settings.account().address


def test_chat__as_events__pieces_then_the_signed_answer_then_done(
    http: TestClient, person: Person, settings: GatewaySettings
):
    key = Address(person.session.address)
    answer = http.post("/v1/chat/completions", json={"messages": MESSAGES, "stream": True, "kula": {"key": key}})
    assert answer.headers["content-type"].startswith("text/event-stream")
    *events, done, rest = answer.text.split("\n\n")
    assert (done, rest) == ("data: [DONE]", "")
    chunks = [json.loads(event.removeprefix("data: ")) for event in events]
    assert [chunk["choices"] for chunk in chunks] == [
        [{"index": 0, "delta": {"content": "Six "}, "finish_reason": None}],
        [{"index": 0, "delta": {"content": "minutes."}, "finish_reason": None}],
        [{"index": 0, "delta": {}, "finish_reason": "stop"}],
    ]
    assert len({chunk["id"] for chunk in chunks}) == 1
    assert [sorted(chunk) for chunk in chunks[:2]] == [["choices", "created", "id", "model", "object"]] * 2
    assert _signer(person.domain, key, chunks[-1]["kula"]["answer"]) == settings.account().address


def test_chat__without_a_key__is_not_signed(http: TestClient):
    answer = http.post("/v1/chat/completions", json={"messages": MESSAGES}).json()
    assert sorted(answer) == ["choices", "created", "id", "model", "object"]


@pytest.mark.parametrize(
    ("change", "slug", "field"),
    [
        ({"kula": {"key": new_key().address}}, "unknown-grant", "kula.key"),
        ({"kula": {"key": "0x1"}}, "malformed", "kula.key"),
        ({"kula": {"key": new_key().address, "other": 1}}, "malformed", "kula.other"),
        ({"messages": []}, "malformed", "messages"),
        ({"messages": [*MESSAGES, {"role": "user", "content": " "}]}, "malformed", "messages[1].content"),
        ({"messages": [{**MESSAGES[0], "name": "me"}]}, "malformed", "messages[0].name"),
        ({"messages": [{"role": "user", "content": "x" * 16_001}]}, "malformed", "messages"),
        ({"messages": MESSAGES * 65}, "malformed", "messages"),
        ({"max_tokens": True}, "malformed", "max_tokens"),
        ({"temperature_percent": -1}, "malformed", "temperature_percent"),
        ({"stream": "yes"}, "malformed", "stream"),
    ],
)
def test_chat__what_is_wrong__has_its_problem_and_field(
    http: TestClient, change: dict[str, Any], slug: str, field: str
):
    problem = http.post("/v1/chat/completions", json={"messages": MESSAGES, **change}).json()
    assert (problem["type"].rsplit("/", 1)[-1], problem["field"]) == (slug, field)
