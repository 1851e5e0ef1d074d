"""One gateway for all tests of clients: the shipped app on a real chain, with a model that counts."""

from collections.abc import Iterator

import pytest

import kula
from kula.node.local.anvil import Anvil
from tests.support.chain import launch
from tests.support.gateway.served import Served, served


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A gateway that all modules share."""
    with Anvil() as anvil:
        net = launch(anvil, tmp_path_factory.mktemp("net"))
        with served(net, tmp_path_factory.mktemp("gateway")) as gateway:
            yield gateway


@pytest.fixture
def gateway(running: Served) -> Iterator[Served]:
    """The same gateway, honest again after each test."""
    yield running
    running.bent.bends.clear()
    running.bent.statuses.clear()


@pytest.fixture
def me(gateway: Served) -> kula.Contributor:
    """A new contributor."""
    return kula.Contributor(gateway.url, kula.Key.new())
