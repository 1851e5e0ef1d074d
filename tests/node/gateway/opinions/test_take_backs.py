"""A record is taken back until it is posted: nothing of its text is left, its number is posted, and no bond is lost."""

import sqlite3
from typing import Any

import pytest

from kula.node.gateway.problems import PROBLEMS
from kula.node.settings import GatewaySettings
from kula.protocol.hex import unhex
from kula.protocol.parameters import TOKEN
from kula.protocol.reading.material import gather
from kula.protocol.reading.published import read_manifest
from kula.protocol.signatures import sign
from kula.protocol.types import Address, Receipt
from tests.node.gateway.opinions.conftest import Ender
from tests.support.chain import BOND, TestNet
from tests.support.gateway.person import Person
from tests.support.gateways import Worker, sent

ANSWERED = [{"role": "user", "content": "How do I boil an egg?"}, {"role": "assistant", "content": "Six minutes."}]


def _is(answer: Any, slug: str) -> None:
    assert answer.json()["type"].endswith(f"/{slug}"), answer.text
    assert answer.status_code == PROBLEMS[slug][0]


def _rating(value: int) -> dict[str, Any]:
    return {"kind": "rating", "messages": ANSWERED, "range": "1..5", "rating": value}


def _status(person: Person, record: str) -> dict[str, Any]:
    return person.http.get(f"/v1/records/{record}").json()


def test_take_back__by_key_or_owner__done_once_and_for_nobody_else(person: Person, ender: Ender, stranger: Any):
    first, second = sent(person), sent(person)
    until = _status(person, first)["until"]
    assert until >= person.now
    _is(ender.take_back(first, signer=stranger), "invalid-signature")
    assert ender.take_back(first).json()["record"] == first
    assert ender.take_back(first).status_code == 200, "the same again changes nothing"
    assert ender.take_back(second, signer=person.owner).status_code == 200
    assert (_status(person, first)["withheld"], _status(person, first)["until"]) == ("taken-back", None)
    _is(ender.take_back("0x" + "ab" * 32), "unknown-record")


def test_take_back__afterwards__no_byte_of_the_text_or_its_keys_is_in_the_file(
    person: Person, ender: Ender, worker: Worker, settings: GatewaySettings
):
    body = person.body()
    record = person.http.post("/v1/records", json=body).json()["record"]
    row = worker.duties.repository.record(unhex(record, 32))
    assert row
    assert row.block
    secrets = [row.content_key, row.salt, row.block[:32]]
    assert ender.take_back(record).status_code == 200
    assert person.http.post("/v1/records", json=body).status_code == 200, "the same bytes still get the same receipt"
    if settings.database:
        return
    path = settings.data / "gateway.sqlite"
    with sqlite3.connect(path) as rows:
        rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert not any(secret in path.read_bytes() for secret in secrets)


def test_take_back__posted_and_accused__the_gateway_loses_nothing_and_the_record_scores_one(
    net: TestNet, person: Person, ender: Ender, worker: Worker
):
    kept, taken = sent(person), sent(person)
    receipt = _status(person, taken)["receipt"]
    assert ender.take_back(taken).status_code == 200
    epoch = worker.post()
    _is(ender.take_back(kept), "already-posted")
    network, gateways = net.network, net.network.gateways
    batch = network.batches.batches_of(epoch)[-1]
    assert all(worker.store.get_block(link) is not None for _, link in read_manifest(worker.store, batch))
    rows = worker.duties.repository.records_from(batch.first_seq, batch.count)
    material = gather(network, worker.store, lambda _: {batch.number: [row.entry() for row in rows]}, epoch)
    problems = {record.record_hash: record.problem for record in material.records}
    assert (problems[unhex(kept, 32)], problems[unhex(taken, 32)]) == ("", "withheld")
    assert material.lacking == 0, "no validator waits for what will never come"
    worker.report(epoch)
    sent(person)
    worker.report(worker.post())
    accuser = net.sender("accuser", 10 * TOKEN)
    accuser.send(network.token.approve(gateways.address, 10 * TOKEN))
    promised = Receipt(gateway=worker.us, seq=receipt["seq"], record=unhex(taken, 32), last_epoch=receipt["last_epoch"])
    accuser.send(gateways.accuse(promised, unhex(receipt["signature"], 65)))
    worker.duties.tick(worker.duties.post)
    assert gateways.open_against(worker.us) == 0
    assert gateways.bond_of(worker.us) == BOND


def test_take_back__scored_one_in_a_final_epoch__is_not_sent_again(person: Person, ender: Ender, worker: Worker):
    taken = sent(person)
    assert ender.take_back(taken).status_code == 200
    epoch = worker.post()
    worker.report(epoch, median=1)
    worker.duties.tick(worker.duties.mirror_outcomes)
    worker.finalise(epoch)
    seq = _status(person, taken)["receipt"]["seq"]
    worker.duties.tick(worker.duties.post)
    assert _status(person, taken)["receipt"]["seq"] == seq


def test_records__a_second_rating_of_one_answer__takes_the_first_back_until_it_is_posted(
    person: Person, worker: Worker
):
    first = person.send(_rating(1)).json()["record"]
    other = person.send({**_rating(1), "messages": [ANSWERED[0], {"role": "assistant", "content": "Ten."}]}).json()
    second = person.send(_rating(5)).json()["record"]
    assert _status(person, first)["withheld"] == "taken-back"
    assert _status(person, second)["withheld"] is None
    assert _status(person, other["record"])["withheld"] is None
    epoch = worker.post()
    assert person.grant(max_per_epoch=9).status_code == 201
    third = person.send(_rating(4)).json()["record"]
    assert _status(person, second)["withheld"] is None, "it is posted"
    assert _status(person, third)["withheld"] is None
    worker.report(epoch)


def test_records__the_same_rating_by_two_people__stand_beside_each_other(net: TestNet, person: Person):
    other = Person(net, person.http)
    assert other.grant().status_code == 201
    records = [one.send(_rating(2)).json()["record"] for one in (person, other)]
    assert [_status(person, record)["withheld"] for record in records] == [None, None]


@pytest.mark.parametrize("field", ["owner", "gateway"])
def test_take_back__signed_for_another_owner_or_gateway__refused(
    person: Person, ender: Ender, stranger: Any, field: str
):
    record = sent(person)
    wrong = Ender(person, Address(stranger.address)) if field == "gateway" else ender
    body = {"signature": "0x" + sign(b"\x01" * 32, bytes(stranger.key)).hex()} if field == "owner" else {}
    _is(wrong.take_back(record, **body), "invalid-signature")
