# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title Signed permissions over coin
@notice The state and the checks of EIP-2612 permits, EIP-3009 authorisations and Kula's TransferWithFee, in a domain of
        the Token's own (EIP-5267). Each authorisation has a random nonce and counts at most once. A contract wallet
        agrees to a TransferWithFee by ERC-1271. The Token moves the coin. Twin: protocol/transfers.py.
"""

from ..modules import constants
from ..modules import contract_wallet
from ..modules import signature

event AuthorizationUsed:
    authorizer: indexed(address)
    nonce: indexed(bytes32)

event AuthorizationCanceled:
    authorizer: indexed(address)
    nonce: indexed(bytes32)

# A transfer, and a fee that one relayer keeps for sending it. Both happen in one call, or neither does.
struct TransferWithFee:
    owner: address
    to: address
    amount: uint256
    relayer: address
    fee: uint256
    valid_after: uint256
    valid_before: uint256
    nonce: bytes32

# the most gas of a contract wallet that is asked whether it agrees; a passkey that is checked in Solidity takes 350,000
WALLET_GAS: constant(uint256) = 500_000
NAME: constant(String[4]) = "Kula"
VERSION: constant(String[1]) = "1"
DOMAIN_TYPE: constant(bytes32) = keccak256(
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)
PERMIT_TYPE: constant(bytes32) = keccak256(
    "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
)
TRANSFER_TYPE: constant(bytes32) = keccak256(
    "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
)
RECEIVE_TYPE: constant(bytes32) = keccak256(
    "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
)
CANCEL_TYPE: constant(bytes32) = keccak256("CancelAuthorization(address authorizer,bytes32 nonce)")
FEE_TYPE: constant(bytes32) = keccak256(
    "TransferWithFee(address from,address to,uint256 value,address relayer,uint256 fee,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
)

# account => how many permits it has used
nonces: public(HashMap[address, uint256])
# account => nonce => whether an authorisation with it was used or cancelled
authorizationState: public(HashMap[address, HashMap[bytes32, bool]])


@external
def cancelAuthorization(authorizer: address, nonce: bytes32, v: uint8, r: bytes32, s: bytes32):
    """
    @notice Ends an authorisation that was not used, as EIP-3009 says. It ends a TransferWithFee too.
    @custom:caller anyone with the account's signature
    """
    self._check(keccak256(abi_encode(CANCEL_TYPE, authorizer, nonce)), authorizer, self._joined(v, r, s))
    self._spend(authorizer, nonce)
    log AuthorizationCanceled(authorizer=authorizer, nonce=nonce)


@view
@external
def DOMAIN_SEPARATOR() -> bytes32:
    """@notice Returns the EIP-712 domain separator of signed transfers."""
    return self._separator()


@view
@external
def eip712Domain() -> (bytes1, String[4], String[1], uint256, address, bytes32, DynArray[uint256, 1]):
    """@notice Returns the domain's fields as EIP-5267 says: name, version, chain id and this contract."""
    return (0x0f, NAME, VERSION, chain.id, self, empty(bytes32), [])


@internal
def _permit(owner: address, spender: address, amount: uint256, deadline: uint256, signed: Bytes[constants.SIGNATURE_BYTES]):
    """@notice Uses up a permit. Reverts unless the owner signed it with its next number."""
    assert block.timestamp <= deadline, "signed_transfers: permit has expired"
    number: uint256 = self.nonces[owner]
    self.nonces[owner] = number + 1
    self._check(keccak256(abi_encode(PERMIT_TYPE, owner, spender, amount, number, deadline)), owner, signed)


@internal
def _authorise(
    type_hash: bytes32, owner: address, to: address, amount: uint256, valid_after: uint256, valid_before: uint256,
    nonce: bytes32, signed: Bytes[constants.SIGNATURE_BYTES],
):
    """@notice Uses up an EIP-3009 authorisation of the type. Reverts unless the owner signed it."""
    self._use(owner, nonce, valid_after, valid_before)
    struct_hash: bytes32 = keccak256(abi_encode(type_hash, owner, to, amount, valid_after, valid_before, nonce))
    self._check(struct_hash, owner, signed)


@internal
def _authorise_fee(transfer: TransferWithFee, signed: Bytes[constants.PROOF_BYTES]):
    """
    @notice Uses up a TransferWithFee. Reverts unless the caller is its relayer and the owner agreed to it: by its key,
            or as a contract wallet.
    """
    assert transfer.relayer == msg.sender, "signed_transfers: fee for another relayer"
    self._use(transfer.owner, transfer.nonce, transfer.valid_after, transfer.valid_before)
    digest: bytes32 = signature._typed(self._separator(), keccak256(abi_encode(FEE_TYPE, transfer)))
    signer: address = empty(address)
    if len(signed) == constants.SIGNATURE_BYTES:
        signer = signature._recover(digest, slice(signed, 0, constants.SIGNATURE_BYTES))
    # The key comes first, because an account that delegates to code (EIP-7702) still signs with it.
    if signer == empty(address) or signer != transfer.owner:
        agrees: bool = contract_wallet._agrees(transfer.owner, digest, signed, WALLET_GAS)
        assert agrees, "signed_transfers: wrong signer"


@internal
def _use(owner: address, nonce: bytes32, valid_after: uint256, valid_before: uint256):
    assert block.timestamp > valid_after, "signed_transfers: authorisation is not valid yet"
    assert block.timestamp < valid_before, "signed_transfers: authorisation has expired"
    self._spend(owner, nonce)
    log AuthorizationUsed(authorizer=owner, nonce=nonce)


@internal
def _spend(owner: address, nonce: bytes32):
    assert not self.authorizationState[owner][nonce], "signed_transfers: nonce was used"
    self.authorizationState[owner][nonce] = True


@view
@internal
def _check(struct_hash: bytes32, owner: address, signed: Bytes[constants.SIGNATURE_BYTES]):
    signature._require(signature._typed(self._separator(), struct_hash), signed, owner)


@view
@internal
def _separator() -> bytes32:
    """@notice The domain, made anew at each call, so that after a fork it names the fork's chain id."""
    return keccak256(abi_encode(DOMAIN_TYPE, keccak256(NAME), keccak256(VERSION), chain.id, self))


@pure
@internal
def _joined(v: uint8, r: bytes32, s: bytes32) -> Bytes[constants.SIGNATURE_BYTES]:
    """@notice The signature as the 65 bytes r, s, v."""
    return concat(r, s, convert(v, bytes1))
