# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Grants: what owners say on chain about their session keys
@notice Most grants never appear here: an owner signs a grant, and every reader checks the signature. A contract
        wallet cannot sign, so it registers its grant here, or another message that it agrees to. The contract asks it
        once by ERC-1271, so that all validators see the same answer. Any owner revokes a key here. The address of this
        contract is the verifyingContract of every typed message of Kula.
@custom:kill None: nobody can stop a registration or a revocation.
"""

from .interfaces import IBatches
from .interfaces import IGrants
from .modules import constants
from .modules import contract_wallet
from .modules import signature

implements: IGrants

event GrantRegistered:
    owner: indexed(address)
    digest: indexed(bytes32)

event KeyRevoked:
    owner: indexed(address)
    key: indexed(address)
    epoch: uint32

REVOKE_TYPE: constant(bytes32) = keccak256("Revoke(address owner,address key)")
DOMAIN_TYPE: constant(bytes32) = keccak256(
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)

BATCHES: immutable(IBatches)

# contract wallet => digest of a message => whether the wallet agrees to it
registered: public(HashMap[address, HashMap[bytes32, bool]])
# owner => session key => epoch of its revocation, 0 if it is not revoked
revoked: public(HashMap[address, HashMap[address, uint32]])


@deploy
def __init__(batches: address):
    BATCHES = IBatches(batches)


@external
def register(owner: address, digest: bytes32, proof: Bytes[constants.PROOF_BYTES]):
    """
    @notice Asks a contract wallet whether it agrees to a message, and stores that it does: to a grant, to the end of
            a key, or to the end of a record's royalties.
    @param digest The message's EIP-712 digest. A reader recomputes it, for example from the grant of a record.
    @param proof What the wallet accepts as its signature.
    @custom:caller anyone
    """
    agrees: bool = contract_wallet._agrees(owner, digest, proof, msg.gas)
    assert agrees, "grants: the owner does not agree"
    self.registered[owner][digest] = True
    log GrantRegistered(owner=owner, digest=digest)


@external
def revoke(key: address):
    """
    @notice Ends a session key of the caller. The key's records count in no later epoch.
    @custom:caller the key's owner
    """
    self._revoke(msg.sender, key)


@external
def revoke_for(owner: address, key: address, proof: Bytes[constants.SIGNATURE_BYTES]):
    """
    @notice Ends a session key by its owner's signature.
    @param proof The signature. It is empty for a contract wallet that has registered the message.
    @custom:caller anyone with the owner's signature
    """
    struct_hash: bytes32 = keccak256(abi_encode(REVOKE_TYPE, owner, key))
    digest: bytes32 = signature._typed(self._separator(), struct_hash)
    if len(proof) == 0:
        assert self.registered[owner][digest], "grants: the end of the key is not registered"
    else:
        signature._require(digest, proof, owner)
    self._revoke(owner, key)


@view
@external
def separator() -> bytes32:
    """@notice Returns the EIP-712 domain separator of this deployment. Twin: protocol/signatures.py."""
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
