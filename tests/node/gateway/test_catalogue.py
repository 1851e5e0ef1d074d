"""Lists over HTTP on a real chain: they come page by page, and what never changes is asked of the chain once."""

from collections import Counter
from typing import Any

import pytest
from fastapi.testclient import TestClient

from kula.node.settings import GatewaySettings
from kula.protocol.chain.client import Client
from kula.protocol.parameters import TOKEN
from tests.support.chain import TestNet
from tests.support.gateways import Worker, gateway_settings, sent
from tests.support.person import Person


@pytest.fixture(scope="module")
def settings(net: TestNet, tmp_path_factory: pytest.TempPathFactory) -> GatewaySettings:
    return gateway_settings(net, tmp_path_factory.mktemp("gateway"))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each view of a contract is called."""
    counts: Counter[str] = Counter()
    read = Client.read

    def counting(client: Client, function: str, *arguments: object) -> Any:
        counts[function] += 1
        return read(client, function, *arguments)

    monkeypatch.setattr(Client, "read", counting)
    return counts


def test_datasets__of_a_flood__come_in_pages_and_are_asked_of_the_chain_once(
    net: TestNet, settings: GatewaySettings, http: TestClient, person: Person, asked: Counter[str]
):
    worker = Worker(net, settings)
    sent(person)
    epoch = worker.post()
    worker.report(epoch)
    worker.finalise(epoch)
    registry = net.network.registry
    flooder = net.sender("flooder", 5_000 * TOKEN)
    flooder.send(net.network.token.approve(registry.address, 5_000 * TOKEN))
    flooder.send(registry.bond(7 * registry.minimum_bond()))
    for number in range(7):
        flooder.send(registry.publish_dataset(bytes([number + 1]) * 32, 0, 1, epoch, epoch))
    asked.clear()
    pages = [http.get("/v1/datasets", params={"limit": 3, "after": after}).json() for after in (0, 3, 6, 7, 2**32 - 1)]
    assert [[one["version"] for one in page["datasets"]] for page in pages] == [[1, 2, 3], [4, 5, 6], [7], [], []]
    assert {page["last"] for page in pages} == {7}
    assert asked["dataset"] == 7
    for _ in range(3):
        assert len(http.get("/v1/datasets").json()["datasets"]) == 7
    assert asked["dataset"] == 7, "no row is asked for again"
    for wrong in ({"limit": 101}, {"limit": 0}, {"after": -1}, {"after": 2**32}):
        assert http.get("/v1/datasets", params=wrong).status_code == 422


def test_models__judged_ones__are_asked_of_the_chain_once(http: TestClient, asked: Counter[str]):
    page, *again = [http.get("/v1/network/models").json() for _ in range(3)]
    assert again == [page, page]
    assert (page["last"], [one["version"] for one in page["models"]]) == (1, [1])
    assert asked["datasets_of"] == 1


def test_leaves__and_accounts__cost_the_chain_nothing_per_row(
    net: TestNet, settings: GatewaySettings, http: TestClient, person: Person, asked: Counter[str]
):
    worker = Worker(net, settings)
    for _ in range(3):
        sent(person)
    epoch = worker.post()
    worker.report(epoch)
    worker.duties.mirror_outcomes()
    asked.clear()
    account = http.get(f"/v1/accounts/{person.owner.address}").json()
    assert [record["state"] for record in account["records"]] == ["reported"] * 3
    assert max(asked.values()) == 1, "each view is called once, whatever the number of records"
    numbers = [record["receipt"]["seq"] for record in account["records"]]
    older = http.get(f"/v1/accounts/{person.owner.address}", params={"before": numbers[0]}).json()
    assert [record["receipt"]["seq"] for record in older["records"]] == numbers[1:]
    batch = net.network.batches.batches_of(epoch)[-1]
    first = http.get(f"/v1/batches/{batch.number}/leaves").json()
    assert len(first["leaves"]) == 3
    assert http.get(f"/v1/batches/{batch.number}/leaves").json() == first
