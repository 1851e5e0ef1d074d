"""Fixtures that many tests share: a real chain, a store, and the services that a machine may lack."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from xdist.scheduler import LoadScopeScheduling

from kula.node.local.anvil import Anvil
from kula.protocol.ipfs.blocks import BlockDirectory
from tests.support import services
from tests.support.chain import TestNet, launch

_NETWORKS = (("tests", "e2e"), ("tests", "hostile"))


class ByNetwork(LoadScopeScheduling):
    """Keeps the tests of one file, and all tests that share one network of programs, in one process."""

    def _split_scope(self, nodeid: str) -> str:
        path = Path(nodeid.split("::")[0])
        return path.parent.as_posix() if path.parent.parts in _NETWORKS else path.as_posix()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByNetwork:
    return ByNetwork(config, log)


@pytest.fixture(scope="module")
def anvil() -> Iterator[Anvil]:
    """A chain that the module shares with no other."""
    with Anvil() as chain:
        yield chain


@pytest.fixture(scope="module")
def net(anvil: Anvil, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    """A deployment with five validators."""
    net = launch(anvil, tmp_path_factory.mktemp("net"))
    for _ in range(5):
        net.add_validator()
    return net


@pytest.fixture
def store(tmp_path: Path) -> BlockDirectory:
    """An empty block directory."""
    return BlockDirectory(tmp_path / "blocks")


@pytest.fixture(scope="session")
def kubo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The RPC of a real Kubo."""
    binary = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "kula" / "kubo-0.43.0"
    need(binary.exists(), "Kubo is not built; scripts/install-kubo builds it")
    with services.kubo(binary, tmp_path_factory.mktemp("kubo")) as url:
        yield url


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A SQLAlchemy URL of an empty PostgreSQL."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    need(bool(versions), "PostgreSQL is missing: apt-get install -y postgresql")
    with services.postgres(versions[-1].parent) as url:
        yield url


@pytest.fixture(scope="session")
def redis() -> Iterator[str]:
    """The URL of an empty Redis."""
    need(shutil.which("redis-server") is not None, "Redis is missing: apt-get install -y redis-server")
    with services.redis() as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser."""
    browser = shutil.which("chromium")
    need(browser is not None, "Chromium is missing: apt-get install -y chromium")
    assert browser
    return browser


def need(there: bool, problem: str) -> None:
    """Skips a test whose service is missing. In CI the test fails instead."""
    if there:
        return
    if os.environ.get("CI"):
        pytest.fail(problem)
    pytest.skip(problem)
