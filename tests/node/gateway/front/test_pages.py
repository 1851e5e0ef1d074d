"""The page's files: every view has an address, hashed files stay in the cache, and compressed forms are used."""

import gzip
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from kula.node.gateway.api.pages import Pages


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<p>page</p>")
    (tmp_path / "assets" / "a-1234.js").write_text("let a")
    (tmp_path / "assets" / "a-1234.js.gz").write_bytes(gzip.compress(b"let a"))
    return TestClient(Starlette(routes=[Mount("/", Pages(tmp_path))]))


@pytest.mark.parametrize("path", ["/", "/records", "/records/0x12", "/c/7b1e"])
def test_pages__address_of_a_view__is_the_page(client: TestClient, path: str):
    response = client.get(path)
    assert response.text == "<p>page</p>"
    assert response.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/v1/none", "/assets/none.js", "/../secret.txt"])
def test_pages__file_that_is_not_there__is_not_found(client: TestClient, path: str):
    assert client.get(path).status_code == 404


def test_pages__hashed_file__is_compressed_and_kept_for_a_year(client: TestClient):
    response = client.get("/assets/a-1234.js", headers={"accept-encoding": "gzip"})
    assert response.text == "let a"
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["content-type"] == "text/javascript"
    assert "immutable" in response.headers["cache-control"]
    plain = client.get("/assets/a-1234.js", headers={"accept-encoding": "identity"})
    assert plain.text == "let a"
    assert "content-encoding" not in plain.headers
