"""Endpoints that limit how many blocks or logs one request may cover: the range adapts, and nothing is read twice."""

import pytest

from kula.node.local.anvil import Anvil
from kula.protocol.chain.connection import Connection
from kula.protocol.chain.network import Network
from kula.protocol.chain.rpc.ranges import START, Range
from kula.protocol.errors import Unavailable
from tests.support.chain import TestNet, launch
from tests.support.rpc.front import Front, Reply, logs_at_most, result


@pytest.fixture(scope="module")
def net(anvil: Anvil, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    net = launch(anvil, tmp_path_factory.mktemp("net"))
    net.add_validator()
    anvil.mine(120)
    return net


def _through(net: TestNet, url: str) -> Network:
    return Network(Connection([url]), net.network.addresses)


def test_logs__that_were_not_asked_for__are_refused(net: TestNet):
    def other_contract(call: dict[str, object], front: Front) -> Reply | None:
        if call["method"] != "eth_getLogs":
            return None
        answer = front.forward(call)["result"]
        return result(call, [{**log, "address": "0x" + "99" * 20} for log in answer])

    with Front(net.anvil.url, other_contract) as front, pytest.raises(Unavailable, match="not asked for"):
        list(_through(net, front.url).validators.events("Staked"))


WORDS = {
    "alchemy": (
        10,
        -32_600,
        "Under the Free tier plan, you can make eth_getLogs requests with up to a 10 block range.",
    ),
    "quicknode": (5, -32_614, "eth_getLogs is limited to a 5 range"),
    "infura": (30, -32_602, "range 121 exceeds limit of 30"),
    "results": (20, -32_005, "query returned more than 10000 results"),
    "one": (1, -32_000, "block range is too wide"),
    "unclear": (16, -32_603, "internal error"),
}


@pytest.mark.parametrize("provider", WORDS)
@pytest.mark.parametrize("status", [200, 400, 413])
def test_events__an_endpoint_limits_ranges__are_all_read_and_the_limit_is_learnt(
    net: TestNet, provider: str, status: int
):
    blocks, code, words = WORDS[provider]
    with Front(net.anvil.url, logs_at_most(blocks, code, words, status)) as front:
        network = _through(net, front.url)
        expected = [bytes(event["transactionHash"]) for event in net.network.token.events("Transfer")]
        assert [bytes(event["transactionHash"]) for event in network.token.events("Transfer")] == expected
        assert len(expected) > 2
        refusals = 17
        assert front.calls["eth_getLogs"] <= refusals + 160 // max(1, blocks // 2) + 1
        asked = front.calls["eth_getLogs"]
        list(network.token.events("Transfer"))
        assert front.calls["eth_getLogs"] == asked, "nothing is read twice"


def test_events__http_413_without_json__is_a_limit(net: TestNet):
    def too_large(call: dict[str, object], front: Front) -> Reply | None:
        narrow = logs_at_most(12, 0, "")(call, front) is None
        return None if narrow else Reply(b"<html>Request Entity Too Large</html>", 413)

    with Front(net.anvil.url, too_large) as front:
        assert len(list(_through(net, front.url).validators.events("Staked"))) == 1


def test_events__one_block_is_refused__is_unavailable(net: TestNet):
    refuses = logs_at_most(0, -32_005, "query returned more than 10000 results")
    with Front(net.anvil.url, refuses) as front, pytest.raises(Unavailable, match="one block"):
        list(_through(net, front.url).validators.events("Staked"))


def test_range__a_fixed_limit__costs_few_refusals():
    limit, refusals = Range(), 0
    for _ in range(20_000):
        blocks = limit.blocks
        if blocks > 500:
            assert limit.refuse(blocks)
            refusals += 1
        else:
            limit.grant(blocks)
    assert refusals < 30
    assert 250 < limit.blocks <= 500


def test_range__a_limit_that_was_lifted__is_left_behind():
    limit = Range()
    while limit.blocks > 1:
        assert limit.refuse(limit.blocks)
    assert not limit.refuse(1)
    for _ in range(2_000):
        limit.grant(limit.blocks)
    assert limit.blocks == START
