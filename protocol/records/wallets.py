"""The forms in which wallets sign, and the one form that hashes and contracts take. Pure.

65 bytes with v 0, 1, 27 or 28, and the 64 bytes of EIP-2098, are a key's signature. ERC-6492 wraps the signature of a wallet
that is not deployed yet, with the call that deploys it. Anything else is for the wallet itself to judge (ERC-1271).
Twin: web/client/src/normaliseSignature.ts.
"""

from dataclasses import dataclass

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.crypto import keccak

from kula.protocol.errors import InvalidSignature
from kula.protocol.signatures import SIGNATURE_BYTES
from kula.protocol.types import Address

_COMPACT_BYTES = 64
_MAGIC = bytes.fromhex("6492" * 16)
"""What an ERC-6492 signature ends with."""
FACTORY_GAS = 2_000_000
"""The most gas that a wallet's factory gets."""
_REGISTER = keccak(b"register(address,bytes32,bytes)")[:4]


@dataclass(frozen=True, slots=True)
class Undeployed:
    """A signature of a wallet that is not deployed yet."""

    factory: Address
    calldata: bytes
    """The call of the factory that deploys the wallet."""
    signature: bytes
    """What the wallet accepts once it is there, as it was signed."""


def normal_signature(signature: bytes) -> bytes:
    """Returns a key's signature as 65 bytes with v 27 or 28. Other signatures are returned as they are."""
    if len(signature) == _COMPACT_BYTES:
        s = int.from_bytes(signature[32:], "big")
        return signature[:32] + (s & ~(1 << 255)).to_bytes(32, "big") + bytes([27 + (s >> 255)])
    if len(signature) == SIGNATURE_BYTES and signature[64] in (0, 1):
        return signature[:64] + bytes([27 + signature[64]])
    return signature


def wallet_proofs(signature: bytes) -> tuple[bytes, ...]:
    """Returns what to show to a contract wallet, in turn: the proof as it was signed, then the normal form of a key's.

    Only the wallet knows which it takes. A passkey's 64 bytes look like a key's signature in short form. The hash that a
    Safe's owner has approved looks like one with v 1.
    """
    return tuple(dict.fromkeys((signature, normal_signature(signature))))


def undeployed(signature: bytes) -> Undeployed | None:
    """Returns the parts of an ERC-6492 signature, or None if it is none. Raises InvalidSignature if it is not whole."""
    if not signature.endswith(_MAGIC):
        return None
    try:
        factory, calldata, inner = decode(["address", "bytes", "bytes"], signature[: -len(_MAGIC)])
    except (DecodingError, ValueError, OverflowError) as error:
        raise InvalidSignature("the ERC-6492 signature is not whole") from error
    return Undeployed(Address(to_checksum_address(factory)), calldata, inner)


def deploy_and_register(wallet: Undeployed, proof: bytes, grants: Address, owner: Address, digest: bytes) -> bytes:
    """Returns the init code of a contract that has a wallet deployed, and its grant registered, and leaves nothing.

    `proof` is what the wallet is shown, one of its signature's `wallet_proofs`.

    The factory may be any contract, and its call anything. So it is called by this contract, which owns nothing and may do
    nothing, and with at most FACTORY_GAS. The creation fails unless Grants then takes the wallet's agreement.
    """
    register = _REGISTER + encode(["address", "bytes32", "bytes"], [owner, digest, proof])
    deploy = _call(wallet.factory, len(wallet.calldata), gas=_push(FACTORY_GAS)) + _POP
    store = _call(grants, len(register), gas=_GAS)
    place = 2 * len(_copy(0, 0)) + len(deploy) + len(store)
    start = place + len(_end(place))
    code = _copy(len(wallet.calldata), start) + deploy + _copy(len(register), start + len(wallet.calldata)) + store
    return code + _end(place) + wallet.calldata + register


_POP, _GAS = b"\x50", b"\x5a"


def _push(number: int) -> bytes:
    """PUSH4 for every number, so that the places in the code are known before it is written."""
    return b"\x63" + number.to_bytes(4, "big")


def _copy(size: int, start: int) -> bytes:
    """CODECOPY(0, start, size)."""
    return _push(size) + _push(start) + b"\x5f\x39"


def _call(to: Address, size: int, *, gas: bytes) -> bytes:
    """CALL(gas, to, 0, 0, size, 0, 0). It leaves on the stack whether it succeeded."""
    return b"\x5f\x5f" + _push(size) + b"\x5f\x5f\x73" + to_canonical_address(to) + gas + b"\xf1"


def _end(place: int) -> bytes:
    """If the last call succeeded, STOP, which leaves a contract without code. Else REVERT with what the call returned."""
    revert = b"\x3d\x5f\x5f\x3e\x3d\x5f\xfd"
    return _push(place + 6 + len(revert)) + b"\x57" + revert + b"\x5b\x00"
