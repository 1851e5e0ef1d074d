"""The end of records whose owner and payee sign in wallets, through the client library."""

from typing import Any

import pytest
from eth_account import Account

import kula
from kula.node.contributor.endings import erasure_body, royalty_document
from kula.protocol.errors import MalformedInput
from kula.protocol.signatures import erase_digest, require_signer
from kula.protocol.types import Address
from tests.support.gateway.served import Served

TALK = [{"role": "user", "content": "How do I boil an egg?"}, {"role": "assistant", "content": "Six minutes."}]


def _signed(wallet: Any, document: dict[str, Any]) -> bytes:
    return bytes(wallet.sign_typed_data(full_message=document).signature)


def test_erase__owner_in_a_wallet__ends_what_the_wallet_signed(gateway: Served):
    wallet = Account.create()
    me = kula.Contributor(gateway.url, wallet.address)
    request = me.request()
    me.agree(request, _signed(wallet, request.typed_data))
    first = me.share(TALK)
    me.share([{"role": "user", "content": "And for longer?"}, {"role": "assistant", "content": "Eight minutes."}])
    with pytest.raises(MalformedInput, match="erasure"):
        me.erase(first)
    one = me.erasure(first)
    assert me.erase(one, _signed(wallet, one)).records == 1
    every = me.erasure()
    assert me.erase(every, _signed(wallet, every)).records == 2
    with pytest.raises(kula.RefusedByPolicy) as refused:
        me.erase(every, _signed(Account.create(), every))
    assert refused.value.rule == "invalid-signature"


def test_royalty_end__record_without_a_place_on_chain__says_so(me: kula.Contributor):
    sent = me.share(TALK)
    with pytest.raises(MalformedInput, match="no place on chain"):
        me.royalty_end(sent)


def test_royalty_end__scored_record__is_what_the_contract_takes_and_travels_with_the_erasure(me: kula.Contributor):
    wallet, domain = Account.create(), me.domain()
    payee = Address(wallet.address)
    document = royalty_document(domain, payee, {"epoch": 3, "position": 7})
    signature = _signed(wallet, document)
    require_signer(erase_digest(domain, payee, 3, 7), signature, payee, "the end")
    body = erasure_body(domain, me.erasure(), b"", [(document, signature)], b"\x01" * 32)
    assert body["royalties"] == [{"epoch": 3, "position": 7, "signature": "0x" + signature.hex()}]
