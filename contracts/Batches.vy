# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Batches: the open end of the clock
@notice Gateways post the roots of their batches into the open epoch; anyone may post one record past them, for a fee.
        Closing the epoch fixes N, batchesRoot, the stakes and the budget, and begins the scoring. Holds the Parameters,
        which never change for one deployment.
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

# A batch in four slots.
struct Stored:
    root: bytes32
    manifest: bytes32
    # offset << 224 | epoch << 192 | posted_in << 160 | gateway
    place: uint256
    # first_seq << 32 | count
    span: uint256

MAX_RECORDS: constant(uint32) = 16_384
MAX_BATCHES: constant(uint256) = 64
# of these, so many places are kept for records that come past the gateways
MAX_DIRECT: constant(uint32) = 16
# how many batches of a lost epoch one call moves on
MAX_MOVED: constant(uint256) = 16
# budgets that are not final are at most a tenth of the stake that is a majority
STAKE_PER_BUDGET: constant(uint256) = 20
LOW_32: constant(uint256) = 2**32 - 1
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
posted: public(HashMap[uint32, HashMap[address, uint32]])
# budgets of all epochs up to and with this one
_budgets: HashMap[uint32, uint128]
_batches: HashMap[uint32, Stored]
_batches_of: HashMap[uint32, DynArray[uint32, MAX_BATCHES]]
# epochs that ended without a ledger, first in first out, and how many batches of the first have moved on
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
    DOM = keccak256(abi_encode("kula.v1", chain.id, reports))
    DIRECT_FEE = direct_fee
    self.current = 1
    self.opened_at[1] = convert(block.timestamp, uint64)


@external
def post_batch(first_seq: uint64, count: uint32, root: bytes32, manifest: bytes32) -> uint32:
    """
    @notice Commit `count` records under `root` in the open epoch. Bonded gateways only; sequence numbers are dense.
    @param manifest sha2-256 digest of the DAG-CBOR manifest on IPFS.
    @return The batch's number.
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
    @notice Post one record past all gateways, for a fee that is burnt. Its gateway is this contract.
    @param manifest sha2-256 digest of a DAG-CBOR manifest that carries the record's entry with its key, for all to read.
    @return The batch's number.
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
    @notice Close the open epoch and open the next. Anyone, once it was open long enough and holds a record, while the
            money in flight leaves room for its budget.
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
    @notice Move the batches of an epoch that ended without a ledger on to the open epoch, and what does not fit, or is too
            much for one call, to later ones. Reports only.
    """
    assert msg.sender == REPORTS.address, "batches: caller is not Reports"
    self._waiting[self._waiting_to] = epoch
    self._waiting_to += 1
    self._place_waiting()


@view
@external
def parameters() -> IParameters.Parameters:
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
def budget_of(epoch: uint32) -> uint128:
    """
    @notice What a closed epoch may pay at most.
    """
    assert epoch > 0 and epoch < self.current, "batches: epoch is not closed"
    return self._budgets[epoch] - self._budgets[epoch - 1]


@view
@external
def in_flight() -> uint128:
    """
    @notice The budgets of closed epochs that are not final.
    """
    return self._in_flight()


@view
@external
def batch(number: uint32) -> IBatches.Batch:
    """
    @notice A batch and its place.
    """
    stored: Stored = self._batches[number]
    return IBatches.Batch(
        epoch=convert((stored.place >> 192) & LOW_32, uint32),
        posted_in=convert((stored.place >> 160) & LOW_32, uint32),
        gateway=convert(stored.place & LOW_160, address),
        offset=convert(stored.place >> 224, uint32),
        first_seq=convert(stored.span >> 32, uint64),
        count=convert(stored.span & LOW_32, uint32),
        root=stored.root,
        manifest=stored.manifest,
    )


@view
@external
def batches_of(epoch: uint32) -> DynArray[uint32, MAX_BATCHES]:
    """
    @notice The numbers of an epoch's batches in posting order.
    """
    return self._batches_of[epoch]


@internal
def _post(gateway: address, first_seq: uint64, count: uint32, root: bytes32, manifest: bytes32) -> uint32:
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
    """
    @notice Put a batch at the end of an epoch.
    """
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
    @notice Whether a batch finds room beside what is kept for direct records: no gateway can crowd them out.
    """
    kept: uint32 = MAX_DIRECT - self.posted[epoch][self]
    if len(self._batches_of[epoch]) >= MAX_BATCHES - convert(kept, uint256):
        return False
    return count <= MAX_RECORDS - kept - self.records[epoch]


@view
@internal
def _count(number: uint32) -> uint32:
    return convert(self._batches[number].span & LOW_32, uint32)


@internal
def _place_waiting():
    """
    @notice Put batches that wait into the open epoch, the first first, as many as one transaction should pay for; from the
            first that does not fit they wait on.
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
    @notice The epoch's budget. Alone it shrinks to what the stake can stand for; beside others it waits for its turn.
            Twin: protocol/ledgers/epochs.py.
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
    roots: bytes32[MAX_BATCHES] = empty(bytes32[MAX_BATCHES])
    posted: uint256 = 0
    for number: uint32 in self._batches_of[epoch]:
        roots[posted] = self._batches[number].root
        posted += 1
    return keccak256(slice(abi_encode(roots), 0, 32 * posted))
