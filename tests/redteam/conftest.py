"""What an attack starts from: five validators of equal stake, a bonded gateway, contributors with pay."""

from collections.abc import Iterator

import pytest

from tests.support.actors import Actor, actor
from tests.support.boa_network import Network, deploy, fresh
from tests.support.evm import undone


@pytest.fixture(scope="module")
def deployed() -> Iterator[Network]:
    """Five validators of equal stake, a bonded gateway, and a thief with pocket money."""
    with undone():
        network = deploy()
        network.add_gateway()
        for name in ("thief", "watcher", "buyer", "relayer"):
            network.fund(actor(name))
        yield network


@pytest.fixture
def net(deployed: Network) -> Iterator[Network]:
    """The deployment, this test's own."""
    with fresh(deployed) as network:
        yield network


@pytest.fixture
def gateway() -> Actor:
    """The bonded gateway."""
    return actor("gateway")


@pytest.fixture
def thief() -> Actor:
    """Who attacks."""
    return actor("thief")


@pytest.fixture
def watcher() -> Actor:
    """One honest party with the data."""
    return actor("watcher")
