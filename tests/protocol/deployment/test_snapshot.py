"""A network moves to new contracts: its snapshot is deployed anew, and everybody holds what they held."""

from dataclasses import replace
from pathlib import Path

import pytest
from eth_account import Account

from kula.bench.gas.played import STAKE as FULL_STAKE
from kula.bench.gas.world import World
from kula.node.local.anvil import Anvil
from kula.protocol.chain.connection import Connection
from kula.protocol.chain.deploy import Deployment, deploy, mint_pending
from kula.protocol.chain.genesis import (
    COIN,
    MAX_HOLDINGS,
    MAX_MODELS,
    STAKE,
    Founding,
    Genesis,
    genesis_to_json,
    read_genesis,
)
from kula.protocol.chain.network import Network
from kula.protocol.chain.presets import PRESETS
from kula.protocol.chain.readiness import require_founded
from kula.protocol.chain.snapshot import Snapshot, take_snapshot
from kula.protocol.parameters import TOKEN
from kula.protocol.types import MAX_SEATS, ZERO_HASH, Address

HOT = Address("0x000000000000000000000000000000000000dEaD")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def world(anvil: Anvil) -> World:
    """A network that has paid contributors, with a stake that leaves, a trainer's bond and a small stake."""
    world = World(anvil, 5)
    people = [world.new_address() for _ in range(8)]
    ledger = world.settle(world.play(people, [bytes([200] * 8)] * 5))
    world.propose(ledger)
    world.finish(ledger)
    for account in people[:6]:
        row, proof = ledger.proven(ledger.last_rows()[account].t)
        world.send(world.relayer, world.network.claims.claim_for(account, ledger.epoch, row, proof))
    world.pay_seats(ledger.epoch)
    world.send(world.validators[0], world.network.validators.unstake(TOKEN))
    for owner in world.validators[1:3]:
        world.send(owner, world.network.validators.set_operator(HOT))
    world.send(world.gateway, world.network.gateways.write("unbond", world.gateway.address, TOKEN))
    trainer, small = world.new_account(), world.new_account()
    world.fund(trainer, 100 * TOKEN, world.network.registry.address)
    world.send(trainer, world.network.registry.bond(100 * TOKEN))
    world.fund(small, TOKEN, world.network.validators.address)
    world.send(small, world.network.validators.stake(TOKEN))
    return world


def at(network: Network, block: int) -> Network:
    """The same deployment as it was at a block."""
    return Network(Connection(network.connection.web3.provider, finality=block), network.addresses)


def holdings(network: Network, people: list[Address]) -> dict[Address, int]:
    """What each account holds in all forms."""
    gateways, trainers = network.gateways.bonds(), network.registry.bonds()
    leaving = network.validators.leaving_stakes()
    return {
        account: network.token.balance_of(account)
        + network.validators.stake_of(account)
        + leaving.get(account, 0)
        + gateways.get(account, 0)
        + trainers.get(account, 0)
        for account in people
    }


def test_network__moved_by_its_snapshot__keeps_supply_balances_and_stakes(world: World, tmp_path: Path):
    old, block = world.network, world.network.connection.block()
    snapshot = take_snapshot(at(old, block))
    assert snapshot.left_behind == {}
    assert snapshot.unclaimed == 2 * old.reports.allotted() // 8
    file = tmp_path / "genesis.json"
    file.write_text(genesis_to_json(snapshot.genesis))
    genesis = read_genesis(file)
    assert genesis == snapshot.genesis
    assert genesis.models == (b"\x06" * 32,)
    line = (*genesis.models, b"\x07" * 32, b"\x08" * 32)
    new = _moved(world, replace(snapshot, genesis=replace(genesis, models=line)))
    assert new.registry.line() == list(line)
    assert new.registry.model(new.registry.served()).manifest == line[-1]
    people = [row.account for row in genesis.rows]
    assert new.token.supply() == old.token.supply() == snapshot.supply
    assert holdings(new, people) == holdings(old, people)
    stakes = {row.account: row.amount for row in genesis.of(STAKE)}
    assert len(stakes) == 5
    assert new.validators.stakes() == stakes
    assert sorted(stakes.values()) == [FULL_STAKE - TOKEN, *[FULL_STAKE] * 4]
    seats = sorted((row.operator or row.account, row.amount) for row in genesis.of(STAKE))
    assert [operator for operator, _ in seats].count(HOT) == 2, "anybody may name another's key, and stops no move"
    assert sorted((seat.operator, seat.weight) for seat in new.validators.active()) == seats
    assert new.token.balances()[new.validators.address] == sum(stakes.values())
    assert new.token.read("earned_of", people[-1]) == 0, "lifetime earnings start anew with the ledgers"
    assert take_snapshot(new).genesis == replace(genesis, models=line), "a second move changes nothing"


def test_snapshot__at_an_earlier_block__does_not_see_what_came_later(world: World):
    block = world.network.connection.block()
    before = take_snapshot(at(world.network, block))
    newcomer = world.new_address()
    world.send(world.bank, world.network.token.transfer(newcomer, TOKEN))
    assert take_snapshot(at(world.network, block)) == before
    later = take_snapshot(world.network)
    assert {row.account for row in later.genesis.of(COIN)} - {row.account for row in before.genesis.of(COIN)} == {
        newcomer
    }


def test_snapshot__with_a_deposit_in_a_dispute__says_what_it_leaves_behind(world: World):
    royalties = world.network.royalties.address
    world.send(world.bank, world.network.token.transfer(royalties, 7))
    snapshot = take_snapshot(world.network)
    assert snapshot.left_behind == {"royalties": 7}
    assert sum(row.amount for row in snapshot.genesis.rows) == snapshot.supply - 7


def _moved(world: World, snapshot: Snapshot) -> Network:
    """The network on new contracts, deployed by an account that holds nothing."""
    deployer = Account.from_key(world.new_hash())
    world.anvil.give_coin(deployer.address, 10**21)
    plan = Deployment(
        parameters=world.network.parameters,
        scorer_id=b"\x05" * 32,
        base_manifest=snapshot.genesis.models[0],
        genesis=snapshot.genesis,
    )
    addresses = deploy(world.network.connection, deployer, plan)
    assert addresses.parties == snapshot.genesis.parties()
    mint_pending(world.network.connection, deployer, addresses, snapshot.genesis)
    require_founded(world.network.connection, addresses, snapshot.genesis)
    return Network(world.network.connection, addresses)


def test_network__of_a_thousand_holders__moves_whole(world: World):
    """Dust in a thousand hands is coin of a thousand holders, and no reason not to move."""
    small = take_snapshot(world.network)
    dust = [Founding(party="dust", account=world.new_address(), amount=1 + i, kind=COIN) for i in range(1_000)]
    genesis = replace(small.genesis, rows=(*small.genesis.rows, *dust))
    old = _moved(world, replace(small, genesis=genesis))
    snapshot = take_snapshot(old)
    new = _moved(world, snapshot)
    assert new.token.pending() == ZERO_HASH
    assert new.token.supply() == old.token.supply() == sum(row.amount for row in genesis.rows)
    held = {row.account: row.amount for row in genesis.of(COIN)}
    for network in (old, new):
        assert network.token.balances() == held | {
            network.validators.address: network.token.supply() - sum(held.values())
        }
    assert take_snapshot(new).genesis == snapshot.genesis, "a second move changes nothing"


def test_deploy__the_largest_genesis__fits_every_chain(world: World):
    """31 stakes and more coin than one call mints: below the limits of EIP-3860, EIP-7825 and of Aurora's relayer."""
    rows = [
        Founding(party=str(i), account=world.new_address(), amount=10**23 + i, kind=STAKE, operator=world.new_address())
        for i in range(MAX_SEATS)
    ]
    rows += [
        Founding(party=f"coin {i}", account=world.new_address(), amount=10**23 + i, kind=COIN)
        for i in range(2 * MAX_HOLDINGS - 1)
    ]
    web3 = world.network.connection.web3
    genesis = Genesis(rows=tuple(rows), models=tuple(world.new_hash() for _ in range(MAX_MODELS)))
    new = _moved(world, replace(take_snapshot(world.network), genesis=genesis))
    assert new.token.supply() == sum(row.amount for row in rows)
    for block in range(new.addresses.block + 1, world.network.connection.block() + 1):
        for sent in web3.eth.get_block(block, full_transactions=True)["transactions"]:  # type: ignore[typeddict-item]
            gas = web3.eth.get_transaction_receipt(sent["hash"])["gasUsed"]  # type: ignore[index]
            code, creation = len(sent["input"]), sent.get("to") is None  # type: ignore[index,union-attr]
            assert code <= 49_152
            assert all(preset.holds(gas, code, creation=creation) for preset in PRESETS.values()), (gas, code)
