# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Gateways: their bonds, and the receipts that these bonds secure
@notice A receipt promises a record's place in the gateway's batches. After the receipt's last epoch, anyone may
        accuse the gateway with it. The gateway then has a day to prove the leaf of that record, or it loses bond.
        This covers two receipts for one number, a skipped number and a changed leaf.
@custom:kill None: nobody can stop an accusation, an answer or a withdrawal.
"""

from .interfaces import IBatches
from .interfaces import IGateways
from .interfaces import IGrants
from .interfaces import IToken
from .modules import batch_leaf
from .modules import constants
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

# What a gateway signs for a record that it takes in.
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

RECEIPT_TYPE: constant(bytes32) = keccak256("Receipt(address gateway,uint64 seq,bytes32 record,uint32 lastEpoch)")
ANSWER_SECONDS: constant(uint256) = 86_400
UNBONDING_SECONDS: constant(uint256) = 30 * 86_400

TOKEN: immutable(IToken)
BATCHES: immutable(IBatches)
GRANTS: immutable(IGrants)
DOM: immutable(bytes32)
MINIMUM_BOND: public(immutable(uint256))
# bond that a gateway needs for each record that it posts in one epoch
BOND_PER_RECORD: public(immutable(uint256))
# what a false receipt costs its gateway
FINE: public(immutable(uint256))
# what an accuser puts up; whoever answers gets it
DEPOSIT: public(immutable(uint256))

bond_of: public(HashMap[address, uint256])
leaving: public(HashMap[address, Leaving])
# gateway => its accusations without an answer
open_against: public(HashMap[address, uint256])
# digest of a receipt => its accusation
accusation: public(HashMap[bytes32, Accusation])
# digest of a receipt => whether its accusation has ended, by an answer or a fine
settled: public(HashMap[bytes32, bool])


@deploy
def __init__(token: address, batches: address, grants: address, reports: address, minimum_bond: uint256):
    TOKEN = IToken(token)
    BATCHES = IBatches(batches)
    GRANTS = IGrants(grants)
    DOM = keccak256(abi_encode(constants.PROTOCOL, chain.id, reports))
    assert minimum_bond >= 2_048, "gateways: bond too small for 2,048 records"
    MINIMUM_BOND = minimum_bond
    BOND_PER_RECORD = minimum_bond // 2_048
    FINE = minimum_bond // 10
    DEPOSIT = minimum_bond // 1_000


@external
def bond(amount: uint256):
    """
    @notice Adds to the caller's bond. A gateway's room for records grows with its bond, so splitting a bond over
            several gateways gains nothing.
    @custom:caller anyone
    """
    assert extcall TOKEN.transferFrom(msg.sender, self, amount), "gateways: transfer failed"
    self.bond_of[msg.sender] += amount
    log Bonded(gateway=msg.sender, amount=amount)


@external
def unbond(amount: uint256):
    """
    @notice Starts to take bond out. It can be fined until it is withdrawn.
    @custom:caller the gateway
    """
    assert amount <= self.bond_of[msg.sender], "gateways: more than the bond"
    self.bond_of[msg.sender] -= amount
    until: uint256 = block.timestamp + UNBONDING_SECONDS
    self.leaving[msg.sender] = Leaving(amount=self.leaving[msg.sender].amount + amount, until=until)
    log Unbonded(gateway=msg.sender, amount=amount, until=until)


@external
def withdraw():
    """
    @notice Pays out the bond whose waiting time is over, unless an accusation is open.
    @custom:caller the gateway
    """
    leaving: Leaving = self.leaving[msg.sender]
    assert leaving.amount > 0, "gateways: nothing to withdraw"
    assert block.timestamp >= leaving.until, "gateways: still unbonding"
    assert self.open_against[msg.sender] == 0, "gateways: an accusation is open"
    self.leaving[msg.sender] = empty(Leaving)
    assert extcall TOKEN.transfer(msg.sender, leaving.amount), "gateways: transfer failed"
    log Withdrawn(gateway=msg.sender, amount=leaving.amount)


@external
def accuse(receipt: Receipt, proof: Bytes[constants.SIGNATURE_BYTES]):
    """
    @notice Demands the leaf that a receipt promises, once the receipt's last epoch is closed. The accuser puts up
            a deposit.
    @param proof The gateway's signature under the receipt.
    @custom:caller anyone
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
    receipt: Receipt, number: uint32, leaf: batch_leaf.Leaf, proof: DynArray[bytes32, constants.MAX_DEPTH]
):
    """
    @notice Proves the receipt's leaf in a batch that was posted in time. The caller gets the deposit.
    @param number The batch that holds the leaf.
    @param proof The siblings of the leaf in the batch's tree.
    @custom:caller anyone
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
    self._end(receipt.gateway, digest)
    assert extcall TOKEN.transfer(msg.sender, DEPOSIT), "gateways: transfer failed"
    log Answered(gateway=receipt.gateway, digest=digest)


@external
def convict(receipt: Receipt):
    """
    @notice Fines a gateway that did not answer in time. Half of the fine goes to the accuser, with the deposit.
            The other half is burnt.
    @custom:caller anyone
    """
    digest: bytes32 = self._digest(receipt)
    accusation: Accusation = self.accusation[digest]
    assert accusation.until > 0, "gateways: nobody asks"
    assert block.timestamp >= accusation.until, "gateways: there is time to answer"
    self._end(receipt.gateway, digest)
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
    """@notice Returns how many records a gateway may post in one epoch: 0 below the minimum bond."""
    if self.bond_of[gateway] < MINIMUM_BOND:
        return 0
    return self.bond_of[gateway] // BOND_PER_RECORD


@internal
def _end(gateway: address, digest: bytes32):
    """@notice Ends an accusation. The same receipt can not be used again."""
    self.accusation[digest] = empty(Accusation)
    self.settled[digest] = True
    self.open_against[gateway] -= 1


@view
@internal
def _digest(receipt: Receipt) -> bytes32:
    """@notice The digest that the gateway signs: EIP-712 over the receipt."""
    struct_hash: bytes32 = keccak256(
        abi_encode(RECEIPT_TYPE, receipt.gateway, receipt.seq, receipt.record, receipt.last_epoch)
    )
    return signature._typed(staticcall GRANTS.separator(), struct_hash)
