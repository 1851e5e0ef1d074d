"""The stream of an account, over a real socket."""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from types import SimpleNamespace

import httpx
import pytest

from kula.node.gateway.api import feed as feed_module
from kula.node.gateway.api.app import build_context, create_app
from kula.node.gateway.api.feed import MOST_OF_ACCOUNT, MOST_OF_ADDRESS, Feed, Queue
from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.problems import Problem
from kula.node.settings import GatewaySettings
from tests.support.chain import TestNet
from tests.support.gateway.person import Person
from tests.support.gateway.served import listening
from tests.support.gateways import Worker, gateway_settings, sent


@pytest.fixture(scope="module")
def settings(net: TestNet, tmp_path_factory: pytest.TempPathFactory) -> GatewaySettings:
    settings = gateway_settings(net, tmp_path_factory.mktemp("gateway"))
    return settings.model_copy(update={"tick_seconds": 0.3})


@pytest.fixture(scope="module")
def url(settings: GatewaySettings) -> Iterator[str]:
    with listening(create_app(settings, build_context(settings)), closing_seconds=1) as url:
        yield url


def _until(lines: Iterator[str], change: str) -> tuple[int, dict]:
    """The next event of a kind, and its id."""
    number = 0
    for line in lines:
        if line.startswith("id: "):
            number = int(line[4:])
        if line.startswith("data: "):
            body = json.loads(line[6:])
            if body["change"] == change:
                return number, body
    raise AssertionError(f"the stream ended before {change}")


def test_stream__tells_what_happens__and_goes_on_after_an_id(
    net: TestNet, url: str, settings: GatewaySettings, person: Person
):
    path = f"{url}/v1/accounts/{person.owner.address}/events"
    worker = Worker(net, settings)
    record = sent(person)
    with httpx.stream("GET", path, timeout=30) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.iter_lines()
        assert next(lines) == "retry: 3000"
        epoch = worker.post()
        number, change = _until(lines, "record")
    assert (change["record"], change["state"], change["amount"]) == (record, "posted", None)
    worker.report(epoch)
    worker.duties.mirror_outcomes()
    with httpx.stream("GET", path, headers={"last-event-id": str(number)}, timeout=30) as answer:
        later, change = _until(answer.iter_lines(), "record")
    assert later > number
    assert (change["state"], change["score"]) == ("reported", 120)
    with httpx.stream("GET", path, headers={"last-event-id": str(10**9)}, timeout=30) as answer:
        assert _until(answer.iter_lines(), "reset")[1]["record"] is None


def test_stream__of_another_account__tells_nothing_of_it(
    net: TestNet, settings: GatewaySettings, url: str, person: Person
):
    repository = Repository(open_database(settings.database_url))
    start = repository.events.last()
    sent(person)
    Worker(net, settings).post()
    Worker(net, settings).duties.mirror_outcomes()
    stranger = net.bank.address
    assert any(row.owner for row in repository.events.after(start, 99))
    assert all(not row.owner for row in repository.events.after(start, 99, stranger))


def test_streams__of_one_address__are_bounded(url: str, person: Person):
    path = f"{url}/v1/accounts/{person.owner.address}/events"
    with ExitStack() as stack:
        for _ in range(MOST_OF_ADDRESS):
            assert stack.enter_context(httpx.stream("GET", path, timeout=30)).status_code == 200
        refused = httpx.get(path, timeout=30)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "30")
    for _ in range(100):
        with httpx.stream("GET", path, timeout=30) as again:
            if again.status_code == 200:
                return
        time.sleep(0.2)
    raise AssertionError("streams that were closed still count")


def test_streams__of_an_account_that_strangers_open__give_way_to_its_owner():
    async def play() -> None:
        feed = Feed(SimpleNamespace(after=lambda *_: []))  # type: ignore[arg-type]
        with ExitStack() as stack:

            def opened(address: str) -> Queue:
                return stack.enter_context(feed.stream("0xowner", address, 0))

            crowd = {name: [opened(name) for _ in range(MOST_OF_ACCOUNT // 2)] for name in ("a", "b")}
            mine = opened("c")
            assert crowd["a"][0].get_nowait() is None, "the oldest stream of the address with most ends"
            with pytest.raises(Problem, match="16 streams of this account"):
                opened("a")
            with pytest.raises(Problem, match="8 streams of address b"):
                opened("b")
            assert mine.empty()
        assert not feed._streams

    asyncio.run(play())


def test_streams__of_whole_networks__give_way_to_one_more_address(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(feed_module, "MOST_OF_ALL", 4)

    async def play() -> None:
        feed = Feed(SimpleNamespace(after=lambda *_: []))  # type: ignore[arg-type]
        with ExitStack() as stack:
            crowd = [stack.enter_context(feed.stream(f"0x{n}", name, 0)) for n, name in enumerate("aabb")]
            stack.enter_context(feed.stream("0xowner", "c", 0))
            assert [queue.empty() for queue in crowd] == [False, True, True, True]
            stack.enter_context(feed.stream("0xother", "d", 0))
            with pytest.raises(Problem, match="4 streams of all accounts"):
                stack.enter_context(feed.stream("0xlate", "e", 0))

    asyncio.run(play())
