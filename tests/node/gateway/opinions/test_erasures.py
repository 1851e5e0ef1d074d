"""Erasing later: key, salt and text go when the epoch is final, a receipt says so, royalties end on payTo's signature."""

from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.address import to_checksum_address

from kula.node.gateway.problems import PROBLEMS
from kula.node.settings import GatewaySettings
from kula.protocol.chain.clients.registry import Registry
from kula.protocol.chain.rpc.creation import Creation
from kula.protocol.encoding import dataset_id, row_id
from kula.protocol.errors import IntegrityError
from kula.protocol.hex import hex0, unhex
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import new_key
from kula.protocol.records.opinions import check_erasure
from kula.protocol.signatures import erase_digest, sign
from kula.protocol.types import ZERO_HASH, Address
from tests.node.gateway.opinions.conftest import NOTHING_AT_ALL, Ender
from tests.support.chain import TestNet
from tests.support.evm import _compiled
from tests.support.gateway.person import Person
from tests.support.gateways import Worker, sent

LONG = [
    {"role": "user", "content": "What should I look at before I buy a used bicycle from a stranger in my town?"},
    {
        "role": "assistant",
        "content": "Check the frame for cracks, spin both wheels, try each brake and every gear, "
        "look for rust on the chain, and ask for the first receipt, because a stolen bicycle brings trouble.",
    },
]
WHATS = ("the sea loud at night", "a cherry red before it is sweet")
FRESH = {"role": "assistant", "content": "Sit on it, and see whether your feet reach the ground."}
TEXT = {"kind": "conversation", "messages": LONG}


def _is(answer: Any, slug: str) -> None:
    assert answer.json()["type"].endswith(f"/{slug}"), answer.text
    assert answer.status_code == PROBLEMS[slug][0]


def _withheld(person: Person, record: str) -> str | None:
    return person.http.get(f"/v1/records/{record}").json()["withheld"]


def _paid(person: Person, worker: Worker, *contents: Any) -> list[str]:
    """Sends records, and lets their epoch become final."""
    records = [person.send(content).json()["record"] for content in contents]
    epoch = worker.post()
    worker.report(epoch)
    worker.finalise(epoch)
    worker.duties.tick(worker.duties.mirror_outcomes)
    return records


def _royalty_end(
    person: Person, worker: Worker, record: str, signer: Any = None, payee: Address | None = None
) -> dict[str, Any]:
    outcome = worker.duties.repository.outcomes.one(unhex(record, 32))
    assert outcome
    payee = payee or Address(person.owner.address)
    digest = erase_digest(person.domain, payee, outcome.epoch, outcome.position)
    signature = sign(digest, bytes((signer or person.owner).key))
    return {"epoch": outcome.epoch, "position": outcome.position, "signature": hex0(signature)}


def test_erase__one_final_record__its_key_salt_and_text_go_and_its_words_are_not_taken_again(
    person: Person, ender: Ender, worker: Worker, stranger: Any
):
    other = {"kind": "conversation", "messages": [LONG[0], {"role": "assistant", "content": "Take a friend along."}]}
    record, kept = _paid(person, worker, TEXT, other)
    _is(ender.erase(record, signer=stranger), "invalid-signature")
    answer = ender.erase(record)
    owner = Address(person.owner.address)
    erasure = check_erasure(person.domain, answer.json(), gateway=worker.us, owner=owner, record=unhex(record, 32))
    assert (erasure.records, erasure.waiting, erasure.royalties_ended) == (1, 0, 0), (
        "the receipt says that royalties go on"
    )
    with pytest.raises(IntegrityError, match="proves nothing"):
        check_erasure(
            person.domain, {**answer.json(), "records": 2}, gateway=worker.us, owner=owner, record=unhex(record, 32)
        )
    row = worker.duties.repository.record(unhex(record, 32))
    assert row
    assert (row.content_key, row.salt, row.block) == (ZERO_HASH, ZERO_HASH, None)
    assert (_withheld(person, record), _withheld(person, kept)) == ("erased", None)
    assert ender.erase(record).json()["records"] == 1, "the same again changes nothing"
    for again in (TEXT, {"kind": "conversation", "messages": [LONG[0], replace_words(LONG[1])]}):
        _is(person.send(again), "sold-before")
    assert person.send(other).status_code == 201


def replace_words(message: dict[str, str]) -> dict[str, str]:
    return {**message, "content": message["content"].replace("rust", "dirt")}


def test_erase__while_seats_score__waits_until_the_epoch_is_final(person: Person, ender: Ender, worker: Worker):
    records = [sent(person), sent(person)]
    epoch = worker.post()
    late = sent(person)
    body = ender.erase().json()
    assert (body["records"], body["waiting"]) == (1, 2), "what is not posted is taken back at once"
    assert [_withheld(person, record) for record in (*records, late)] == ["erasing", "erasing", "taken-back"]
    batch = worker.net.network.batches.batches_of(epoch)[-1]
    rows = worker.duties.repository.records_from(batch.first_seq, batch.count)
    ours = [row for row in rows if hex0(row.hash) in records]
    assert all(any(row.entry().content_key) for row in ours), "all seats read the same until then"
    assert not any(any(row.entry(is_final=True).content_key) for row in ours), "and no curator reads it afterwards"
    worker.report(epoch)
    worker.duties.tick(worker.duties.mirror_outcomes, worker.duties.erase)
    assert _withheld(person, records[0]) == "erasing"
    worker.finalise(epoch)
    worker.duties.tick(worker.duties.mirror_outcomes, worker.duties.erase)
    assert [_withheld(person, record) for record in records] == ["erased", "erased"]
    again = ender.erase().json()
    assert (again["records"], again["waiting"]) == (3, 0)


def test_erase__all_until_a_time__leaves_what_was_signed_later(person: Person, ender: Ender):
    record = person.send({"kind": "conversation", "messages": [LONG[0], FRESH]}).json()["record"]
    assert ender.erase(until=person.now - 1).json()["records"] == 0
    assert _withheld(person, record) is None
    assert ender.erase(until=person.now).json()["records"] == 1


def test_erase__anothers_record__unknown(net: TestNet, person: Person, ender: Ender):
    other = Person(net, person.http)
    assert other.grant().status_code == 201
    theirs = other.send({"kind": "conversation", "messages": [LONG[0], FRESH]}).json()["record"]
    _is(ender.erase(theirs), "unknown-record")
    assert ender.erase(NOTHING_AT_ALL).json()["records"] == 0


def test_erase__with_the_payees_signature__royalties_end_and_the_gateway_pays(
    person: Person, ender: Ender, worker: Worker, stranger: Any
):
    content = {
        "kind": "conversation",
        "messages": [LONG[0], {"role": "assistant", "content": "Ride it up a steep hill."}],
    }
    [record] = _paid(person, worker, content)
    _is(ender.erase(record, royalties=[_royalty_end(person, worker, record, stranger)]), "invalid-signature")
    end = _royalty_end(person, worker, record)
    assert ender.erase(record, royalties=[end]).json()["royalties_ended"] == 1
    assert worker.net.network.royalties.read("erased", end["epoch"], end["position"])
    assert ender.erase(record, royalties=[end]).json()["royalties_ended"] == 1, "it has ended"
    unknown = {**end, "position": end["position"] + 9}
    _is(ender.erase(record, royalties=[unknown]), "unknown-record")


def test_erase__of_a_record_that_pays_a_wallet__royalties_end_by_what_the_wallet_agrees_to(
    net: TestNet, person: Person, ender: Ender, worker: Worker, stranger: Any
):
    code = bytes.fromhex(_compiled("ContractWallet")["bytecode"].removeprefix("0x"))
    code += encode(["address"], [stranger.address])
    receipt = net.sender(f"deployer-{stranger.address}", TOKEN).send(Creation(net.network.connection.web3, code))
    wallet = Address(to_checksum_address(str(receipt["contractAddress"])))
    assert person.grant(pay_to=wallet).status_code == 201
    content = {"kind": "conversation", "messages": [LONG[0], {"role": "assistant", "content": "Weigh it in one hand."}]}
    [record] = _paid(person, worker, content)
    _is(ender.erase(record, royalties=[_royalty_end(person, worker, record, payee=wallet)]), "invalid-signature")
    end = _royalty_end(person, worker, record, stranger, wallet)
    answer = ender.erase(record, royalties=[end])
    assert answer.status_code == 200, answer.text
    assert answer.json()["royalties_ended"] == 1
    assert net.network.royalties.read("erased", end["epoch"], end["position"])


def test_erasures__of_a_row_in_a_dataset__are_listed_by_its_id(
    net: TestNet, person: Person, ender: Ender, worker: Worker, settings: GatewaySettings
):
    content = {"kind": "conversation", "messages": [LONG[0], {"role": "assistant", "content": "Look it up in a list."}]}
    [record] = _paid(person, worker, content)
    row = worker.duties.repository.record(unhex(record, 32))
    outcome = worker.duties.repository.outcomes.one(unhex(record, 32))
    assert row
    assert outcome
    curator = net.sender("curator", 200 * TOKEN, account=new_key())
    registry, epoch = net.network.registry, outcome.epoch
    curator.send(net.network.token.approve(registry.address, 100 * TOKEN))
    curator.send(registry.bond(100 * TOKEN))
    curator.send(registry.publish_dataset(b"\x05" * 32, 0, 1, epoch, epoch))
    before = person.http.get("/v1/erasures").json()
    assert ender.erase(record).status_code == 200
    listed = person.http.get("/v1/erasures", params={"after": before["last"]}).json()
    assert listed["rows"] == [hex0(row_id(row.salt, dataset_id(epoch, epoch, ZERO_HASH)))]
    assert person.http.get("/v1/erasures", params={"after": listed["last"]}).json()["rows"] == []


def test_erasure__of_many__asks_for_the_datasets_once(
    net: TestNet, person: Person, ender: Ender, worker: Worker, monkeypatch: pytest.MonkeyPatch
):
    talks = [[{**LONG[0], "content": f"Why is {what}?"}, {**LONG[1], "content": "Nobody knows."}] for what in WHATS]
    _paid(person, worker, *[{**TEXT, "messages": talk} for talk in talks])
    counts: list[int] = []
    datasets = Registry.datasets
    monkeypatch.setattr(Registry, "datasets", lambda registry: counts.append(1) or datasets(registry))
    assert ender.erase().json()["records"] == 2
    assert len(counts) == 1
