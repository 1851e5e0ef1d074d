# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Gateways: bonds, and the receipts that they stand behind
@notice A receipt whose number, after its last epoch's close, is not that record's leaf in the gateway's batches costs bond.
        So two receipts for one number, a number skipped and a leaf changed are one fault: anyone shows the receipt, the
        gateway has a day to show the leaf, and a leaf that it can not show is not there.
@custom:kill None: nobody can stop an accusation, an answer or a withdrawal.
"""

from .interfaces import IBatches
from .interfaces import IGateways
from .interfaces import IGrants
from .interfaces import IToken
from .modules import batch_leaf
from .modules import positional_tree
from .modules import signature

implements: IGateways

event Bonded:
    gateway: indexed(address)
    amount: uint256

event Unbonded:
    gateway: indexed(address)
    amount: uint256
    until: uint256

event Withdrawn:
    gateway: indexed(address)
    amount: uint256

event Accused:
    gateway: indexed(address)
    digest: indexed(bytes32)
    seq: uint64
    accuser: address
    until: uint256

event Answered:
    gateway: indexed(address)
    digest: indexed(bytes32)

event Convicted:
    gateway: indexed(address)
    digest: indexed(bytes32)
    amount: uint256
    accuser: address

# What a gateway signs for a record that it took.
struct Receipt:
    gateway: address
    seq: uint64
    record: bytes32
    last_epoch: uint32

struct Accusation:
    accuser: address
    until: uint256

struct Leaving:
    amount: uint256
    until: uint256

MAX_DEPTH: constant(uint256) = 14
RECEIPT_TYPE: constant(bytes32) = keccak256("Receipt(address gateway,uint64 seq,bytes32 record,uint32 lastEpoch)")
ANSWER_SECONDS: constant(uint256) = 86_400
UNBONDING_SECONDS: constant(uint256) = 30 * 86_400

TOKEN: immutable(IToken)
BATCHES: immutable(IBatches)
GRANTS: immutable(IGrants)
DOM: immutable(bytes32)
MINIMUM_BOND: public(immutable(uint256))
# bond for one record of room in an epoch
BOND_PER_RECORD: public(immutable(uint256))
# what a false receipt costs the gateway
FINE: public(immutable(uint256))
# what an accuser puts up, and loses to who answers
DEPOSIT: public(immutable(uint256))

bond_of: public(HashMap[address, uint256])
leaving: public(HashMap[address, Leaving])
# accusations that wait for an answer
open_against: public(HashMap[address, uint256])
accusation: public(HashMap[bytes32, Accusation])
# receipts that were answered or convicted, once for all
settled: public(HashMap[bytes32, bool])


@deploy
def __init__(token: address, batches: address, grants: address, reports: address, minimum_bond: uint256):
    TOKEN = IToken(token)
    BATCHES = IBatches(batches)
    GRANTS = IGrants(grants)
    DOM = keccak256(abi_encode("kula.v1", chain.id, reports))
    assert minimum_bond >= 2_048, "gateways: bond too small for 2,048 records"
    MINIMUM_BOND = minimum_bond
    BOND_PER_RECORD = minimum_bond // 2_048
    FINE = minimum_bond // 10
    DEPOSIT = minimum_bond // 1_000


@external
def bond(amount: uint256):
    """
    @notice Put up bond. Room for records in an epoch grows with it, so that splitting it over gateways gives nothing.
    """
    assert extcall TOKEN.transferFrom(msg.sender, self, amount), "gateways: transfer failed"
    self.bond_of[msg.sender] += amount
    log Bonded(gateway=msg.sender, amount=amount)


@external
def unbond(amount: uint256):
    """
    @notice Take bond out; it stays slashable until it is withdrawn.
    """
    assert amount <= self.bond_of[msg.sender], "gateways: more than the bond"
    self.bond_of[msg.sender] -= amount
    until: uint256 = block.timestamp + UNBONDING_SECONDS
    self.leaving[msg.sender] = Leaving(amount=self.leaving[msg.sender].amount + amount, until=until)
    log Unbonded(gateway=msg.sender, amount=amount, until=until)


@external
def withdraw():
    """
    @notice Take home what has been out long enough, while nothing waits for an answer.
    """
    leaving: Leaving = self.leaving[msg.sender]
    assert leaving.amount > 0, "gateways: nothing to withdraw"
    assert block.timestamp >= leaving.until, "gateways: still unbonding"
    assert self.open_against[msg.sender] == 0, "gateways: an accusation is open"
    self.leaving[msg.sender] = empty(Leaving)
    assert extcall TOKEN.transfer(msg.sender, leaving.amount), "gateways: transfer failed"
    log Withdrawn(gateway=msg.sender, amount=leaving.amount)


@external
def accuse(receipt: Receipt, proof: Bytes[65]):
    """
    @notice Ask for the leaf that a receipt promised, after its last epoch's close. Anyone, with a deposit.
    """
    assert staticcall BATCHES.current() > receipt.last_epoch, "gateways: there is time to post it"
    digest: bytes32 = self._digest(receipt)
    signature._require(digest, proof, receipt.gateway)
    assert not self.settled[digest] and self.accusation[digest].until == 0, "gateways: accused already"
    until: uint256 = block.timestamp + ANSWER_SECONDS
    self.accusation[digest] = Accusation(accuser=msg.sender, until=until)
    self.open_against[receipt.gateway] += 1
    assert extcall TOKEN.transferFrom(msg.sender, self, DEPOSIT), "gateways: transfer failed"
    log Accused(gateway=receipt.gateway, digest=digest, seq=receipt.seq, accuser=msg.sender, until=until)


@external
def answer(
    receipt: Receipt, number: uint32, leaf: batch_leaf.Leaf, proof: DynArray[bytes32, MAX_DEPTH]
):
    """
    @notice Show the leaf in a batch that was posted in time. Anyone; the deposit is theirs.
    """
    digest: bytes32 = self._digest(receipt)
    assert self.accusation[digest].until > 0, "gateways: nobody asks"
    batch: IBatches.Batch = staticcall BATCHES.batch(number)
    assert batch.gateway == receipt.gateway and batch.posted_in <= receipt.last_epoch, "gateways: not a batch in time"
    assert receipt.seq >= batch.first_seq and leaf.record == receipt.record, "gateways: not that record"
    index: uint256 = convert(receipt.seq - batch.first_seq, uint256)
    hashed: bytes32 = batch_leaf._hash(DOM, receipt.gateway, receipt.seq, leaf)
    count: uint256 = convert(batch.count, uint256)
    assert positional_tree._verify(batch.root, count, index, hashed, proof), "gateways: leaf not proven"
    self._settle(receipt.gateway, digest)
    assert extcall TOKEN.transfer(msg.sender, DEPOSIT), "gateways: transfer failed"
    log Answered(gateway=receipt.gateway, digest=digest)


@external
def convict(receipt: Receipt):
    """
    @notice Fine a gateway that had no answer: half to the accuser, who also gets the deposit back, half burnt. Anyone.
    """
    digest: bytes32 = self._digest(receipt)
    accusation: Accusation = self.accusation[digest]
    assert accusation.until > 0, "gateways: nobody asks"
    assert block.timestamp >= accusation.until, "gateways: there is time to answer"
    self._settle(receipt.gateway, digest)
    bonded: uint256 = min(FINE, self.bond_of[receipt.gateway])
    leaving: uint256 = min(FINE - bonded, self.leaving[receipt.gateway].amount)
    self.bond_of[receipt.gateway] -= bonded
    self.leaving[receipt.gateway].amount -= leaving
    amount: uint256 = bonded + leaving
    assert extcall TOKEN.transfer(accusation.accuser, DEPOSIT + amount // 2), "gateways: transfer failed"
    extcall TOKEN.burn(amount - amount // 2)
    log Convicted(gateway=receipt.gateway, digest=digest, amount=amount, accuser=accusation.accuser)


@view
@external
def room_of(gateway: address) -> uint256:
    """
    @notice How many records a gateway may post in one epoch; 0 below the minimum bond.
    """
    if self.bond_of[gateway] < MINIMUM_BOND:
        return 0
    return self.bond_of[gateway] // BOND_PER_RECORD


@internal
def _settle(gateway: address, digest: bytes32):
    self.accusation[digest] = empty(Accusation)
    self.settled[digest] = True
    self.open_against[gateway] -= 1


@view
@internal
def _digest(receipt: Receipt) -> bytes32:
    struct_hash: bytes32 = keccak256(
        abi_encode(RECEIPT_TYPE, receipt.gateway, receipt.seq, receipt.record, receipt.last_epoch)
    )
    return signature._typed(staticcall GRANTS.separator(), struct_hash)
