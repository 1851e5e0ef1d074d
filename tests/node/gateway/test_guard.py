"""The guard through HTTP and as bare ASGI: size, time, host and media type of bodies; headers on every answer."""

import asyncio
import json
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

import kula.node.gateway.api.guard
from kula.node.gateway.api.guard import MAX_BODY_BYTES, Guard


@pytest.fixture
def passed() -> list[bytes]:
    """The bodies that the guard lets through."""
    return []


@pytest.fixture
def app(passed: list[bytes]) -> Guard:
    inner = FastAPI()

    @inner.post("/echo")
    async def echo(request: Request) -> dict[str, int]:
        passed.append(await request.body())
        return {"bytes": len(passed[-1])}

    return Guard(inner, frozenset({"testserver"}), "http://rpc.example")


@pytest.fixture
def http(app: Guard):
    with TestClient(app) as client:
        yield client


def _slug(answer: Any) -> str:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.json()["type"].rsplit("/", 1)[-1]


def test_guard__the_largest_body__passes_byte_by_byte(http: TestClient, passed: list[bytes]):
    body = b'"' + b"x" * (MAX_BODY_BYTES - 2) + b'"'
    answer = http.post("/echo", content=body, headers={"content-type": "application/json; charset=utf-8"})
    assert answer.json() == {"bytes": MAX_BODY_BYTES}
    assert passed == [body]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "http://rpc.example" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("body", "headers", "slug"),
    [
        (b'"' + b"x" * (MAX_BODY_BYTES - 1) + b'"', {}, "too-large"),
        (b"{}", {"content-type": "text/json"}, "unsupported-media-type"),
        (b"{}", {"content-encoding": "gzip"}, "unsupported-media-type"),
        (b"{}", {"host": "rebound.example"}, "wrong-host"),
    ],
)
def test_guard__what_no_route_should_see__is_refused_with_headers(
    http: TestClient, passed: list[bytes], body: bytes, headers: dict[str, str], slug: str
):
    answer = http.post("/echo", content=body, headers={"content-type": "application/json", **headers})
    assert _slug(answer) == slug
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not passed


def test_guard__a_body_that_never_ends__is_given_up(app: Guard, monkeypatch: pytest.MonkeyPatch, passed: list[bytes]):
    monkeypatch.setattr(kula.node.gateway.api.guard, "BODY_SECONDS", 0.05)
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b" ", "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/echo",
        "query_string": b"",
        "headers": [(b"host", b"testserver"), (b"content-type", b"application/json")],
    }
    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 408
    assert json.loads(sent[1]["body"])["type"].endswith("/too-slow")
    assert not passed


def test_guard__the_client_leaves_in_the_middle__nothing_reaches_a_route(app: Guard, passed: list[bytes]):
    parts = [
        {"type": "http.request", "body": b'{"a": 1}', "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> dict[str, Any]:
        return parts.pop(0)

    async def send(_: Any) -> None:
        return None

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/echo",
        "query_string": b"",
        "headers": [(b"host", b"testserver"), (b"content-type", b"application/json")],
    }
    asyncio.run(app(scope, receive, send))
    assert not passed, "half a request is no request"
