"""Keys through the client library: their forms, where they are kept, who is paid, and the end of each."""

import json
import time
from pathlib import Path

import pytest
from eth_account import Account

import kula
from kula.protocol.hex import hex0
from kula.protocol.types import Address
from tests.support.gateway.served import Served

ASKED = [{"role": "user", "content": "How do I boil an egg?"}]
ELSEWHERE = "0x000000000000000000000000000000000000bEEF"


def _listed_as_ended(person: kula.Contributor, key: str) -> dict[str, int]:
    """Waits until the gateway's copy of the chain knows of a key's end. Returns the epoch of each key's end."""
    until = time.monotonic() + 120
    while not (ended := {one["key"]: one["revoked_in"] for one in person.session_keys()})[key]:
        assert time.monotonic() < until
        time.sleep(0.2)
    return ended


def test_pay_to__another_account__is_paid_for_records_signed_from_then_on(me: kula.Contributor):
    answer = me.chat(ASKED, max_tokens=2)
    before = me.rate(answer, 1)
    me.grant(pay_to=ELSEWHERE.lower())
    after = [me.correct(answer, "Six minutes."), me.share(answer, "CC-BY-4.0")]
    assert before.leaf["pay_to"] == me.owner
    assert [one.leaf["pay_to"] for one in after] == [ELSEWHERE, ELSEWHERE], "also under another licence's grant"
    assert me.pay_to == ELSEWHERE
    for sent in (before, *after):
        me.verify(sent)
    me.grant(pay_to=me.owner)
    assert me.rate(answer, -1).leaf["pay_to"] == me.owner


def test_keys__of_an_owner__are_listed_and_end_by_a_signature_and_without_gas(me: kula.Contributor, gateway: Served):
    me.grant()
    lost = kula.Contributor(gateway.url, me.contributor.owner_key or "")
    lost.grant(pay_to=ELSEWHERE)
    assert {one["key"]: (one["pay_to"], one["revoked_in"]) for one in me.session_keys()} == {
        me.key: (me.owner, 0),
        lost.key: (ELSEWHERE, 0),
    }
    assert len(me.revoke(lost.key)) == 66
    epoch = gateway.net.network.grants.revoked(me.owner, lost.key)
    assert epoch
    assert _listed_as_ended(me, lost.key) == {me.key: 0, lost.key: epoch}
    with pytest.raises(kula.RefusedByPolicy, match="revoked"):
        lost.rate(lost.chat(ASKED, max_tokens=2), 1)
    assert me.rate(me.chat(ASKED, max_tokens=2), 1).record


def test_keys__of_an_owner_with_a_wallet__end_by_its_signature(gateway: Served):
    wallet = Account.create()
    app = kula.Contributor(gateway.url, Address(wallet.address))
    with pytest.raises(kula.MalformedInput, match="revocation"):
        app.revoke(app.key)
    request = app.request()
    app.agree(request, wallet.sign_typed_data(full_message=request.typed_data).signature)
    app.revoke(app.key, bytes(wallet.sign_typed_data(full_message=app.revocation(app.key)).signature))
    assert _listed_as_ended(app, app.key)[app.key]


def test_keys__nonsense__is_refused_before_it_is_sent(me: kula.Contributor):
    for job in (lambda: me.grant(pay_to="nobody"), lambda: me.revoke("0x12"), lambda: me.revocation("")):
        with pytest.raises(kula.MalformedInput, match="40 hexadecimal digits"):
            job()


def test_key__that_was_saved__is_loaded_with_its_password_alone(tmp_path: Path):
    key = kula.Key.new()
    key.save(tmp_path / "key.json", "password")
    assert kula.Key.load(tmp_path / "key.json", "password") == key
    assert key.key.hex() not in (tmp_path / "key.json").read_text()
    with pytest.raises(kula.MalformedInput, match="password"):
        kula.Key.load(tmp_path / "key.json", "other")
    with pytest.raises(kula.MalformedInput, match="exists"):
        key.save(tmp_path / "key.json", "password")


def test_key__of_every_form__is_the_same_and_never_shown(tmp_path: Path):
    account = Account.create()
    forms = [kula.Key.of(bytes(account.key)), kula.Key.of(hex0(account.key)), kula.Key.of(account)]
    assert {key.address for key in forms} == {account.address}
    assert bytes(account.key).hex() not in repr(forms)
    keystore = tmp_path / "key.json"
    keystore.write_text(json.dumps(Account.encrypt(account.key, "secret", kdf="pbkdf2", iterations=1_000)))
    assert kula.Key.load(keystore, "secret") == forms[0]
