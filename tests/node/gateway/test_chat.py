"""Chat completions over HTTP: OpenAI's requests are honoured or refused by name, and answers come signed for a session key."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from kula.node.gateway.answers.running import Answers
from kula.node.gateway.api.app import build_context
from kula.node.settings import GatewaySettings
from kula.protocol.hex import hex0, unhex
from kula.protocol.program.keys import new_key
from kula.protocol.signatures import SigningDomain, answer_digest, answer_hash, prompt_hash, recover
from kula.protocol.types import Address, Answer
from tests.support.gateway.http import Http
from tests.support.gateway.person import Person
from tests.support.scoring.counting_model import MANIFEST, Counter

PATH = "/v1/chat/completions"
MESSAGES = [{"role": "user", "content": "How do I boil an egg?"}]
ECHOED = {"role": "assistant", "content": "In water.", "refusal": None, "annotations": [], "audio": None}
CALL = {"id": "c", "type": "function", "function": {"name": "weather", "arguments": "{}"}}
CALLING = {"role": "assistant", "content": None, "tool_calls": [CALL]}
TOOL = {"type": "function", "function": {"name": "f", "parameters": {"a": {"b": {"c": {"d": {"e": {"f": {}}}}}}}}}


@pytest.fixture(scope="module")
def counter() -> Counter:
    return Counter()


@pytest.fixture(scope="module")
def http(settings: GatewaySettings, counter: Counter) -> Iterator[TestClient]:
    context = replace(build_context(settings), answers=Answers(counter, parallel=4, seconds=60))
    with Http(settings, context) as client:
        yield client


def _signer(domain: SigningDomain, key: Address, signed: dict[str, str], text: str) -> Address:
    answer = Answer(
        prompt_hash=prompt_hash(MESSAGES), answer_hash=answer_hash(text), model_id=unhex(signed["model"], 32), key=key
    )
    return recover(answer_digest(domain, answer), unhex(signed["signature"], 65))


def _chunks(text: str) -> list[dict[str, Any]]:
    *events, done, rest = text.split("\n\n")
    assert (done, rest) == ("data: [DONE]", "")
    return [json.loads(event.partition("data: ")[2]) for event in events]


def test_chat__whole__has_openais_form_and_is_signed_for_the_key(
    http: TestClient, person: Person, settings: GatewaySettings
):
    key = Address(person.session.address)
    completion = http.post(PATH, json={"messages": MESSAGES, "max_tokens": 2, "kula": {"key": key}}).json()
    [choice] = completion["choices"]
    assert (completion["object"], completion["model"]) == ("chat.completion", hex0(MANIFEST))
    assert choice["message"] == {"role": "assistant", "content": "1 2 "}
    assert choice["finish_reason"] == "length"
    assert completion["usage"] == {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
    assert _signer(person.domain, key, choice["kula"]["answer"], "1 2 ") == settings.account().address


def test_chat__key_without_a_grant__is_answered_and_signed_all_the_same(
    http: TestClient, person: Person, settings: GatewaySettings
):
    key = Address(new_key().address)
    body = {"messages": MESSAGES, "max_tokens": 1, "kula": {"key": key}}
    [choice] = http.post(PATH, json=body).json()["choices"]
    assert _signer(person.domain, key, choice["kula"]["answer"], "1 ") == settings.account().address


def test_chat__as_events__role_then_pieces_then_the_signed_answer_then_usage_then_done(
    http: TestClient, person: Person, settings: GatewaySettings
):
    key = Address(person.session.address)
    body = {"messages": MESSAGES, "max_tokens": 2, "stream": True, "kula": {"key": key}}
    answer = http.post(PATH, json={**body, "stream_options": {"include_usage": True}})
    assert answer.headers["content-type"].startswith("text/event-stream")
    first, one, two, last, usage = _chunks(answer.text)
    assert first["choices"] == [{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}]
    assert [chunk["choices"][0]["delta"] for chunk in (one, two, last)] == [{"content": "1 "}, {"content": "2 "}, {}]
    assert [chunk["choices"][0]["finish_reason"] for chunk in (one, two, last)] == [None, None, "length"]
    assert (usage["choices"], usage["usage"]["completion_tokens"]) == ([], 2)
    assert len({chunk["id"] for chunk in (first, one, two, last, usage)}) == 1
    signed = last["choices"][0]["kula"]["answer"]
    assert _signer(person.domain, key, signed, "1 2 ") == settings.account().address


def test_chat__stream_resumed_by_its_id__goes_on_after_the_last_event(http: TestClient):
    whole = http.post(PATH, json={"messages": MESSAGES, "max_tokens": 6, "stream": True}).text
    id = _chunks(whole)[0]["id"]
    numbers = [int(line.removeprefix("id: ")) for line in whole.splitlines() if line.startswith("id: ")]
    assert numbers == [0, 1, 2, 3, 4, 5, 6, 6]
    rest = _chunks(http.get(f"{PATH}/{id}", params={"after": 4}).text)
    assert [chunk["choices"][0]["delta"] for chunk in rest[:-1]] == [{"content": "5 "}, {"content": "6 "}, {}]
    assert http.get(f"{PATH}/chatcmpl-unknown").json()["error"]["code"] == "not-found"


def test_chat__n_choices__are_made_at_once_with_seeds_of_their_own(http: TestClient, counter: Counter):
    body = {"messages": MESSAGES, "max_tokens": 3, "n": 2, "seed": 7}
    whole = http.post(PATH, json=body).json()
    assert [choice["message"]["content"] for choice in whole["choices"]] == ["1 2 3 "] * 2
    assert [choice["index"] for choice in whole["choices"]] == [0, 1]
    assert [chat.sampling.seed for chat in counter.chats[-2:]] == [7, 8]
    streamed = _chunks(http.post(PATH, json={**body, "stream": True}).text)
    for i in range(2):
        own = [chunk["choices"][0] for chunk in streamed if chunk["choices"][0]["index"] == i]
        assert "".join(choice["delta"].get("content", "") for choice in own) == "1 2 3 "
        assert own[-1]["finish_reason"] == "length"


@pytest.mark.parametrize(
    ("change", "sampling"),
    [
        ({}, {"most_tokens": 512, "temperature": 0.0}),
        ({"temperature": 0.7, "top_p": 0.9, "seed": 5}, {"temperature": 0.7, "top_p": 0.9, "seed": 5}),
        ({"temperature": 1, "max_completion_tokens": 4}, {"temperature": 1.0, "most_tokens": 4}),
        ({"max_tokens": 9_000}, {"most_tokens": 512}),
        ({"max_tokens": None, "seed": None, "stop": None, "temperature": None, "tools": None}, {"most_tokens": 512}),
        ({"model": "kula", "user": "me", "metadata": {"a": "b"}, "store": False}, {}),
        ({"n": 1, "tools": [], "tool_choice": "auto", "response_format": {"type": "text"}, "logit_bias": {}}, {}),
        ({"temperature": 1, "top_p": 0}, {"top_p": 1e-9}),
        ({"frequency_penalty": 0.0, "presence_penalty": 0, "logprobs": False, "service_tier": "auto"}, {}),
    ],
)
def test_chat__everyday_options__are_honoured(
    http: TestClient, counter: Counter, change: dict[str, Any], sampling: dict[str, Any]
):
    body = {"messages": MESSAGES, "stream": True, **change}
    with http.stream("POST", PATH, json=body) as answer:
        assert answer.status_code == 200
        answer.close()
    asked = counter.chats[-1].sampling
    assert {name: getattr(asked, name) for name in sampling} == sampling


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    "choice", [{}, {"tool_choice": "auto"}, {"tool_choice": "none"}], ids=["unsaid", "auto", "none"]
)
def test_chat__tools_that_may_be_called__are_not_and_a_header_says_so(
    http: TestClient, stream: bool, choice: dict[str, Any]
):
    body = {"messages": MESSAGES, "max_tokens": 3, "stream": stream}
    assert "kula-unused" not in http.post(PATH, json=body).headers
    answer = http.post(PATH, json={**body, "tools": [TOOL], **choice})
    assert (answer.status_code, answer.headers["kula-unused"]) == (200, "tools")
    assert "kula-unused" in answer.headers["access-control-expose-headers"]
    assert "tool_calls" not in answer.text
    assert '"3 "' in answer.text or "1 2 3 " in answer.text


@pytest.mark.parametrize(
    ("messages", "read"),
    [
        ([{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}], ["user ab"]),
        ([{"role": "developer", "content": "Be brief."}, *MESSAGES], ["system Be brief."]),
        ([*MESSAGES, ECHOED, *MESSAGES], ["user How do I boil an egg?", "assistant In water."]),
        ([{"role": "user", "name": "aline", "content": "Hi"}], ["user Hi"]),
        ([{"role": "system", "content": ""}, *MESSAGES], ["system "]),
        (MESSAGES * 66, []),
    ],
)
def test_chat__messages_of_many_clients__are_read(
    http: TestClient, counter: Counter, messages: list[dict[str, Any]], read: list[str]
):
    assert http.post(PATH, json={"messages": messages, "max_tokens": 1}).status_code == 200
    messages_read = [f"{message['role']} {message['content']}" for message in counter.chats[-1].messages]
    assert messages_read[: len(read)] == read


@pytest.mark.parametrize(
    ("change", "code", "param"),
    [
        ({"tools": [TOOL], "tool_choice": "required"}, "malformed", "tool_choice"),
        ({"tools": [{"type": "web_search"}]}, "malformed", "tools[0].type"),
        ({"functions": [TOOL["function"]]}, "malformed", "functions"),
        ({"response_format": {"type": "json_object"}}, "malformed", "response_format"),
        ({"logprobs": True, "top_logprobs": 2}, "malformed", "logprobs"),
        ({"frequency_penalty": 0.5}, "malformed", "frequency_penalty"),
        ({"logit_bias": {"5": 1}}, "malformed", "logit_bias"),
        ({"modalities": ["text", "audio"]}, "malformed", "modalities"),
        ({"no_such_option": 1}, "malformed", "no_such_option"),
        ({"n" * 5_000: 1}, "malformed", "n" * 64),
        ({"messages": [*MESSAGES, CALLING]}, "malformed", "messages[1].tool_calls"),
        ({"messages": [*MESSAGES, CALLING, {"role": "tool", "content": "19"}]}, "malformed", "messages[1].tool_calls"),
        ({"messages": [{"role": "tool", "tool_call_id": "c", "content": "19"}]}, "malformed", "messages[0].role"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, "malformed", "messages[0].content"),
        ({"messages": []}, "malformed", "messages"),
        ({"messages": [{"role": "user", "content": " "}]}, "malformed", "messages"),
        ({"messages": MESSAGES * 257}, "malformed", "messages"),
        ({"model": "gpt-does-not-exist"}, "unknown-model", "model"),
        ({"kula": {"key": "0x1"}}, "malformed", "kula.key"),
        ({"kula": {"key": new_key().address, "other": 1}}, "malformed", "kula.other"),
        ({"max_tokens": True}, "malformed", "max_tokens"),
        ({"temperature": -1}, "malformed", "temperature"),
        ({"temperature": "hot"}, "malformed", "temperature"),
        ({"stream": "yes"}, "malformed", "stream"),
        ({"n": 5}, "malformed", "n"),
        ({"stop": ["a", "b", "c", "d", "e"]}, "malformed", "stop"),
    ],
)
def test_chat__what_cannot_be_done__is_refused_by_name(
    http: TestClient, change: dict[str, Any], code: str, param: str | None
):
    answer = http.post(PATH, json={"messages": MESSAGES, **change})
    assert 400 <= answer.status_code < 500
    error = answer.json()["error"]
    assert sorted(error) == ["code", "message", "param", "type"]
    assert (error["code"], error["type"]) == (code, "invalid_request_error")
    assert param is None or error["param"] == param


@pytest.mark.parametrize("body", [b"{", b'{"messages": NaN}', b"[" * 100_000, b'"\\ud800"', b"\xff", b"[]"])
def test_chat__body_that_is_no_json_object__is_refused_in_openais_form(http: TestClient, body: bytes):
    answer = http.post(PATH, content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_chat__option_that_comes_twice__is_refused_by_name(http: TestClient):
    twice = json.dumps({"messages": MESSAGES, "max_tokens": 1})[:-1] + ', "max_tokens": 2}'
    answer = http.post(PATH, content=twice, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid-json")
    assert "max_tokens" in answer.json()["error"]["message"]


def test_chat__refused_before_it_is_read__has_openais_form_too(http: TestClient):
    refused = http.post(PATH, content=b"messages=1", headers={"content-type": "application/x-www-form-urlencoded"})
    assert refused.status_code == 415
    assert refused.json()["error"]["code"] == "unsupported-media-type"
    assert refused.headers["access-control-allow-origin"] == "*"


def test_models__in_openais_form__names_the_adopted_one(http: TestClient):
    listed = http.get("/v1/models").json()
    assert listed["object"] == "list"
    assert [(one["id"], one["object"]) for one in listed["data"]] == [("kula", "model"), (hex0(MANIFEST), "model")]
    assert http.post(PATH, json={"messages": MESSAGES, "max_tokens": 1, "model": hex0(MANIFEST)}).status_code == 200
    assert [http.get(f"/v1/models/{one['id']}").json() for one in listed["data"]] == listed["data"]
    assert http.get("/v1/models/gpt-4").json()["error"]["code"] == "unknown-model"


def test_cors__page_of_another_origin__may_ask_and_reads_refusals(http: TestClient):
    asked = {"origin": "https://app.example", "access-control-request-method": "POST"}
    preflight = http.options(PATH, headers={**asked, "access-control-request-headers": "authorization"})
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "authorization" in preflight.headers["access-control-allow-headers"]
    for body in ({"messages": MESSAGES, "max_tokens": 1}, {"messages": []}):
        assert http.post(PATH, json=body).headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in http.get("/v1/network").headers
    for path in (f"{PATH}/chatcmpl-1", "/v1/models", "/v1/models/kula"):
        assert http.options(path, headers=asked).status_code == 204


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", PATH, "method-not-allowed"),
        ("PUT", PATH, "method-not-allowed"),
        ("DELETE", "/v1/models", "method-not-allowed"),
        ("GET", "/v1/chat/completions/a/b", "not-found"),
        ("POST", "/v1/completions", "not-found"),
        ("POST", "/v1/embeddings", "not-found"),
        ("POST", "/v1/responses", "not-found"),
    ],
)
def test_openai__path_or_method_that_is_not_there__is_refused_in_openais_form(
    http: TestClient, method: str, path: str, code: str
):
    answer = http.request(method, path, json={})
    assert answer.json()["error"]["code"] == code
    assert answer.headers["access-control-allow-origin"] == "*"
