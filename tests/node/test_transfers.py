"""Transfers of coin over HTTP on a real chain: an account without coin for gas pays a fee, and refusals cost nothing."""

from dataclasses import replace

import pytest
from eth_account.signers.local import LocalAccount
from fastapi.testclient import TestClient

import kula.node.contributor.coin
from kula.node.contributor.coin import send_coin
from kula.node.gateway.problems import PROBLEMS
from kula.node.settings import GatewaySettings
from kula.protocol.errors import RefusedByPolicy
from kula.protocol.hex import hex0
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import new_key
from kula.protocol.signatures import sign
from kula.protocol.transfers import TransferWithFee, new_transfer, transfer_to_json, transfer_with_fee_digest
from kula.protocol.types import Address
from tests.support.chain import TestNet

TO = Address("0x000000000000000000000000000000000000bEEF")


@pytest.fixture
def anna(net: TestNet) -> LocalAccount:
    """An account with 10 KULA and no coin for gas."""
    account = new_key()
    net.bank.send(net.network.token.transfer(Address(account.address), 10 * TOKEN))
    assert net.network.connection.web3.eth.get_balance(account.address) == 0
    return account


def fresh(net: TestNet, settings: GatewaySettings, anna: LocalAccount, **changes) -> TransferWithFee:
    transfer = new_transfer(
        Address(anna.address),
        TO,
        4 * TOKEN,
        relayer=Address(settings.account().address),
        fee=settings.transfer_fee,
        now=net.network.connection.now(),
    )
    return replace(transfer, **changes)


def post(http: TestClient, net: TestNet, transfer: TransferWithFee, signer: LocalAccount):
    signature = sign(transfer_with_fee_digest(net.network.coin_signing, transfer), bytes(signer.key))
    return http.post("/v1/transfers", json={"transfer": transfer_to_json(transfer), "signature": hex0(signature)})


def test_transfer__of_an_account_without_gas__moves_and_the_gateway_keeps_the_fee(
    http: TestClient, net: TestNet, settings: GatewaySettings, anna: LocalAccount
):
    token, gateway = net.network.token, Address(settings.account().address)
    before = token.balance_of(gateway), token.balance_of(TO)
    transfer = fresh(net, settings, anna)
    answer = post(http, net, transfer, anna)
    assert answer.status_code == 202, answer.text
    assert token.balance_of(Address(anna.address)) == 6 * TOKEN - settings.transfer_fee
    assert token.balance_of(gateway) == before[0] + settings.transfer_fee
    assert token.balance_of(TO) == before[1] + 4 * TOKEN
    assert token.authorisation_used(Address(anna.address), transfer.nonce)
    again = post(http, net, transfer, anna)
    assert (again.status_code, again.json()["type"].rsplit("/")[-1]) == (409, "chain-refused")
    assert "nonce was used" in again.json()["detail"]


def test_transfer__that_the_gateway_or_the_token_would_not_take__costs_no_gas(
    http: TestClient, net: TestNet, settings: GatewaySettings, anna: LocalAccount
):
    sent = net.network.connection.web3.eth.get_transaction_count(settings.account().address)
    now = net.network.connection.now()
    for changes, signer, slug in (
        ({"fee": settings.transfer_fee - 1}, anna, "fee-too-low"),
        ({"relayer": TO}, anna, "malformed"),
        ({"valid_before": now + 60}, anna, "malformed"),
        ({}, new_key(), "invalid-signature"),
        ({"amount": 10 * TOKEN}, anna, "chain-refused"),
        ({"valid_after": now + 600}, anna, "chain-refused"),
    ):
        answer = post(http, net, fresh(net, settings, anna, **changes), signer)
        assert answer.json()["type"].rsplit("/")[-1] == slug
        assert answer.status_code == PROBLEMS[slug][0]
    body = {"transfer": {**transfer_to_json(fresh(net, settings, anna)), "value": 5}, "signature": "0x" + "00" * 65}
    assert http.post("/v1/transfers", json=body).json()["field"] == "transfer.value"
    assert net.network.connection.web3.eth.get_transaction_count(settings.account().address) == sent


def test_send_coin__a_gateway_with_a_higher_fee__signs_nothing(
    http: TestClient, net: TestNet, settings: GatewaySettings, anna: LocalAccount, monkeypatch: pytest.MonkeyPatch
):
    """`kula transfer` against the gateway's own app."""
    monkeypatch.setattr(kula.node.contributor.coin.GatewayApi, "_ask", _through(http))
    with pytest.raises(RefusedByPolicy, match=r"asks for 0\.1 KULA, more than 0\.05 KULA"):
        send_coin("http://testserver", anna, TO, TOKEN, most_fee=TOKEN // 20)
    sent = send_coin("http://testserver", anna, TO, TOKEN, most_fee=TOKEN)
    assert (sent["amount"], sent["fee"]) == ("1", "0.1")
    assert net.network.token.balance_of(Address(anna.address)) == 9 * TOKEN - settings.transfer_fee


def _through(http: TestClient):
    def ask(_, method: str, path: str, most: int = 0, **options):
        return http.request(method, path, **options).json()

    return ask
