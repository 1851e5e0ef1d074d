"""The keys of an account: listed, each ended without gas, and paid where the newest grant says."""

from typing import Any

from eth_utils.crypto import keccak

from kula.node.settings import GatewaySettings
from kula.protocol.hex import hex0, unhex
from kula.protocol.program.keys import new_key
from kula.protocol.signatures import revoke_digest, sign
from kula.protocol.types import Address
from tests.protocol.records.test_wallets import compact
from tests.support.chain import TestNet
from tests.support.gateway.person import Person
from tests.support.gateways import Worker


def _keys(person: Person) -> dict[str, dict[str, Any]]:
    answer = person.http.get(f"/v1/accounts/{person.owner.address}/keys").json()
    return {one["key"]: one for one in answer["keys"]}


def _revoke(person: Person, key: str, form: Any = bytes) -> Any:
    owner = Address(person.owner.address)
    signature = form(sign(revoke_digest(person.domain, owner, Address(key)), bytes(person.owner.key)))
    return person.http.post("/v1/revocations", json={"owner": owner, "key": key, "signature": hex0(signature)})


def test_keys__of_an_account__are_listed_and_end_without_a_record_and_without_gas(net: TestNet, person: Person):
    other = new_key().address
    assert person.grant(key=Address(other)).status_code == 201
    assert {key: one["revoked_in"] for key, one in _keys(person).items()} == {person.session.address: 0, other: 0}
    assert _revoke(person, other, compact).status_code == 202
    epoch = net.network.grants.revoked(Address(person.owner.address), Address(other))
    assert epoch
    assert _keys(person)[other]["revoked_in"] == epoch
    assert _keys(person)[person.session.address]["revoked_in"] == 0
    unknown = _revoke(person, new_key().address)
    assert unknown.json()["type"].endswith("/unknown-account"), (
        "nobody's gas is spent for a key that nobody granted here"
    )


def test_grant__with_another_pay_to__pays_there_for_the_records_that_name_it(
    net: TestNet, person: Person, worker: Worker, settings: GatewaySettings
):
    before, elsewhere = person.hash, Address(new_key().address)
    first = person.send().json()["record"]
    assert person.grant(pay_to=elsewhere).status_code == 201
    assert person.hash != before
    second = person.send().json()["record"]
    rows = [worker.duties.repository.record(unhex(record, 32)) for record in (first, second)]
    us = Address(settings.account().address)
    leaves = [row.entry().leaf(net.network.signing, us) for row in rows if row]
    assert [leaf.pay_to for leaf in leaves] == [person.owner.address, elsewhere]
    kept = person.http.get(f"/v1/trace/{second}").json()
    assert leaves[1].signatures_hash == keccak(unhex(kept["grant_signature"], 65) + unhex(kept["signature"], 65))
