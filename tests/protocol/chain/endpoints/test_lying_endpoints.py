"""Endpoints that swallow, deny, refuse or make up what concerns an account: its transactions arrive by another one, once."""

from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from kula.node.local.anvil import Anvil
from kula.protocol.chain.connection import Connection
from kula.protocol.chain.network import Network
from kula.protocol.chain.rpc.journal import State
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import ChainRefused, Unavailable
from tests.support.chain import TestNet, launch
from tests.support.rpc.front import Call, Front, Quirk, Reply, refused, result
from tests.support.rpc.sending import received, states, transfer
from tests.support.rpc.views import VIEWS, of_views


@pytest.fixture(scope="module")
def net(anvil: Anvil, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    return launch(anvil, tmp_path_factory.mktemp("net"))


def _front_sender(net: TestNet, account: LocalAccount, folder: Path, front: Front) -> Sender:
    """A sender whose endpoints are `front`, and anvil itself."""
    return Sender(Connection([front.url, net.anvil.url]), account, folder / "sent.sqlite", replace_seconds=0.3)


def test_send__an_endpoint_swallows_it__arrives_by_another_endpoint(
    net: TestNet, account: LocalAccount, tmp_path: Path
):
    def swallow(call: Call, _: Front) -> Reply | None:
        is_sent = call["method"] == "eth_sendRawTransaction"
        return result(call, "0x" + keccak(hexstr=call["params"][0]).hex()) if is_sent else None

    before = received(net)
    with Front(net.anvil.url, swallow) as front:
        sender = _front_sender(net, account, tmp_path, front)
        sender.send(transfer(net, sender, 7), seconds=20)
    assert received(net) == before + 7


def _far_ahead(call: Call, _: Front) -> Reply | None:
    return result(call, hex(10**6)) if call["method"] == "eth_getTransactionCount" else None


def test_send__with_a_nonce_that_the_first_endpoint_made_up__is_decided_anew_and_arrives(
    net: TestNet, account: LocalAccount, tmp_path: Path
):
    before = received(net)
    with Front(net.anvil.url, _far_ahead) as front:
        sender = _front_sender(net, account, tmp_path, front)
        with pytest.raises(Unavailable, match="is far beyond 0, which is next"):
            sender.send(transfer(net, sender, 7), seconds=20)
        sender.send(transfer(net, sender, 7), seconds=20)
    assert received(net) == before + 7
    assert list(states(tmp_path)) == [0]


def test_send__after_others__asks_another_endpoint_about_a_nonce_far_beyond_them(
    net: TestNet, account: LocalAccount, tmp_path: Path
):
    before = received(net)
    with Front(net.anvil.url) as front:
        sender = _front_sender(net, account, tmp_path, front)
        sender.send(transfer(net, sender, 7))
        front.quirks = [_far_ahead]
        sender.send(transfer(net, sender, 8))
    assert received(net) == before + 15
    assert list(states(tmp_path)) == [0, 1]


def _deny_all(call: Call, _: Front) -> Reply | None:
    return result(call, "0x0") if call["method"] == "eth_getTransactionCount" else None


@pytest.mark.parametrize(("finality", "state"), [("finalized", State.SENT), ("latest", None)])
def test_send__while_an_endpoint_denies_what_is_mined__is_neither_forgotten_nor_taken_for_done(
    paused: TestNet, account: LocalAccount, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, finality: str, state: str
):
    monkeypatch.setattr("kula.protocol.chain.sender._MOST_GAP", 0)
    with Front(paused.anvil.url) as front:
        connection = Connection([front.url], None, finality)
        sender = Sender(connection, account, tmp_path / "sent.sqlite", replace_seconds=0.2)
        with pytest.raises(Unavailable):
            sender.send(transfer(paused, sender, 7), seconds=0.1)
        paused.anvil.mine(1)
        sender.send(transfer(paused, sender, 7))
        front.quirks = [_deny_all]
        with pytest.raises(Unavailable, match="was not mined in time"):
            sender.send(transfer(paused, sender, 8), seconds=1)
        front.quirks = []
        paused.anvil.mine(1)
    assert states(tmp_path).get(1) == state


def _refuse(call: Call, _: Front) -> Reply | None:
    return refused(call, 3, "execution reverted: no") if call["method"] == "eth_call" else None


def _too_little_gas(call: Call, _: Front) -> Reply | None:
    return result(call, hex(22_000)) if call["method"] == "eth_estimateGas" else None


def _no_coin(call: Call, _: Front) -> Reply | None:
    is_sent = call["method"] == "eth_sendRawTransaction"
    return refused(call, -32_000, "insufficient funds for gas * price + value") if is_sent else None


@pytest.mark.parametrize("quirk", [_refuse, _too_little_gas, _no_coin])
def test_send__an_endpoint_refuses_it_or_names_too_little_gas__is_tried_at_another_next_time(
    net: TestNet, account: LocalAccount, tmp_path: Path, quirk: Quirk
):
    before = received(net)
    with Front(net.anvil.url, quirk) as front:
        sender = _front_sender(net, account, tmp_path, front)
        with pytest.raises(ChainRefused):
            sender.send(transfer(net, sender, 7), seconds=20)
        assert received(net) == before
        sender.send(transfer(net, sender, 7), seconds=20)
    assert received(net) == before + 7


@pytest.mark.parametrize("reply", VIEWS)
def test_view__one_of_two_endpoints_refuses_or_empties_each__comes_from_the_other(net: TestNet, reply: str):
    with Front(net.anvil.url, of_views(VIEWS[reply])) as first, Front(net.anvil.url) as second:
        network = Network(Connection([first.url, second.url]), net.network.addresses)
        for _ in range(3):
            assert network.batches.current() == 1
            assert list(network.validators.seats(0)) == []
        assert first.calls["eth_call"] == 1, "it is not asked again"
        assert second.calls["eth_call"] == 6


@pytest.mark.parametrize("reply", ["nothing", "invalid params", "revert with a reason"])
def test_view__both_endpoints_refuse_or_empty_it__fails_as_with_one(net: TestNet, reply: str):
    errors = list[str]()
    with Front(net.anvil.url, of_views(VIEWS[reply])) as first, Front(net.anvil.url, of_views(VIEWS[reply])) as second:
        for urls in ([first.url], [first.url, second.url]):
            network = Network(Connection(urls), net.network.addresses)
            with pytest.raises((Unavailable, ChainRefused)) as raised:
                network.batches.current()
            errors.append(f"{type(raised.value).__name__} {raised.value}")
    assert errors[0] == errors[1]


FALSE_RECEIPTS: dict[str, dict[str, object]] = {
    "block of 71 bits": {"blockNumber": hex(2**70)},
    "block of 64 bits": {"blockNumber": hex(2**63)},
    "block of 100 TB": {"blockNumber": 10**14},
    "no block": {"blockNumber": None},
    "status 2": {"status": "0x2"},
    "status of 71 bits": {"status": hex(2**70)},
    "logs of truth": {"logs": True},
}


@pytest.mark.parametrize("false", FALSE_RECEIPTS)
def test_send__an_endpoint_makes_up_receipts__arrives_by_another_endpoint_and_is_looked_after(
    net: TestNet, account: LocalAccount, tmp_path: Path, false: str
):
    def forge(call: Call, front: Front) -> Reply | None:
        receipt = front.forward(call)["result"] if call["method"] == "eth_getTransactionReceipt" else None
        return result(call, {**receipt, **FALSE_RECEIPTS[false]}) if receipt else None

    before = received(net)
    with Front(net.anvil.url, forge) as front:
        sender = _front_sender(net, account, tmp_path, front)
        sender.send(transfer(net, sender, 7), seconds=60)
        net.anvil.mine(1)
        sender.resume()
        assert front.calls["eth_getTransactionReceipt"], "the first endpoint was asked"
        alone = Sender(Connection([front.url]), account, tmp_path / "alone.sqlite", replace_seconds=0.3)
        with pytest.raises(Unavailable):
            alone.send(transfer(net, alone, 8), seconds=0.1)
    assert received(net) == before + 15
