"""The guard through HTTP and as bare ASGI: size, time, host and media type of bodies; headers on every answer."""

import asyncio
import json
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

import kula.node.gateway.api.front.guard
from kula.node.gateway.api.front.guard import MAX_BODY_BYTES, Guard
from kula.node.gateway.limits import RateLimits


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

    return Guard(inner, frozenset({"testserver"}), ("http://rpc.example", "wss://relay.example"), RateLimits())


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
    assert "connect-src 'self' http://rpc.example wss://relay.example;" in answer.headers["content-security-policy"]
    assert "require-trusted-types-for 'script'" in answer.headers["content-security-policy"]


def test_policy__of_the_page__names_the_other_gateways_as_they_are_now(monkeypatch: pytest.MonkeyPatch):
    known: list[str] = ["https://second.example"]

    def look() -> list[str]:
        if not known:
            raise OperationalError("SELECT", None, Exception("the database is locked"))
        return known

    guard = Guard(FastAPI(), frozenset({"testserver"}), ("http://rpc.example",), RateLimits(), gateways=look)
    with TestClient(guard) as http:
        page, path = (http.get(path).headers["content-security-policy"] for path in ("/records", "/v1/other"))
        assert all("connect-src 'self' http://rpc.example https://second.example;" in one for one in (page, path))
        known.clear()
        monkeypatch.setattr(kula.node.gateway.api.front.guard, "_POLICY_SECONDS", 0)
        guard._policy_until = 0
        assert "https://second.example" in http.get("/").headers["content-security-policy"], "the last look stays"
        known.append("https://third.example")
        assert "https://third.example" in http.get("/").headers["content-security-policy"]


def test_accusations__are_open_to_other_pages_and_nothing_else_is():
    with TestClient(Guard(FastAPI(), frozenset({"testserver"}), (), RateLimits())) as http:
        assert http.post("/v1/accusations", content="x").headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-origin" not in http.post("/v1/records", content="x").headers


@pytest.mark.parametrize("host", ["testserver", "TESTSERVER:8000", "testserver.:80"])
def test_guard__the_host_as_proxies_and_people_write_it__passes(http: TestClient, host: str):
    assert http.post("/echo", json={}, headers={"host": host}).status_code == 200


@pytest.mark.parametrize("hosts", [[], ["rebound.example"], ["testserver", "rebound.example"], ["testserver@evil"]])
def test_guard__another_host_or_two_of_them__reach_no_route(app: Guard, passed: list[bytes], hosts: list[str]):
    headers = [(b"host", host.encode()) for host in hosts]
    assert _status(app, [{"type": "http.request", "body": b"{}"}], headers) == 400
    assert not passed


def test_guard__many_requests_of_one_address__that_stay_open__are_refused_beyond_the_most(
    app: Guard, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(kula.node.gateway.api.front.guard, "MOST_AT_ONCE", 3)

    async def flood() -> list[int]:
        hold = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await hold.wait()
            return {"type": "http.request", "body": b"{}", "more_body": False}

        statuses: list[int] = []

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        held = [asyncio.create_task(app(_scope(), receive, send)) for _ in range(5)]
        async with asyncio.timeout(20):
            while len(statuses) < 2:
                await asyncio.sleep(0.01)
        assert statuses == [429, 429]
        hold.set()
        await asyncio.gather(*held)
        await app(_scope(), receive, send)
        return statuses

    assert asyncio.run(flood()) == [429, 429, 200, 200, 200, 200]


def test_guard__a_client_that_does_not_read_its_answer__is_given_up(
    app: Guard, monkeypatch: pytest.MonkeyPatch, passed: list[bytes]
):
    monkeypatch.setattr(kula.node.gateway.api.front.guard, "SEND_SECONDS", 0.05)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(_: Any) -> None:
        await asyncio.sleep(60)

    asyncio.run(asyncio.wait_for(app(_scope(), receive, send), 5))
    assert passed


def _scope(headers: list[tuple[bytes, bytes]] | None = None) -> dict[str, Any]:
    host = [(b"host", b"testserver")] if headers is None else headers
    return {
        "type": "http",
        "method": "POST",
        "path": "/echo",
        "query_string": b"",
        "headers": [*host, (b"content-type", b"application/json")],
        "client": ("203.0.113.7", 1),
    }


def _status(app: Guard, parts: list[dict[str, Any]], headers: list[tuple[bytes, bytes]]) -> int:
    """Returns the status of a POST whose parts come one after the other."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return parts.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(_scope(headers), receive, send))
    return sent[0]["status"]


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
    monkeypatch.setattr(kula.node.gateway.api.front.guard, "BODY_SECONDS", 0.05)
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b" ", "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(_scope(), receive, send))
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

    asyncio.run(app(_scope(), receive, send))
    assert not passed, "half a request is no request"
