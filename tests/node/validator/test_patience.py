"""Validators leave what is due to gateways for a while, then take it up one seat after the other."""

import pytest

from kula.node.validator.patience import Patience
from tests.support.chain import TestNet
from tests.support.epochs import play_scores


@pytest.fixture(scope="module")
def due(net: TestNet) -> None:
    """The seed of an epoch may be fixed, and nobody has done it."""
    gateway = net.gateway()
    play_scores(net, gateway, [gateway.address], [b"\x64"] * 5)
    net.anvil.mine(3)


def _names(patience: Patience, seat: int) -> list[str]:
    return [call.fn_name for call in patience.calls(seat)]


def test_calls__due_for_a_while__come_to_one_seat_after_the_other(net: TestNet, due: None):
    first, last = Patience(net.network), Patience(net.network)
    assert _names(first, 0) == _names(last, 9) == [], "gateways come first"
    net.anvil.pass_time(12)
    assert _names(first, 0) == ["fix_seed"]
    assert _names(last, 9) == [], "an earlier seat sends it"
    net.anvil.pass_time(27)
    assert _names(last, 9) == ["fix_seed"]


def test_calls__sent_by_somebody__are_due_no_more(net: TestNet, due: None):
    patience = Patience(net.network)
    assert _names(patience, 0) == []
    net.anvil.pass_time(12)
    for call in patience.calls(0):
        net.bank.send(call)
    net.anvil.pass_time(12)
    assert "fix_seed" not in _names(patience, 0)
