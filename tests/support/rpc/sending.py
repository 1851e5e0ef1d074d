"""A sender of transfers on a real chain, and what became of them."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount

from kula.protocol.chain.connection import Connection
from kula.protocol.chain.network import Network
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import Unavailable
from kula.protocol.types import Address
from tests.support.chain import TestNet

RECEIVER = Address("0x00000000000000000000000000000000000000A1")


def ask(net: TestNet, method: str, *parameters: object) -> Any:
    answer = net.anvil.web3.provider.make_request(method, list(parameters))  # type: ignore[arg-type]
    assert "error" not in answer, answer
    return answer.get("result")


def sender_of(net: TestNet, account: LocalAccount, folder: Path, finality: str = "latest", **settings: Any) -> Sender:
    return Sender(Connection([net.anvil.url], None, finality), account, folder / "sent.sqlite", **settings)


def transfer(net: TestNet, sender: Sender, amount: int) -> Any:
    return Network(sender.connection, net.network.addresses).token.transfer(RECEIVER, amount)


def received(net: TestNet) -> int:
    return net.network.token.balance_of(RECEIVER)


def offer_until(sender: Sender, call: Any, is_done: Callable[[], bool], seconds: float = 1) -> None:
    """Offer a call that nobody mines again and again, for `seconds` each time: a busy machine needs more turns."""
    for _ in range(60):
        with pytest.raises(Unavailable):
            sender.send(call, seconds=seconds)
        if is_done():
            return
    raise AssertionError("sixty turns were not enough")


def states(folder: Path) -> dict[int, str]:
    with sqlite3.connect(folder / "sent.sqlite") as rows:
        return dict(rows.execute("SELECT nonce, state FROM sending"))
