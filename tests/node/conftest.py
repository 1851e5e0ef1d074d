"""A gateway over HTTP on a real chain, once on SQLite and once on PostgreSQL."""

import pytest
from fastapi.testclient import TestClient

from kula.node.settings import GatewaySettings
from tests.support.chain import TestNet
from tests.support.gateway.http import Http
from tests.support.gateway.person import Person
from tests.support.gateway.rows import emptied
from tests.support.gateways import gateway_settings


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request, net: TestNet, tmp_path_factory) -> GatewaySettings:
    folder = tmp_path_factory.mktemp("gateway")
    url = emptied(request.getfixturevalue("postgres")) if request.param == "postgres" else ""
    return gateway_settings(net, folder, database=url)


@pytest.fixture(scope="module")
def http(settings: GatewaySettings):
    with Http(settings) as client:
        yield client


@pytest.fixture
def person(net: TestNet, http: TestClient) -> Person:
    one = Person(net, http)
    assert one.grant().status_code == 201
    return one
