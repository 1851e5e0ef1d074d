"""Attacks on the move of a network: more holders than fit into one call, and whoever mints the rest of a genesis."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from kula.protocol.chain.genesis import COIN, STAKE, Founding, Genesis, Part, parts_of
from kula.protocol.parameters import TOKEN
from kula.protocol.types import ZERO_HASH, Address
from tests.support.actors import Actor, actor
from tests.support.evm import Contract, Reverted, create
from tests.support.evm_network import Network

HOLDERS = 1_000
OTHER = actor("other").address


def dusty(holders: int = HOLDERS) -> Genesis:
    """A genesis with one stake, and dust in the hands of many accounts."""
    dust = (Founding(party="dust", account=address(i), amount=1 + i % 7, kind=COIN) for i in range(holders))
    return Genesis(rows=(Founding(party="A", account=actor("anna").address, amount=1_000 * TOKEN, kind=STAKE), *dust))


def address(number: int) -> Address:
    """An account of the stranger that made the dust."""
    return actor(f"dust {number}").address


def begun(net: Network, parts: Sequence[Part]) -> Contract:
    """A Token whose constructor minted the first part."""
    first = parts[0]
    arguments = net.claims.address, net.pay.address, list(first.holdings), first.rest
    return create("Token", arguments, net.owner.address)


def mint(token: Contract, part: Part, sender: Actor) -> None:
    token.mint_holdings(list(part.holdings), part.rest, sender=sender.address)


def refused(token: Contract, part: Part, sender: Actor) -> None:
    """The Token takes no part but the next one, and nothing changes."""
    before = token.pending(), token.totalSupply()
    with pytest.raises(Reverted, match="not the next holdings"):
        mint(token, part, sender)
    assert (token.pending(), token.totalSupply()) == before


def test_dust__in_any_number_of_hands__stops_no_move(net: Network, thief: Actor):
    """A stranger sent dust to a thousand accounts. The network moves all the same, and anybody can send the parts."""
    genesis = dusty()
    parts = parts_of(genesis, net.validators.address)
    assert len(parts) == 16
    token = begun(net, parts)
    assert token.balanceOf(net.validators.address) == 1_000 * TOKEN, "stakes are there before any part"
    for part in parts[1:]:
        assert token.pending() == part.hash()
        mint(token, part, thief)
    assert token.pending() == ZERO_HASH
    assert token.totalSupply() == sum(row.amount for row in genesis.rows)
    assert all(token.balanceOf(row.account) == row.amount for row in genesis.of(COIN))
    assert token.balanceOf(thief.address) == 0


def test_holdings__minted_again_or_in_another_order__refused(net: Network, thief: Actor):
    parts = parts_of(dusty(200), net.validators.address)
    token = begun(net, parts)
    for part in (parts[0], *parts[2:]):
        refused(token, part, thief)
    mint(token, parts[1], thief)
    for part in (*parts[:2], parts[3]):
        refused(token, part, thief)
    mint(token, parts[2], thief)
    mint(token, parts[3], thief)
    for part in (*parts, Part(holdings=(), rest=ZERO_HASH), Part(holdings=((thief.address, 1),), rest=ZERO_HASH)):
        refused(token, part, thief)


def test_holdings__bent_by_whoever_sends_them__refused(net: Network, thief: Actor):
    """One account, one amount, the order, the number of rows, or what comes behind: each is in the hash."""
    parts = parts_of(dusty(130), net.validators.address)
    token, right = begun(net, parts), parts[1]
    (account, amount), *others = right.holdings
    bent = (
        ((thief.address, amount), *others),
        ((account, amount + 1), *others),
        (*others, (account, amount)),
        tuple(others),
        (),
        (*right.holdings[:-1], (thief.address, 1)),
    )
    for holdings in bent:
        refused(token, replace(right, holdings=holdings), thief)
    mine = Part(holdings=((thief.address, 10**30),), rest=ZERO_HASH)
    for rest in (ZERO_HASH, mine.hash(), right.hash()):
        refused(token, replace(right, rest=rest), thief)
    mint(token, right, thief)
    assert token.pending() == parts[2].hash()


def test_deployer__with_parts_of_a_genesis_left__has_no_right_that_others_lack(net: Network):
    """It can neither choose what is minted, nor keep others from minting it, nor take it back."""
    parts = parts_of(dusty(70), net.validators.address)
    token, deployer = begun(net, parts), net.owner
    refused(token, Part(holdings=((deployer.address, 1),), rest=ZERO_HASH), deployer)
    mint(token, parts[1], actor("stranger"))
    refused(token, parts[1], deployer)
    assert token.balanceOf(deployer.address) == 0


def test_coin__moved_to_an_account_before_its_part_is_minted__blocks_nothing(net: Network, thief: Actor):
    """Whoever holds coin already can send it to accounts of later parts, or get some there, and stops no part."""
    first = Part(holdings=((thief.address, 2**127),), rest=ZERO_HASH)
    later = Part(holdings=((OTHER, 2**127 - 1), (thief.address, 0)), rest=ZERO_HASH)
    token = begun(net, [replace(first, rest=later.hash())])
    token.transfer(OTHER, 2**127, sender=thief.address)
    mint(token, later, thief)
    assert token.balanceOf(OTHER) == token.totalSupply() == 2**128 - 1
