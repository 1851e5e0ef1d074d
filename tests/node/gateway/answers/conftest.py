"""A model server behind the gateway."""

import threading
from collections.abc import Iterator

import pytest

from tests.support.gateway.model_server import ModelServer


@pytest.fixture
def model_server() -> Iterator[ModelServer]:
    model_server = ModelServer()
    thread = threading.Thread(target=model_server.server.run, daemon=True)
    thread.start()
    while not model_server.server.started:
        threading.Event().wait(0.01)
    yield model_server
    model_server.server.should_exit = True
    thread.join()
