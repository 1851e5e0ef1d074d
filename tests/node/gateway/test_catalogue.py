"""Lists over HTTP on a real chain: they come page by page."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from kula.node.gateway.index.roster import kept_origins
from kula.node.settings import GatewaySettings
from kula.protocol.chain.clients.registry import Registry
from kula.protocol.chain.network import Network
from kula.protocol.chain.rpc.endpoint import Endpoint
from kula.protocol.ipfs.cid import DAG_CBOR, cid_of, cid_to_bytes32
from kula.protocol.parameters import TOKEN
from kula.trainer.publish import bond
from tests.support.chain import TestNet
from tests.support.epochs import play_reveals
from tests.support.gateway.person import Person
from tests.support.gateways import Worker, gateway_settings, sent


@pytest.fixture(scope="module")
def settings(net: TestNet, tmp_path_factory: pytest.TempPathFactory) -> GatewaySettings:
    return gateway_settings(net, tmp_path_factory.mktemp("gateway"))


def test_datasets__of_a_flood__come_in_pages(net: TestNet, settings: GatewaySettings, http: TestClient, person: Person):
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
    pages = [http.get("/v1/datasets", params={"limit": 3, "after": after}).json() for after in (0, 3, 6, 7, 2**32 - 1)]
    assert [[one["version"] for one in page["datasets"]] for page in pages] == [[1, 2, 3], [4, 5, 6], [7], [], []]
    assert {page["last"] for page in pages} == {7}
    assert len(http.get("/v1/datasets").json()["datasets"]) == 7
    for wrong in ({"limit": 101}, {"limit": 0}, {"after": -1}, {"after": 2**32}):
        assert http.get("/v1/datasets", params=wrong).status_code == 422


def test_datasets__of_a_flood__cost_a_gateway_no_request_for_each(
    net: TestNet, settings: GatewaySettings, person: Person, monkeypatch: pytest.MonkeyPatch
):
    """Its worker looks for new tasks in each turn. Meanwhile it posts no record and answers no accusation."""
    worker, registry = Worker(net, settings), net.network.registry
    sent(person)
    epoch = worker.post()
    worker.report(epoch)
    worker.finalise(epoch)
    flooder = net.sender("another flooder", 1_000 * TOKEN)
    bond(net.network, flooder)
    for number in range(20):
        flooder.send(registry.publish_dataset(bytes([number + 1]) * 32, 0, 1, epoch, epoch))
    ask, asked = Endpoint.ask, list[str]()

    def counting(endpoint: Endpoint, method: str, params: Any, seconds: float) -> dict[str, Any]:
        asked.append(method)
        return ask(endpoint, method, params, seconds)

    monkeypatch.setattr(Endpoint, "ask", counting)
    for number in range(2):
        flooder.send(registry.publish_dataset(bytes([number + 1]) * 32, 0, 1, epoch, epoch))
        asked.clear()
        worker.duties.tick(worker.duties.fill_tasks)
        assert asked.count("eth_call") < 10
    last = registry.last_dataset()
    assert registry.datasets() == {number: registry.dataset(number) for number in range(1, last + 1)}
    events = Registry.events
    monkeypatch.setattr(Registry, "events", lambda *given, **named: [*events(*given, **named)][1:])
    hidden = Network(net.network.connection, net.network.addresses).registry
    assert hidden.datasets() == registry.datasets(), "what an endpoint hides is asked for"


def test_models__come_in_pages__with_the_served_one(http: TestClient):
    page = http.get("/v1/network/models").json()
    assert (page["last"], [(one["version"], one["served"]) for one in page["models"]]) == (1, [(1, True)])
    assert http.get("/v1/network/models", params={"after": 1}).json()["models"] == []


def test_published__bytes_that_hash_to_their_id__unless_refused(
    net: TestNet, settings: GatewaySettings, http: TestClient, person: Person
):
    worker, registry = Worker(net, settings), net.network.registry
    sent(person)
    epoch = worker.post()
    worker.report(epoch)
    worker.finalise(epoch)
    manifest = worker.store.put_node({"v": 1, "epochs": [epoch], "rows": 1, "files": []})
    curator = net.sender("curator", 1_000 * TOKEN)
    bond(net.network, curator)
    curator.send(registry.publish_dataset(cid_to_bytes32(manifest), 0, 1, epoch, epoch))
    worker.duties.mirror_outcomes()
    worker.duties.copy_published()
    cid = http.get("/v1/datasets").json()["datasets"][-1]["cid"]
    assert cid == manifest
    answer = http.get(f"/v1/published/{cid}")
    assert answer.status_code == 200, answer.text
    assert cid_of(answer.content, DAG_CBOR) == cid
    assert "immutable" in answer.headers["cache-control"]
    assert http.get(f"/v1/published/{cid_of(b'another', DAG_CBOR)}").status_code == 404
    worker.duties.repository.refusals.add("content", cid)
    assert http.get(f"/v1/published/{cid}").status_code == 404
    worker.duties.repository.refusals.remove("content", cid)


def test_validators__stake_seat_and_what_each_revealed(
    net: TestNet, settings: GatewaySettings, http: TestClient, person: Person
):
    worker, network = Worker(net, settings), net.network
    sent(person)
    epoch = worker.post()
    absent = network.validators.owners(network.scores.epoch(epoch).set_id)[0]
    scores = [bytes([120] * network.batches.records(epoch))] * len(net.validators)
    play_reveals(net, epoch, scores, reveals=len(scores) - 1)
    worker.duties.mirror_outcomes()
    worker.duties.read_roster()
    assert kept_origins(worker.duties.repository.chain) == ["http://127.0.0.1:9"], "where every gateway of this net is"
    before = http.get("/v1/network/validators").json()
    assert epoch not in before["epochs"], "its reveals are not over"
    net.anvil.pass_time(network.parameters.reveal_seconds)
    worker.duties.mirror_outcomes()
    body = http.get("/v1/network/validators").json()
    assert body["epochs"][-1] == epoch
    by_owner = {one["owner"]: one for one in body["validators"]}
    assert by_owner.keys() == {sender.address for sender in net.validators}
    for owner, one in by_owner.items():
        assert one["epochs"][-1] == {"epoch": epoch, "revealed": owner != absent}
        assert (one["seated"], one["jailed_until"]) == (True, 0)
        assert int(one["stake"]) == network.validators.stake_of(one["owner"])
    worker.duties.tick(worker.duties.post)


def test_leaves__and_records__come_in_pages(net: TestNet, settings: GatewaySettings, http: TestClient, person: Person):
    worker = Worker(net, settings)
    for _ in range(3):
        sent(person)
    epoch = worker.post()
    worker.report(epoch)
    worker.duties.mirror_outcomes()
    path = f"/v1/accounts/{person.owner.address}/records"
    page = http.get(path, params={"limit": 1}).json()
    older = http.get(path, params={"cursor": page["next"]}).json()
    assert [record["state"] for record in page["records"] + older["records"]] == ["reported"] * 3
    numbers = [record["receipt"]["seq"] for record in page["records"] + older["records"]]
    assert (numbers, older["next"]) == (sorted(numbers, reverse=True), None)
    batch = net.network.batches.batches_of(epoch)[-1]
    first = http.get(f"/v1/batches/{batch.number}/leaves").json()
    assert len(first["leaves"]) == 3
    assert http.get(f"/v1/batches/{batch.number}/leaves").json() == first
