# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title Places of gateways
@notice At most 32 gateways hold a place, and only they may post. A place is held by bond: whoever has a tenth more bond
        than the smallest holder displaces it. The loser is under notice: it keeps its place for 24 more epochs and may
        take it back. A place begins and ends with an epoch, so no epoch loses a promise that it has made.
"""

from ..modules import constants

event PlaceTaken:
    gateway: indexed(address)
    place: uint256
    from_epoch: uint32
    url: String[MAX_URL]

event PlaceLost:
    gateway: indexed(address)
    place: uint256
    until_epoch: uint32

# When a gateway may post, in which place: from an epoch on, and until another one (0 if nobody displaced it).
struct Term:
    starts: uint32
    ends: uint32
    place: uint32

MAX_URL: constant(uint256) = 256
# how long a gateway that is displaced keeps its place
NOTICE_EPOCHS: constant(uint32) = 24
# a gateway displaces another one with this many tenths of the other's bond
DISPLACE_TENTHS: constant(uint256) = 11

# gateway => its bond, without what is leaving
bond_of: public(HashMap[address, uint256])
# gateway => where it takes records in
url_of: public(HashMap[address, String[MAX_URL]])
# how many places are taken
places: public(uint32)
# place => who holds it, or will hold it when the holder before has had its notice
holder: public(HashMap[uint256, address])
# place => the holder under notice, while the term of its successor has not begun
before: public(HashMap[uint256, address])
_terms: HashMap[address, uint256]


@view
@external
def term_of(gateway: address) -> Term:
    """@notice Returns from which epoch on, and until which, a gateway may post. All zero without a place."""
    return self._term(gateway)


@internal
def _take(gateway: address, current: uint32, fresh: bool):
    """
    @notice Gives the gateway a free place, or the place of the smallest bond. A gateway under notice takes its own
            place back.
    @param fresh Whether the open epoch holds no record. Only then can a free place begin with it.
    """
    term: Term = self._term(gateway)
    if term.starts > 0 and term.ends > current:
        self._take_back(gateway, term, current)
        return
    assert term.starts == 0 or (term.ends > 0 and term.ends <= current), "gateways: it holds a place"
    smallest: uint256 = 0
    least: uint256 = max_value(uint256)
    for place: uint256 in range(constants.MAX_PLACES):
        there: address = self.holder[place]
        if there == empty(address):
            self.places += 1
            self._hold(gateway, place, current if fresh else current + 1, empty(address))
            return
        if self.bond_of[there] < least:
            smallest = place
            least = self.bond_of[there]
    self._displace(gateway, smallest, current)


@internal
def _displace(gateway: address, place: uint256, current: uint32):
    """@notice Gives the holder of a place notice. A holder whose term has not begun gives way at once."""
    loser: address = self.holder[place]
    self._require_larger(gateway, loser)
    old: Term = self._term(loser)
    if old.starts > current:
        self._terms[loser] = 0
        self._hold(gateway, place, old.starts, self.before[place])
        log PlaceLost(gateway=loser, place=place, until_epoch=current)
        return
    # The open epoch may have the loser's batch already, so it is not counted.
    ends: uint32 = current + 1 + NOTICE_EPOCHS
    self._terms[loser] = self._packed(old.starts, ends, place)
    self._hold(gateway, place, ends, loser)
    log PlaceLost(gateway=loser, place=place, until_epoch=ends)


@internal
def _take_back(gateway: address, term: Term, current: uint32):
    """@notice Ends the notice of a gateway that has enough bond against the one that waits for its place."""
    place: uint256 = convert(term.place, uint256)
    waiting: address = self.holder[place]
    self._require_larger(gateway, waiting)
    self._terms[waiting] = 0
    self._hold(gateway, place, term.starts, empty(address))
    log PlaceLost(gateway=waiting, place=place, until_epoch=current)


@internal
def _vacate(gateway: address, current: uint32):
    """@notice Ends a gateway's term now. If it had not begun, the holder under notice keeps the place."""
    term: Term = self._term(gateway)
    if term.starts == 0:
        return
    place: uint256 = convert(term.place, uint256)
    self._terms[gateway] = 0
    log PlaceLost(gateway=gateway, place=place, until_epoch=current)
    if self.holder[place] != gateway:
        return
    before: address = self.before[place]
    kept: Term = self._term(before)
    if term.starts > current and kept.starts > 0 and kept.ends == term.starts and kept.place == term.place:
        self._hold(before, place, kept.starts, empty(address))
        return
    self.holder[place] = empty(address)
    self.before[place] = empty(address)
    self.places -= 1


@view
@internal
def _may_post(gateway: address, epoch: uint32) -> bool:
    """@notice Whether a gateway's term covers an epoch."""
    term: Term = self._term(gateway)
    return term.starts > 0 and epoch >= term.starts and (term.ends == 0 or epoch < term.ends)


@view
@internal
def _require_larger(gateway: address, other: address):
    bond: uint256 = self.bond_of[gateway]
    assert bond * 10 >= self.bond_of[other] * DISPLACE_TENTHS, "gateways: bond is not a tenth larger"


@internal
def _hold(gateway: address, place: uint256, starts: uint32, before: address):
    self._terms[gateway] = self._packed(starts, 0, place)
    self.holder[place] = gateway
    self.before[place] = before
    log PlaceTaken(gateway=gateway, place=place, from_epoch=starts, url=self.url_of[gateway])


@view
@internal
def _term(gateway: address) -> Term:
    term: uint256 = self._terms[gateway]
    return Term(
        starts=convert(term >> 64, uint32),
        ends=convert((term >> 32) & constants.LOW_32, uint32),
        place=convert(term & constants.LOW_32, uint32),
    )


@pure
@internal
def _packed(starts: uint32, ends: uint32, place: uint256) -> uint256:
    return convert(starts, uint256) << 64 | convert(ends, uint256) << 32 | place
