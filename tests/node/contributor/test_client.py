"""A contributor's client: every record says when it was signed by the chain's clock, and is CC0 unless told otherwise."""

from typing import Any

import pytest

from kula.node.contributor import client
from kula.node.contributor.client import Contributor
from kula.protocol.errors import IntegrityError
from kula.protocol.program.keys import new_key
from kula.protocol.records.nonce import signed_at

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
