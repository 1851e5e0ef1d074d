"""Attacks on the seed: chosen blocks, withheld salts, other headers, calls that nobody makes, delegated accounts.

Where headers and many blocks matter, the chain is anvil. Where the salts alone are the seed, it is in process.
"""

from collections.abc import Iterator

import pytest
from eth_account import Account
from eth_utils.crypto import keccak
from web3.contract.contract import ContractFunction
from web3.exceptions import ContractLogicError

from kula.bench.gas.world import FAST, World
from kula.node.local.anvil import Anvil
from kula.protocol.chain.headers import header_of
from kula.protocol.types import ZERO_HASH
from tests.redteam.plots import GOOD, PEOPLE
from tests.support.actors import Actor, salt_of
from tests.support.evm import Reverted, pass_time
from tests.support.evm_network import STAKE, Network

RECORDS = 20
SCORES = bytes([200] * RECORDS)
HISTORY = "0x0000F90827F1C53a10cb7A02335B175320002935"
"""The contract of EIP-2935, which knows the last 8,191 block hashes."""


@pytest.fixture(scope="module")
def closed(anvil: Anvil) -> World:
    """An epoch on anvil that is closed."""
    world = World(anvil, 5)
    world.post([world.new_address() for _ in range(RECORDS)])
    world.close()
    return world


@pytest.fixture
def world(closed: World) -> Iterator[World]:
    """The same. What the test does to it is rolled back."""
    mark = closed.ask("evm_snapshot")
    yield closed
    closed.ask("evm_revert", mark)


def revealed(world: World, seats: int = 5) -> dict[int, bytes]:
    """All seats commit, and the first ones reveal. Returns the salts."""
    salts = world.commit(1, dict.fromkeys(range(5), SCORES))
    for seat in range(seats):
        call = world.network.scores.reveal(1, seat, salts[seat], SCORES, salts[seat])
        world.send(world.validators[seat], call)
    return salts


def mine(world: World, blocks: int) -> None:
    world.ask("anvil_mine", hex(blocks))


def newest(world: World) -> int:
    return world.network.connection.block()


def header(world: World, number: int) -> bytes:
    return header_of(world.network.connection.web3.eth.get_block(number))


def refused(call: ContractFunction, *, match: str, sender: str | None = None) -> None:
    with pytest.raises(ContractLogicError, match=match):
        call.call({"from": sender} if sender else {})  # type: ignore[typeddict-item]


@pytest.mark.slow
def test_last_reveal__at_the_block_that_one_likes__chooses_nothing(world: World):
    """With the completing block's own randomness, the last seat waited for the block that it liked."""
    scores = world.network.scores
    salts = revealed(world)
    aimed = scores.aim_of(1)
    assert aimed == newest(world) + FAST.seed_blocks
    assert scores.epoch(1).seed == ZERO_HASH, "readers see no seed before it is fixed"
    refused(scores.fix_seed(1, header(world, newest(world))), match="the named block is not there")
    refused(scores.aim(1), match="a block is named")
    mine(world, 4)
    for other in (aimed - 1, aimed + 1):
        refused(scores.fix_seed(1, header(world, other)), match="not the header of the named block")
    refused(scores.fix_seed(1, b""), match="not the header of the named block")
    refused(scores.aim(1), match="the named block is known")
    world.send(world.relayer, scores.fix_seed(1, header(world, aimed)))
    salt = 0
    for each in salts.values():
        salt ^= int.from_bytes(each, "big")
    mix = bytes(world.network.connection.web3.eth.get_block(aimed)["mixHash"])  # type: ignore[typeddict-item]
    assert scores.epoch(1).seed == keccak(salt.to_bytes(32, "big") + mix)
    refused(scores.fix_seed(1, header(world, aimed)), match="seed is fixed")
    refused(scores.aim(1), match="seed is fixed")


@pytest.mark.slow
def test_withheld_salt__is_decided_before_the_block_is_there(world: World):
    """Ten seats that each reveal or not chose among 1,024 seeds. Now the named block is later than all reveals."""
    scores = world.network.scores
    salts = revealed(world, seats=4)
    refused(scores.aim(1), match="reveals are not over")
    refused(scores.fix_seed(1, header(world, newest(world))), match="the named block is not there")
    world.pass_time(FAST.reveal_seconds)
    late = scores.reveal(1, 4, salts[4], SCORES, salts[4])
    refused(late, match="reveal phase is over", sender=world.validators[4].address)
    world.send(world.relayer, scores.aim(1))
    assert scores.aim_of(1) == newest(world) + FAST.seed_blocks


@pytest.mark.slow
def test_silence__for_300_blocks__leaves_the_seed_as_it_was(world: World):
    """BLOCKHASH knows 256 blocks, and EIP-2935 knows 8,191. Nobody gets another seed by waiting."""
    scores = world.network.scores
    revealed(world)
    aimed = scores.aim_of(1)
    mine(world, 400)
    refused(scores.aim(1), match="the named block is known")
    world.send(world.relayer, scores.fix_seed(1, header(world, aimed)))
    assert scores.epoch(1).seed != ZERO_HASH


@pytest.mark.slow
def test_silence__longer_than_any_hash_is_known__names_a_new_unknown_block(world: World):
    """The history contract is emptied, as if 8,191 blocks had passed, which would take minutes here."""
    scores = world.network.scores
    revealed(world)
    aimed = scores.aim_of(1)
    mine(world, 300)
    world.ask("anvil_setCode", HISTORY, "0x")
    refused(scores.fix_seed(1, header(world, aimed)), match="not the header of the named block")
    world.send(world.relayer, scores.aim(1))
    assert scores.aim_of(1) == newest(world) + FAST.seed_blocks
    refused(scores.aim(1), match="a block is named")
    mine(world, 3)
    world.send(world.relayer, scores.fix_seed(1, header(world, scores.aim_of(1))))


@pytest.mark.slow
def test_history__that_answers_with_something_else__proves_no_block(world: World):
    """On a chain whose history contract is another one, an old header is refused, and a new block is named."""
    scores = world.network.scores
    revealed(world)
    aimed = scores.aim_of(1)
    mine(world, 300)
    for code in ("0x5f5ffd", "0x60205ff3", "0x60405ff3"):
        world.ask("anvil_setCode", HISTORY, code)
        refused(scores.fix_seed(1, header(world, aimed)), match="not the header of the named block")


@pytest.mark.slow
def test_reveal__by_a_delegated_account__refused(world: World):
    """EIP-7702: such an account is origin and sender, but could call itself and reveal other bytes from there."""
    salts = revealed(world, seats=0)
    world.send(world.validators[1], world.network.scores.reveal(1, 1, salts[1], SCORES, salts[1]))
    account, web3 = world.validators[0], world.network.connection.web3
    nonce = web3.eth.get_transaction_count(account.address)
    chain, target = web3.eth.chain_id, world.network.addresses.token
    signed = account.sign_authorization({"chainId": chain, "address": target, "nonce": nonce + 1})
    fees = {"gas": 200_000, "maxFeePerGas": 10**10, "maxPriorityFeePerGas": 1}
    sent = {"chainId": chain, "nonce": nonce, "to": account.address, "value": 0, "data": b"", **fees}
    raw = Account.sign_transaction({**sent, "authorizationList": [signed]}, account.key).raw_transaction
    web3.eth.wait_for_transaction_receipt(web3.eth.send_raw_transaction(raw))
    assert bytes(web3.eth.get_code(account.address))[:3] == b"\xef\x01\x00"
    call = world.network.scores.reveal(1, 0, salts[0], SCORES, salts[0])
    refused(call, match="not a plain account in a call of its own", sender=account.address)


# --- a chain without usable randomness: the salts of heavy seats are the seed


def played(net: Network, gateway: Actor, silent: set[int]) -> bytes:
    """An epoch in which all seats commit and some stay silent. Returns the xor of the salts of five heavy seats."""
    net.post(gateway, PEOPLE)
    epoch = net.close()
    seats = len(net.seats(epoch))
    for seat in range(seats):
        net.commit(epoch, seat, GOOD[0])
    for seat in sorted(set(range(seats)) - silent):
        net.reveal(epoch, seat)
    if silent:
        pass_time(net.parameters.reveal_seconds)
        net.scores.aim(epoch)
    salts = 0
    for seat in range(5):
        salts ^= int.from_bytes(salt_of(epoch, seat), "big")
    return salts.to_bytes(32, "big")


@pytest.mark.parametrize("silent", [set(), {5}, {6}, {5, 6}])
def test_dust_seats__that_reveal_or_not__choose_no_seed(net: Network, gateway: Actor, silent: set[int]):
    """Ten dust seats chose among 1,024 seeds. Salts of seats below 1/31 of the weight do not count."""
    for name in ("dust", "more dust"):
        net.add_validator(name, net.plan.minimum_stake)
    salts = played(net, gateway, silent)
    assert net.scores.epoch(1).seed == keccak(salts + ZERO_HASH)
    assert not net.scores.is_seedless(1)
    with pytest.raises(Reverted, match="seed is fixed"):
        net.scores.aim(1)


def test_heavy_seat__that_withholds_its_salt__leaves_no_seed_instead_of_another(net: Network, gateway: Actor):
    played(net, gateway, {4})
    assert net.scores.is_seedless(1)
    net.scores.aim(1)
    assert net.scores.epoch(1).seed == ZERO_HASH
    with pytest.raises(Reverted, match="the named block is not there"):
        net.scores.fix_seed(1, b"")


@pytest.mark.parametrize(("more", "heavy"), [(0, False), (1, True)])
def test_seat__at_the_edge_of_one_in_31__counts_from_there_on(net: Network, gateway: Actor, more: int, heavy: bool):
    """A thirty-first of the whole weight is a full set's equal share."""
    net.add_validator("edge", 5 * STAKE // 30 + more)
    played(net, gateway, {5})
    assert net.scores.is_seedless(1) == heavy
