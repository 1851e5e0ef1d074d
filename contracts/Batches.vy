# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Batches: the open epoch
@notice Gateways post the roots of their batches into the open epoch. Anyone may post a single record directly, for a
        fee. Closing an epoch fixes its number of records, its batchesRoot, the stakes and the budget, and opens its
        scoring. The contract also holds the Parameters, which never change in a deployment.
@custom:kill None: nobody can stop the clock or a posting.
"""

from .interfaces import IBatches
from .interfaces import IGateways
from .interfaces import IParameters
from .interfaces import IReports
from .interfaces import IScores
from .interfaces import IToken
from .interfaces import IValidators
from .modules import batch_leaf
from .modules import constants

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
    budget: uint128

event BatchCarried:
    epoch: indexed(uint32)
    number: uint32
    offset: uint32

# A batch, packed into four slots.
struct Stored:
    root: bytes32
    manifest: bytes32
    # offset << 224 | epoch << 192 | posted_in << 160 | gateway
    place: uint256
    # first_seq << 32 | count
    span: uint256

# constants.MAX_RECORDS, in the type that records are counted in
MAX_RECORDS: constant(uint32) = 16_384
# batches in one epoch
MAX_BATCHES: constant(uint256) = 64
# places of an epoch, in records and in batches, that are reserved for direct records
MAX_DIRECT: constant(uint32) = 16
# batches of epochs without a ledger that one call moves on
MAX_MOVED: constant(uint256) = 16
# Budgets in flight are together at most stake / 20: a tenth of the stake that is a majority.
STAKE_PER_BUDGET: constant(uint256) = 20
LOW_160: constant(uint256) = 2**160 - 1
LOW_192: constant(uint256) = 2**192 - 1

PARAMETERS: immutable(IParameters.Parameters)
PARAMETERS_HASH: immutable(bytes32)
DOM: immutable(bytes32)
TOKEN: immutable(IToken)
GATEWAYS: immutable(IGateways)
VALIDATORS: immutable(IValidators)
SCORES: immutable(IScores)
REPORTS: immutable(IReports)
DIRECT_FEE: public(immutable(uint256))

current: public(uint32)
opened_at: public(HashMap[uint32, uint64])
records: public(HashMap[uint32, uint32])
last_batch: public(uint32)
next_seq: public(HashMap[address, uint64])
# epoch => gateway => records that it posted there; carried batches do not count
posted: public(HashMap[uint32, HashMap[address, uint32]])
# epoch => sum of the budgets of all epochs up to and including it
_budgets: HashMap[uint32, uint128]
_batches: HashMap[uint32, Stored]
_batches_of: HashMap[uint32, DynArray[uint32, MAX_BATCHES]]
# a queue of epochs without a ledger, and how many batches of its first epoch have moved on
_waiting: HashMap[uint32, uint32]
_waiting_from: uint32
_waiting_to: uint32
_moved: uint256


@deploy
def __init__(
    token: address, gateways: address, validators: address, scores: address, reports: address,
    parameters: IParameters.Parameters, direct_fee: uint256,
):
    TOKEN = IToken(token)
    GATEWAYS = IGateways(gateways)
    VALIDATORS = IValidators(validators)
    SCORES = IScores(scores)
    REPORTS = IReports(reports)
    PARAMETERS = parameters
    PARAMETERS_HASH = keccak256(abi_encode(parameters))
    DOM = keccak256(abi_encode(constants.PROTOCOL, chain.id, reports))
    DIRECT_FEE = direct_fee
    self.current = 1
    self.opened_at[1] = convert(block.timestamp, uint64)


@external
def post_batch(first_seq: uint64, count: uint32, root: bytes32, manifest: bytes32) -> uint32:
    """
    @notice Posts `count` records under one root into the open epoch. Sequence numbers of a gateway have no gaps.
    @param manifest sha2-256 digest of the DAG-CBOR manifest on IPFS.
    @return The batch's number.
    @custom:caller a gateway with enough bond
    """
    assert count > 0, "batches: nothing to post"
    assert count <= MAX_RECORDS, "batches: more than an epoch holds"
    assert first_seq == self.next_seq[msg.sender], "batches: sequence is not dense"
    posted: uint32 = self.posted[self.current][msg.sender] + count
    room: uint256 = staticcall GATEWAYS.room_of(msg.sender)
    assert convert(posted, uint256) <= room, "batches: the bond gives no room for that many"
    self.posted[self.current][msg.sender] = posted
    return self._post(msg.sender, first_seq, count, root, manifest)


@external
def submit_direct(leaf: batch_leaf.Leaf, manifest: bytes32) -> uint32:
    """
    @notice Posts one record without a gateway, for a fee that is burnt. This contract counts as the record's
            gateway.
    @param manifest sha2-256 digest of the DAG-CBOR manifest. It carries the record's entry with its key, so that
            everybody can read it.
    @return The batch's number.
    @custom:caller anyone
    """
    posted: uint32 = self.posted[self.current][self] + 1
    assert posted <= MAX_DIRECT, "batches: no more direct records in this epoch"
    self.posted[self.current][self] = posted
    assert extcall TOKEN.transferFrom(msg.sender, self, DIRECT_FEE), "batches: transfer failed"
    extcall TOKEN.burn(DIRECT_FEE)
    seq: uint64 = self.next_seq[self]
    return self._post(self, seq, 1, batch_leaf._hash(DOM, self, seq, leaf), manifest)


@external
def close():
    """
    @notice Closes the open epoch and opens the next one. The epoch must hold a record and have been open long
            enough. Its budget must fit beside the budgets of the epochs that are not final.
    @custom:caller anyone
    """
    epoch: uint32 = self.current
    count: uint32 = self.records[epoch]
    assert count > 0, "batches: epoch has no records"
    opened: uint256 = convert(self.opened_at[epoch], uint256)
    assert block.timestamp >= opened + convert(PARAMETERS.open_seconds, uint256), "batches: epoch is still open"
    snapshot: IValidators.Snapshot = extcall VALIDATORS.snapshot()
    assert snapshot.seats > 0, "batches: no validators"
    budget: uint128 = self._budget(epoch, snapshot.total)
    self._budgets[epoch] = self._budgets[epoch - 1] + budget
    self.current = epoch + 1
    self.opened_at[epoch + 1] = convert(block.timestamp, uint64)
    batches_root: bytes32 = self._batches_root(epoch)
    extcall SCORES.begin(epoch, batches_root, count, snapshot.set_id, snapshot.seats, snapshot.total)
    log EpochClosed(epoch=epoch, batches_root=batches_root, records=count, budget=budget)
    self._place_waiting()


@external
def carry(epoch: uint32):
    """
    @notice Moves the batches of an epoch without a ledger on to the open epoch. Batches that do not fit, or
            exceed MAX_MOVED, wait for later epochs.
    @custom:caller Reports
    """
    assert msg.sender == REPORTS.address, "batches: caller is not Reports"
    self._waiting[self._waiting_to] = epoch
    self._waiting_to += 1
    self._place_waiting()


@view
@external
def parameters() -> IParameters.Parameters:
    """@notice Returns the Parameters of this deployment."""
    return PARAMETERS


@view
@external
def parameters_hash() -> bytes32:
    """@notice Returns the hash of the Parameters. It is part of every report's digest."""
    return PARAMETERS_HASH


@view
@external
def budget_of(epoch: uint32) -> uint128:
    """@notice Returns the most that a closed epoch may pay to contributors."""
    assert epoch > 0 and epoch < self.current, "batches: epoch is not closed"
    return self._budgets[epoch] - self._budgets[epoch - 1]


@view
@external
def in_flight() -> uint128:
    """@notice Returns the sum of the budgets of closed epochs that are not final."""
    return self._in_flight()


@view
@external
def batch(number: uint32) -> IBatches.Batch:
    """@notice Returns a batch and its place in its epoch."""
    stored: Stored = self._batches[number]
    return IBatches.Batch(
        epoch=convert((stored.place >> 192) & constants.LOW_32, uint32),
        posted_in=convert((stored.place >> 160) & constants.LOW_32, uint32),
        gateway=convert(stored.place & LOW_160, address),
        offset=convert(stored.place >> 224, uint32),
        first_seq=convert(stored.span >> 32, uint64),
        count=convert(stored.span & constants.LOW_32, uint32),
        root=stored.root,
        manifest=stored.manifest,
    )


@view
@external
def batches_of(epoch: uint32) -> DynArray[uint32, MAX_BATCHES]:
    """@notice Returns the numbers of an epoch's batches, in the order of their offsets."""
    return self._batches_of[epoch]


@internal
def _post(gateway: address, first_seq: uint64, count: uint32, root: bytes32, manifest: bytes32) -> uint32:
    """@notice Stores a batch and places it in the open epoch. Returns its number."""
    epoch: uint32 = self.current
    number: uint32 = self.last_batch + 1
    self.last_batch = number
    self.next_seq[gateway] = first_seq + convert(count, uint64)
    self._batches[number] = Stored(
        root=root,
        manifest=manifest,
        place=convert(epoch, uint256) << 160 | convert(gateway, uint256),
        span=convert(first_seq, uint256) << 32 | convert(count, uint256),
    )
    offset: uint32 = self._place(epoch, number)
    log BatchPosted(
        epoch=epoch, gateway=gateway, number=number, offset=offset,
        first_seq=first_seq, count=count, root=root, manifest=manifest,
    )
    return number


@internal
def _place(epoch: uint32, number: uint32) -> uint32:
    """@notice Puts a batch at the end of an epoch. Returns its offset there."""
    offset: uint32 = self.records[epoch]
    count: uint32 = self._count(number)
    assert self._fits(epoch, count), "batches: epoch is full"
    self.records[epoch] = offset + count
    place: uint256 = self._batches[number].place & LOW_192
    self._batches[number].place = convert(offset, uint256) << 224 | convert(epoch, uint256) << 192 | place
    self._batches_of[epoch].append(number)
    return offset


@view
@internal
def _fits(epoch: uint32, count: uint32) -> bool:
    """
    @notice Whether a batch fits beside the places that are reserved for direct records. Gateways can not use
            these up.
    """
    kept: uint32 = MAX_DIRECT - self.posted[epoch][self]
    if len(self._batches_of[epoch]) >= MAX_BATCHES - convert(kept, uint256):
        return False
    return count <= MAX_RECORDS - kept - self.records[epoch]


@view
@internal
def _count(number: uint32) -> uint32:
    return convert(self._batches[number].span & constants.LOW_32, uint32)


@internal
def _place_waiting():
    """
    @notice Puts waiting batches into the open epoch in order, at most MAX_MOVED per call. It stops at the first
            batch that does not fit.
    """
    epoch: uint32 = self.current
    for _: uint256 in range(MAX_MOVED):
        if self._waiting_from == self._waiting_to:
            break
        lost: uint32 = self._waiting[self._waiting_from]
        number: uint32 = self._batches_of[lost][self._moved]
        if not self._fits(epoch, self._count(number)):
            break
        self._moved += 1
        if self._moved == len(self._batches_of[lost]):
            self._waiting_from += 1
            self._moved = 0
        log BatchCarried(epoch=epoch, number=number, offset=self._place(epoch, number))


@view
@internal
def _budget(epoch: uint32, stake: uint256) -> uint128:
    """
    @notice The budget of an epoch that closes on `stake`. If no other budget is in flight, it shrinks to what the
            stake can secure. Otherwise the call reverts until there is room for all of it. Twin:
            protocol/ledgers/epochs.py.
    """
    limit: uint256 = min(stake // STAKE_PER_BUDGET, convert(max_value(uint128), uint256))
    in_flight: uint128 = self._in_flight()
    if in_flight == 0:
        return min(PARAMETERS.budget, convert(limit, uint128))
    total: uint256 = convert(in_flight, uint256) + convert(PARAMETERS.budget, uint256)
    assert total <= limit, "batches: too much money is in flight"
    return PARAMETERS.budget


@view
@internal
def _in_flight() -> uint128:
    return self._budgets[self.current - 1] - self._budgets[staticcall REPORTS.final_upto()]


@view
@internal
def _batches_root(epoch: uint32) -> bytes32:
    """@notice keccak256 of the roots of an epoch's batches, joined in the order of their offsets."""
    roots: bytes32[MAX_BATCHES] = empty(bytes32[MAX_BATCHES])
    posted: uint256 = 0
    for number: uint32 in self._batches_of[epoch]:
        roots[posted] = self._batches[number].root
        posted += 1
    return keccak256(slice(abi_encode(roots), 0, 32 * posted))
