"""The messages by which an account moves coin that somebody else sends, in the Token's own EIP-712 domain. Pure.

Permit is EIP-2612's. TransferWithAuthorization, ReceiveWithAuthorization and CancelAuthorization are EIP-3009's.
TransferWithFee is Kula's: one signature covers the transfer and the relayer's fee, so that neither happens alone.
Twin: contracts/state/signed_transfers.vy.
"""

import secrets
from dataclasses import astuple, dataclass

from kula.protocol.hex import hex0
from kula.protocol.signatures import SigningDomain, Types, digest_of
from kula.protocol.types import Address

_AUTHORISATION = (
    ("address", "from"),
    ("address", "to"),
    ("uint256", "value"),
    ("uint256", "validAfter"),
    ("uint256", "validBefore"),
    ("bytes32", "nonce"),
)
COIN_TYPES: Types = {
    "Permit": (
        ("address", "owner"),
        ("address", "spender"),
        ("uint256", "value"),
        ("uint256", "nonce"),
        ("uint256", "deadline"),
    ),
    "TransferWithAuthorization": _AUTHORISATION,
    "ReceiveWithAuthorization": _AUTHORISATION,
    "CancelAuthorization": (("address", "authorizer"), ("bytes32", "nonce")),
    "TransferWithFee": (
        *_AUTHORISATION[:3],
        ("address", "relayer"),
        ("uint256", "fee"),
        *_AUTHORISATION[3:],
    ),
}
TRANSFER_SECONDS = 3_600
"""How long a new transfer may wait for its relayer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """An allowance for `spender`. `nonce` counts the owner's permits from 0."""

    owner: Address
    spender: Address
    amount: int
    nonce: int
    deadline: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """A transfer by EIP-3009. It is valid strictly between `valid_after` and `valid_before` (block time, seconds)."""

    owner: Address
    to: Address
    amount: int
    valid_after: int
    valid_before: int
    nonce: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferWithFee:
    """A transfer of `amount`, and a `fee` beside it for the one relayer that may send it."""

    owner: Address
    to: Address
    amount: int
    relayer: Address
    fee: int
    valid_after: int
    valid_before: int
    nonce: bytes


def new_transfer(owner: Address, to: Address, amount: int, *, relayer: Address, fee: int, now: int) -> TransferWithFee:
    """Returns a transfer with a random nonce. It is valid for an hour from `now` (block time, seconds)."""
    return TransferWithFee(
        owner=owner,
        to=to,
        amount=amount,
        relayer=relayer,
        fee=fee,
        valid_after=0,
        valid_before=now + TRANSFER_SECONDS,
        nonce=secrets.token_bytes(32),
    )


def transfer_to_json(transfer: TransferWithFee) -> dict[str, str]:
    """Returns the message as wallets show it and gateways take it. Numbers are decimal text."""
    return {
        "from": transfer.owner,
        "to": transfer.to,
        "value": str(transfer.amount),
        "relayer": transfer.relayer,
        "fee": str(transfer.fee),
        "validAfter": str(transfer.valid_after),
        "validBefore": str(transfer.valid_before),
        "nonce": hex0(transfer.nonce),
    }


def permit_digest(domain: SigningDomain, permit: Permit) -> bytes:
    """Returns the digest that an owner signs for an allowance."""
    return digest_of(domain, "Permit", astuple(permit), COIN_TYPES)


def transfer_digest(domain: SigningDomain, authorisation: Authorisation) -> bytes:
    """Returns the digest that an owner signs for a transfer that anybody may send."""
    return digest_of(domain, "TransferWithAuthorization", astuple(authorisation), COIN_TYPES)


def receive_digest(domain: SigningDomain, authorisation: Authorisation) -> bytes:
    """Returns the digest that an owner signs for a transfer that only the payee may send."""
    return digest_of(domain, "ReceiveWithAuthorization", astuple(authorisation), COIN_TYPES)


def cancel_digest(domain: SigningDomain, owner: Address, nonce: bytes) -> bytes:
    """Returns the digest that an owner signs to end an authorisation that was not used."""
    return digest_of(domain, "CancelAuthorization", (owner, nonce), COIN_TYPES)


def transfer_with_fee_digest(domain: SigningDomain, transfer: TransferWithFee) -> bytes:
    """Returns the digest that an owner signs for a transfer that one relayer may send for a fee."""
    return digest_of(domain, "TransferWithFee", astuple(transfer), COIN_TYPES)
