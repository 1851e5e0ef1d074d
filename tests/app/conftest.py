"""The gallery's gateway, which serves the built page and fails as it is told."""

import shutil
import socket
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.app.steps import WEB, set_mode
from tests.support.browser import launched


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    """The address of the gallery's gateway, which serves the built page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    node = shutil.which("node")
    assert node
    command = [node, "gallery/gateway.mjs", str(port), "dist"]
    with subprocess.Popen(command, cwd=WEB, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline()
        yield f"http://localhost:{port}"
        process.terminate()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser that the module's tests share; each opens pages of its own. No other browser runs meanwhile."""
    with launched(chromium) as browser:
        yield browser


@pytest.fixture
def fresh(gallery: str) -> None:
    """Takes back whatever fault a test before has chosen."""
    set_mode(gallery, "")
