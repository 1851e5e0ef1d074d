"""A turn in which nothing happened costs one call, and a turn in which something happened sees it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from eth_utils.crypto import keccak

from kula.node.local.anvil import Anvil
from kula.protocol.chain.connection import Connection
from kula.protocol.chain.network import Network
from kula.protocol.errors import Unavailable
from kula.protocol.types import Address
from tests.support.chain import TestNet, launch
from tests.support.rpc.front import Call, Front, Reply, every, result
from tests.support.speed import is_done_within

RECEIVER = Address("0x00000000000000000000000000000000000000A1")


@pytest.fixture(scope="module")
def net(anvil: Anvil, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    net = launch(anvil, tmp_path_factory.mktemp("net"))
    for _ in range(4):
        net.add_validator()
    return net


@pytest.fixture
def front(net: TestNet) -> Iterator[Front]:
    with Front(net.anvil.url) as front:
        yield front


def _network(net: TestNet, front: Front, finality: str = "latest", events: Path | None = None) -> Network:
    return Network(Connection([front.url], 31_337, finality, events=events), net.network.addresses)


def _views(network: Network) -> list[Any]:
    """What a node looks at, for the newest epochs."""
    reports, scores = network.reports, network.scores
    closed = network.batches.current() - 1
    standing = reports.standing(closed).digest
    return [
        closed,
        [(scores.epoch(epoch), reports.phase(epoch), reports.lost(epoch)) for epoch in range(closed + 2)],
        (reports.head(), reports.final_upto(), network.demands.holds(standing)),
        network.validators.active(),
        network.token.balance_of(RECEIVER),
        [event["args"] for event in network.batches.events("BatchPosted")],
    ]


def _agree(net: TestNet, network: Network) -> None:
    """Compares what a turn sees with what the chain says."""
    with network.connection.turn():
        assert _views(network) == _views(Network(Connection([net.anvil.url]), net.network.addresses))


def test_turn__nothing_happened__costs_one_call(net: TestNet, front: Front):
    network = _network(net, front)
    for _ in range(2):
        _agree(net, network)
    front.calls.clear()
    with network.connection.turn():
        _views(network)
    assert front.calls == {"eth_getBlockByNumber": 1}


def test_turn__an_empty_block__costs_one_call(net: TestNet, front: Front):
    network = _network(net, front)
    _agree(net, network)
    for _ in range(3):
        net.anvil.mine(1)
        front.calls.clear()
        with network.connection.turn():
            _views(network)
        assert front.calls == {"eth_getBlockByNumber": 1}


def test_turn__several_blocks_with_nothing_of_ours__ask_no_view(net: TestNet, front: Front):
    network = _network(net, front)
    _agree(net, network)
    net.anvil.mine(5)
    front.calls.clear()
    with network.connection.turn():
        _views(network)
    assert front.calls == {"eth_getBlockByNumber": 2, "eth_getLogs": 1}


def test_turn__finalized__costs_one_call_while_there_is_no_block(net: TestNet, front: Front):
    network = _network(net, front, "finalized")
    net.anvil.mine(3)
    with network.connection.turn():
        _views(network)
    front.calls.clear()
    for _ in range(5):
        with network.connection.turn():
            _views(network)
    assert front.calls == {"eth_getBlockByNumber": 5}


def test_turn__takes_less_than_5_ms_of_processor_time(net: TestNet):
    network = Network(Connection([net.anvil.url]), net.network.addresses)
    with network.connection.turn():
        _views(network)

    def hundred_turns() -> None:
        for _ in range(100):
            with network.connection.turn():
                network.batches.current()
                for epoch in range(100):
                    network.reports.standing(epoch % 2)

    assert is_done_within(0.5, hundred_turns)


def test_turn__others_act_and_time_passes__sees_what_the_chain_says(net: TestNet, front: Front):
    network, gateway = _network(net, front), net.gateway()
    scores = b"\x64"
    _agree(net, network)
    gateway.send(net.network.batches.post_batch(0, 1, keccak(b"leaf"), bytes(32)))
    _agree(net, network)
    net.anvil.pass_time(61)
    _agree(net, network)
    gateway.send(net.network.batches.close())
    _agree(net, network)
    commit = keccak(scores)
    net.validators[0].send(net.network.scores.commit(1, 0, commit))
    _agree(net, network)
    for seconds in (30, 31, 30, 31, 60, 61):
        # Commits and reveals end by the clock alone, without a log.
        net.anvil.pass_time(seconds)
        front.calls.clear()
        _agree(net, network)
        assert front.calls["eth_getLogs"] == 0
    net.bank.send(net.network.token.transfer(RECEIVER, 5))
    _agree(net, network)
    net.bank.send(net.network.reports.expire(1))
    _agree(net, network)


def test_turn__a_log_that_the_endpoint_shows_late__is_seen_with_the_next_block(net: TestNet, front: Front):
    network = _network(net, front)
    _agree(net, network)
    before = network.token.balance_of(RECEIVER)
    net.anvil.mine(2)
    net.bank.send(net.network.token.transfer(RECEIVER, 5))

    def late(call: Call, _: Front) -> Reply | None:
        return result(call, []) if call["method"] == "eth_getLogs" else None

    front.quirks = [late]
    with network.connection.turn():
        assert network.token.balance_of(RECEIVER) == before
    front.quirks = []
    net.anvil.mine(2)
    with network.connection.turn():
        assert network.token.balance_of(RECEIVER) == before + 5


def test_turn__our_own_transaction__is_seen_in_the_same_turn(net: TestNet):
    token = net.network.token
    with net.network.connection.turn():
        before = token.balance_of(RECEIVER)
        net.bank.send(token.transfer(RECEIVER, 5))
        assert token.balance_of(RECEIVER) == before + 5


def test_turn__the_first_look_fails__fails_at_the_first_read_and_not_at_its_start(net: TestNet, front: Front):
    network = _network(net, front)
    front.quirks = [every(1, lambda call: result(call, None))]
    with network.connection.turn(), pytest.raises(Unavailable):
        network.batches.current()


def test_events__kept_in_a_file__are_read_once_by_all_processes(net: TestNet, front: Front, tmp_path: Path):
    events = tmp_path / "events.sqlite"
    expected = len(list(net.network.validators.events("Staked")))
    first = _network(net, front, events=events)
    assert len(list(first.validators.events("Staked"))) == expected
    assert len(list(first.batches.events("BatchPosted"))) >= 0
    net.anvil.mine(10)
    front.calls.clear()
    front.asked.clear()
    second = _network(net, front, events=events)
    assert len(list(second.validators.events("Staked"))) == expected
    asked = [call["params"][0] for call in front.asked if call["method"] == "eth_getLogs"]
    newest = net.network.connection.newest_block()
    assert all(int(one["fromBlock"], 16) > newest - 20 for one in asked)


def test_events__the_file_is_of_another_chain_or_broken__is_read_anew(net: TestNet, front: Front, tmp_path: Path):
    events = tmp_path / "events.sqlite"
    expected = len(list(net.network.validators.events("Staked")))
    for content in (b"", b"no database", bytes(4096)):
        events.write_bytes(content)
        assert len(list(_network(net, front, events=events).validators.events("Staked"))) == expected


@pytest.mark.parametrize("depth", [1, 3, 12])
def test_events__a_reorganisation__undoes_and_replaces_them(net: TestNet, front: Front, depth: int):
    network = _network(net, front)

    def amounts() -> list[int]:
        return [event["args"]["value"] for event in network.token.events("Transfer", receiver=RECEIVER)]

    before = amounts()
    net.anvil.mine(depth)
    assert amounts() == before
    net.bank.send(net.network.token.transfer(RECEIVER, 11))
    assert amounts() == [*before, 11]
    for _ in range(depth - 1):
        net.anvil.mine(1)
        assert amounts() == [*before, 11]
    answer = net.anvil.web3.provider.make_request("anvil_reorg", [depth, []])  # type: ignore[arg-type]
    assert "error" not in answer
    assert amounts() == before
    net.bank.send(net.network.token.transfer(RECEIVER, 12))
    assert amounts() == [*before, 12]


def test_events__a_reorganisation_that_turns_see_before_anybody_asks_for_events__undoes_them(
    net: TestNet, front: Front
):
    network = _network(net, front)

    def amounts() -> list[int]:
        return [event["args"]["value"] for event in network.token.events("Transfer", receiver=RECEIVER)]

    before = amounts()
    net.bank.send(net.network.token.transfer(RECEIVER, 13))
    net.anvil.mine(9)
    assert amounts() == [*before, 13]
    net.anvil.web3.provider.make_request("anvil_reorg", [10, []])  # type: ignore[arg-type]
    for _ in range(2):
        with network.connection.turn():
            network.token.supply()
        net.anvil.mine(1)
    assert amounts() == before
