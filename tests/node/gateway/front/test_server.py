"""The real server on a real port: headers, slow and many connections, deep bodies, and names behind proxies."""

import resource
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

import kula.node.gateway.api.front.guard
import kula.node.gateway.api.front.server
from kula.node.gateway.api.app import create_app
from kula.node.gateway.api.front.server import FILES, HEADER_BYTES, server
from kula.node.local.anvil import free_port
from kula.node.settings import GatewaySettings
from tests.support.chain import TestNet
from tests.support.gateways import gateway_settings


@dataclass
class Running:
    """A gateway's server in a thread."""

    port: int
    uvicorn: uvicorn.Server

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def connect(self, sent: bytes = b"") -> socket.socket:
        """Opens a connection and sends the beginning of a request."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        if sent:
            connection.sendall(sent)
        return connection


@pytest.fixture(scope="module")
def settings(net: TestNet, tmp_path_factory: pytest.TempPathFactory) -> GatewaySettings:
    folder = tmp_path_factory.mktemp("gateway")
    names = ("gateway", "10.0.0.5", "Kula.Example:443")
    return gateway_settings(net, folder, hosts=names, origin="https://page.example:8443", port=free_port())


@pytest.fixture(scope="module")
def running(settings: GatewaySettings) -> Iterator[Running]:
    program = server(create_app(settings), settings)
    thread = threading.Thread(target=program.run, daemon=True)
    thread.start()
    while not program.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield Running(settings.port, program)
    program.should_exit = True
    thread.join(10)


def test_server__where_few_files__keeps_some_for_the_database(
    settings: GatewaySettings,
):
    """Connections of a few addresses used up the 1,024 files that most systems allow a process."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(1_024, before[1]), before[1]))
    try:
        server(FastAPI(), settings)
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (min(FILES, before[1]), before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("gateway:8000", 200),
        ("10.0.0.5:8000", 200),
        ("kula.example", 200),
        ("page.example", 200),
        ("LOCALHOST", 200),
        ("[::1]:8000", 200),
        ("rebound.example", 400),
        ("10.0.0.6", 400),
    ],
)
def test_host__of_a_container_a_network_or_a_proxy__is_a_setting(running: Running, host: str, status: int):
    answer = httpx.get(f"{running.url}/healthz", headers={"host": host})
    assert answer.status_code == status
    if status == 400:
        assert "KULA_HOSTS" in answer.json()["detail"]


def test_headers__of_a_megabyte__are_refused_early(running: Running):
    with running.connect(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * (2 * HEADER_BYTES)) as connection:
        assert b"400" in connection.recv(100)


def test_body__nested_a_hundred_thousand_deep__is_a_problem(running: Running):
    answer = httpx.post(
        f"{running.url}/v1/records", content=b"[" * 100_000, headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (400, "invalid-json")


def test_body__of_a_hundred_megabytes__is_refused_after_the_first(running: Running):
    parts = (b"x" * 2**16 for _ in range(1_600))
    try:
        answer = httpx.post(
            f"{running.url}/v1/records", content=parts, headers={"content-type": "application/json"}, timeout=20
        )
        assert (answer.status_code, len(answer.content) < 1_000) == (413, True)
    except httpx.WriteError:
        # The server has answered and closed while we still sent.
        assert httpx.get(f"{running.url}/healthz").status_code == 200


def test_body__that_drips__is_given_up_and_others_are_served(running: Running, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kula.node.gateway.api.front.guard, "BODY_SECONDS", 0.5)
    head = (
        b"POST /v1/records HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
    )
    slow = [running.connect(head) for _ in range(40)]
    assert httpx.get(f"{running.url}/healthz").status_code == 200
    for connection in slow:
        assert b"408" in connection.recv(100)
        connection.close()


@pytest.mark.parametrize("beginning", [b"", b"GET /healthz HT", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: "])
def test_request__that_never_comes__costs_its_connection_only(
    running: Running, monkeypatch: pytest.MonkeyPatch, beginning: bytes
):
    monkeypatch.setattr(kula.node.gateway.api.front.server, "HEADER_SECONDS", 0.3)
    with running.connect(beginning) as connection:
        assert connection.recv(10) == b"", "the server hangs up"


def test_request__after_a_pause_on_the_same_connection__is_served(running: Running):
    with httpx.Client() as client:
        for _ in range(3):
            assert client.get(f"{running.url}/healthz").status_code == 200
            time.sleep(0.1)


def test_connections__of_one_address__beyond_the_most_are_dropped(running: Running, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kula.node.gateway.api.front.server, "MOST_OF_ONE", 20)
    held = {number: running.connect() for number in range(40)}
    deadline = time.monotonic() + 120
    while len(held) > 20:
        assert time.monotonic() < deadline
        held = {number: one for number, one in held.items() if not _is_dropped(one)}
    assert sorted(held) == list(range(20)), "the first ones stay"
    for connection in held.values():
        connection.close()
    while not _is_served(running):
        assert time.monotonic() < deadline, "who closes may come again"


def _is_dropped(connection: socket.socket) -> bool:
    connection.settimeout(0.02)
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False


def _is_served(running: Running) -> bool:
    try:
        return httpx.get(f"{running.url}/healthz").status_code == 200
    except httpx.TransportError:
        return False
