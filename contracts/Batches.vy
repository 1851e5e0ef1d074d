# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Batches: the open epoch
@notice Gateways post the roots of their batches into the open epoch, each into its own slot and share first. Anyone may
        post a single record directly, for a fee that doubles with each in an epoch. Closing an epoch fixes its number
        of records, its batchesRoot, the stakes and the budget, and opens its scoring. The batches of a lost epoch are
        carried on, twice at most. The contract also holds the Parameters, which never change in a deployment.
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
from .state import batch_store
from .state import epoch_room

implements: IBatches
initializes: batch_store
initializes: epoch_room

exports: (
    batch_store.last_batch,
    batch_store.batch,
    batch_store.batches_of,
    batch_store.carries_of,
)

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

# The batch stays behind. Its records may be sent again.
event BatchDropped:
    epoch: indexed(uint32)
    number: uint32

# a batch is carried at most this often
MAX_CARRIES: constant(uint256) = 2
# batches of lost epochs that one call moves on
MAX_MOVED: constant(uint256) = 16
# Budgets in flight are together at most stake / 20: a tenth of the stake that is a majority.
STAKE_PER_BUDGET: constant(uint256) = 20

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
records: public(HashMap[uint32, uint32])
next_seq: public(HashMap[address, uint64])
# epoch => gateway => records that it posted there; carried batches do not count
posted: public(HashMap[uint32, HashMap[address, uint32]])
# epoch => sum of the budgets of all epochs up to and including it
_budgets: HashMap[uint32, uint128]
# a queue of lost epochs, and how many batches of its first epoch have moved on
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
    epoch_room._open(1)


@external
def post_batch(first_seq: uint64, count: uint32, root: bytes32, manifest: bytes32, most: uint256) -> uint32:
    """
    @notice Posts `count` records under one root into the open epoch. Sequence numbers of a gateway have no gaps.
    @param manifest sha2-256 digest of the DAG-CBOR manifest on IPFS.
    @param most The most bond that this may burn. Others can take places, and so make the gateway's share smaller.
    @return The batch's number.
    @custom:caller a gateway with a place, and with bond for that many records
    """
    assert count > 0, "batches: nothing to post"
    assert first_seq == self.next_seq[msg.sender], "batches: sequence is not dense"
    epoch: uint32 = self.current
    before: uint256 = convert(self.posted[epoch][msg.sender], uint256)
    posted: uint256 = before + convert(count, uint256)
    room: uint256 = min(staticcall GATEWAYS.room_of(msg.sender, epoch), constants.MAX_RECORDS)
    assert posted <= room, "batches: no place, or no bond for that many"
    self.posted[epoch][msg.sender] = convert(posted, uint32)
    self._keep(epoch)
    beyond: epoch_room.Beyond = epoch_room._use(epoch, before, posted)
    if beyond.records + beyond.slots > 0:
        extcall GATEWAYS.charge(msg.sender, beyond.records, beyond.slots, most)
    return self._post(msg.sender, first_seq, count, root, manifest)


@external
def submit_direct(leaf: batch_leaf.Leaf, manifest: bytes32, most: uint256) -> uint32:
    """
    @notice Posts one record without a gateway, for a fee that is burnt. The fee doubles with each direct record of an
            epoch. This contract counts as the record's gateway.
    @param manifest sha2-256 digest of the DAG-CBOR manifest. It carries the record's entry with its key, so that
            everybody can read it.
    @param most The caller pays no more than this.
    @return The batch's number.
    @custom:caller anyone
    """
    epoch: uint32 = self.current
    before: uint32 = self.posted[epoch][self]
    assert convert(before, uint256) < epoch_room.MAX_DIRECT, "batches: no more direct records in this epoch"
    fee: uint256 = self._direct_fee()
    assert fee <= most, "batches: the fee has risen"
    self.posted[epoch][self] = before + 1
    self._keep(epoch)
    assert extcall TOKEN.transferFrom(msg.sender, self, fee), "batches: transfer failed"
    extcall TOKEN.burn(fee)
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
    assert block.timestamp >= epoch_room._opened_at(epoch) + convert(PARAMETERS.open_seconds, uint256), "batches: epoch is still open"
    snapshot: IValidators.Snapshot = extcall VALIDATORS.snapshot()
    assert snapshot.seats > 0, "batches: no validators"
    budget: uint128 = self._budget(epoch, snapshot.total)
    self._budgets[epoch] = self._budgets[epoch - 1] + budget
    self.current = epoch + 1
    epoch_room._open(epoch + 1)
    batches_root: bytes32 = batch_store._root(epoch)
    extcall SCORES.begin(epoch, batches_root, count, snapshot.set_id, snapshot.seats, snapshot.total)
    log EpochClosed(epoch=epoch, batches_root=batches_root, records=count, budget=budget)
    self._place_waiting()


@external
def carry(epoch: uint32):
    """
    @notice Moves the batches of a lost epoch on to the open epoch, into the half that is not shared out. Batches that
            do not fit, or exceed MAX_MOVED, wait for later epochs.
    @custom:caller Reports
    """
    assert msg.sender == REPORTS.address, "batches: caller is not Reports"
    self._waiting[self._waiting_to] = epoch
    self._waiting_to += 1
    self._place_waiting()


@view
@external
def opened_at(epoch: uint32) -> uint256:
    """@notice Returns when an epoch was opened."""
    return epoch_room._opened_at(epoch)


@view
@external
def kept(epoch: uint32) -> epoch_room.Kept:
    """@notice Returns the places of gateways in an epoch, and what it still keeps for them."""
    return epoch_room._of(epoch)


@view
@external
def duty_of(epoch: uint32) -> uint256:
    """@notice Returns how many records an epoch was sure to take of each place, whatever its bond."""
    return epoch_room._duty(epoch)


@view
@external
def direct_fee() -> uint256:
    """@notice Returns what the next direct record of the open epoch costs."""
    return self._direct_fee()


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


@internal
def _post(gateway: address, first_seq: uint64, count: uint32, root: bytes32, manifest: bytes32) -> uint32:
    """@notice Stores a batch and places it in the open epoch. Returns its number."""
    epoch: uint32 = self.current
    number: uint32 = batch_store._add(epoch, gateway, first_seq, count, root, manifest)
    self.next_seq[gateway] = first_seq + convert(count, uint64)
    log BatchPosted(
        epoch=epoch, gateway=gateway, number=number, offset=self._place(epoch, number),
        first_seq=first_seq, count=count, root=root, manifest=manifest,
    )
    return number


@internal
def _place(epoch: uint32, number: uint32) -> uint32:
    """@notice Puts a batch at the end of an epoch. Returns its offset there."""
    offset: uint32 = self.records[epoch]
    count: uint32 = batch_store._count(number)
    assert self._fits(epoch, count), "batches: epoch is full"
    self.records[epoch] = offset + count
    batch_store._place(epoch, number, offset)
    return offset


@internal
def _keep(epoch: uint32):
    """@notice Before an epoch's first record, keeps a slot and a share for each place that is taken now."""
    if self.records[epoch] == 0:
        epoch_room._keep(epoch, convert(staticcall GATEWAYS.places(), uint256))


@view
@internal
def _fits(epoch: uint32, count: uint32) -> bool:
    """@notice Whether a batch fits into an epoch, beside what is kept for direct records and for gateways."""
    batches: uint256 = len(batch_store._batches_of[epoch])
    records: uint256 = convert(self.records[epoch], uint256)
    direct: uint256 = convert(self.posted[epoch][self], uint256)
    return epoch_room._fits(epoch, batches, records, direct, convert(count, uint256))


@view
@internal
def _direct_fee() -> uint256:
    return DIRECT_FEE << convert(self.posted[self.current][self], uint256)


@internal
def _place_waiting():
    """
    @notice Puts waiting batches into the open epoch in order, up to one that does not fit. Drops a batch that was
            carried twice, or is larger than the half that is not shared out.
    """
    epoch: uint32 = self.current
    if self._waiting_from < self._waiting_to:
        self._keep(epoch)
    for _: uint256 in range(MAX_MOVED):
        if self._waiting_from == self._waiting_to:
            break
        lost: uint32 = self._waiting[self._waiting_from]
        number: uint32 = batch_store._batches_of[lost][self._moved]
        count: uint32 = batch_store._count(number)
        dropped: bool = convert(count, uint256) > epoch_room.SURE_RECORDS or batch_store._carries(number) >= MAX_CARRIES
        if not dropped and not self._fits(epoch, count):
            break
        self._moved += 1
        if self._moved == len(batch_store._batches_of[lost]):
            self._waiting_from += 1
            self._moved = 0
        if dropped:
            log BatchDropped(epoch=lost, number=number)
        else:
            batch_store._carry(number)
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
    budgets: uint128 = self._budgets[self.current - 1] - self._budgets[staticcall REPORTS.final_upto()]
    return budgets - staticcall REPORTS.lost_ahead()
