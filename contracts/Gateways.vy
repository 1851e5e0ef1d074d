# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Gateways: bonds, places, and the receipts that these bonds secure
@notice A gateway needs a bond and one of 32 places to post. A receipt promises a record's place in the gateway's
        batches. Once its last epoch is closed, anyone may accuse the gateway with it. Being late is no fault: the
        leaf in a batch of any epoch answers. What convicts is a wrong leaf, or a number that is not posted although
        there was room for it since, even for a gateway that missed every second epoch.
@custom:kill None: nobody can stop an accusation, an answer or a withdrawal.
"""

from .interfaces import IBatches
from .interfaces import IGateways
from .interfaces import IGrants
from .interfaces import IToken
from .modules import batch_leaf
from .modules import constants
from .modules import gateway_receipt
from .state import gateway_places
from .modules import positional_tree
from .modules import signature

implements: IGateways
initializes: gateway_places

exports: (
    gateway_places.bond_of,
    gateway_places.url_of,
    gateway_places.places,
    gateway_places.holder,
    gateway_places.term_of,
)

event Bonded:
    gateway: indexed(address)
    owner: indexed(address)
    amount: uint256

event Unbonded:
    gateway: indexed(address)
    amount: uint256
    until: uint256

event Withdrawn:
    gateway: indexed(address)
    amount: uint256

event Charged:
    gateway: indexed(address)
    amount: uint256

event UrlSet:
    gateway: indexed(address)
    url: String[gateway_places.MAX_URL]

event Accused:
    gateway: indexed(address)
    digest: indexed(bytes32)
    seq: uint64
    accuser: address
    until: uint256

# The number was posted after the accusation, so the gateway has a day from then to show the leaf.
event Prolonged:
    gateway: indexed(address)
    digest: indexed(bytes32)
    until: uint256

event Answered:
    gateway: indexed(address)
    digest: indexed(bytes32)

event Convicted:
    gateway: indexed(address)
    digest: indexed(bytes32)
    amount: uint256
    accuser: address

struct Accusation:
    accuser: address
    until: uint256
    # the open epoch when it was made
    epoch: uint32
    # numbers that the gateway had to post then, up to that of the receipt; 0 if it was posted, or had a day since
    ahead: uint64

struct Leaving:
    amount: uint256
    until: uint256

ANSWER_SECONDS: constant(uint256) = 86_400
# what each open accusation adds to the time to answer the next one, so that no flood outruns a gateway's transactions
CROWD_SECONDS: constant(uint256) = 60
UNBONDING_SECONDS: constant(uint256) = 30 * 86_400
# numbers that a gateway may have signed and not posted: those of 12 epochs with the smallest share
MAX_AHEAD: constant(uint64) = 3_060
# pairs of epochs after an accusation over which room is summed: enough for MAX_AHEAD at the smallest share
MAX_PAIRS: constant(uint32) = 32

TOKEN: immutable(IToken)
BATCHES: immutable(IBatches)
GRANTS: immutable(IGrants)
DOM: immutable(bytes32)
MINIMUM_BOND: public(immutable(uint256))
# bond that a gateway needs for each record that it posts in one epoch
BOND_PER_RECORD: public(immutable(uint256))
# what a false receipt costs its gateway
FINE: public(immutable(uint256))
# what an accuser puts up; whoever answers gets it. A slot beyond a gateway's own costs as much.
DEPOSIT: public(immutable(uint256))
# what a record beyond a gateway's share costs
RECORD_FEE: public(immutable(uint256))

# gateway => the account that put up its bond, and alone takes it out
owner_of: public(HashMap[address, address])
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
    assert minimum_bond >= 100_000, "gateways: bond too small to divide"
    MINIMUM_BOND = minimum_bond
    BOND_PER_RECORD = minimum_bond // constants.ROOM_OF_MINIMUM
    FINE = minimum_bond // 10
    DEPOSIT = minimum_bond // 1_000
    RECORD_FEE = minimum_bond // 100_000


@external
def bond(gateway: address, amount: uint256):
    """
    @notice Adds to a gateway's bond. Its first payer owns the bond and puts up the minimum at least, so nobody can
            claim another's gateway for less. The gateway's own key only posts and signs.
    @custom:caller anyone for a gateway without an owner; afterwards its owner
    """
    owner: address = self.owner_of[gateway]
    if owner == empty(address):
        assert amount >= MINIMUM_BOND, "gateways: the first payment is too small"
        owner = msg.sender
        self.owner_of[gateway] = owner
    assert msg.sender == owner, "gateways: caller does not own the bond"
    assert extcall TOKEN.transferFrom(msg.sender, self, amount), "gateways: transfer failed"
    gateway_places.bond_of[gateway] += amount
    log Bonded(gateway=gateway, owner=owner, amount=amount)


@external
def take_place(url: String[gateway_places.MAX_URL]):
    """
    @notice Takes a free place, which begins with the first epoch that holds no record yet. Without a free place, it
            displaces the smallest bond, and begins after 24 epochs.
    @param url Where contributors and validators reach the gateway.
    @custom:caller the gateway
    """
    assert gateway_places.bond_of[msg.sender] >= MINIMUM_BOND, "gateways: bond too small for a place"
    gateway_places.url_of[msg.sender] = url
    current: uint32 = staticcall BATCHES.current()
    gateway_places._take(msg.sender, current, staticcall BATCHES.records(current) == 0)


@external
def set_url(url: String[gateway_places.MAX_URL]):
    """
    @notice Names another address where the gateway is reached.
    @custom:caller the gateway
    """
    gateway_places.url_of[msg.sender] = url
    log UrlSet(gateway=msg.sender, url=url)


@external
def unbond(gateway: address, amount: uint256):
    """
    @notice Starts to take bond out. It can be fined until it is withdrawn. Below the minimum, the place is lost.
    @custom:caller the bond's owner
    """
    assert msg.sender == self.owner_of[gateway], "gateways: caller does not own the bond"
    assert amount <= gateway_places.bond_of[gateway], "gateways: more than the bond"
    gateway_places.bond_of[gateway] -= amount
    until: uint256 = block.timestamp + UNBONDING_SECONDS
    self.leaving[gateway] = Leaving(amount=self.leaving[gateway].amount + amount, until=until)
    self._check_place(gateway)
    log Unbonded(gateway=gateway, amount=amount, until=until)


@external
def withdraw(gateway: address):
    """
    @notice Pays the bond whose waiting time is over to its owner, unless an accusation is open.
    @custom:caller the bond's owner
    """
    owner: address = self.owner_of[gateway]
    assert msg.sender == owner, "gateways: caller does not own the bond"
    leaving: Leaving = self.leaving[gateway]
    assert leaving.amount > 0, "gateways: nothing to withdraw"
    assert block.timestamp >= leaving.until, "gateways: still unbonding"
    assert self.open_against[gateway] == 0, "gateways: an accusation is open"
    self.leaving[gateway] = empty(Leaving)
    if gateway_places.bond_of[gateway] == 0:
        self.owner_of[gateway] = empty(address)
    assert extcall TOKEN.transfer(owner, leaving.amount), "gateways: transfer failed"
    log Withdrawn(gateway=gateway, amount=leaving.amount)


@external
def charge(gateway: address, records: uint256, slots: uint256, most: uint256):
    """
    @notice Burns bond above the minimum, for what a gateway takes beyond its own slot and share.
    @param most The most bond that the gateway burns for it.
    @custom:caller Batches
    """
    assert msg.sender == BATCHES.address, "gateways: caller is not Batches"
    amount: uint256 = records * RECORD_FEE + slots * DEPOSIT
    assert amount <= most, "gateways: it would burn more bond than named"
    bonded: uint256 = gateway_places.bond_of[gateway]
    assert bonded >= MINIMUM_BOND + amount, "gateways: no bond above the minimum pays for that"
    gateway_places.bond_of[gateway] = bonded - amount
    extcall TOKEN.burn(amount)
    log Charged(gateway=gateway, amount=amount)


@external
def accuse(receipt: gateway_receipt.Receipt, proof: Bytes[constants.SIGNATURE_BYTES]):
    """
    @notice Demands the leaf that a receipt promises, once the receipt's last epoch is closed. The accuser puts up
            a deposit.
    @param proof The gateway's signature under the receipt.
    @custom:caller anyone
    """
    current: uint32 = staticcall BATCHES.current()
    assert current > receipt.last_epoch, "gateways: there is time to post it"
    digest: bytes32 = gateway_receipt._digest(staticcall GRANTS.separator(), receipt)
    signature._require(digest, proof, receipt.gateway)
    assert not self.settled[digest] and self.accusation[digest].until == 0, "gateways: accused already"
    next_seq: uint64 = staticcall BATCHES.next_seq(receipt.gateway)
    ahead: uint64 = min(receipt.seq - next_seq, MAX_AHEAD - 1) + 1 if receipt.seq >= next_seq else 0
    until: uint256 = block.timestamp + ANSWER_SECONDS + CROWD_SECONDS * self.open_against[receipt.gateway]
    self.accusation[digest] = Accusation(accuser=msg.sender, until=until, epoch=current, ahead=ahead)
    self.open_against[receipt.gateway] += 1
    assert extcall TOKEN.transferFrom(msg.sender, self, DEPOSIT), "gateways: transfer failed"
    log Accused(gateway=receipt.gateway, digest=digest, seq=receipt.seq, accuser=msg.sender, until=until)


@external
def answer(
    receipt: gateway_receipt.Receipt, number: uint32, leaf: batch_leaf.Leaf, proof: DynArray[bytes32, constants.MAX_DEPTH]
):
    """
    @notice Proves the receipt's leaf in a batch of any epoch, until somebody convicts. The caller gets the deposit.
    @param number The batch that holds the leaf.
    @param proof The siblings of the leaf in the batch's tree.
    @custom:caller anyone
    """
    digest: bytes32 = gateway_receipt._digest(staticcall GRANTS.separator(), receipt)
    assert self.accusation[digest].until > 0, "gateways: nobody asks"
    batch: IBatches.Batch = staticcall BATCHES.batch(number)
    assert batch.gateway == receipt.gateway, "gateways: not its batch"
    assert receipt.seq >= batch.first_seq and leaf.record == receipt.record, "gateways: not that record"
    index: uint256 = convert(receipt.seq - batch.first_seq, uint256)
    hashed: bytes32 = batch_leaf._hash(DOM, receipt.gateway, receipt.seq, leaf)
    proven: bool = positional_tree._verify(batch.root, convert(batch.count, uint256), index, hashed, proof)
    assert proven, "gateways: leaf not proven"
    self._end(receipt.gateway, digest)
    assert extcall TOKEN.transfer(msg.sender, DEPOSIT), "gateways: transfer failed"
    log Answered(gateway=receipt.gateway, digest=digest)


@external
def convict(receipt: gateway_receipt.Receipt):
    """
    @notice Fines a gateway that did not answer in time. Half of the fine goes to the accuser, with the deposit. The
            rest is burnt. A number that is not posted convicts once there was room for all numbers up to it. For a
            number that was posted after the accusation, the first call only gives the gateway a day from now.
    @custom:caller anyone
    """
    digest: bytes32 = gateway_receipt._digest(staticcall GRANTS.separator(), receipt)
    accusation: Accusation = self.accusation[digest]
    assert accusation.until > 0, "gateways: nobody asks"
    posted: bool = staticcall BATCHES.next_seq(receipt.gateway) > receipt.seq
    if posted and accusation.ahead > 0:
        crowd: uint256 = self.open_against[receipt.gateway] - 1
        until: uint256 = block.timestamp + ANSWER_SECONDS + CROWD_SECONDS * crowd
        self.accusation[digest].ahead = 0
        self.accusation[digest].until = until
        log Prolonged(gateway=receipt.gateway, digest=digest, until=until)
        return
    assert block.timestamp >= accusation.until, "gateways: there is time to answer"
    if not posted:
        room: uint256 = self._room_since(accusation.epoch)
        assert room >= convert(accusation.ahead, uint256), "gateways: there was too little room to post it"
    self._end(receipt.gateway, digest)
    bonded: uint256 = min(FINE, gateway_places.bond_of[receipt.gateway])
    leaving: uint256 = min(FINE - bonded, self.leaving[receipt.gateway].amount)
    gateway_places.bond_of[receipt.gateway] -= bonded
    self.leaving[receipt.gateway].amount -= leaving
    amount: uint256 = bonded + leaving
    self._check_place(receipt.gateway)
    assert extcall TOKEN.transfer(accusation.accuser, DEPOSIT + amount // 2), "gateways: transfer failed"
    extcall TOKEN.burn(amount - amount // 2)
    log Convicted(gateway=receipt.gateway, digest=digest, amount=amount, accuser=accusation.accuser)


@view
@external
def room_of(gateway: address, epoch: uint32) -> uint256:
    """@notice Returns how many records a gateway may post in an epoch: 0 without a place in it."""
    if not gateway_places._may_post(gateway, epoch):
        return 0
    return gateway_places.bond_of[gateway] // BOND_PER_RECORD


@internal
def _check_place(gateway: address):
    """@notice Takes the place of a gateway whose bond is below the minimum."""
    if gateway_places.bond_of[gateway] < MINIMUM_BOND:
        gateway_places._vacate(gateway, staticcall BATCHES.current())


@view
@internal
def _room_since(epoch: uint32) -> uint256:
    """@notice What closed epochs that opened after `epoch` were sure to take of each place: the less of each two."""
    room: uint256 = 0
    current: uint32 = staticcall BATCHES.current()
    for pair: uint32 in range(MAX_PAIRS):
        second: uint32 = epoch + 2 * (pair + 1)
        if second >= current:
            break
        room += min(staticcall BATCHES.duty_of(second - 1), staticcall BATCHES.duty_of(second))
    return room


@internal
def _end(gateway: address, digest: bytes32):
    """@notice Ends an accusation. The same receipt can not be used again."""
    self.accusation[digest] = empty(Accusation)
    self.settled[digest] = True
    self.open_against[gateway] -= 1
