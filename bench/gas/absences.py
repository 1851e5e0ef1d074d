"""Plays what happens when something is absent: a promised leaf, a reveal, a quorum, a validator."""

from collections.abc import Sequence

from kula.bench.gas.played import Played
from kula.bench.gas.world import FAST, World
from kula.contracts.modules.constants import ACCUSATION_CROWD_SECONDS, ACCUSATION_SECONDS, JAIL_MISSES, JAIL_SECONDS
from kula.protocol.parameters import TOKEN
from kula.protocol.signatures import receipt_digest, sign
from kula.protocol.types import Address, Leaf, Receipt


def play_receipts(world: World, played: Played) -> None:
    """Accuses the gateway with two receipts of that epoch.

    It proves the leaf of the first. It never posted the second, which costs it bond.
    """
    gateways, gateway = world.network.gateways, world.gateway
    world.fund(world.relayer, 0, gateways.address)
    leaf = played.leaves[1]
    kept, broken = (
        Receipt(gateway=leaf.gateway, seq=leaf.seq, record=record, last_epoch=played.epoch)
        for record in (leaf.record_hash, world.new_hash())
    )
    for receipt in (kept, broken):
        signature = sign(receipt_digest(world.network.signing, receipt), bytes(gateway.key))
        world.send(world.relayer, gateways.accuse(receipt, signature))
    batch = world.network.batches.batches_of(played.epoch)[0]
    world.send(gateway, gateways.answer(kept, batch.number, leaf, world.tree_of(played.leaves).proof(1)))
    world.pass_time(ACCUSATION_SECONDS + ACCUSATION_CROWD_SECONDS)
    world.send(world.relayer, gateways.convict(broken))


def play_lost_epoch(world: World, payees: Sequence[Address]) -> None:
    """Plays an epoch with a second batch, a direct record, and a seat that commits and does not reveal.

    Two seats of five reveal. The epoch ends without a ledger, and its batches move on.
    """
    batches, seat = world.network.batches, len(world.validators) - 1
    epoch, _ = world.post(payees)
    world.post(payees[:1])
    world.fund(world.relayer, 0, batches.address)
    world.send(world.relayer, batches.submit_direct(direct_leaf(world), world.new_hash(), TOKEN))
    world.close()
    scores = bytes(len(payees) + 2)
    world.commit(epoch, {seat: scores})
    world.reveal(epoch, {0: scores, 1: scores})
    world.pass_time(FAST.reveal_seconds)
    world.send(world.relayer, world.network.scores.aim(epoch))
    world.send(world.relayer, world.network.pay.fine_absence(epoch, seat))
    world.send(world.relayer, world.network.reports.expire(epoch))


def play_jail(world: World) -> None:
    """Plays twenty epochs in which two seats of five reveal, and loses them, the first one last.

    Jails the last seat's validator for them, and lets it take its seat again.
    """
    validators, reports, seat = world.network.validators, world.network.reports, len(world.validators) - 1
    missed: list[tuple[int, int]] = []
    for _ in range(JAIL_MISSES):
        epoch, _ = world.post([world.new_address()])
        world.close()
        scores = bytes(world.network.scores.epoch(epoch).records)
        world.reveal(epoch, {0: scores, 1: scores})
        missed.append((epoch, seat))
    world.pass_time(FAST.reveal_seconds)
    for epoch, _ in reversed(missed):
        world.send(world.relayer, reports.expire(epoch))
    absent = world.validators[seat]
    world.restart()
    world.send(world.relayer, reports.skip())
    world.send(world.relayer, validators.jail(Address(absent.address), missed))
    world.pass_time(JAIL_SECONDS)
    world.send(absent, validators.take_seat())


def direct_leaf(world: World) -> Leaf:
    """The leaf of the next direct record."""
    batches = world.network.batches
    return Leaf(
        gateway=batches.address,
        seq=batches.next_seq(batches.address),
        record_hash=world.new_hash(),
        pay_to=world.new_address(),
        signatures_hash=world.new_hash(),
    )
