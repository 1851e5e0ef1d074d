"""An endpoint that always lags is left for another, and one that invents newer blocks draws no node to itself."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest

from kula.protocol.chain.rpc import failover
from kula.protocol.chain.rpc.failover import LAG_SECONDS, Failover
from tests.support.rpc.front import Call, Front, Reply, result

BLOCK_SECONDS = 12


@pytest.fixture(autouse=True)
def _look_always(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(failover, "LOOK_SECONDS", 0.0)


@dataclass
class Chain:
    """One endpoint's chain: a block each twelve seconds, the newest of which is `newest`. Blocks after `true` are invented."""

    newest: int
    true: int = 10**9

    def reply(self, call: Call, _: Front) -> Reply:
        """Answers a call as an endpoint of this chain does."""
        if call["method"] == "eth_chainId":
            return result(call, "0x1")
        number = self.newest if call["params"][0] == "latest" else int(call["params"][0], 16)
        if number > self.newest:
            return result(call, None)
        digest = "0x" + f"{number:064x}" if number <= self.true else "0x" + "f" * 64
        block = {"number": hex(number), "hash": digest, "parentHash": "0x" + "0" * 64}
        return result(call, {**block, "timestamp": hex(number * BLOCK_SECONDS)})


@contextmanager
def _network(*chains: Chain) -> Iterator[tuple[Failover, list[str]]]:
    """Endpoints with these chains, asked in this order, and their URLs."""
    with ExitStack() as stack:
        urls = [stack.enter_context(Front("", chain.reply)).url for chain in chains]
        yield Failover(urls, 1), urls


def _look(provider: Failover, times: int = 1) -> str:
    """Asks for the newest block, and returns the URL of who is asked next."""
    for _ in range(times):
        provider.make_request("eth_getBlockByNumber", ["latest", False])  # type: ignore[arg-type]
    return provider.active.url


def _clock(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    """Sets this machine's clock to the time of a block."""
    monkeypatch.setattr(failover.time, "time", lambda: float(block * BLOCK_SECONDS))


def test_lag__that_two_others_show__is_left_at_once():
    with _network(Chain(1_000), Chain(1_100), Chain(1_099)) as (provider, urls):
        assert _look(provider) in urls[1:]


def test_lag__of_less_than_a_minute__is_none():
    ahead = 1_000 + LAG_SECONDS // BLOCK_SECONDS
    with _network(Chain(1_000), Chain(ahead), Chain(ahead)) as (provider, urls):
        assert _look(provider, 3) == urls[0]


def test_lag__of_one_of_two__is_left_when_it_comes_to_the_block_that_the_other_showed():
    late, other = Chain(1_000), Chain(1_050)
    with _network(late, other) as (provider, urls):
        assert _look(provider, 3) == urls[0], "the other may have invented its block"
        late.newest, other.newest = 1_050, 1_100
        assert _look(provider) == urls[1]


def test_lag__of_one_of_two_that_stands_still__is_left_if_the_clock_agrees(monkeypatch: pytest.MonkeyPatch):
    with _network(Chain(1_000), Chain(1_050)) as (provider, urls):
        _clock(monkeypatch, 1_050)
        assert _look(provider, 3) == urls[0], "it may only be slow for a moment"
        monkeypatch.setattr(failover, "_STUCK_SECONDS", 0.0)
        assert _look(provider) == urls[1]


@pytest.mark.parametrize("others", [1, 2])
def test_invented_blocks__of_one_endpoint__draw_nobody_from_a_fresh_one(monkeypatch: pytest.MonkeyPatch, others: int):
    monkeypatch.setattr(failover, "_STUCK_SECONDS", 0.0)
    honest, liar = Chain(1_000), Chain(1_400, true=990)
    with _network(honest, liar, *[honest] * (others - 1)) as (provider, urls):
        for newest in (1_000, 1_200, 1_500):
            honest.newest = newest
            _clock(monkeypatch, newest)
            liar.newest = newest + 400
            assert _look(provider, 3) == urls[0]


def test_invented_blocks__as_fresh_as_the_clock__are_not_believed_while_ours_goes_on(monkeypatch: pytest.MonkeyPatch):
    """Ours lags, and the other one lies: it is not followed, because ours comes to its blocks and has others."""
    late, liar = Chain(1_000), Chain(1_050, true=990)
    with _network(late, liar) as (provider, urls):
        for newest in (1_000, 1_050, 1_100, 1_150):
            late.newest, liar.newest = newest, newest + 50
            _clock(monkeypatch, newest + 50)
            assert _look(provider, 3) == urls[0]


def test_look__at_others_that_hang__costs_little(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(failover, "_GLANCE_SECONDS", 0.2)

    def hang(call: Call, _: Front) -> Reply:
        time.sleep(60)
        return result(call, "0x1")

    with Front("", Chain(1_000).reply) as first, Front("", hang) as second:
        provider = Failover([first.url, second.url], 1)
        started = time.monotonic()
        assert _look(provider, 3) == first.url
        assert time.monotonic() - started < 30
        assert provider.endpoints[1].failing


def test_look__is_seldom(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(failover, "LOOK_SECONDS", 60.0)
    with Front("", Chain(1_000).reply) as first, Front("", Chain(1_100).reply) as second:
        assert _look(Failover([first.url, second.url], 1), 5) == first.url
        assert second.total == 0
