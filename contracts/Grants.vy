# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Grants: what owners say about their session keys on chain
@notice Most grants never come here: an owner signs one and everybody checks the signature. A contract wallet registers its
        grant, where ERC-1271 is asked once, so that all validators see the same answer. Any owner revokes here.
        Its address is the verifyingContract of every message of Kula.
@custom:kill None: nobody can stop a registration or a revocation.
"""

from .interfaces import IBatches
from .interfaces import IGrants
from .modules import signature

implements: IGrants

event GrantRegistered:
    owner: indexed(address)
    digest: indexed(bytes32)

event KeyRevoked:
    owner: indexed(address)
    key: indexed(address)
    epoch: uint32

MAGIC: constant(Bytes[32]) = x"1626ba7e00000000000000000000000000000000000000000000000000000000"
REVOKE_TYPE: constant(bytes32) = keccak256("Revoke(address owner,address key)")
DOMAIN_TYPE: constant(bytes32) = keccak256(
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)

BATCHES: immutable(IBatches)

# whether a contract wallet has agreed to a grant, by the digest that it would sign
registered: public(HashMap[address, HashMap[bytes32, bool]])
# the epoch in which an owner revoked a key; 0 if never
revoked: public(HashMap[address, HashMap[address, uint32]])


@deploy
def __init__(batches: address):
    BATCHES = IBatches(batches)


@external
def register(owner: address, digest: bytes32, proof: Bytes[2048]):
    """
    @notice Ask a contract wallet once whether it agrees to a grant, and remember that it did. Anyone.
    @param digest The grant's EIP-712 digest; who checks a record recomputes it from the grant.
    """
    agrees: bool = False
    answer: Bytes[32] = b""
    agrees, answer = raw_call(
        owner,
        abi_encode(digest, proof, method_id=method_id("isValidSignature(bytes32,bytes)")),
        max_outsize=32, is_static_call=True, revert_on_failure=False,
    )
    assert owner.is_contract and agrees and answer == MAGIC, "grants: the owner does not agree"
    self.registered[owner][digest] = True
    log GrantRegistered(owner=owner, digest=digest)


@external
def revoke(key: address):
    """
    @notice End a session key of the caller: its records count in no later epoch.
    """
    self._revoke(msg.sender, key)


@external
def revoke_for(owner: address, key: address, proof: Bytes[65]):
    """
    @notice The same with the owner's signature; anyone may send it.
    """
    struct_hash: bytes32 = keccak256(abi_encode(REVOKE_TYPE, owner, key))
    signature._require(signature._typed(self._separator(), struct_hash), proof, owner)
    self._revoke(owner, key)


@view
@external
def separator() -> bytes32:
    """
    @notice The EIP-712 domain separator of this deployment. Twin: protocol/signatures.py.
    """
    return self._separator()


@internal
def _revoke(owner: address, key: address):
    assert self.revoked[owner][key] == 0, "grants: key is revoked"
    epoch: uint32 = staticcall BATCHES.current()
    self.revoked[owner][key] = epoch
    log KeyRevoked(owner=owner, key=key, epoch=epoch)


@view
@internal
def _separator() -> bytes32:
    return keccak256(abi_encode(DOMAIN_TYPE, keccak256("Kula"), keccak256("1"), chain.id, self))
