"""Measures the largest transactions that the protocol's limits allow, each in a world that makes it large."""

from collections.abc import Sequence

from eth_utils.address import to_checksum_address

from kula.bench.gas.absences import direct_leaf
from kula.bench.gas.accounts import mint_part
from kula.bench.gas.disputes import ACCOUNTS, play_disputes, play_lazy_epoch
from kula.bench.gas.learning import NUMBERS
from kula.bench.gas.spent import Spent
from kula.bench.gas.world import FAST, World
from kula.contracts.modules.constants import (
    ACCUSATION_SECONDS,
    MAX_CANDIDATES,
    MAX_DATASETS,
    MAX_EPOCHS,
    MAX_PAIRS,
    MAX_ROYALTY_ROWS,
    MAX_URL,
)
from kula.node.local.anvil import Anvil
from kula.protocol.chain.genesis import MAX_HOLDINGS
from kula.protocol.ledgers.claims import RANGE_LEVELS, ROWS_AT_ONCE, plan_claims
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.parameters import TOKEN
from kula.protocol.signatures import receipt_digest, sign
from kula.protocol.types import MAX_BATCHES, MAX_DIRECT, MAX_PLACES, MAX_POSTED, MAX_SEATS, Address, Receipt

MAX_POSTED_BATCHES = MAX_BATCHES - MAX_DIRECT
CREATION = "creation"

Largest = dict[str, dict[str, int]]
"""{"gas", "bytes"} by `Contract.function: case`. Bytes are those of the calldata."""


def measure_largest() -> Largest:
    """Measures all of them, which takes minutes."""
    return (
        measure_full_epoch()
        | measure_full_disputes()
        | measure_crowd()
        | measure_places()
        | measure_long_lineage()
        | measure_full_round()
        | measure_deployment()
    )


def measure_full_epoch(validators: int = 5, records: int = MAX_POSTED) -> Largest:
    """Measures every transaction of an epoch with one record per account, from its posting to its last claim."""
    with Anvil() as anvil:
        world = World(anvil, validators)
        payees = [world.new_address() for _ in range(records)]
        ledger = _settled(world, payees)
        claims = plan_claims(ledger, list(ledger.last_rows().values()))
        # A multiproof of accounts far apart that were never paid, after the first range and before theirs.
        width, step = len(claims[0].rows), (records - len(claims[0].rows)) // ROWS_AT_ONCE
        apart = [ledger.rows[width + step * i] for i in range(ROWS_AT_ONCE)]
        siblings = ledger.tree.multiproof([row.t for row in apart])
        for number, claim in enumerate(claims):
            call = world.network.claims.claim_range(ledger.epoch, RANGE_LEVELS, claim.rows, claim.siblings)
            world.send(world.relayer, call)
            if number == 0:
                world.send(world.relayer, world.network.claims.claim_rows(ledger.epoch, apart, siblings))
        world.pay_seats(ledger.epoch)
        return _largest(world.restart(), f"{records:,} records, {validators} seats")


def measure_full_disputes(validators: int = MAX_SEATS, records: int = MAX_POSTED) -> Largest:
    """Measures every dispute about reports of full epochs with all seats taken, and these epochs."""
    with Anvil() as anvil:
        world = World(anvil, validators)
        people = [world.new_address() for _ in range(ACCOUNTS)]
        payees = [people[i % ACCOUNTS] for i in range(records)]
        before = _settled(world, payees)
        world.pay_seats(before.epoch)
        play_disputes(world, before, play_lazy_epoch(world, payees))
        return _largest(world.restart(), f"{records:,} records, {validators} seats")


def measure_crowd(posted: int = MAX_POSTED_BATCHES, direct: int = MAX_DIRECT) -> Largest:
    """Measures an epoch with as many batches as fit that nobody scores: its close, and moving all batches on."""
    with Anvil() as anvil:
        world = World(anvil, 5)
        epoch = world.network.batches.current()
        world.fund(world.relayer, 2**16 * TOKEN, world.network.batches.address)
        for _ in range(posted):
            world.post([world.new_address()])
        for _ in range(direct):
            call = world.network.batches.submit_direct(direct_leaf(world), world.new_hash(), 2**16 * TOKEN)
            world.send(world.relayer, call)
        world.close()
        world.pass_time(FAST.commit_seconds + FAST.reveal_seconds)
        world.restart()
        world.send(world.relayer, world.network.reports.expire(epoch))
        world.close()
        return _largest(world.restart(), f"{posted + direct} batches")


def measure_places(epochs: int = 2 * MAX_PAIRS) -> Largest:
    """Measures a bid when all places are taken, and a conviction over as many epochs as room is summed."""
    with Anvil() as anvil:
        world = World(anvil, 1)
        gateways, url = world.network.gateways, "https://" + "a" * (MAX_URL - len("https://"))
        for number in range(1, MAX_PLACES + 1):
            newcomer, bond = world.new_account(), (8_000 + 1_000 * number) * TOKEN
            world.fund(newcomer, bond, gateways.address)
            world.send(newcomer, gateways.bond(Address(newcomer.address), bond))
            world.send(newcomer, gateways.take_place(url))
        receipt = Receipt(gateway=Address(world.gateway.address), seq=10**6, record=world.new_hash(), last_epoch=0)
        for spender in (gateways, world.network.batches):
            world.fund(world.relayer, 0, spender.address)
        signature = sign(receipt_digest(world.network.signing, receipt), bytes(world.gateway.key))
        world.send(world.relayer, gateways.accuse(receipt, signature))
        for _ in range(epochs + 1):
            world.send(world.relayer, world.network.batches.submit_direct(direct_leaf(world), world.new_hash(), TOKEN))
            world.close()
        world.pass_time(ACCUSATION_SECONDS)
        world.send(world.relayer, gateways.convict(receipt))
        largest = _largest(world.restart(), f"{MAX_PLACES} places, {epochs} epochs")
        return {key: one for key, one in largest.items() if key.startswith(("Gateways.take_place", "Gateways.convict"))}


def measure_long_lineage(epochs: int = MAX_EPOCHS) -> Largest:
    """Measures sales with as many epochs and datasets as allowed, and the largest claim of royalties."""
    with Anvil() as anvil:
        world = World(anvil, 1)
        payee, trainer = world.new_address(), world.new_account()
        ledgers = [_settled(world, [payee]) for _ in range(epochs)]
        registry, royalties = world.network.registry, world.network.royalties
        for spender in (registry, royalties):
            world.fund(trainer, 100 * TOKEN, spender.address)
        world.send(trainer, registry.bond(100 * TOKEN))
        each = epochs // MAX_DATASETS
        spans = [(1, epochs), *((first, first + each - 1) for first in range(1, epochs + 1, each))]
        for first, last in spans:
            world.send(trainer, registry.publish_dataset(world.new_hash(), 0, last - first + 1, first, last))
        world.restart()
        datasets = range(2, len(spans) + 1)
        world.send(trainer, registry.propose_candidate(world.new_hash(), 5_000_000, 1, datasets, registry.fee()))
        for ledger in ledgers:
            world.send(trainer, royalties.open_ledger(ledger.epoch, ledger.proven(0)))
        holder = Address(trainer.address)
        world.send(trainer, royalties.buy_dataset(1, holder, 10 * TOKEN))
        world.send(trainer, royalties.buy_model(2, holder, 10 * TOKEN))
        proven = [(ledger.epoch, ledger.proven(0)) for ledger in ledgers[:MAX_ROYALTY_ROWS]]
        world.send(trainer, royalties.claim_royalties(payee, proven))
        return _largest(world.restart(), f"{epochs} epochs, {len(datasets)} datasets")


def measure_full_round(seats: int = MAX_SEATS, candidates: int = MAX_CANDIDATES) -> Largest:
    """Measures the vote on as many candidates as a round takes, with all seats taken. All candidates pass."""
    with Anvil() as anvil:
        world = World(anvil, seats)
        registry, judgements, trainer = world.network.registry, world.network.judgements, world.new_account()
        world.fund(trainer, 10_000 * TOKEN, registry.address)
        world.send(trainer, registry.bond(candidates * 100 * TOKEN))
        for _ in range(candidates):
            call = registry.propose_candidate(world.new_hash(), 5_000_000, 1, [], registry.fee())
            world.send(trainer, call)
        world.propose(world.settle(world.play([world.new_address()], [bytes([200])] * seats)))
        world.restart()
        world.send(world.relayer, judgements.open_vote(1, 1))
        for seat, validator in enumerate(world.validators):
            for model in judgements.candidates_of(1):
                world.send(validator, judgements.post_numbers(model, seat, 1, NUMBERS))
        world.send(world.relayer, judgements.conclude(1))
        return _largest(world.restart(), f"{candidates} candidates, {seats} seats")


def measure_deployment() -> Largest:
    """Measures the creation of each contract, with the bytes of its init code and arguments, and a part of a genesis."""
    with Anvil() as anvil:
        world = World(anvil, 1)
        largest: Largest = {}
        for number in range(world.network.connection.block() + 1):
            for sent in world.ask("eth_getBlockByNumber", hex(number), True)["transactions"]:
                if sent["to"] is None:
                    receipt = world.ask("eth_getTransactionReceipt", sent["hash"])
                    name = world.names[Address(to_checksum_address(receipt["contractAddress"]))]
                    size = len(sent["input"]) // 2 - 1
                    largest[f"{name}: {CREATION}"] = {"gas": int(receipt["gasUsed"], 16), "bytes": size}
        world.restart()
        mint_part(world)
        return largest | _largest(world.restart(), f"{MAX_HOLDINGS} holdings")


def _settled(world: World, payees: Sequence[Address]) -> Ledger:
    scores = bytes(65 + i * 37 % 190 for i in range(len(payees)))
    ledger = world.settle(world.play(payees, [scores] * len(world.validators)))
    world.propose(ledger)
    world.finish(ledger)
    return ledger


def _largest(spent: Spent, case: str) -> Largest:
    """The most gas and the most bytes of each function. The two may be of different transactions."""
    largest: Largest = {}
    for sent in spent.sent:
        so_far = largest.setdefault(f"{sent.function}: {case}", {"gas": 0, "bytes": 0})
        so_far["gas"] = max(so_far["gas"], sent.gas)
        so_far["bytes"] = max(so_far["bytes"], sent.calldata)
    return largest
