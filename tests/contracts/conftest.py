"""A network of five validators and a gateway for each test, as new: deployed once, undone after every test."""

from collections.abc import Iterator

import pytest

from tests.support.actors import Actor, actor
from tests.support.boa_network import Network, deploy, fresh
from tests.support.evm import undone


@pytest.fixture(scope="module")
def deployed() -> Iterator[Network]:
    """Five validators of equal stake and a bonded gateway."""
    with undone():
        network = deploy()
        network.add_gateway()
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
