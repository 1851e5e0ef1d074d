"""Measures the gas of every function of every contract, in one scenario on anvil.

`python -m kula.bench.gas.record` writes the figures to tests/gas/gas.json, and tests/gas compares them.
"""

from kula.bench.gas.absences import play_jail, play_lost_epoch, play_receipts
from kula.bench.gas.accounts import play_accounts
from kula.bench.gas.book import Book
from kula.bench.gas.disputes import play_disputes, play_lazy_epoch
from kula.bench.gas.epochs import EACH, play_epoch
from kula.bench.gas.learning import Learning
from kula.bench.gas.world import World
from kula.node.local.anvil import Anvil
from kula.protocol.types import Address

VALIDATORS = 5
ACCOUNTS = 25


def measure_functions() -> dict[str, int]:
    """Gas by `Contract.function`, or by `Contract.function: case`, with 5 validators and 100 records per epoch.

    The first call of an account or epoch writes empty slots, so it has a case of its own.
    """
    with Anvil() as anvil:
        world = World(anvil, VALIDATORS)
        book = Book(world)
        people = [world.new_account() for _ in range(ACCOUNTS)]
        play_accounts(world, book)
        first, ledger = play_epoch(world, book, people, "first epoch")
        _, steady = play_epoch(world, book, people, "")
        learning = Learning(world, (ledger, steady), people)
        learning.propose()
        book.enter()
        disputed = play_lazy_epoch(world, [Address(person.address) for person in people] * EACH)
        world.restart()
        honest = play_disputes(world, steady, disputed)
        book.enter(again="after a fall")
        world.propose(honest)
        world.restart()
        learning.judge()
        book.enter(again="after an adoption")
        world.finish(honest)
        world.restart()
        learning.sell()
        play_receipts(world, first)
        book.enter()
        play_lost_epoch(world, [Address(person.address) for person in people])
        book.enter(again="lost epoch")
        play_jail(world)
        book.enter()
        return book.gas
