# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Batches: the open end of the clock, session keys and gateways
@notice Gateways post the roots of their batches into the open epoch. Closing it fixes N and batchesRoot and begins
        the scoring. Owners revoke session keys here. Holds the Parameters, which never change for one deployment.
@custom:kill None: nobody can stop the clock, a posting or a revocation.
"""

from .interfaces import IBatches
from .interfaces import IScores
from .interfaces import IToken
from .modules import signature

implements: IBatches

event BatchPosted:
    epoch: indexed(uint32)
    gateway: indexed(address)
    number: uint32
    offset: uint32
    first_seq: uint64
    count: uint32
    root: bytes32
    manifest: bytes32

event EpochClosed:
    epoch: indexed(uint32)
    batches_root: bytes32
    records: uint32

event BatchCarried:
    epoch: indexed(uint32)
    number: uint32
    offset: uint32

event KeyRevoked:
    owner: indexed(address)
    key: indexed(address)
    epoch: uint32

event Bonded:
    gateway: indexed(address)
    amount: uint256

MAX_RECORDS: constant(uint32) = 16_384
MAX_BATCHES: constant(uint256) = 64
REVOKE_TYPE: constant(bytes32) = keccak256("Revoke(address owner,address key)")
DOMAIN_TYPE: constant(bytes32) = keccak256(
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)

PARAMETERS: immutable(IBatches.Parameters)
PARAMETERS_HASH: immutable(bytes32)
TOKEN: immutable(IToken)
MINIMUM_BOND: public(immutable(uint256))
DEPLOYER: immutable(address)

scores: public(IScores)
reports: public(address)
current: public(uint32)
opened_at: public(HashMap[uint32, uint64])
records: public(HashMap[uint32, uint32])
last_batch: public(uint32)
next_seq: public(HashMap[address, uint64])
bond_of: public(HashMap[address, uint256])
# the epoch in which an owner revoked a key; 0 if never
revoked: public(HashMap[address, HashMap[address, uint32]])
_batches: HashMap[uint32, IBatches.Batch]
_batches_of: HashMap[uint32, DynArray[uint32, MAX_BATCHES]]
_waiting: DynArray[uint32, MAX_BATCHES]


@deploy
def __init__(token: address, parameters: IBatches.Parameters, minimum_bond: uint256):
    TOKEN = IToken(token)
    PARAMETERS = parameters
    PARAMETERS_HASH = keccak256(abi_encode(parameters))
    MINIMUM_BOND = minimum_bond
    DEPLOYER = msg.sender
    self.current = 1
    self.opened_at[1] = convert(block.timestamp, uint64)


@external
def wire(scores: address, reports: address):
    """
    @notice Name the contracts that the clock drives. Once, deployer only.
    """
    assert msg.sender == DEPLOYER, "batches: caller is not the deployer"
    assert self.reports == empty(address), "batches: already wired"
    self.scores = IScores(scores)
    self.reports = reports


@external
def bond(amount: uint256):
    """
    @notice Put up a gateway's bond. It can not be taken back yet (docs/protocol.md, receipts).
    """
    assert extcall TOKEN.transferFrom(msg.sender, self, amount), "batches: transfer failed"
    self.bond_of[msg.sender] += amount
    log Bonded(gateway=msg.sender, amount=amount)


@external
def post_batch(first_seq: uint64, count: uint32, root: bytes32, manifest: bytes32) -> uint32:
    """
    @notice Commit `count` records under `root` in the open epoch. Bonded gateways only; sequence numbers are dense.
    @param manifest sha2-256 digest of the DAG-CBOR manifest on IPFS.
    @return The batch's number.
    """
    assert self.bond_of[msg.sender] >= MINIMUM_BOND, "batches: gateway has no bond"
    assert count > 0, "batches: nothing to post"
    assert first_seq == self.next_seq[msg.sender], "batches: sequence is not dense"
    self.next_seq[msg.sender] = first_seq + convert(count, uint64)
    epoch: uint32 = self.current
    self.last_batch += 1
    number: uint32 = self.last_batch
    self._batches[number] = IBatches.Batch(
        epoch=0, gateway=msg.sender, offset=0, first_seq=first_seq, count=count, root=root, manifest=manifest
    )
    offset: uint32 = self._place(epoch, number)
    log BatchPosted(
        epoch=epoch, gateway=msg.sender, number=number, offset=offset,
        first_seq=first_seq, count=count, root=root, manifest=manifest,
    )
    return number


@external
def close():
    """
    @notice Close the open epoch and open the next. Anyone, once it was open long enough and holds a record.
    """
    epoch: uint32 = self.current
    count: uint32 = self.records[epoch]
    assert count > 0, "batches: epoch has no records"
    opened: uint256 = convert(self.opened_at[epoch], uint256)
    assert block.timestamp >= opened + convert(PARAMETERS.open_seconds, uint256), "batches: epoch is still open"
    roots: bytes32[MAX_BATCHES] = empty(bytes32[MAX_BATCHES])
    posted: uint256 = 0
    for number: uint32 in self._batches_of[epoch]:
        roots[posted] = self._batches[number].root
        posted += 1
    batches_root: bytes32 = keccak256(slice(abi_encode(roots), 0, 32 * posted))
    self.current = epoch + 1
    self.opened_at[epoch + 1] = convert(block.timestamp, uint64)
    extcall self.scores.begin(epoch, batches_root, count)
    log EpochClosed(epoch=epoch, batches_root=batches_root, records=count)
    self._place_waiting()


@external
def carry(epoch: uint32):
    """
    @notice Move the batches of an epoch that ended without a ledger to the open epoch. Reports only.
    """
    assert msg.sender == self.reports, "batches: caller is not Reports"
    for number: uint32 in self._batches_of[epoch]:
        self._waiting.append(number)
    self._place_waiting()


@external
def revoke(key: address):
    """
    @notice End a session key of the caller: its records count in no later epoch.
    """
    self._revoke(msg.sender, key)


@external
def revoke_for(owner: address, key: address, proof: Bytes[65]):
    """
    @notice The same with the owner's EIP-712 signature; anyone may send it.
    """
    digest: bytes32 = keccak256(
        concat(b"\x19\x01", self._domain_separator(), keccak256(abi_encode(REVOKE_TYPE, owner, key)))
    )
    signer: address = signature._recover(digest, proof)
    assert signer != empty(address) and signer == owner, "batches: not signed by the owner"
    self._revoke(owner, key)


@view
@external
def parameters() -> IBatches.Parameters:
    """
    @notice The numbers of this deployment.
    """
    return PARAMETERS


@view
@external
def parameters_hash() -> bytes32:
    """
    @notice What stands in every report.
    """
    return PARAMETERS_HASH


@view
@external
def batch(number: uint32) -> IBatches.Batch:
    """
    @notice A batch and its place.
    """
    return self._batches[number]


@view
@external
def batches_of(epoch: uint32) -> DynArray[uint32, MAX_BATCHES]:
    """
    @notice The numbers of an epoch's batches in posting order.
    """
    return self._batches_of[epoch]


@internal
def _place(epoch: uint32, number: uint32) -> uint32:
    """
    @notice Put a batch at the end of an epoch.
    """
    offset: uint32 = self.records[epoch]
    count: uint32 = self._batches[number].count
    assert count <= MAX_RECORDS - offset, "batches: epoch is full"
    self.records[epoch] = offset + count
    self._batches[number].epoch = epoch
    self._batches[number].offset = offset
    self._batches_of[epoch].append(number)
    return offset


@internal
def _place_waiting():
    """
    @notice Put carried batches into the open epoch, the first first; what does not fit waits for the one after.
    """
    epoch: uint32 = self.current
    waiting: DynArray[uint32, MAX_BATCHES] = self._waiting
    left: DynArray[uint32, MAX_BATCHES] = []
    for number: uint32 in waiting:
        full: bool = len(left) > 0 or len(self._batches_of[epoch]) == MAX_BATCHES
        if full or self._batches[number].count > MAX_RECORDS - self.records[epoch]:
            left.append(number)
        else:
            log BatchCarried(epoch=epoch, number=number, offset=self._place(epoch, number))
    self._waiting = left


@internal
def _revoke(owner: address, key: address):
    assert self.revoked[owner][key] == 0, "batches: key is revoked"
    self.revoked[owner][key] = self.current
    log KeyRevoked(owner=owner, key=key, epoch=self.current)


@view
@internal
def _domain_separator() -> bytes32:
    return keccak256(abi_encode(DOMAIN_TYPE, keccak256("Kula"), keccak256("1"), chain.id, self))
