"""Floods against the real app: each path answers 429 with Retry-After, for an address, an account or a key alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from eth_utils.address import to_checksum_address
from fastapi.testclient import TestClient

import kula.node.gateway.limits
from kula.node.gateway.api.app import create_app, routes
from kula.node.gateway.limits import BY_ADDRESS, Rate
from kula.node.gateway.worker import compose
from kula.node.settings import GatewaySettings
from kula.protocol.hex import hex0
from kula.protocol.program.keys import new_key
from kula.protocol.reading.gateway_client import authorization
from kula.protocol.signatures import revoke_digest, sign
from kula.protocol.types import Address
from tests.support.chain import TestNet
from tests.support.gateway.http import Http
from tests.support.gateway.person import Person
from tests.support.gateways import Worker, gateway_settings, sent

PATHS = {
    "read": ("GET", "/v1/network"),
    "entries": ("GET", "/v1/epochs/1/entries"),
    "signatures": ("POST", "/v1/epochs/1/signatures"),
    "chat": ("POST", "/v1/chat/completions"),
    "grants": ("POST", "/v1/grants"),
    "records": ("POST", "/v1/records"),
    "claims": ("POST", "/v1/claims"),
    "transfers": ("POST", "/v1/transfers"),
    "revocations": ("POST", "/v1/revocations"),
    "take-backs": ("POST", "/v1/take-backs"),
    "erasures": ("POST", "/v1/erasures"),
    "pairs": ("POST", "/v1/pairs"),
    "accusations": ("POST", "/v1/accusations"),
}


@pytest.fixture(scope="module")
def settings(net: TestNet, tmp_path_factory: pytest.TempPathFactory) -> GatewaySettings:
    folder = tmp_path_factory.mktemp("gateway")
    return gateway_settings(net, folder, proxies=("10.0.0.0/8",), relay_gas_per_account=60_000)


@pytest.fixture
def strict(settings: GatewaySettings) -> Iterator[TestClient]:
    """The app with rates so low that each path takes one request of an address."""
    app = create_app(settings.model_copy(update={"rate_factor": 0.001}))
    with TestClient(app, client=("203.0.113.7", 1)) as client:
        yield client


@pytest.fixture
def normal(settings: GatewaySettings) -> Iterator[TestClient]:
    """The app with the usual rates."""
    with Http(settings.model_copy(update={"rate_factor": 1.0})) as client:
        yield client


def _is_limited(answer: Any) -> bool:
    """Whether an answer is that of a rate limit, in the form of its path, with the time to wait."""
    if answer.status_code != 429:
        return False
    assert int(answer.headers["retry-after"]) >= 1
    if answer.request.url.path == PATHS["chat"][1]:
        return answer.json()["error"]["code"] == "rate-limited"
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.json()["type"].endswith("/rate-limited")


def test_paths__that_are_limited__are_all_tried_here():
    assert set(PATHS) == set(BY_ADDRESS)
    posts = {path for path, methods in routes().openapi()["paths"].items() if "post" in methods}
    assert {path.split("/")[2] for path in posts} - {"epochs"} <= set(BY_ADDRESS)


@pytest.mark.parametrize("name", PATHS)
def test_flood__of_one_address__is_refused_and_no_other_one(settings: GatewaySettings, strict: TestClient, name: str):
    method, path = PATHS[name]
    body: dict[str, Any] = {"json": {}} if method == "POST" else {}
    assert not _is_limited(strict.request(method, path, **body))
    assert _is_limited(strict.request(method, path, **body))
    forged = strict.request(method, path, headers={"x-forwarded-for": "198.51.100.9"}, **body)
    assert _is_limited(forged), "a client does not choose its address"
    with TestClient(strict.app, client=("203.0.113.8", 1)) as neighbour:
        assert not _is_limited(neighbour.request(method, path, **body))
    with TestClient(strict.app, client=("10.0.0.1", 1)) as proxy:
        statuses = [
            _is_limited(proxy.request(method, path, headers={"x-forwarded-for": address}, **body))
            for address in ("198.51.100.1", "198.51.100.2", "198.51.100.1")
        ]
    assert statuses == [False, False, True], "behind a named proxy each client counts alone"


def test_flood__of_the_page_and_of_health__is_never_refused(strict: TestClient):
    assert {strict.get("/healthz").status_code for _ in range(5)} == {200}


def test_flood__of_records__counts_the_account_and_the_key_that_signed(
    net: TestNet, normal: TestClient, monkeypatch: pytest.MonkeyPatch
):
    person, victim = Person(net, normal), Person(net, normal)
    for one in (person, victim):
        assert one.grant().status_code == 201
    for limits, kind in (
        (kula.node.gateway.limits.BY_ACCOUNT, "account"),
        (kula.node.gateway.limits.BY_KEY, "session key"),
    ):
        monkeypatch.setitem(limits, "records", Rate(1, 1))
        thief = Person(net, normal)
        assert thief.grant().status_code == 201
        assert thief.send().status_code == 201
        answer = thief.send()
        assert _is_limited(answer)
        assert f"your {kind} may" in answer.json()["detail"]
        monkeypatch.undo()
    monkeypatch.setitem(kula.node.gateway.limits.BY_ACCOUNT, "records", Rate(1, 1))
    for _ in range(5):
        assert person.send(signer=new_key(), owner=Address(victim.owner.address)).status_code == 401
    assert victim.send().status_code == 201, "a forged signature uses up nobody's rate"


def test_flood__of_grants_and_of_keys_read__counts_the_account(
    net: TestNet, normal: TestClient, settings: GatewaySettings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(kula.node.gateway.limits.BY_ACCOUNT, "grants", Rate(1, 1))
    person = Person(net, normal)
    assert [person.grant().status_code, person.grant().status_code] == [201, 429]
    monkeypatch.setitem(kula.node.gateway.limits.BY_ACCOUNT, "entries", Rate(1, 1))
    worker = Worker(net, settings)
    sent(_granted(net, normal))
    epoch = worker.post()
    worker.report(epoch)
    path = f"/v1/epochs/{epoch}/entries"
    seat = net.validators[0].account
    header = authorization(net.network.signing, seat, gateway=worker.us, path=path, now=net.network.connection.now())
    answers = [normal.get(path, headers={"authorization": header}) for _ in range(2)]
    assert answers[0].status_code == 200
    assert _is_limited(answers[1])


def test_gas__of_revocations__is_spent_for_owners_we_know_and_within_a_budget(
    net: TestNet, http: TestClient, settings: GatewaySettings
):
    def transactions() -> int:
        account = to_checksum_address(settings.account().address)
        return net.network.connection.web3.eth.get_transaction_count(account)

    before = transactions()
    strangers = [_revoke(_stranger(net, http)) for _ in range(3)]
    granted = _granted(net, http)
    assert {(a.status_code, a.json()["type"].rsplit("/", 1)[1]) for a in strangers} == {(403, "unknown-account")}
    assert transactions() == before, "strangers cost no gas"
    keys = [granted, *(_another_key(granted) for _ in range(2))]
    for one in keys:
        assert one.send().status_code == 201
    forged = _revoke(granted, signer=new_key())
    assert forged.json()["type"].endswith("/invalid-signature")
    assert transactions() == before, "what must fail is not sent"
    answers = [_revoke(one) for one in keys]
    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert answers[-1].json()["type"].endswith("/gas-used-up")
    assert 0 < int(answers[-1].headers["retry-after"]) <= 86_400
    assert transactions() == before + 2, "an account has its share of a day"
    other = _granted(net, http)
    sent(other)
    assert _revoke(other).status_code == 202
    again = create_app(settings)
    with TestClient(again) as restarted:
        keys[-1].http = restarted
        assert _revoke(keys[-1]).status_code == 429, "a restart forgets nothing"
    net.anvil.pass_time(86_400)
    keys[-1].http = http
    assert _revoke(keys[-1]).status_code == 202, "tomorrow"


def test_gas__of_keys_that_strangers_granted__uses_up_nobody_elses_revocations(net: TestNet, settings: GatewaySettings):
    poor = settings.model_copy(update={"relay_gas_per_day": 60_000})
    with TestClient(create_app(poor)) as http:
        net.anvil.pass_time(86_400)
        strangers = [_revoke(_granted(net, http)).status_code for _ in range(3)]
        assert strangers == [202, 202, 429]
        known = _granted(net, http)
        sent(known)
        assert _revoke(known).status_code == 202


def test_gas__of_all_revocations__ends_at_the_budget_of_the_day_and_leaves_claims_theirs(
    net: TestNet, settings: GatewaySettings
):
    poor = settings.model_copy(update={"relay_gas_per_day": 1})
    with Http(poor) as http:
        people = [_granted(net, http) for _ in range(2)]
        for person in people:
            sent(person)
        statuses = [_revoke(person).status_code for person in people]
        assert statuses in ([202, 429], [429, 429])
        worker = Worker(net, settings)
        epoch = worker.post()
        worker.report(epoch)
        worker.finalise(epoch)
        worker.duties.mirror_outcomes()
        account = people[0].owner.address
        assert http.post("/v1/claims", json={"account": account}).status_code == 202
        assert net.network.token.earned_of(Address(account)) > 0


def test_claim__below_the_threshold__waits_and_costs_nothing(net: TestNet, settings: GatewaySettings):
    high = settings.model_copy(update={"relay_threshold": 10**24})
    with Http(high) as http:
        person = _granted(net, http)
        sent(person)
        worker = Worker(net, high)
        epoch = worker.post()
        worker.report(epoch)
        worker.finalise(epoch)
        compose(high).mirror_outcomes()
        answer = http.post("/v1/claims", json={"account": person.owner.address})
        assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (409, "nothing-due")


def _stranger(net: TestNet, http: TestClient) -> Person:
    return Person(net, http)


def _granted(net: TestNet, http: TestClient) -> Person:
    person = Person(net, http)
    assert person.grant().status_code == 201
    return person


def _another_key(person: Person) -> Person:
    """Returns the same owner with another session key."""
    other = object.__new__(Person)
    other.__dict__.update(person.__dict__)
    other.session = new_key()
    assert other.grant().status_code == 201
    return other


def _revoke(person: Person, signer: Any = None) -> Any:
    owner, key = Address(person.owner.address), Address(person.session.address)
    signature = sign(revoke_digest(person.domain, owner, key), bytes((signer or person.owner).key))
    return person.http.post("/v1/revocations", json={"owner": owner, "key": key, "signature": hex0(signature)})
