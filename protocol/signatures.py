"""The EIP-712 messages that people and nodes sign: their digests, signing, and recovering the signer. Pure.

Typed data is always rebuilt from our own schema and never taken from the sender. Signatures are never compared by
their bytes, because one key can make many signatures over one digest.

This module encodes EIP-712 itself and does not use eth_account.encode_typed_data, for two reasons. A record hash takes
123 µs instead of 180 µs (2026-11-29, busy CPU). One table holds the types, beside the dataclasses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from coincurve import PrivateKey, PublicKey
from eth_abi.abi import encode
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from kula.protocol.canonical import canonical_json, normal_form
from kula.protocol.errors import InvalidSignature
from kula.protocol.types import Address, Answer, Fee, Grant, Receipt, Record

SIGNATURE_BYTES = 65
_HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0

Types = Mapping[str, tuple[tuple[str, str], ...]]
"""The members of EIP-712 types, as (type, name) pairs by the name of the type."""

TYPES: Types = {
    "Grant": (
        ("address", "owner"),
        ("address", "key"),
        ("address", "payTo"),
        ("string[]", "licences"),
        ("string", "origin"),
        ("uint32", "maxPerEpoch"),
        ("uint64", "expiry"),
        ("uint64", "nonce"),
    ),
    "Record": (
        ("address", "owner"),
        ("string", "kind"),
        ("bytes32", "commitment"),
        ("string", "licence"),
        ("bytes32", "parent"),
        ("uint64", "nonce"),
    ),
    "Answer": (
        ("bytes32", "promptHash"),
        ("bytes32", "answerHash"),
        ("bytes32", "modelId"),
        ("address", "key"),
    ),
    "Receipt": (
        ("address", "gateway"),
        ("uint64", "seq"),
        ("bytes32", "record"),
        ("uint32", "lastEpoch"),
    ),
    "Revoke": (("address", "owner"), ("address", "key")),
    "Access": (("address", "account"), ("address", "gateway"), ("string", "path"), ("uint64", "deadline")),
    "Fee": (
        ("address", "account"),
        ("address", "relayer"),
        ("uint256", "amount"),
        ("uint64", "deadline"),
        ("uint64", "nonce"),
    ),
    "Erase": (("address", "account"), ("uint32", "epoch"), ("uint32", "pos")),
}
_DOMAIN_TYPES = (
    ("string", "name"),
    ("string", "version"),
    ("uint256", "chainId"),
    ("address", "verifyingContract"),
)


@dataclass(frozen=True, slots=True)
class SigningDomain:
    """The chain and the contract that tie a signature to one deployment: Grants, or the Token for transfers of coin."""

    chain_id: int
    contract: Address

    def separator(self) -> bytes:
        """Returns the EIP-712 domain separator."""
        values = [keccak(b"Kula"), keccak(b"1"), self.chain_id, self.contract]
        head = keccak(_type_string("EIP712Domain", _DOMAIN_TYPES).encode())
        return keccak(encode(["bytes32", "bytes32", "bytes32", "uint256", "address"], [head, *values]))


def grant_digest(domain: SigningDomain, grant: Grant) -> bytes:
    """Returns the digest that the owner signs. It is also the grant's id."""
    return digest_of(domain, "Grant", _values(grant))


def record_hash(domain: SigningDomain, record: Record) -> bytes:
    """Returns the hash that the session key signs. It is also the record's id."""
    return digest_of(domain, "Record", _values(record))


def answer_digest(domain: SigningDomain, answer: Answer) -> bytes:
    """Returns the digest that a gateway signs for an assistant turn."""
    return digest_of(domain, "Answer", _values(answer))


def receipt_digest(domain: SigningDomain, receipt: Receipt) -> bytes:
    """Returns the digest that a gateway signs for a record that it accepted."""
    return digest_of(domain, "Receipt", _values(receipt))


def revoke_digest(domain: SigningDomain, owner: Address, key: Address) -> bytes:
    """Returns the digest that an owner signs to end a session key."""
    return digest_of(domain, "Revoke", [owner, key])


def access_digest(domain: SigningDomain, account: Address, gateway: Address, path: str, deadline: int) -> bytes:
    """Returns the digest that an account signs to read a private path of one gateway.

    The signature is valid until `deadline` (block time, seconds).
    """
    return digest_of(domain, "Access", [account, gateway, path, deadline])


def fee_digest(domain: SigningDomain, fee: Fee) -> bytes:
    """Returns the digest that an account signs so that one relayer may keep a fee from one claim."""
    return digest_of(domain, "Fee", _values(fee))


def erase_digest(domain: SigningDomain, account: Address, epoch: int, pos: int) -> bytes:
    """Returns the digest that an account signs to end the royalties of one record.

    `pos` is the record's position in `epoch`.
    """
    return digest_of(domain, "Erase", [account, epoch, pos])


def digest_of(domain: SigningDomain, name: str, values: Sequence[Any], types: Types = TYPES) -> bytes:
    """Returns the digest of the message with these values, in the order of the members of `types[name]`."""
    kinds = ["bytes32"]
    encoded: list[Any] = [keccak(_type_string(name, types[name]).encode())]
    for (kind, _), value in zip(types[name], values, strict=True):
        if kind == "string":
            kinds.append("bytes32")
            encoded.append(keccak(value.encode()))
        elif kind == "string[]":
            kinds.append("bytes32")
            encoded.append(keccak(b"".join(keccak(item.encode()) for item in value)))
        else:
            kinds.append(kind)
            encoded.append(value)
    return keccak(b"\x19\x01" + domain.separator() + keccak(encode(kinds, encoded)))


def typed_data(domain: SigningDomain, name: str, message: Mapping[str, Any], types: Types = TYPES) -> dict[str, Any]:
    """Returns the `eth_signTypedData_v4` document of a message, so that a wallet can show it.

    `name` is one of `types`.
    """
    return {
        "types": {
            "EIP712Domain": [{"name": n, "type": t} for t, n in _DOMAIN_TYPES],
            name: [{"name": n, "type": t} for t, n in types[name]],
        },
        "primaryType": name,
        "domain": {
            "name": "Kula",
            "version": "1",
            "chainId": domain.chain_id,
            "verifyingContract": domain.contract,
        },
        "message": dict(message),
    }


def prompt_hash(messages: Sequence[Mapping[str, Any]]) -> bytes:
    """Returns keccak256 of the messages before an answer, as a canonical JSON array of {role, content}."""
    return keccak(canonical_json([{"role": m["role"], "content": m["content"]} for m in messages]))


def answer_hash(text: str) -> bytes:
    """Returns keccak256 of the answer's NFC text in UTF-8."""
    return keccak(normal_form(text).encode())


def sign(digest: bytes, private_key: bytes) -> bytes:
    """Signs 32 bytes. Returns the 65 bytes r ‖ s ‖ v with v 27 or 28 and low s."""
    signature = PrivateKey(private_key).sign_recoverable(digest, hasher=None)
    return signature[:64] + bytes([signature[64] + 27])


def recover(digest: bytes, signature: bytes) -> Address:
    """Returns the account that signed `digest`.

    Raises InvalidSignature for a wrong length, a wrong v, a high s or a point that is not on the curve.
    """
    if len(signature) != SIGNATURE_BYTES:
        raise InvalidSignature(f"a signature has {SIGNATURE_BYTES} bytes, this one {len(signature)}")
    if signature[64] not in (27, 28):
        raise InvalidSignature(f"v must be 27 or 28, this is {signature[64]}")
    if int.from_bytes(signature[32:64], "big") > _HALF_ORDER:
        raise InvalidSignature("s lies in the upper half of the order; sign with low s")
    compact = signature[:64] + bytes([signature[64] - 27])
    try:
        point = PublicKey.from_signature_and_message(compact, digest, hasher=None)
    except Exception as error:  # coincurve raises ValueError, and a bare Exception if recovery fails.
        raise InvalidSignature("the signature is not a point of the curve") from error
    return _account_of(point)


def account_of(private_key: bytes) -> Address:
    """Returns the account of a private key. Raises ValueError for a key that is not on the curve."""
    return _account_of(PrivateKey(private_key).public_key)


def _account_of(point: PublicKey) -> Address:
    return Address(to_checksum_address(keccak(point.format(compressed=False)[1:])[12:]))


def has_signed(account: Address, digest: bytes, signature: bytes) -> bool:
    """Tells whether an account's key signed `digest`. What is no signature is nobody's."""
    try:
        return recover(digest, signature) == account
    except InvalidSignature:
        return False


def require_signer(digest: bytes, signature: bytes, expected: Address, what: str) -> None:
    """Raises InvalidSignature unless `expected` signed `digest`. `what` names the signed message in the error."""
    signer = recover(digest, signature)
    if signer != expected:
        raise InvalidSignature(f"{what} is signed by {signer}, expected {expected}")


def _values(message: Grant | Record | Answer | Receipt | Fee) -> list[Any]:
    return [getattr(message, field.name) for field in fields(message)]


def _type_string(name: str, members: Sequence[tuple[str, str]]) -> str:
    return f"{name}({','.join(f'{kind} {member}' for kind, member in members)})"
