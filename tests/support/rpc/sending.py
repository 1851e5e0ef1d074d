"""A sender of transfers on a real chain, and what became of them."""

import sqlite3
from pathlib import Path
from typing import Any

from eth_account.signers.local import LocalAccount

from kula.protocol.chain.connection import Connection
from kula.protocol.chain.network import Network
from kula.protocol.chain.sender import Sender
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


def states(folder: Path) -> dict[int, str]:
    with sqlite3.connect(folder / "sent.sqlite") as rows:
        return dict(rows.execute("SELECT nonce, state FROM sending"))
