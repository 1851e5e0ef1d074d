"""Accounts with coin, and a chain that mines only when it is told to. A module says with `net` which chain."""

import time
from collections.abc import Iterator

import pytest
from eth_account.signers.local import LocalAccount

from tests.support.chain import TestNet
from tests.support.rpc.sending import ask


@pytest.fixture
def account(net: TestNet) -> LocalAccount:
    return net.sender(f"funded-{time.monotonic_ns()}", 10_000).account


@pytest.fixture
def paused(net: TestNet, account: LocalAccount) -> Iterator[TestNet]:
    """The chain mines only when it is told to. `account` has its coin already."""
    assert account
    ask(net, "evm_setAutomine", False)
    yield net
    ask(net, "evm_setAutomine", True)
    net.anvil.mine(1)
