"""What is not there when it should be: a promised leaf, a reveal, a quorum, a validator."""

from collections.abc import Sequence

from kula.bench.gas.world import FAST, Epoch, World
from kula.protocol.signatures import receipt_digest, sign
from kula.protocol.types import Address, Leaf, Receipt

ANSWER_SECONDS = 86_400
JAIL_MISSES = 20
JAIL_SECONDS = 7 * 86_400


def play_receipts(world: World, epoch: Epoch) -> None:
    """Accuse the gateway of a leaf that it posted in `epoch`, which it shows, and of one that it did not, which costs it."""
    gateways, gateway = world.network.gateways, world.gateway
    world.fund(world.relayer, 0, gateways.address)
    leaf = epoch.leaves[1]
    kept, broken = (
        Receipt(gateway=leaf.gateway, seq=leaf.seq, record=record, last_epoch=epoch.number)
        for record in (leaf.record_hash, world.new_hash())
    )
    for receipt in (kept, broken):
        signature = sign(receipt_digest(world.network.signing, receipt), bytes(gateway.key))
        world.send(world.relayer, gateways.accuse(receipt, signature))
    batch = world.network.batches.batches_of(epoch.number)[0]
    world.send(gateway, gateways.answer(kept, batch.number, leaf, world.tree_of(epoch.leaves).proof(1)))
    world.pass_time(ANSWER_SECONDS)
    world.send(world.relayer, gateways.convict(broken))


def play_lost_epoch(world: World, payees: Sequence[Address]) -> None:
    """An epoch with a record past the gateways that one seat commits to and nobody reveals: its batches move on."""
    batches, seat = world.network.batches, len(world.validators) - 1
    epoch, _ = world.post(payees)
    world.fund(world.relayer, 0, batches.address)
    world.send(world.relayer, batches.submit_direct(direct_leaf(world), world.new_hash()))
    world.close()
    world.commit(epoch, {seat: bytes(len(payees) + 1)})
    world.pass_time(FAST.commit_seconds + FAST.reveal_seconds)
    world.send(world.relayer, world.network.pay.fine_absence(epoch, seat))
    world.send(world.relayer, world.network.reports.expire(epoch))


def play_jail(world: World) -> None:
    """Twenty epochs that nobody scores, the last seat's validator in jail for them, and back in its seat after it."""
    validators, seat = world.network.validators, len(world.validators) - 1
    missed: list[tuple[int, int]] = []
    for _ in range(JAIL_MISSES):
        epoch, _ = world.post([world.new_address()])
        world.close()
        missed.append((epoch, seat))
    world.pass_time(FAST.commit_seconds + FAST.reveal_seconds)
    absent = world.validators[seat]
    world.restart()
    world.send(world.relayer, validators.jail(Address(absent.address), missed))
    world.pass_time(JAIL_SECONDS)
    world.send(absent, validators.take_seat())


def direct_leaf(world: World) -> Leaf:
    """The leaf of a record that comes past the gateways next."""
    batches = world.network.batches
    return Leaf(
        gateway=batches.address,
        seq=batches.next_seq(batches.address),
        record_hash=world.new_hash(),
        pay_to=world.new_address(),
        signatures_hash=world.new_hash(),
    )
