"""Every answer that a test of the gateway gets must be in the OpenAPI document."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.support.gateway.documented import require_documented


@pytest.fixture(autouse=True, scope="session")
def documented() -> Iterator[None]:
    """Checks the answers to all requests of test clients."""
    request = TestClient.request

    def checked(self: TestClient, *arguments: Any, **options: Any) -> Any:
        answer = request(self, *arguments, **options)
        require_documented(answer)
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TestClient, "request", checked)
        yield
