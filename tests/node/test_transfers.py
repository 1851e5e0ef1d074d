"""Transfers of coin over HTTP on a real chain: an account without coin for gas pays a fee, and refusals cost nothing."""

from dataclasses import replace

import pytest
from eth_abi.abi import encode
from eth_account.signers.local import LocalAccount
from eth_utils.address import to_checksum_address
from fastapi.testclient import TestClient

import kula.node.contributor.coin
from kula.node.contributor.coin import send_coin
from kula.node.gateway.problems import PROBLEMS
from kula.node.settings import GatewaySettings
from kula.protocol.chain.rpc.creation import Creation
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import RefusedByPolicy
from kula.protocol.hex import hex0
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import new_key
from kula.protocol.signatures import sign
from kula.protocol.transfers import TransferWithFee, new_transfer, transfer_to_json, transfer_with_fee_digest
from kula.protocol.types import Address
from tests.protocol.records.test_wallets import MAGIC, compact
from tests.support.chain import TestNet
from tests.support.evm import _compiled

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
    assert token.read("authorizationState", Address(anna.address), transfer.nonce)
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


@pytest.fixture
def sender(net: TestNet) -> Sender:
    return net.sender("deployer", 10 * TOKEN)


def _wallet(net: TestNet, sender: Sender, kind: str, argument: bytes) -> Address:
    """A deployed contract wallet with 10 KULA and no coin for gas."""
    code = bytes.fromhex(_compiled(kind)["bytecode"].removeprefix("0x")) + argument
    place = str(sender.send(Creation(net.network.connection.web3, code))["contractAddress"])
    wallet = Address(to_checksum_address(place))
    net.bank.send(net.network.token.transfer(wallet, 10 * TOKEN))
    return wallet


def _of_key(key: LocalAccount) -> bytes:
    return encode(["address"], [key.address])


def test_transfer__of_a_contract_wallet__moves_for_the_fee_that_it_agreed_to(
    http: TestClient, net: TestNet, settings: GatewaySettings, sender: Sender
):
    """In the forms in which wallets sign: r, s, v; EIP-2098; ERC-6492 around it, of a wallet that is deployed."""
    key, token, gateway = new_key(), net.network.token, Address(settings.account().address)
    wallet, before = _wallet(net, sender, "ContractWallet", _of_key(key)), token.balance_of(gateway)
    for form in (bytes, compact, _wrapped):
        transfer = fresh(net, settings, key, owner=wallet, amount=TOKEN)
        signed = form(sign(transfer_with_fee_digest(net.network.coin_signing, transfer), bytes(key.key)))
        body = {"transfer": transfer_to_json(transfer), "signature": hex0(signed)}
        answer = http.post("/v1/transfers", json=body)
        assert answer.status_code == 202, answer.text
        assert token.read("authorizationState", wallet, transfer.nonce)
    assert token.balance_of(wallet) == 7 * TOKEN - 3 * settings.transfer_fee
    assert token.balance_of(gateway) == before + 3 * settings.transfer_fee
    again = http.post("/v1/transfers", json=body)
    assert again.json()["type"].endswith("/chain-refused")


def test_transfer__of_a_wallet_that_does_not_agree_or_is_not_there__costs_no_gas(
    http: TestClient, net: TestNet, settings: GatewaySettings, sender: Sender
):
    key, there = new_key(), _wallet(net, sender, "GreedyWallet", encode(["uint256"], [0]))
    wallet = _wallet(net, sender, "ContractWallet", _of_key(key))
    sent = net.network.connection.web3.eth.get_transaction_count(settings.account().address)
    for owner, signer, form in (
        (wallet, new_key(), bytes),
        (there, key, bytes),
        (TO, key, bytes),
        (TO, key, _wrapped),
        (net.network.token.address, key, bytes),
    ):
        transfer = fresh(net, settings, key, owner=owner)
        signed = form(sign(transfer_with_fee_digest(net.network.coin_signing, transfer), bytes(signer.key)))
        answer = http.post("/v1/transfers", json={"transfer": transfer_to_json(transfer), "signature": hex0(signed)})
        assert answer.json()["type"].endswith("/invalid-signature"), answer.text
    assert net.network.connection.web3.eth.get_transaction_count(settings.account().address) == sent


def test_transfer__of_a_wallet_whose_check_takes_much_gas__pays_the_fee_for_it(
    http: TestClient, net: TestNet, settings: GatewaySettings, sender: Sender
):
    """The least fee is for 125,000 gas. This wallet takes twice as much, so it pays three times the least fee."""
    wallet = _wallet(net, sender, "CostlyWallet", encode(["uint256"], [220_000]))
    sent = net.network.connection.web3.eth.get_transaction_count(settings.account().address)
    cheap = post(http, net, fresh(net, settings, new_key(), owner=wallet), new_key())
    assert cheap.json()["type"].endswith("/fee-too-low")
    assert "sign one of at least 0.3 KULA" in cheap.json()["detail"]
    assert cheap.json()["least_fee"] == str(3 * settings.transfer_fee), "a program signs it anew with this fee"
    assert net.network.connection.web3.eth.get_transaction_count(settings.account().address) == sent
    paid = fresh(net, settings, new_key(), owner=wallet, fee=3 * settings.transfer_fee)
    assert post(http, net, paid, new_key()).status_code == 202
    burning = _wallet(net, sender, "CostlyWallet", encode(["uint256"], [600_000]))
    answer = post(http, net, fresh(net, settings, new_key(), owner=burning, fee=TOKEN), new_key())
    assert answer.json()["type"].endswith("/chain-refused"), "the Token gives a wallet less gas than this one takes"


def test_transfer__of_a_wallet_that_agrees_in_trials_only__counts_what_it_could_burn(
    http: TestClient, net: TestNet, settings: GatewaySettings, sender: Sender
):
    """It is mined and fails. After two of them this account has used up its gas of the day."""
    wallet = _wallet(net, sender, "FickleWallet", encode(["uint256"], [0]))
    for slug in ("chain-refused", "chain-refused", "gas-used-up"):
        answer = post(http, net, fresh(net, settings, new_key(), owner=wallet), new_key())
        assert answer.json()["type"].endswith(f"/{slug}"), answer.text
    assert net.network.token.balance_of(wallet) == 10 * TOKEN


def test_transfer__of_an_eip_7702_account__its_key_signs(
    http: TestClient, net: TestNet, settings: GatewaySettings, anna: LocalAccount
):
    net.network.connection.web3.provider.make_request(
        "anvil_setCode",  # type: ignore[arg-type]
        [anna.address, "0xef0100" + "11" * 20],
    )
    assert post(http, net, fresh(net, settings, anna), anna).status_code == 202
    assert net.network.token.balance_of(Address(anna.address)) == 6 * TOKEN - settings.transfer_fee


def test_send_coin__of_a_contract_wallet__is_signed_by_its_key(
    http: TestClient, net: TestNet, settings: GatewaySettings, sender: Sender, monkeypatch: pytest.MonkeyPatch
):
    """`kula transfer --wallet`."""
    monkeypatch.setattr(kula.node.contributor.coin.GatewayApi, "_ask", _through(http))
    key = new_key()
    wallet = _wallet(net, sender, "ContractWallet", _of_key(key))
    sent = send_coin("http://testserver", key, TO, TOKEN, most_fee=TOKEN, fee=2 * settings.transfer_fee, wallet=wallet)
    assert sent["fee"] == "0.2"
    assert net.network.token.balance_of(wallet) == 9 * TOKEN - 2 * settings.transfer_fee


def _wrapped(signed: bytes) -> bytes:
    """The signature as ERC-6492 wraps it."""
    return encode(["address", "bytes", "bytes"], [TO, b"", signed]) + MAGIC


def _through(http: TestClient):
    def ask(_, method: str, path: str, most: int = 0, **options):
        return http.request(method, path, **options).json()

    return ask
