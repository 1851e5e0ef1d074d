"""Endpoints that limit, lag, contradict and break: a node waits, asks another one, goes on, and says so."""

import time
from functools import partial

import pytest
from structlog.testing import capture_logs

from kula.node.local.anvil import Anvil
from kula.protocol.chain.connection import Connection
from kula.protocol.chain.network import Network
from kula.protocol.chain.rpc.failover import STALE_BLOCKS, Failover
from kula.protocol.chain.rpc.problems import Problem, problem_of
from kula.protocol.errors import ChainRefused, KulaError, Unavailable
from tests.support.chain import TestNet, launch
from tests.support.rpc.front import (
    Front,
    Reply,
    another_history,
    behind,
    every,
    gone,
    html,
    http_429,
    of_another,
    refused,
    result,
    serves_chain,
    slow,
    too_many_requests,
    truncated,
    without_tag,
)

CHAIN = 31_337


@pytest.fixture(scope="module")
def net(anvil: Anvil, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    net = launch(anvil, tmp_path_factory.mktemp("net"))
    net.add_validator()
    anvil.mine(120)
    return net


def _through(net: TestNet, *urls: str, finality: str = "latest") -> Network:
    return Network(Connection(urls, CHAIN, finality), net.network.addresses)


@pytest.mark.parametrize("reply", [too_many_requests, http_429, html, truncated, of_another, gone])
def test_read__every_second_answer_is_bad__goes_on_with_one_endpoint(net: TestNet, reply: object):
    with Front(net.anvil.url, every(2, reply)) as front:  # type: ignore[arg-type]
        network = _through(net, front.url)
        assert network.batches.current() == 1
        assert len(list(network.validators.events("Staked"))) == 1


@pytest.mark.parametrize("reply", [too_many_requests, http_429, html, truncated, of_another, gone])
def test_read__an_endpoint_breaks__asks_the_next_and_says_so_once(net: TestNet, reply: object):
    with Front(net.anvil.url, every(1, reply)) as front, capture_logs() as logs:  # type: ignore[arg-type]
        network = _through(net, front.url, net.anvil.url)
        for _ in range(20):
            assert network.batches.current() == 1
    assert front.total == 1
    assert [entry["event"] for entry in logs] == ["endpoint fails", "endpoint changes"]


@pytest.mark.parametrize("header", ["\u00b2", "9" * 5_000, "-1", "1e9", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_read__an_endpoint_asks_for_a_pause_of_any_length__asks_the_next(net: TestNet, header: str):
    busy = Reply(b"{}", 429, {"Retry-After": header})
    with Front(net.anvil.url, every(1, lambda *_: busy)) as front:
        network = _through(net, front.url, net.anvil.url)
        assert network.batches.current() == 1
        lazy = next(one for one in network.connection.web3.provider.endpoints if one.url == front.url)  # type: ignore[attr-defined]
        assert lazy.failing
        assert lazy.rests_for() <= 60


def test_read__no_endpoint_answers__is_unavailable_within_the_budget(net: TestNet):
    with Front(net.anvil.url) as front:
        network = _through(net, front.url)
        front.quirks = [every(1, too_many_requests)]
        started = time.monotonic()
        with pytest.raises(Unavailable, match="rate limit"):
            network.batches.current()
        assert time.monotonic() - started < 60


def test_read__an_endpoint_hangs__the_budget_holds(net: TestNet):
    with Front(net.anvil.url, slow(60, ("eth_call",))) as front:
        provider = Failover([front.url], CHAIN, budget_seconds=1.0)
        network = Network(Connection(provider, CHAIN), net.network.addresses)
        started = time.monotonic()
        with pytest.raises(Unavailable, match="no answer within"):
            network.batches.current()
        assert time.monotonic() - started < 30


def test_retry_after__is_kept(net: TestNet):
    with Front(net.anvil.url, every(2, http_429)) as front:
        network = _through(net, front.url)
        started = time.monotonic()
        assert network.batches.current() == 1
        assert time.monotonic() - started >= 0.9


def test_messages__of_failing_endpoints__hold_no_key_of_a_url(net: TestNet):
    with Front(net.anvil.url, every(1, html)) as front, capture_logs() as logs, pytest.raises(Unavailable) as raised:
        _through(net, f"{front.url}/v2/secretkey?token=hidden")
    assert "secretkey" not in f"{raised.value} {logs}"
    assert "hidden" not in f"{raised.value} {logs}"


def test_read__a_revert__is_refused_once_two_endpoints_agree(net: TestNet):
    with Front(net.anvil.url) as first, Front(net.anvil.url) as second:
        network = _through(net, first.url, second.url)
        for times in (1, 2):
            with pytest.raises(ChainRefused, match="batches: epoch has no records"):
                network.batches.read("close")
            assert (first.calls["eth_call"], second.calls["eth_call"]) == (times, times)
        assert network.batches.current() == 1
        assert (first.calls["eth_call"], second.calls["eth_call"]) == (3, 2), "the first is preferred still"


def test_read__before_the_deployment__is_unavailable_and_no_crash(net: TestNet):
    network = Network(Connection([net.anvil.url], CHAIN, 0), net.network.addresses)
    with pytest.raises(Unavailable, match="no such contract"):
        network.batches.current()


def test_connect__another_chain__is_refused_and_another_endpoint_is_taken(net: TestNet):
    with Front(net.anvil.url, serves_chain(5)) as front:
        with pytest.raises(Unavailable, match="serves chain 5, expected 31337"):
            _through(net, front.url)
        assert _through(net, front.url, net.anvil.url).batches.current() == 1


def test_head__a_stale_endpoint__is_left_for_another(net: TestNet):
    with Front(net.anvil.url) as first, Front(net.anvil.url) as second:
        network = _through(net, first.url, second.url)
        newest = network.connection.head().number
        first.quirks = [behind(STALE_BLOCKS + 2)]
        net.anvil.mine(1)
        assert network.connection.head().number == newest + 1
        assert second.total > 0


def test_head__the_only_endpoint_goes_back__is_followed_and_said(net: TestNet):
    with Front(net.anvil.url) as front, capture_logs() as logs:
        network = _through(net, front.url)
        newest = network.connection.head().number
        front.quirks = [behind(50)]
        assert network.connection.head().number == newest - 50
    assert "every endpoint is behind" in [entry["event"] for entry in logs]


def test_failover__another_history_at_a_final_block__is_not_followed(net: TestNet):
    with Front(net.anvil.url) as first, Front(net.anvil.url, another_history) as second:
        network = _through(net, first.url, second.url, finality="finalized")
        network.connection.head()
        first.quirks = [every(1, gone)]
        with pytest.raises(Unavailable, match="is another than the one that is final"), network.connection.turn():
            network.batches.current()
        first.quirks = []
        time.sleep(1)
        with network.connection.turn():
            assert network.batches.current() == 1


def test_head__a_final_block_changes__is_unavailable(net: TestNet):
    with Front(net.anvil.url) as front:
        network = _through(net, front.url, finality="finalized")
        network.connection.head()
        front.quirks = [another_history]
        net.anvil.mine(2)
        with pytest.raises(Unavailable, match="contradicts"):
            network.connection.head()


def test_head__a_final_block_never_goes_back(net: TestNet):
    with Front(net.anvil.url) as front:
        network = _through(net, front.url, finality="finalized")
        final = network.connection.head().number
        old = front.forward(
            {"jsonrpc": "2.0", "id": 1, "method": "eth_getBlockByNumber", "params": [hex(final - 9), False]}
        )
        front.quirks = [without_tag("finalized", lambda call: result(call, old["result"]))]
        net.anvil.mine(1)
        assert network.connection.head().number == final


NO_TAG = {
    "null": lambda call: result(call, None),
    "unknown": lambda call: refused(call, -39_001, "Unknown block"),
    "invalid": lambda call: refused(call, -32_602, "invalid argument 0: invalid block tag"),
}


@pytest.mark.parametrize("answer", NO_TAG)
def test_finality__unknown_to_the_chain__acts_on_a_depth_and_says_so_once(net: TestNet, answer: str):
    with Front(net.anvil.url, without_tag("finalized", NO_TAG[answer])) as front, capture_logs() as logs:
        connection = Connection([front.url], CHAIN, "finalized")
        network = Network(connection, net.network.addresses)
        for _ in range(3):
            net.anvil.mine(1)
            head = connection.head()
            assert head.newest.number == head.number
            assert network.batches.current() == 1
            assert len(list(network.validators.events("Staked"))) == 1
    assert [entry["event"] for entry in logs] == ["no such finality"]


def test_finality__always_block_0__counts_as_unknown(net: TestNet):
    with Front(net.anvil.url) as front:
        genesis = front.forward({"jsonrpc": "2.0", "id": 1, "method": "eth_getBlockByNumber", "params": ["0x0", False]})
        front.quirks = [without_tag("finalized", lambda call: result(call, genesis["result"]))]
        assert Connection([front.url], CHAIN, "finalized").block() > 100


_WORD = "0x" + "11" * 32
_BLOCK = {"number": "0x1", "hash": _WORD, "parentHash": _WORD, "timestamp": "0x1", "gasUsed": "0x1", "logsBloom": "0x0"}
NONSENSE: dict[str, object] = {
    "text": "no block",
    "list": [[]],
    "number": 7,
    "empty": {},
    "negative": {**_BLOCK, "number": "-0x1"},
    "short hash": {**_BLOCK, "hash": "0x11"},
    "hash of 100 TB": {**_BLOCK, "hash": 10**14},
    "hash of 71 bits": {**_BLOCK, "hash": 2**70},
    "hash of truth": {**_BLOCK, "parentHash": True},
    "number of truth": {**_BLOCK, "number": True},
    "number of 71 bits": {**_BLOCK, "number": hex(2**70)},
    "time as a number": {**_BLOCK, "timestamp": 2**70},
    "filter of 2,049 bits": {**_BLOCK, "logsBloom": hex(2**2_048)},
    "large number": 10**14,
    "truth": True,
}


@pytest.mark.parametrize("value", NONSENSE)
@pytest.mark.parametrize("method", ["eth_call", "eth_getBlockByNumber", "eth_getLogs", "eth_chainId"])
def test_results__of_a_wrong_form__raise_kula_errors_only(net: TestNet, method: str, value: str):
    nonsense = every(1, lambda call: result(call, NONSENSE[value]), (method,))
    with Front(net.anvil.url, nonsense) as front, pytest.raises(KulaError):
        _read_everything(net, Failover([front.url], CHAIN, budget_seconds=0.3))


@pytest.mark.parametrize("method", ["eth_call", "eth_getBlockByNumber", "eth_getLogs", "eth_chainId"])
def test_results__of_a_wrong_form_from_one_of_two_endpoints__come_from_the_other(net: TestNet, method: str):
    for value in NONSENSE.values():
        nonsense = every(1, partial(result, value=value), (method,))
        with Front(net.anvil.url, nonsense) as front:
            _read_everything(net, Failover([front.url, net.anvil.url], CHAIN))
            assert front.calls[method], "the first endpoint was asked"


def _read_everything(net: TestNet, provider: Failover) -> None:
    network = Network(Connection(provider, CHAIN), net.network.addresses)
    network.batches.current()
    network.connection.head()
    list(network.validators.events("Staked"))


@pytest.mark.parametrize(
    ("method", "code", "words", "problem"),
    [
        ("eth_call", 3, "execution reverted: batches: epoch is still open", Problem.REFUSED),
        ("eth_sendRawTransaction", -32_000, "replacement transaction underpriced", Problem.REFUSED),
        ("eth_sendRawTransaction", -32_003, "nonce too low", Problem.REFUSED),
        ("eth_call", -32_005, "Too Many Requests: rate limit exceeded", Problem.THROTTLED),
        ("eth_call", -32_005, "limit exceeded", Problem.THROTTLED),
        ("eth_call", 429, "Your app has exceeded its compute units per second capacity.", Problem.THROTTLED),
        ("eth_getLogs", -32_029, "too many requests", Problem.THROTTLED),
        ("eth_getLogs", -32_005, "query returned more than 10000 results", Problem.TOO_WIDE),
        ("eth_getLogs", -32_602, "range 20000 exceeds limit of 10000", Problem.TOO_WIDE),
        ("eth_getLogs", -32_600, "You can make eth_getLogs requests with up to a 500 block range.", Problem.TOO_WIDE),
        ("eth_getLogs", -32_000, "query timeout exceeded", Problem.TOO_WIDE),
        ("eth_call", -32_000, "header not found", Problem.LACKS),
        ("eth_call", -32_000, "missing trie node 5dfe (path )", Problem.LACKS),
        ("eth_maxPriorityFeePerGas", -32_601, "the method does not exist/is not available", Problem.LACKS),
        ("eth_getBalance", -32_602, "invalid params", Problem.LACKS),
        ("eth_getTransactionReceipt", 3, "execution reverted", Problem.LACKS),
        ("eth_call", -32_603, "Internal error", Problem.BROKEN),
        ("eth_chainId", -32_000, "upstream is unavailable", Problem.BROKEN),
    ],
)
def test_problem__of_the_words_of_providers(method: str, code: int, words: str, problem: Problem):
    assert problem_of(method, code, words) is problem
