"""A gateway over HTTP on a real chain, once on SQLite and once on PostgreSQL."""

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import create_engine

from kula.node.gateway.api.app import create_app
from kula.node.gateway.database.tables import Base
from kula.node.settings import GatewaySettings
from kula.protocol.program.keys import save_keystore
from tests.support.chain import TestNet
from tests.support.person import Person


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request, net: TestNet, tmp_path_factory) -> GatewaySettings:
    folder = tmp_path_factory.mktemp("gateway")
    account = net.gateway().account
    save_keystore(folder / "key.json", account, "password", rounds=1_000)
    url = _emptied(request.getfixturevalue("postgres")) if request.param == "postgres" else ""
    return GatewaySettings(
        rpc=net.anvil.url,
        addresses=net.folder / "addresses.json",
        ipfs=f"dir://{folder}/blocks",
        keystore=folder / "key.json",
        password=SecretStr("password"),
        data=folder,
        database=url,
        origin="http://testserver",
        chat=False,
    )


def _emptied(url: str) -> str:
    """The URL of a server without the tables that other modules left there."""
    engine = create_engine(url)
    Base.metadata.drop_all(engine)
    engine.dispose()
    return url


@pytest.fixture(scope="module")
def http(settings: GatewaySettings):
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture
def person(net: TestNet, http: TestClient) -> Person:
    one = Person(net, http)
    assert one.grant().status_code == 201
    return one
