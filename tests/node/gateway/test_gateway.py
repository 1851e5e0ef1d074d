"""The gateway over HTTP on a real chain and database: what it takes, and every problem document that it answers with."""

import json
import sqlite3
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from kula.node.gateway.database import repository
from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.duties.pinning import pin_waiting
from kula.node.gateway.duties.posting import Poster
from kula.node.gateway.problems import PROBLEMS
from kula.node.settings import GatewaySettings
from kula.protocol.hex import hex0
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.program.keys import new_key
from kula.protocol.reading.published import read_manifest
from kula.protocol.records.content import canonical_bytes
from kula.protocol.records.nonce import MOST_AHEAD_SECONDS, nonce_at
from kula.protocol.signatures import SigningDomain, revoke_digest, sign
from kula.protocol.types import Address
from tests.support.chain import TestNet
from tests.support.gateway.http import Http
from tests.support.gateway.person import CONTENT, Person
from tests.support.gateways import gateway_settings


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
    foreign = SigningDomain(1, person.domain.contract)
    elsewhere = SigningDomain(person.domain.chain_id, Address(person.owner.address))
    _is(person.send(signer=new_key()), "invalid-signature")
    _is(person.send(domain=foreign), "invalid-signature")
    _is(person.send(domain=elsewhere), "invalid-signature")
    _is(person.send(licence="CC-BY-4.0"), "key-out-of-scope")
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


def test_records__while_another_program_locks_the_database__unavailable_and_taken_later(
    net: TestNet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(repository, "WAIT_SECONDS", 0)
    with Http(gateway_settings(net, tmp_path)) as http, sqlite3.connect(tmp_path / "gateway.sqlite") as locking:
        person = Person(net, http)
        assert person.grant().status_code == 201
        body = person.body()
        locking.execute("BEGIN IMMEDIATE")
        answer = TestClient.request(http, "POST", "/v1/records", json=body)
        locking.rollback()
        _is(answer, "unavailable")
        assert int(answer.headers["Retry-After"]) > 0
        assert http.post("/v1/records", json=body).status_code == 201


def test_records__nonce_of_another_record__conflict(person: Person, settings):
    assert person.send(nonce=5).status_code == 201
    before = _stored(settings)
    _is(person.send(nonce=5), "nonce-repeated")
    assert _stored(settings) == before


def test_records__signed_in_the_future__refused_beyond_ten_minutes(person: Person, settings):
    assert person.send(nonce=nonce_at(person.now + MOST_AHEAD_SECONDS, 1)).status_code == 201
    before = _stored(settings)
    answer = person.send(nonce=nonce_at(person.now + MOST_AHEAD_SECONDS + 120, 2))
    _is(answer, "signed-in-future")
    assert answer.json()["field"] == "record.nonce"
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


@pytest.mark.parametrize(
    ("old", "new", "slug"),
    [
        (b"Six minutes.", b"\\ud83c", "malformed"),
        (b"Six minutes.", b"\\u0000", "malformed"),
        (b'"Six minutes."', b"NaN", "invalid-json"),
        (b'"Six minutes."', b"6.5", "invalid-json"),
        (b'"Six minutes."', b"9007199254740993", "malformed"),
        (b'"Six minutes."', b"[[[[[[[[[[1]]]]]]]]]]", "malformed"),
        (b'"role": "assistant"', b'"role": "assistant", "role": "user"', "invalid-json"),
        (b'"Six minutes."', b'"Six minutes.\xff"', "invalid-json"),
        (b'"Six minutes."', b'""', "malformed"),
    ],
)
def test_records__bad_bytes_in_a_signed_body__store_nothing(person: Person, settings, old, new, slug):
    raw = json.dumps(person.body()).encode()
    assert old in raw
    before = _stored(settings)
    answer = person.http.post(
        "/v1/records", content=raw.replace(old, new), headers={"content-type": "application/json"}
    )
    _is(answer, slug)
    assert _stored(settings) == before


def test_records__thirty_two_at_once__or_an_error_that_stores_what_came_before(person: Person, settings):
    bodies = [person.body() for _ in range(2)]
    answer = person.http.post("/v1/records", json={"records": bodies})
    assert answer.status_code == 201
    assert [r["record"] for r in answer.json()["records"]] == [
        person.http.post("/v1/records", json=body).json()["record"] for body in bodies
    ]
    _is(person.http.post("/v1/records", json={"records": []}), "malformed")
    _is(person.http.post("/v1/records", json={"records": bodies * 17}), "malformed")


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
    _is(person.grant(domain=SigningDomain(1, person.domain.contract)), "invalid-signature")


def test_records__the_grant_ends_after_it_was_given__refused(net: TestNet, http: TestClient, settings):
    person = Person(net, http)
    assert person.grant(expiry=person.now + 500).status_code == 201
    assert person.send().status_code == 201
    net.anvil.pass_time(501)
    before = _stored(settings)
    _is(person.send(), "grant-expired")
    assert _stored(settings) == before


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/grants", {}),
        ("/v1/grants", {"grant": None, "signature": "0x"}),
        ("/v1/records", {"record": 7, "grant": None, "signature": 1, "salt": "x", "content": None}),
        ("/v1/claims", {"account": "0x1"}),
        ("/v1/revocations", {"owner": None}),
    ],
)
def test_posts__of_the_wrong_shape__are_malformed_never_a_crash(http: TestClient, path: str, body: dict):
    answer = http.post(path, json=body)
    if path == "/v1/chat/completions":
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "malformed"), "in OpenAI's form"
    else:
        _is(answer, "malformed")


def test_problems__slugs_are_stable():
    wanted = "malformed invalid-json unsupported-media-type too-large too-slow invalid-signature unknown-grant grant-expired "
    wanted += "key-revoked key-out-of-scope foreign-origin quota-used-up nonce-repeated signed-in-future commitment-mismatch unknown-record "
    wanted += "no-place backlog-full"
    assert set(wanted.split()) <= set(PROBLEMS), "clients switch on these; add some, rename none"


def test_metrics__count_what_was_acknowledged_and_posted(person: Person, settings):
    person.send()
    metrics = person.http.get("/metrics")
    assert metrics.headers["content-type"].startswith("text/plain; version=0.0.4")
    values = dict(line.split() for line in metrics.text.splitlines() if not line.startswith("#"))
    assert int(values["kula_records_acknowledged"]) == _stored(settings)
    assert person.http.get("/healthz").json() == {"status": "ok"}
    assert person.http.get("/readyz").json() == {"status": "ready"}


def test_reading__what_is_not_there__a_problem(http: TestClient):
    _is(http.get("/v1/records/0x00"), "unknown-record")
    _is(http.get("/v1/epochs/99"), "unknown-epoch")
    _is(http.get("/v1/nothing"), "not-found")
    _is(http.get("/v1/epochs/1/entries"), "access-denied")
    _is(http.get("/healthz", headers={"host": "evil.example"}), "wrong-host")


def test_revocation__signed_by_the_owner__relayed_and_enforced(person: Person):
    owner, key = Address(person.owner.address), Address(person.session.address)
    assert person.send().status_code == 201
    forged = sign(revoke_digest(person.domain, owner, key), bytes(person.session.key))
    body = {"owner": owner, "key": key, "signature": hex0(forged)}
    _is(person.http.post("/v1/revocations", json=body), "invalid-signature")
    body["signature"] = hex0(sign(revoke_digest(person.domain, owner, key), bytes(person.owner.key)))
    assert person.http.post("/v1/revocations", json=body).status_code == 202
    _is(person.send(), "key-revoked")


def test_poster__posts_once__whatever_is_repeated(net: TestNet, settings: GatewaySettings, person: Person):
    assert person.send().status_code == 201
    network = settings.network()
    sender = net.sender("poster", account=settings.account())
    repository = Repository(open_database(settings.database_url))
    store = BlockDirectory(Path(settings.ipfs.removeprefix("dir://")))
    waiting = repository.last_seq() - network.batches.next_seq(sender.address)
    assert waiting > 0
    net.anvil.pass_time(60)
    epoch = network.batches.current()
    Poster(network, sender, repository, store, url="https://gateway.example", post_seconds=10).turn()
    assert network.batches.next_seq(sender.address) < repository.last_seq(), "nothing is posted that is not pinned"
    for _ in range(3):
        pin_waiting(store, repository)
        Poster(network, sender, repository, store, url="https://gateway.example", post_seconds=10).turn()
    assert network.batches.next_seq(sender.address) == repository.last_seq()
    batch = network.batches.batches_of(epoch)[-1]
    assert batch.count == waiting
    assert all(store.get_block(cid) for _, cid in read_manifest(store, batch))
    assert network.batches.current() == epoch + 1
    page = person.http.get(f"/v1/accounts/{person.owner.address}/records").json()
    assert page["records"][0]["state"] == "posted"
