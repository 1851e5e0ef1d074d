"""Endpoints that swallow, deny, refuse or make up what concerns an account: its transactions arrive by another one, once."""

from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from kula.node.local.anvil import Anvil
from kula.protocol.chain.connection import Connection
from kula.protocol.chain.rpc.journal import State
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import ChainRefused, Unavailable
from tests.support.chain import TestNet, launch
from tests.support.rpc.front import Call, Front, Quirk, Reply, refused, result
from tests.support.rpc.sending import received, states, transfer


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
