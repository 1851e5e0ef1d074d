"""A contributor's client: every record says when it was signed by the chain's clock, and is CC0 unless told otherwise."""

from typing import Any

import pytest
from eth_utils.crypto import keccak

from kula.node.contributor import client
from kula.node.contributor.client import Contributor
from kula.protocol.errors import IntegrityError
from kula.protocol.hex import hex0
from kula.protocol.program.keys import new_key
from kula.protocol.records.entry import record_from_json
from kula.protocol.records.nonce import signed_at
from kula.protocol.signatures import SigningDomain, receipt_digest, record_hash, sign
from kula.protocol.types import Address, Receipt

CONTENT = {"kind": "conversation", "messages": [{"role": "assistant", "content": "Six minutes."}]}


class Gateway:
    """Answers a contributor's requests. A test moves its clock."""

    def __init__(self, *_: object) -> None:
        self.now = 1_000_000

    def get(self, _path: str) -> dict[str, Any]:
        addresses = {"grants": "0x" + "11" * 20}
        return {
            "chain_id": 31_337,
            "addresses": addresses,
            "gateway": "0x" + "33" * 20,
            "origin": "x",
            "now": self.now,
        }

    def post(self, _path: str, body: dict[str, Any]) -> dict[str, Any]:
        self.body = body
        return {"grant": "0x" + "22" * 32}


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    one = Gateway()
    monkeypatch.setattr(client, "GatewayApi", lambda *_: one)
    return one


def test_signed__after_the_chains_clock_moved__says_the_new_time(gateway: Gateway, monkeypatch: pytest.MonkeyPatch):
    ours = [0.0]
    monkeypatch.setattr(client.time, "monotonic", lambda: ours[0])
    person = Contributor("http://x", new_key(), new_key())
    assert signed_at(int(person.signed(CONTENT)["record"]["nonce"])) == 1_000_000
    gateway.now, ours[0] = 1_086_400, 5.1
    assert signed_at(int(person.signed(CONTENT)["record"]["nonce"])) == 1_086_400


def test_grant_and_record__without_a_licence__are_cc0(gateway: Gateway):
    person = Contributor("http://x", new_key(), new_key())
    person.grant()
    assert gateway.body["grant"]["licences"] == ["CC0-1.0"]
    assert person.signed(CONTENT)["record"]["licence"] == "CC0-1.0"
    assert person.signed(CONTENT, "CC-BY-4.0")["record"]["licence"] == "CC-BY-4.0"


def test_send__without_a_receipt_that_proves_anything__refused(gateway: Gateway):
    person = Contributor("http://x", new_key(), new_key())
    person.grant()
    with pytest.raises(IntegrityError, match="proves nothing against the gateway"):
        person.contribute(CONTENT)


def test_contribute__what_it_keeps_beside_the_receipt__is_the_records_leaf(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
):
    """With the receipt it proves later, without the gateway, whether the gateway posted another leaf."""
    host, owner = new_key(), new_key()
    facts: dict[str, Any] = gateway.get("/v1/network") | {"gateway": host.address}
    monkeypatch.setattr(gateway, "get", lambda _path: facts)
    domain = SigningDomain(31_337, Address(facts["addresses"]["grants"]))
    bodies: dict[str, dict[str, Any]] = {}

    def post(path: str, body: dict[str, Any]) -> dict[str, Any]:
        bodies[path] = body
        if path == "/v1/grants":
            return {"grant": "0x" + "22" * 32}
        record = record_hash(domain, record_from_json(body["record"]))
        receipt = Receipt(gateway=Address(host.address), seq=7, record=record, last_epoch=2)
        signature = sign(receipt_digest(domain, receipt), bytes(host.key))
        fields = {"gateway": host.address, "seq": 7, "record": hex0(record), "last_epoch": 2}
        return {**fields, "signature": hex0(signature)}

    monkeypatch.setattr(gateway, "post", post)
    person = Contributor("http://x", owner, new_key())
    person.grant()
    leaf = person.contribute(CONTENT).leaf
    signatures = bodies["/v1/grants"]["signature"] + bodies["/v1/records"]["signature"][2:]
    expected = hex0(keccak(bytes.fromhex(signatures[2:])))
    assert leaf == {"pay_to": owner.address, "signatures_hash": expected}
    assert bodies["/v1/grants"]["grant"]["payTo"] == owner.address
