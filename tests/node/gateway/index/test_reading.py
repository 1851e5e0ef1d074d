"""What a gateway tells of records, over HTTP on a real chain: from the database, without asking the chain."""

from collections import Counter
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from kula.node.gateway.database.accusations import AccusationRow
from kula.node.trace.claimed import ClaimedSteps
from kula.node.trace.payment import PaymentSteps
from kula.node.trace.saved import RecordedPages
from kula.protocol.encoding import batch_leaf, ledger_leaf
from kula.protocol.errors import IntegrityError
from kula.protocol.hex import hex0, unhex
from kula.protocol.merkle import verify
from kula.protocol.promises.state import Promise
from kula.protocol.reading.gateway_client import authorization
from kula.protocol.records.entry import signed_record_from_json
from kula.protocol.signatures import revoke_digest, sign
from kula.protocol.types import Address, Receipt, Row
from tests.support.chain import TestNet
from tests.support.gateway.http import Http
from tests.support.gateway.person import Person
from tests.support.gateways import Worker, gateway_settings, sent


def test_gets__of_every_path__ask_the_chain_nothing(
    net: TestNet, http: Http, worker: Worker, person: Person, asked: Counter[str]
):
    record = sent(person)
    epoch = worker.post()
    worker.report(epoch)
    worker.duties.mirror_outcomes()
    account = f"/v1/accounts/{person.owner.address}"
    batch = net.network.batches.batches_of(epoch)[-1].number
    http.context.indexer.turn()
    http.context.repository.chain.put_published([("bafy", b"a manifest")])
    receipt = Receipt(gateway=person.owner.address, seq=1, record=bytes(32), last_epoch=1)  # type: ignore[arg-type]
    proof = AccusationRow.of(b"\1" * 32, Promise(receipt, bytes(65), None, b""), at=1)
    assert http.context.repository.accusations.add(proof)
    asked.clear()
    paths = [path for path, one in http.app.openapi()["paths"].items() if "get" in one]  # type: ignore[attr-defined]
    values = {"{record}": record, "{number}": str(epoch), "{address}": person.owner.address, "{cid}": "bafy"}
    values["{model}"] = "kula"
    values["/accusations/{id}"] = "/accusations/0x" + "01" * 32
    for path in paths:
        if path.endswith("/events") or "chat" in path or path.startswith("/v1/pairs/"):
            continue
        for name, value in values.items():
            path = path.replace(name, value) if "/batches/" not in path else path.replace("{number}", str(batch))
        answer = http.get(path, params={"key": person.session.address} if path == "/v1/tasks" else {})
        assert answer.status_code == 200 or path.endswith("/entries"), (path, answer.text)
    served = net.network.registry.model(net.network.registry.served()).manifest
    assert [one["id"] for one in http.get("/v1/models").json()["data"]] == ["kula", hex0(served)]
    seat = net.validators[0].account
    us, path = http.context.address, f"/v1/epochs/{epoch}/entries"
    header = authorization(net.network.signing, seat, gateway=us, path=path, now=net.network.connection.now())
    assert len(http.get(path, headers={"authorization": header}).json()["batches"]) == 1
    for query in ("", "?state=reported", "?kind=conversation", "?state=final&kind=rating"):
        assert http.get(f"{account}/records{query}").status_code == 200
    assert asked == {}


def test_network__of_a_fresh_gateway__names_the_languages_before_any_record(
    net: TestNet, tmp_path: Path, asked: Counter[str]
):
    fresh = Http(gateway_settings(net, tmp_path, estimate=False))
    languages = fresh.get("/v1/network").json()["languages"]
    assert languages["model"] == ["en"]
    assert {"LATIN", "CJK", "ARABIC"} <= set(languages["scorer"])


def test_records__many_at_once__ask_the_chain_no_more_than_one(
    net: TestNet, http: Http, worker: Worker, asked: Counter[str]
):
    person = Person(net, http)
    assert person.grant(max_per_epoch=100).status_code == 201

    def calls(count: int) -> int:
        asked.clear()
        bodies = [person.body() for _ in range(count)]
        answer = http.post("/v1/records", json={"records": bodies})
        assert answer.status_code == 201, answer.text
        assert len(answer.json()["records"]) == count
        return asked.total()

    assert max(calls(1), calls(32)) <= 8, "each record alone asked ten times before"


def test_records__after_the_end_of_their_key__are_refused_at_once(net: TestNet, http: Http, person: Person):
    sent(person)
    body = {"owner": person.owner.address, "key": person.session.address}
    digest = revoke_digest(net.network.signing, Address(person.owner.address), Address(person.session.address))
    signature = hex0(sign(digest, bytes(person.owner.key)))
    assert http.post("/v1/revocations", json={**body, "signature": signature}).status_code == 202
    assert person.send().json()["type"].endswith("/key-revoked")


def test_account__named_in_small_letters__is_the_same_and_a_wrong_checksum_is_none(http: Http, person: Person):
    sent(person)
    owner = person.owner.address
    for path in ("", "/records", "/days", "/keys"):
        assert http.get(f"/v1/accounts/{owner.lower()}{path}").json() == http.get(f"/v1/accounts/{owner}{path}").json()
    assert http.get(f"/v1/accounts/0x{owner[2:].swapcase()}").status_code == 422


def test_account__sums_follow_a_record_to_its_payment(net: TestNet, http: Http, worker: Worker, person: Person):
    path = f"/v1/accounts/{person.owner.address}"

    def sums() -> list[int]:
        account = http.get(path).json()
        assert int(account["earned"]) == int(account["claimable"]) + int(account["paid"])
        day = (http.get(f"{path}/days").json()["days"] or [{"paid": "0", "claimable": "0", "pending": "0"}])[0]
        names = ("claimable", "paid", "pending")
        assert [account[name] for name in names] == [day[name] for name in names], "one day holds all"
        return [int(account[name]) for name in names]

    first, second = sent(person), sent(person)
    assert http.get(path).json()["records"] == {"received": 2, "posted": 0, "reported": 0, "final": 0, "void": 0}
    epoch = worker.post()
    assert http.get(path).json()["records"]["posted"] == 2
    assert sums() == [0, 0, 0]
    ledger = worker.report(epoch)
    worker.duties.mirror_outcomes()
    due = 2 * (120 - net.network.parameters.floor) * ledger.price
    assert due > 0
    assert sums() == [0, 0, due]
    worker.finalise(epoch)
    assert sums() == [due, 0, 0]
    assert http.get(path).json()["records"]["final"] == 2
    worker.duties.tick(worker.duties.relay_claims)
    assert sums() == [0, due, 0]
    statuses = http.get(f"{path}/records").json()["records"]
    assert [one["record"] for one in statuses] == [second, first]
    assert {(one["state"], one["score"], one["floor"], one["epoch"]) for one in statuses} == {
        ("final", 120, net.network.parameters.floor, epoch)
    }
    assert all(one["pay"]["final"] and one["pay"]["paid"] for one in statuses)
    assert all(person.now - 60 < one["signed_at"] <= one["received_at"] + 600 for one in statuses)
    assert net.network.token.earned_of(Address(person.owner.address)) == due


def test_epoch__with_enough_scored_records__says_how_those_of_a_kind_lie(
    net: TestNet, http: Http, worker: Worker, person: Person
):
    other = Person(net, http)
    assert other.grant().status_code == 201
    for one in (person, person, other, other, other):
        sent(one)
    epoch = worker.post()
    assert http.get(f"/v1/epochs/{epoch}").json()["scores"] == [], "before its report"
    worker.report(epoch)
    worker.duties.mirror_outcomes()
    (spread,) = http.get(f"/v1/epochs/{epoch}").json()["scores"]
    assert spread.pop("records") >= 5
    assert [place for place, count in enumerate(spread.pop("bins")) if count] == [120 // 16]
    assert spread == {"kind": "conversation", "low": 120, "middle": 120, "high": 120}


def test_trace__each_step__is_proven_against_the_chain(net: TestNet, http: Http, worker: Worker, person: Person):
    network = net.network
    record, other = sent(person), sent(person)
    epoch = worker.post()
    worker.report(epoch)
    worker.duties.mirror_outcomes()
    page = http.get(f"/v1/trace/{record}").json()
    steps = {step["step"]: step for step in page["steps"]}
    assert list(steps) == ["record", "receipt", "batch", "row", "payment"]
    leaf = signed_record_from_json(page).leaf(network.signing, page["gateway"])
    batch, row = steps["batch"], steps["row"]
    assert unhex(batch["leaf"], 32) == batch_leaf(network.dom, leaf)
    on_chain = network.batches.batch(batch["number"])
    proof = [unhex(one, 32) for one in batch["proof"]]
    assert verify(on_chain.root, on_chain.count, batch["index"], unhex(batch["leaf"], 32), proof)
    fields = {**row["row"], "before": int(row["row"]["before"])}
    assert unhex(row["leaf"], 32) == ledger_leaf(network.dom, epoch, Row(**fields))
    assert fields["pos"] == batch["position"]
    root = network.reports.standing(epoch).root
    proof = [unhex(one, 32) for one in row["proof"]]
    assert verify(root, row["count"], fields["t"], unhex(row["leaf"], 32), proof)
    assert steps["payment"]["account"] == person.owner.address
    last = http.get(f"/v1/trace/{other}").json()["steps"][-1]
    assert int(last["due"]) == 2 * int(steps["payment"]["due"]), "what is due adds up over the account's rows"


def test_trace__a_lie_in_any_field_of_a_step__is_named(net: TestNet, http: Http, worker: Worker, person: Person):
    record = sent(person)
    epoch = worker.post()
    worker.report(epoch)
    worker.duties.mirror_outcomes()
    path = f"/v1/trace/{record}"
    page = http.get(path).json()
    pages = RecordedPages({path: page, **{p: http.get(p).json() for p in _leaves_of(net, epoch)}})
    payment = PaymentSteps(worker.duties.ledgers, pages, unhex(record, 32))
    for step in (payment.record, payment.receipt, payment.batch, payment.scores, payment.ledger, payment.payment):
        assert step()
    claimed = ClaimedSteps(net.network.registry, payment)
    assert claimed.steps() == ("the gateway's 5 steps say the same", "")
    steps = page["steps"]
    fields = [(place, keys) for place, step in enumerate(steps) for keys in _places(step) if keys != ("step",)]
    assert len(fields) > 25
    for place, keys in fields:
        bent = deepcopy(steps[place])
        _bend(bent, keys)
        payment.page["steps"] = [*steps[:place], bent, *steps[place + 1 :]]
        with pytest.raises(IntegrityError, match=f"{bent['step']} says .* for {keys[0]}"):
            claimed.steps()
    payment.page["steps"] = [{"step": "dataset", "version": 1, "manifest": "bafy", "row": "0x"}]
    with pytest.raises(IntegrityError, match="dataset"):
        claimed.steps()


def test_trace__a_step_that_the_chain_does_not_know__is_named_and_fewer_steps_are_none(
    net: TestNet, http: Http, worker: Worker, person: Person
):
    record = sent(person)
    path = f"/v1/trace/{record}"
    page = http.get(path).json()
    payment = PaymentSteps(worker.duties.ledgers, RecordedPages({path: page}), unhex(record, 32))
    payment.record()
    payment.receipt()
    claimed = ClaimedSteps(net.network.registry, payment)
    steps = page["steps"]
    payment.page["steps"] = steps[:1]
    assert claimed.steps() == ("the gateway's 1 steps say the same", "")
    payment.page["steps"] = [*steps, {"step": "batch", "number": 1}]
    with pytest.raises(IntegrityError, match="has not reached"):
        claimed.steps()
    del payment.page["steps"]
    assert claimed.steps() is None, "an older gateway lists none"


def _leaves_of(net: TestNet, epoch: int) -> list[str]:
    return [f"/v1/batches/{batch.number}/leaves" for batch in net.network.batches.batches_of(epoch)]


def _places(value: Any, keys: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    return [keys] if inner is None else [place for key, one in inner for place in _places(one, (*keys, key))]


def _bend(step: dict[str, Any], keys: tuple[Any, ...]) -> None:
    *parents, last = keys
    inner: Any = step
    for key in parents:
        inner = inner[key]
    value = inner[last]
    if isinstance(value, bool):
        inner[last] = not value
    elif isinstance(value, int):
        inner[last] = value + 1
    else:
        inner[last] = str(int(value) + 1) if value.isdigit() else value[:-1] + ("0" if value[-1] != "0" else "1")


def test_trace__beyond_the_payment__only_for_whoever_holds_the_salt(
    net: TestNet, http: Http, worker: Worker, person: Person
):
    body = person.body()
    record = http.post("/v1/records", json=body).json()["record"]
    epoch = worker.post()
    worker.report(epoch)
    worker.finalise(epoch)
    worker.duties.mirror_outcomes()
    registry, curator = net.network.registry, net.sender("curator", 2_000 * 10**18)
    curator.send(net.network.token.approve(registry.address, 2_000 * 10**18))
    curator.send(registry.bond(registry.minimum_bond()))
    curator.send(registry.publish_dataset(b"\x05" * 32, 0, 1, epoch, epoch))
    path = f"/v1/trace/{record}"

    def names(headers: dict[str, str]) -> list[str]:
        answer = http.get(path, headers=headers)
        assert body["salt"][2:] not in answer.text
        return [step["step"] for step in answer.json()["steps"]]

    now, us = net.network.connection.now(), http.context.address
    key = authorization(net.network.signing, person.session, gateway=us, path=path, now=now)
    stranger = authorization(net.network.signing, net.bank.account, gateway=us, path=path, now=now)
    public = ["record", "receipt", "batch", "row", "payment"]
    assert names({}) == public
    assert names({"kula-salt": hex0(bytes(32))}) == public
    assert names({"kula-salt": body["salt"]}) == [*public, "dataset"]
    assert names({"authorization": key}) == [*public, "dataset"]
    assert http.get(path, headers={"authorization": stranger}).status_code == 403
