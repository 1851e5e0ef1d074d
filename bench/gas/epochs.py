"""Plays epochs from the first posting to the last claim."""

from collections.abc import Sequence

from eth_account.signers.local import LocalAccount

from kula.bench.gas.book import Book
from kula.bench.gas.played import Played
from kula.bench.gas.world import World
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.signatures import fee_digest, sign
from kula.protocol.types import Address, Fee

EACH = 4
"""Records per account."""
RANGE_LEVELS = 5
ROWS = 10


def play_epoch(world: World, book: Book, people: Sequence[LocalAccount], case: str) -> tuple[Played, Ledger]:
    """Plays a whole epoch in which every account is paid: by a single claim, with a fee, by rows, and by a range."""
    payees = [Address(person.address) for person in people] * EACH
    scores = bytes(65 + i * 37 % 190 for i in range(len(payees)))
    played = world.play(payees, [scores] * len(world.validators))
    ledger = world.settle(played)
    world.propose(ledger)
    world.finish(ledger)
    _claims(world, ledger, {Address(person.address): person for person in people})
    world.pay_seats(played.epoch)
    book.enter(case)
    return played, ledger


def _claims(world: World, ledger: Ledger, people: dict[Address, LocalAccount]) -> None:
    """Claims the ledger's first accounts by rows, its second half by a range, and the two between them one by one."""
    claims, last = world.network.claims, sorted(ledger.last_rows().values(), key=lambda row: row.t)
    rows, alone, with_fee = last[:ROWS], last[ROWS], last[ROWS + 1]
    world.send(world.relayer, claims.claim_rows(ledger.epoch, rows, ledger.tree.multiproof([r.t for r in rows])))
    place = 2
    wide = ledger.rows[place << RANGE_LEVELS : (place + 1) << RANGE_LEVELS]
    proof = ledger.tree.subtree_proof(place, RANGE_LEVELS)
    world.send(world.relayer, claims.claim_range(ledger.epoch, RANGE_LEVELS, wide, proof))
    world.send(world.relayer, claims.claim_for(alone.pay_to, ledger.epoch, *ledger.proven(alone.t)))
    fee = Fee(
        account=with_fee.pay_to,
        relayer=Address(world.relayer.address),
        amount=ledger.price,
        deadline=2**40,
        nonce=ledger.epoch,
    )
    signature = sign(fee_digest(world.network.signing, fee), bytes(people[fee.account].key))
    row, proof = ledger.proven(with_fee.t)
    world.send(world.relayer, claims.claim_with_fee(ledger.epoch, row, proof, fee, signature))
