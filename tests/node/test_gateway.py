"""The gateway over HTTP on a real chain and database: what it takes, and every problem document that it answers with."""

import json
import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from node.api.app import create_app
from node.crank import Crank
from node.problems import PROBLEMS
from node.repository import Repository, open_database
from node.settings import GatewaySettings
from protocol.batch import grant_to_json, hex0, record_to_json
from protocol.encoding import commitment
from protocol.ipfs.blocks import BlockDirectory
from protocol.keys import new_key, save_keystore
from protocol.published import read_manifest
from protocol.record import canonical_bytes
from protocol.signatures import SigningDomain, grant_digest, record_hash, revoke_digest, sign
from protocol.types import Address, Grant, Record
from tests.support.chain import TestNet

CONTENT = {
    "kind": "conversation",
    "messages": [
        {"role": "user", "content": "How do I boil an egg?"},
        {"role": "assistant", "content": "Six minutes."},
    ],
}


class Person:
    """A contributor whose every message a test can spoil."""

    def __init__(self, net: TestNet, http: TestClient) -> None:
        self.owner, self.session = new_key(), new_key()
        self.http = http
        self.domain: SigningDomain = net.network.signing
        self.now = net.network.connection.now()
        self.hash = ""

    def grant(self, signer=None, domain=None, **changes):
        values = Grant(
            owner=Address(self.owner.address),
            key=Address(self.session.address),
            pay_to=Address(self.owner.address),
            licences=("CC-BY-4.0",),
            origin="http://testserver",
            max_per_epoch=3,
            expiry=self.now + 10_000,
            nonce=secrets.randbits(64),
        )
        grant = replace(values, **changes)
        signature = sign(grant_digest(domain or self.domain, grant), bytes((signer or self.owner).key))
        answer = self.http.post("/v1/grants", json={"grant": grant_to_json(grant), "signature": hex0(signature)})
        self.hash = answer.json().get("grant", self.hash)
        return answer

    def body(self, content=None, signer=None, domain=None, **changes) -> dict:
        content = content or CONTENT
        salt = secrets.token_bytes(32)
        record = Record(
            owner=Address(self.owner.address),
            kind=content["kind"],
            commitment=commitment(salt, canonical_bytes(content)),
            licence="CC-BY-4.0",
            parent=bytes(32),
            nonce=secrets.randbits(64),
        )
        record = replace(record, **changes)
        signature = sign(record_hash(domain or self.domain, record), bytes((signer or self.session).key))
        return {
            "record": record_to_json(record),
            "grant": self.hash,
            "signature": hex0(signature),
            "salt": hex0(salt),
            "content": content,
        }

    def send(self, *args, **changes):
        return self.http.post("/v1/records", json=self.body(*args, **changes))


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request, net: TestNet, tmp_path_factory) -> GatewaySettings:
    folder = tmp_path_factory.mktemp("gateway")
    account = net.gateway().account
    save_keystore(folder / "key.json", account, "password", rounds=1_000)
    url = request.getfixturevalue("postgres") if request.param == "postgres" else ""
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


@pytest.fixture(scope="module")
def http(settings: GatewaySettings):
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture
def person(net: TestNet, http: TestClient) -> Person:
    one = Person(net, http)
    assert one.grant().status_code == 201
    return one


def _is(answer, slug: str) -> None:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    assert answer.json()["type"] == f"https://kula.network/problems/{slug}", answer.text
    assert answer.status_code == PROBLEMS[slug][0]


def _stored(settings: GatewaySettings) -> int:
    return Repository(open_database(settings.database_url)).last_seq()


def test_records__sent_twice__one_receipt(person: Person, settings):
    body = person.body()
    first, again = person.http.post("/v1/records", json=body), person.http.post("/v1/records", json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    status = person.http.get(f"/v1/records/{first.json()['record']}").json()
    assert status["state"] == "received"


def test_records__what_is_wrong__has_its_problem_and_stores_nothing(person: Person, settings):
    before = _stored(settings)
    foreign = SigningDomain(1, person.domain.grants)
    elsewhere = SigningDomain(person.domain.chain_id, Address(person.owner.address))
    _is(person.send(signer=new_key()), "invalid-signature")
    _is(person.send(domain=foreign), "invalid-signature")
    _is(person.send(domain=elsewhere), "invalid-signature")
    _is(person.send(licence="CC0-1.0"), "key-out-of-scope")
    _is(person.send(owner=Address(new_key().address)), "key-out-of-scope")
    _is(person.send(commitment=bytes(32)), "commitment-mismatch")
    _is(person.http.post("/v1/records", json={**person.body(), "grant": "0x" + "00" * 32}), "unknown-grant")
    _is(person.http.post("/v1/records", json={**person.body(), "extra": 1}), "malformed")
    wrong = person.body()
    wrong["content"] = {**CONTENT, "mood": "good"}
    answer = person.http.post("/v1/records", json=wrong)
    _is(answer, "malformed")
    assert answer.json()["field"] == "mood"
    assert _stored(settings) == before


def test_records__nonce_of_another_record__conflict(person: Person, settings):
    assert person.send(nonce=5).status_code == 201
    before = _stored(settings)
    _is(person.send(nonce=5), "nonce-repeated")
    assert _stored(settings) == before


def test_records__more_than_the_grant_allows__refused(person: Person):
    assert [person.send().status_code for _ in range(3)] == [201, 201, 201]
    _is(person.send(), "quota-used-up")


@pytest.mark.parametrize(
    ("raw", "kind", "slug"),
    [
        (b'{"a": NaN}', "application/json", "invalid-json"),
        (b'{"a": "\\ud800"}', "application/json", "malformed"),
        (b'{"a": 1, "a": 2}', "application/json", "invalid-json"),
        (b"\xff\xfe{", "application/json", "invalid-json"),
        (b"[" * 5_000, "application/json", "invalid-json"),
        (b"{}", "text/plain", "unsupported-media-type"),
        (b'"' + b"x" * 200_000 + b'"', "application/json", "too-large"),
    ],
)
def test_guard__bodies_that_no_route_should_see(http: TestClient, raw: bytes, kind: str, slug: str):
    _is(http.post("/v1/records", content=raw, headers={"content-type": kind}), slug)


def test_records__one_byte_too_many__too_large(person: Person, settings):
    content = json.loads(json.dumps(CONTENT))
    content["messages"][1]["content"] = "x"
    size = 65_536 - len(canonical_bytes(content)) + 1
    content["messages"][1]["content"] = "x" * size
    before = _stored(settings)
    body = person.body(content)
    assert person.http.post("/v1/records", json=body).status_code == 201
    content["messages"][1]["content"] += "x"
    _is(person.http.post("/v1/records", json={**person.body(), "content": content}), "too-large")
    assert _stored(settings) == before + 1


def test_grants__expired_foreign_or_forged__refused(net: TestNet, http: TestClient):
    person = Person(net, http)
    _is(person.grant(signer=new_key()), "invalid-signature")
    _is(person.grant(expiry=1), "grant-expired")
    _is(person.grant(origin="https://evil.example"), "foreign-origin")
    _is(person.grant(licences=("WTFPL",)), "malformed")
    _is(person.grant(domain=SigningDomain(1, person.domain.grants)), "invalid-signature")


def test_reading__what_is_not_there__a_problem(http: TestClient):
    _is(http.get("/v1/records/0x00"), "unknown-record")
    _is(http.get("/v1/epochs/99"), "unknown-epoch")
    _is(http.get("/v1/nothing"), "not-found")
    _is(http.get("/v1/epochs/1/entries"), "access-denied")
    _is(http.get("/healthz", headers={"host": "evil.example"}), "wrong-host")


def test_revocation__signed_by_the_owner__relayed_and_enforced(person: Person):
    owner, key = Address(person.owner.address), Address(person.session.address)
    forged = sign(revoke_digest(person.domain, owner, key), bytes(person.session.key))
    body = {"owner": owner, "key": key, "signature": hex0(forged)}
    _is(person.http.post("/v1/revocations", json=body), "chain-refused")
    body["signature"] = hex0(sign(revoke_digest(person.domain, owner, key), bytes(person.owner.key)))
    assert person.http.post("/v1/revocations", json=body).status_code == 202
    _is(person.send(), "key-revoked")


def test_crank__posts_once__whatever_is_repeated(net: TestNet, settings: GatewaySettings, person: Person):
    assert person.send().status_code == 201
    network = settings.network()
    sender = net.sender("poster", account=settings.account())
    repository = Repository(open_database(settings.database_url))
    store = BlockDirectory(Path(settings.ipfs.removeprefix("dir://")))
    waiting = repository.last_seq() - network.batches.next_seq(sender.address)
    assert waiting > 0
    net.anvil.pass_time(60)
    epoch = network.batches.current()
    for _ in range(3):
        Crank(network, sender, repository, store, post_seconds=10).turn()
    assert network.batches.next_seq(sender.address) == repository.last_seq()
    batch = network.batches.batches_of(epoch)[-1]
    assert batch.count == waiting
    assert all(store.get_block(cid) for _, cid in read_manifest(store, batch))
    assert network.batches.current() == epoch + 1
    status = person.http.get(f"/v1/accounts/{person.owner.address}").json()
    assert status["records"][0]["state"] == "posted"
