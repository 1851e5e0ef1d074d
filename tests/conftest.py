"""Fixtures that many tests share: a real chain, a store, and the services that a machine may lack."""

import os
import re
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
_LONGEST = (
    "tests/hostile/",
    "tests/e2e/",
    "tests/app/test_gallery.py",
    "tests/scoring/models/test_judgement.py",
    "tests/trainer/test_loop.py",
    "tests/node/gateway/database/test_many.py",
    "tests/node/validator/votes/test_voting.py",
    "tests/scoring/features/test_minilm.py",
    "tests/invariants/test_machine.py",
)
"""Where slow tests take longest, longest first. They begin first, so that no process runs alone at the end."""


class ByNetwork(LoadScopeScheduling):
    """Keeps the tests of one file, and all tests that share one network of programs, in one process."""

    def _split_scope(self, nodeid: str) -> str:
        path = Path(nodeid.split("::")[0])
        return path.parent.as_posix() if path.parent.parts in _NETWORKS else path.as_posix()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByNetwork:
    if _wants_slow(config):
        config.option.loadscopereorder = False
    return ByNetwork(config, log)


def _wants_slow(config: pytest.Config) -> bool:
    """Whether a run is about slow tests only."""
    return bool(re.fullmatch("(slow|long)( and not (slow|long))?", config.option.markexpr))


def _names_slow(path: Path) -> bool:
    """Whether a file has slow tests. They are marked in the file itself."""
    return bool(re.search(r"\bmark\.(slow|long)\b", path.read_text(encoding="utf-8")))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Imports files with slow tests only, if these are wanted: all files take each process half a minute."""
    is_test = collection_path.name.startswith("test_") and collection_path.suffix == ".py"
    return True if is_test and _wants_slow(config) and not _names_slow(collection_path) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuses slow tests that their own file does not mark, because no run would have them. Puts the longest first."""
    marked = {item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("long")}
    for path in sorted(marked):
        if not _names_slow(path):
            raise pytest.UsageError(f"{path} has slow tests and must mark them itself: pytest.mark.slow")
    if _wants_slow(config):
        items.sort(key=lambda item: next((i for i, one in enumerate(_LONGEST) if item.nodeid.startswith(one)), 99))


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
