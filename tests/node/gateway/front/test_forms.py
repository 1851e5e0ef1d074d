"""HEAD is GET without a body, and slashes too many do not count, on every path of the API."""

import pytest

from tests.support.gateway.http import Http


@pytest.mark.parametrize("path", ["/v1/models/", "/v1//models", "//v1/models//"])
def test_models__path_with_slashes_too_many__is_the_same(http: Http, path: str):
    assert http.get(f"http://testserver{path}").json() == http.get("/v1/models").json()


@pytest.mark.parametrize("path", ["/v1/models", "/v1/network", f"/v1/accounts/{'0x' + '12' * 20}/events"])
def test_head__of_what_can_be_read__is_its_headers(http: Http, path: str):
    answer = http.head(path)
    assert (answer.status_code, answer.content) == (200, b"")
    assert "content-security-policy" in answer.headers
