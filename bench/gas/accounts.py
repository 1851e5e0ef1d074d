"""Plays what accounts do outside epochs: coin, grants, bonds, stakes, owners."""

from dataclasses import astuple, replace

from eth_account.signers.local import LocalAccount
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from kula.bench.gas.book import Book
from kula.bench.gas.played import BOND, STAKE
from kula.bench.gas.world import FUNDING, World
from kula.contracts import artifact
from kula.contracts.modules.constants import OWNER_SECONDS, PAUSE_SECONDS, UNBONDING_SECONDS
from kula.protocol.chain.clients.token import Token
from kula.protocol.chain.genesis import MAX_HOLDINGS, Part
from kula.protocol.parameters import TOKEN
from kula.protocol.signatures import revoke_digest, sign
from kula.protocol.transfers import (
    Authorisation,
    Permit,
    cancel_digest,
    new_transfer,
    permit_digest,
    receive_digest,
    transfer_digest,
    transfer_with_fee_digest,
)
from kula.protocol.types import ZERO_HASH, Address

AGREEING_WALLET = "0x631626ba7e60e01b5f5260205ff3"
"""The smallest contract wallet: it answers every call with ERC-1271's magic value.

A real wallet costs more by what it computes.
"""


def play_accounts(world: World, book: Book) -> None:
    """Plays these calls before the first epoch, and enters them in the book."""
    mint_part(world)
    _coin(world, book)
    _grants(world)
    _stake(world)
    _bond(world)
    _owners(world)
    book.enter()


def mint_part(world: World) -> None:
    """Mints the largest part of a genesis at a second Token, which was created to wait for it."""
    holders = (Address(to_checksum_address(keccak(bytes([number]))[12:])) for number in range(MAX_HOLDINGS))
    part = Part(holdings=tuple((holder, TOKEN + number) for number, holder in enumerate(holders)), rest=ZERO_HASH)
    web3, relayer = world.network.connection.web3, world.relayer
    compiled = artifact("Token")
    creation = web3.eth.contract(abi=compiled["abi"], bytecode=compiled["bytecode"]).constructor(
        relayer.address, relayer.address, [], part.hash()
    )
    digest = creation.transact({"from": relayer.address})  # type: ignore[typeddict-item]
    place = web3.eth.wait_for_transaction_receipt(digest, poll_latency=0.01)["contractAddress"]
    world.names[Address(str(place))] = "Token"
    token = Token(world.network.connection, Address(str(place)), world.network.connection.block())
    world.send(relayer, token.mint_holdings(part.holdings, part.rest))


def _coin(world: World, book: Book) -> None:
    token, holder, other = world.network.token, world.new_account(), Address(world.relayer.address)
    world.anvil.give_coin(holder.address, 10**21)
    world.send(world.bank, token.transfer(Address(holder.address), 10 * TOKEN))
    book.enter("new holder")
    world.send(world.bank, token.transfer(Address(holder.address), 10 * TOKEN))
    world.send(holder, token.approve(other, TOKEN))
    world.send(world.relayer, token.write("transferFrom", holder.address, other, TOKEN // 2))
    world.send(holder, token.write("burn", TOKEN))
    book.enter()
    _wallet_coin(world)
    book.enter("contract wallet")
    _signed_coin(world, holder)


def _wallet_coin(world: World) -> None:
    """The smallest wallet's transfer, to an account that holds coin."""
    token, relayer, wallet = world.network.token, Address(world.relayer.address), world.new_address()
    world.ask("anvil_setCode", wallet, AGREEING_WALLET)
    world.fund(world.relayer, TOKEN, relayer)
    world.send(world.bank, token.transfer(wallet, 10 * TOKEN), FUNDING)
    transfer = replace(new_transfer(wallet, relayer, TOKEN, relayer=relayer, fee=1, now=2**64), nonce=b"\x07" * 32)
    world.send(world.relayer, token.transfer_with_fee(transfer, b"\x07" * 65))


def _signed_coin(world: World, holder: LocalAccount) -> None:
    token, domain, owner = world.network.token, world.network.coin_signing, Address(holder.address)
    relayer, key = Address(world.relayer.address), bytes(holder.key)
    allowed = Permit(owner=owner, spender=relayer, amount=TOKEN, nonce=0, deadline=2**64)
    world.send(
        world.relayer, token.write("permit", owner, relayer, TOKEN, 2**64, *_vrs(permit_digest(domain, allowed), key))
    )
    transfer = replace(new_transfer(owner, relayer, TOKEN, relayer=relayer, fee=1, now=2**64), nonce=world.new_hash())
    world.send(world.relayer, token.transfer_with_fee(transfer, sign(transfer_with_fee_digest(domain, transfer), key)))
    for name, digest_of in (
        ("transferWithAuthorization", transfer_digest),
        ("receiveWithAuthorization", receive_digest),
    ):
        one = Authorisation(
            owner=owner, to=relayer, amount=TOKEN, valid_after=0, valid_before=2**64, nonce=world.new_hash()
        )
        world.send(world.relayer, token.write(name, *astuple(one), *_vrs(digest_of(domain, one), key)))
    nonce = world.new_hash()
    ended = _vrs(cancel_digest(domain, owner, nonce), key)
    world.send(world.relayer, token.write("cancelAuthorization", owner, nonce, *ended))


def _vrs(digest: bytes, key: bytes) -> tuple[int, bytes, bytes]:
    """A signature as the standards take it."""
    signed = sign(digest, key)
    return signed[64], signed[:32], signed[32:64]


def _grants(world: World) -> None:
    grants, owner, wallet = world.network.grants, world.relayer, world.new_address()
    world.ask("anvil_setCode", wallet, AGREEING_WALLET)
    world.send(owner, grants.register(wallet, world.new_hash(), b"\x07" * 65))
    world.send(owner, grants.write("revoke", world.new_address()))
    key = world.new_address()
    digest = revoke_digest(world.network.signing, Address(owner.address), key)
    world.send(world.gateway, grants.revoke_for(Address(owner.address), key, sign(digest, bytes(owner.key))))


def _stake(world: World) -> None:
    validators, newcomer = world.network.validators, world.new_account()
    world.fund(newcomer, STAKE, validators.address)
    world.send(newcomer, validators.stake(STAKE))
    world.send(newcomer, validators.set_operator(world.new_address()))
    world.send(newcomer, validators.unstake(STAKE))
    world.pass_time(2 * world.network.parameters.challenge_seconds)
    world.send(newcomer, validators.withdraw())


def _bond(world: World) -> None:
    gateways, newcomer = world.network.gateways, world.new_account()
    world.fund(newcomer, BOND, gateways.address)
    address = Address(newcomer.address)
    world.send(newcomer, gateways.bond(address, BOND))
    world.send(newcomer, gateways.take_place("https://newcomer.example"))
    world.send(newcomer, gateways.set_url("https://newcomer.example/v2"))
    world.send(newcomer, gateways.unbond(address, BOND))
    world.pass_time(UNBONDING_SECONDS)
    world.send(newcomer, gateways.withdraw(address))


def _owners(world: World) -> None:
    owned, heir = (world.network.validators, world.network.reports), world.relayer
    for contract in owned:
        world.send(world.bank, contract.write("announce_owner", heir.address))
    world.pass_time(OWNER_SECONDS)
    for contract in owned:
        world.send(heir, contract.write("accept_owner"))
    world.send(heir, world.network.validators.write("announce_admission", world.new_address()))
    world.send(heir, world.network.reports.write("pause"))
    world.pass_time(PAUSE_SECONDS)
