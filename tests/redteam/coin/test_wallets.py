"""Attacks with contract wallets on signed transfers of coin: what they answer, whose they are, and what they burn."""

from dataclasses import replace

import pytest

from kula.protocol.signatures import SigningDomain, sign
from kula.protocol.transfers import TransferWithFee, transfer_with_fee_digest
from kula.protocol.types import ZERO_ADDRESS
from tests.redteam.coin.signed import ANNA, BEN, FOREVER, RELAYER, coin_domain, transfer
from tests.support.actors import Actor
from tests.support.evm import Contract, Reverted, chain_id, create
from tests.support.evm_network import Network

PRECOMPILES = [f"0x{number:040x}" for number in range(1, 18)]


def wallet_of(net: Network, kind: str, *arguments: object) -> Contract:
    """A contract wallet that holds 100 units."""
    wallet = create(kind, arguments, net.owner.address)
    net.token.transfer(wallet.address, 100, sender=net.owner.address)
    return wallet


def digest_of(net: Network, one: TransferWithFee) -> bytes:
    return transfer_with_fee_digest(coin_domain(net), one)


def send(net: Network, one: TransferWithFee, signed: bytes, sender: Actor = RELAYER) -> None:
    net.token.transfer_with_fee(one, signed, sender=sender.address)


def refused(net: Network, one: TransferWithFee, signed: bytes, why: str = "wrong signer") -> None:
    """The Token refuses, and the nonce stays free."""
    held = net.token.balanceOf(one.owner)
    with pytest.raises(Reverted, match=why):
        send(net, one, signed)
    assert net.token.balanceOf(one.owner) == held
    assert not net.token.authorizationState(one.owner, one.nonce)


def test_wallet__that_agreed_to_one_transfer__makes_that_one_once(net: Network, thief: Actor):
    """Every part is in what the wallet is asked: payee, amounts, relayer, times, nonce, and the wallet itself."""
    wallet = wallet_of(net, "ContractWallet", ANNA.address)
    one = transfer(wallet.address)
    signed = sign(digest_of(net, one), ANNA.key)
    changes = {"to": thief.address, "amount": 61, "fee": 4, "valid_before": FOREVER - 1, "nonce": b"\x02" * 32}
    for name, value in changes.items():
        refused(net, replace(one, **{name: value}), signed)
    refused(net, one, sign(digest_of(net, one), thief.key))
    with pytest.raises(Reverted, match="fee for another relayer"):
        send(net, one, signed, sender=thief)
    send(net, one, signed)
    held = [net.token.balanceOf(one) for one in (wallet.address, BEN.address, RELAYER.address)]
    assert held == [37, 60, 3]
    with pytest.raises(Reverted, match="nonce was used"):
        send(net, one, signed)


def test_signature__of_one_wallet__moves_nothing_of_another_of_the_same_key(net: Network):
    first, second = (wallet_of(net, "ContractWallet", ANNA.address) for _ in range(2))
    signed = sign(digest_of(net, transfer(first.address)), ANNA.key)
    refused(net, transfer(second.address), signed)
    refused(net, transfer(ANNA.address), signed)
    refused(net, transfer(first.address), sign(digest_of(net, transfer(ANNA.address)), ANNA.key))
    send(net, transfer(first.address), signed)
    assert net.token.balanceOf(second.address) == 100


def test_wallet__that_agrees_to_another_message__moves_nothing(net: Network):
    """It agreed to a grant, or to the transfer at another Token or on another chain."""
    here = coin_domain(net)
    for domain in (net.signing, SigningDomain(chain_id() + 1, here.contract), SigningDomain(chain_id(), BEN.address)):
        one = transfer(ANNA.address)
        wallet = wallet_of(net, "ContractWallet", ANNA.address)
        refused(net, one := replace(one, owner=wallet.address), sign(transfer_with_fee_digest(domain, one), ANNA.key))


def test_wallet__that_writes_when_it_is_asked__moves_nothing(net: Network):
    """The call is static, so a wallet can neither call the Token again nor change anything else."""
    wallet = wallet_of(net, "Writer")
    refused(net, transfer(wallet.address), b"")
    wallet.isValidSignature(b"\x05" * 32, b"")
    assert wallet.asked() == 1


def test_wallet__that_burns_all_gas_it_gets__gets_half_a_million(net: Network):
    """The relayer loses no more than that, and the wallet's answer is read only up to 32 bytes."""
    within = wallet_of(net, "GreedyWallet", 500_000)
    send(net, transfer(within.address), b"")
    assert net.token.balanceOf(BEN.address) == 60
    refused(net, transfer(wallet_of(net, "GreedyWallet", 0).address), b"")
    refused(net, transfer(wallet_of(net, "GreedyWallet", 490_000).address), b"")


@pytest.mark.parametrize("answer", ["short", "long", "other", "reverts"])
def test_wallet__that_answers_anything_else__moves_nothing(net: Network, answer: str):
    wallet = wallet_of(net, "OddWallet", answer)
    refused(net, transfer(wallet.address), b"\x01" * 65)


def test_coin_of_contracts__that_are_no_wallets__can_not_be_moved(net: Network):
    """Stakes, bonds and deposits lie in contracts of ours. Precompiles answer calls, and have no code."""
    net.token.transfer(net.validators.address, 100, sender=net.owner.address)
    for owner in (*(one.address for one in net.contracts.values()), ZERO_ADDRESS, *PRECOMPILES):
        for signed in (b"", b"\x1b" * 65, bytes(65), bytes(2_048)):
            refused(net, transfer(owner, amount=0, fee=0), signed)


def test_key__in_place_of_the_standards_wallets__is_all_that_they_take(net: Network):
    """EIP-2612 and EIP-3009 take v, r and s, so they are for keys. A wallet approves and transfers itself."""
    wallet = wallet_of(net, "ContractWallet", ANNA.address)
    signed = sign(digest_of(net, transfer(wallet.address)), ANNA.key)
    v, r, s = signed[64], signed[:32], signed[32:64]
    with pytest.raises(Reverted, match="wrong signer"):
        net.token.permit(wallet.address, BEN.address, 1, FOREVER, v, r, s, sender=RELAYER.address)
    for move, sender in ((net.token.transferWithAuthorization, RELAYER), (net.token.receiveWithAuthorization, BEN)):
        with pytest.raises(Reverted, match="wrong signer"):
            move(wallet.address, BEN.address, 1, 0, FOREVER, b"\x07" * 32, v, r, s, sender=sender.address)
    with pytest.raises(Reverted, match="wrong signer"):
        net.token.cancelAuthorization(wallet.address, b"\x07" * 32, v, r, s, sender=RELAYER.address)


def test_transfer__that_a_wallet_regrets__is_ended_by_another_with_its_nonce(net: Network):
    """A transfer of nothing to itself uses the nonce up."""
    wallet = wallet_of(net, "ContractWallet", ANNA.address)
    regretted = transfer(wallet.address)
    signed = sign(digest_of(net, regretted), ANNA.key)
    end = transfer(wallet.address, to=wallet.address, amount=0, fee=1)
    send(net, end, sign(digest_of(net, end), ANNA.key))
    with pytest.raises(Reverted, match="nonce was used"):
        send(net, regretted, signed)
    assert net.token.balanceOf(wallet.address) == 99
