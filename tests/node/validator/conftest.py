"""A bulletin and a folder for one validator. In these tests, a traceback that no test planted is a failure."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.support.chain import TestNet
from tests.support.validators import Bulletin


@pytest.fixture
def planted() -> list[str]:
    """The names of the errors whose tracebacks a test expects in the log."""
    return []


@pytest.fixture(autouse=True)
def unplanted(planted: list[str]) -> Iterator[None]:
    """Fails a test in which something logged a traceback that the test did not plant."""
    with capture_logs() as logs:
        yield
    errors = [line["exc_info"] for line in logs if line.get("exc_info")]
    assert [type(error).__name__ for error in errors if type(error).__name__ not in planted] == []


@pytest.fixture
def bulletin(net: TestNet) -> Bulletin:
    return Bulletin(net)


@pytest.fixture
def gateway_url(bulletin: Bulletin) -> Iterator[str]:
    with bulletin.served() as url:
        yield url


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The validator's folder, which all tests continue."""
    return tmp_path_factory.mktemp("validator")
