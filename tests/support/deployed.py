"""Fixtures for tests against the contracts in this process: a fresh network per test, and its people."""

from collections.abc import Iterator

import pytest

from tests.support.actors import Actor, actor
from tests.support.evm import undone
from tests.support.evm_network import Network, deploy, fresh

__all__ = ["deployed", "gateway", "net", "thief", "watcher"]


@pytest.fixture(scope="module")
def deployed() -> Iterator[Network]:
    """Five validators of equal stake, a bonded gateway, and four people with coin. Deployed once per module."""
    with undone():
        network = deploy()
        network.add_gateway()
        for name in ("thief", "watcher", "buyer", "relayer"):
            network.fund(actor(name))
        yield network


@pytest.fixture
def net(deployed: Network) -> Iterator[Network]:
    """The deployment. What the test does to it is rolled back."""
    with fresh(deployed) as network:
        yield network


@pytest.fixture
def gateway() -> Actor:
    """The bonded gateway."""
    return actor("gateway")


@pytest.fixture
def thief() -> Actor:
    """The attacker."""
    return actor("thief")


@pytest.fixture
def watcher() -> Actor:
    """One honest party with the data."""
    return actor("watcher")
