"""Owners sign in every form in which wallets sign, and a contract wallet's grant is registered for it, on a real chain."""

from dataclasses import dataclass
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_account.signers.local import LocalAccount
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from kula.node.gateway.duties.budget import MOST_GAS
from kula.node.gateway.problems import PROBLEMS
from kula.node.settings import GatewaySettings
from kula.protocol.chain.rpc.creation import Creation
from kula.protocol.chain.sender import Sender
from kula.protocol.hex import hex0, unhex
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import new_key
from kula.protocol.records.entry import grant_to_json
from kula.protocol.records.new import new_grant
from kula.protocol.records.opinions import EraseContent, erase_content_digest
from kula.protocol.records.wallets import FACTORY_GAS, Undeployed, deploy_and_register
from kula.protocol.signatures import grant_digest, revoke_digest, sign
from kula.protocol.types import DEFAULT_LICENCE, ZERO_HASH, Address
from tests.protocol.records.test_wallets import MAGIC, compact
from tests.support.chain import TestNet
from tests.support.evm import _compiled
from tests.support.gateway.person import Person

DEPLOY, BURN = keccak(b"deploy(bytes)")[:4], keccak(b"burn()")[:4]


@dataclass
class Wallet:
    """A contract wallet, there or not, with the key that it obeys."""

    address: Address
    key: LocalAccount
    code: bytes
    factory: Address

    def wrap(self, signature: bytes, factory: Address | None = None, calldata: bytes | None = None) -> bytes:
        """Returns a signature as ERC-6492 wraps it."""
        call = DEPLOY + encode(["bytes"], [self.code]) if calldata is None else calldata
        return encode(["address", "bytes", "bytes"], [factory or self.factory, call, signature]) + MAGIC


@pytest.fixture(scope="module")
def sender(net: TestNet) -> Sender:
    return net.sender("deployer", 10 * TOKEN)


@pytest.fixture(scope="module")
def factory(net: TestNet, sender: Sender) -> Address:
    return _created(net, sender, bytes.fromhex(_compiled("WalletFactory")["bytecode"].removeprefix("0x")))


@pytest.fixture
def wallet(factory: Address) -> Wallet:
    """A wallet that is not deployed yet."""
    key = new_key()
    code = bytes.fromhex(_compiled("ContractWallet")["bytecode"].removeprefix("0x")) + encode(
        ["address"], [key.address]
    )
    place = keccak(b"\xff" + bytes.fromhex(factory[2:]) + ZERO_HASH + keccak(code))[12:]
    return Wallet(Address(to_checksum_address(place)), key, code, factory)


def _created(net: TestNet, sender: Sender, code: bytes) -> Address:
    receipt = sender.send(Creation(net.network.connection.web3, code))
    return Address(to_checksum_address(str(receipt["contractAddress"])))


def _there(net: TestNet, sender: Sender, wallet: Wallet) -> Wallet:
    """Has a wallet deployed."""
    web3: Any = net.network.connection.web3
    contract: Any = web3.eth.contract(wallet.factory, abi=_compiled("WalletFactory")["abi"])
    sender.send(contract.functions.deploy(wallet.code))
    assert web3.eth.get_code(wallet.address)
    return wallet


def _delegate(net: TestNet, account: Address, to: Address) -> None:
    """Lets an account have code as EIP-7702 gives it."""
    net.network.connection.web3.provider.make_request(
        "anvil_setCode",  # type: ignore[arg-type]
        [account, f"0xef0100{to[2:]}"],
    )


def _code(net: TestNet, account: Any) -> bytes:
    return bytes(net.network.connection.web3.eth.get_code(account))


def _grant(person: Person, owner: Address) -> Any:
    return new_grant(
        owner, Address(new_key().address), licences=(DEFAULT_LICENCE,), origin="http://testserver", now=person.now
    )


def _post(person: Person, grant: Any, signature: bytes) -> Any:
    return person.http.post("/v1/grants", json={"grant": grant_to_json(grant), "signature": hex0(signature)})


def _is(answer: Any, slug: str) -> None:
    assert answer.json()["type"].endswith(f"/{slug}"), answer.text
    assert answer.status_code == PROBLEMS[slug][0]


def _sent(net: TestNet, settings: GatewaySettings) -> int:
    return net.network.connection.web3.eth.get_transaction_count(settings.account().address)


def test_grant__by_a_key_in_every_form__kept_as_the_strict_one(person: Person):
    for form in (lambda s: s, lambda s: s[:64] + bytes([s[64] - 27]), compact):
        grant = _grant(person, Address(person.owner.address))
        strict = sign(grant_digest(person.domain, grant), bytes(person.owner.key))
        answer = _post(person, grant, form(strict))
        assert (answer.status_code, answer.json()["signature"]) == (201, hex0(strict))


def test_grant__by_a_key_in_no_known_form__refused(person: Person):
    grant = _grant(person, Address(person.owner.address))
    strict = sign(grant_digest(person.domain, grant), bytes(person.owner.key))
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    high = strict[:32] + (order - int.from_bytes(strict[32:64], "big")).to_bytes(32, "big") + bytes([55 - strict[64]])
    for wrong in (high, strict[:64] + b"\x23", b"", strict[:63], encode(["uint256", "bytes"], [0, strict])):
        _is(_post(person, grant, wrong), "invalid-signature")


def test_grant__by_an_eip_7702_account__its_key_signs_and_nothing_is_sent(
    net: TestNet, person: Person, settings: GatewaySettings
):
    before = _sent(net, settings)
    _delegate(net, Address(person.owner.address), Address("0x" + "11" * 20))
    grant = _grant(person, Address(person.owner.address))
    assert _post(person, grant, sign(grant_digest(person.domain, grant), bytes(person.owner.key))).status_code == 201
    assert _sent(net, settings) == before


def test_grant__by_a_wallet_that_takes_only_the_normal_form__gets_it_second(
    net: TestNet, sender: Sender, person: Person, wallet: Wallet, settings: GatewaySettings
):
    for is_there in (False, True):
        grant = _grant(person, wallet.address)
        short = compact(sign(grant_digest(person.domain, grant), bytes(wallet.key.key)))
        before = _sent(net, settings)
        assert _post(person, grant, short if is_there else wallet.wrap(short)).status_code == 201
        assert _sent(net, settings) == before + 1, "nothing is sent for the form that it does not take"


def test_grant__by_a_deployed_wallet__registered_once_by_the_gateway(
    net: TestNet, sender: Sender, person: Person, wallet: Wallet, settings: GatewaySettings
):
    _there(net, sender, wallet)
    grant = _grant(person, wallet.address)
    digest, before = grant_digest(person.domain, grant), _sent(net, settings)
    _is(_post(person, grant, sign(digest, bytes(new_key().key))), "invalid-signature")
    assert _sent(net, settings) == before, "nothing is sent for a wallet that does not agree"
    assert _post(person, grant, sign(digest, bytes(wallet.key.key))).status_code == 201
    assert net.network.grants.registered(wallet.address, digest)
    assert _post(person, grant, sign(digest, bytes(wallet.key.key))).status_code == 200
    assert _sent(net, settings) == before + 1


def test_grant__by_a_wallet_that_is_not_deployed__deployed_and_registered_in_one_transaction(
    net: TestNet, person: Person, wallet: Wallet, settings: GatewaySettings
):
    grant = _grant(person, wallet.address)
    digest, before = grant_digest(person.domain, grant), _sent(net, settings)
    signature = sign(digest, bytes(wallet.key.key))
    _is(_post(person, grant, wallet.wrap(sign(digest, bytes(new_key().key)))), "invalid-signature")
    assert _sent(net, settings) == before
    answer = _post(person, grant, wallet.wrap(signature))
    assert answer.status_code == 201, answer.text
    assert _code(net, wallet.address)
    assert net.network.grants.registered(wallet.address, digest)
    assert _sent(net, settings) == before + 1


@pytest.mark.parametrize("name", ["token", "gateways", "grants"])
def test_grant__whose_factory_is_a_contract_of_ours__moves_nothing(
    net: TestNet, person: Person, wallet: Wallet, settings: GatewaySettings, name: str
):
    network, us = net.network, Address(settings.account().address)
    grant = _grant(person, wallet.address)
    signature = sign(grant_digest(person.domain, grant), bytes(wallet.key.key))
    before = _sent(net, settings), network.gateways.bond_of(us), network.token.balance_of(us)
    for calldata in _thefts(us, wallet.key.address):
        _is(_post(person, grant, wallet.wrap(signature, getattr(network, name).address, calldata)), "invalid-signature")
    assert (_sent(net, settings), network.gateways.bond_of(us), network.token.balance_of(us)) == before


@pytest.mark.parametrize("name", ["token", "gateways"])
def test_deploy_and_register__with_a_contract_of_ours_as_factory__is_sent_and_moves_nothing(
    net: TestNet, sender: Sender, person: Person, wallet: Wallet, name: str
):
    """The wallet is there and agrees, so the creation succeeds, and the call of the false factory really happens."""
    network = net.network
    _there(net, sender, wallet)
    for calldata in _thefts(sender.address, wallet.key.address):
        digest = grant_digest(person.domain, _grant(person, wallet.address))
        inner = Undeployed(getattr(network, name).address, calldata, sign(digest, bytes(wallet.key.key)))
        code = deploy_and_register(inner, inner.signature, network.grants.address, wallet.address, digest)
        before = network.token.balance_of(sender.address), network.gateways.bond_of(sender.address)
        receipt = sender.send(Creation(network.connection.web3, code))
        assert network.grants.registered(wallet.address, digest)
        assert not _code(net, receipt["contractAddress"]), "it leaves no contract"
        assert (network.token.balance_of(sender.address), network.gateways.bond_of(sender.address)) == before
        assert network.token.balance_of(Address(wallet.key.address)) == 0
        assert not network.token.read("allowance", sender.address, wallet.key.address)


def test_deploy_and_register__factory_that_burns_gas__gets_so_much_and_no_more(
    net: TestNet, sender: Sender, person: Person, wallet: Wallet
):
    _there(net, sender, wallet)
    digest = grant_digest(person.domain, _grant(person, wallet.address))
    inner = Undeployed(wallet.factory, BURN, sign(digest, bytes(wallet.key.key)))
    code = deploy_and_register(inner, inner.signature, net.network.grants.address, wallet.address, digest)
    receipt = sender.send(Creation(net.network.connection.web3, code))
    assert FACTORY_GAS < receipt["gasUsed"] < FACTORY_GAS + 300_000
    assert net.network.grants.registered(wallet.address, digest)


def test_grant__of_a_wallet_that_takes_any_gas__is_refused_before_anything_is_sent(
    net: TestNet, sender: Sender, person: Person, settings: GatewaySettings
):
    wallet, before = _costly(net, sender, "CostlyWallet", 2 * MOST_GAS), _sent(net, settings)
    _is(_post(person, _grant(person, wallet), b"any"), "invalid-signature")
    assert _sent(net, settings) == before


def test_grant__of_a_wallet_that_agrees_in_trials_only__counts_what_it_burns_in_blocks(
    net: TestNet, sender: Sender, person: Person, settings: GatewaySettings
):
    wallet, before = _costly(net, sender, "FickleWallet", settings.relay_gas_per_account), _sent(net, settings)
    _post(person, _grant(person, wallet), b"any")
    _is(_post(person, _grant(person, wallet), b"any"), "gas-used-up")
    assert _sent(net, settings) == before + 1, "one takes all gas of this account's day"


def _costly(net: TestNet, sender: Sender, name: str, gas: int) -> Address:
    code = bytes.fromhex(_compiled(name)["bytecode"].removeprefix("0x"))
    return _created(net, sender, code + encode(["uint256"], [gas]))


def _thefts(victim: Address, thief: str) -> list[bytes]:
    """Calls that would move something if whoever sends them had rights."""
    return [
        keccak(b"transfer(address,uint256)")[:4] + encode(["address", "uint256"], [thief, 1]),
        keccak(b"approve(address,uint256)")[:4] + encode(["address", "uint256"], [thief, 10**30]),
        keccak(b"transferFrom(address,address,uint256)")[:4]
        + encode(["address", "address", "uint256"], [victim, thief, 1]),
        keccak(b"unbond(address,uint256)")[:4] + encode(["address", "uint256"], [victim, 1]),
        keccak(b"withdraw(address)")[:4] + encode(["address"], [victim]),
        keccak(b"set_url(string)")[:4] + encode(["string"], ["http://thief"]),
    ]


def test_revocation__signed_by_a_wallet__registered_and_relayed_without_its_gas(
    net: TestNet, sender: Sender, person: Person, wallet: Wallet, settings: GatewaySettings
):
    _there(net, sender, wallet)
    grant = _grant(person, wallet.address)
    assert _post(person, grant, sign(grant_digest(person.domain, grant), bytes(wallet.key.key))).status_code == 201
    before, digest = _sent(net, settings), revoke_digest(person.domain, wallet.address, grant.key)
    body = {"owner": wallet.address, "key": grant.key}
    for wrong in (sign(digest, bytes(new_key().key)), bytes(65), b""):
        _is(person.http.post("/v1/revocations", json={**body, "signature": hex0(wrong)}), "invalid-signature")
    assert _sent(net, settings) == before, "nothing is sent for a wallet that does not agree"
    good = hex0(sign(digest, bytes(wallet.key.key)))
    answer = person.http.post("/v1/revocations", json={**body, "signature": good})
    assert answer.status_code == 202, answer.text
    assert net.network.grants.revoked(wallet.address, grant.key)
    assert _sent(net, settings) == before + 2
    _is(person.http.post("/v1/revocations", json={**body, "signature": good}), "chain-refused")
    assert _sent(net, settings) == before + 2


def test_erasure__by_a_wallet_that_agrees__taken_and_by_another_refused(
    net: TestNet, sender: Sender, person: Person, wallet: Wallet, settings: GatewaySettings
):
    _there(net, sender, wallet)
    gateway = Address(settings.account().address)
    message = EraseContent(owner=wallet.address, gateway=gateway, record=ZERO_HASH, until=9)
    body = {"owner": wallet.address, "record": hex0(ZERO_HASH), "until": 9}
    digest = erase_content_digest(person.domain, message)
    good, bad = (sign(digest, bytes(key.key)) for key in (wallet.key, new_key()))
    assert person.http.post("/v1/erasures", json={**body, "signature": hex0(good)}).json()["records"] == 0
    assert person.http.post("/v1/erasures", json={**body, "signature": hex0(wallet.wrap(good))}).status_code == 200
    for wrong in (bad, b"", wallet.wrap(bad)):
        _is(person.http.post("/v1/erasures", json={**body, "signature": hex0(wrong)}), "invalid-signature")
    assert unhex(hex0(good), 65) == good
