"""What dishonest people try: false ledgers, scores, signatures and challenges.

A false ledger is the honest one, changed in one to three places.
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from kula.protocol.ledgers.faults import Fault, FaultKind
from kula.protocol.ledgers.ledger import Ledger, price_of, with_sums
from kula.protocol.types import ZERO_ADDRESS, ZERO_HASH, Address, Report, Row
from tests.invariants.world import THIEF
from tests.support.challenger import challenge

Bend = Callable[[Random, list[Row], "Aims"], None]


class Aims:
    """The accounts and epochs that a false row may name."""

    def __init__(self, thief: Address, floor: int, budget: int, cap: int) -> None:
        self.thief, self.floor, self.budget, self.cap = thief, floor, budget, cap


def lie(honest: Ledger, seed: int, aims: Aims) -> Ledger:
    """A ledger that differs from the honest one. The same seed gives the same ledger."""
    random = Random(seed)
    while True:
        rows = list(honest.rows)
        for _ in range(random.choice([1, 1, 1, 2, 3])):
            random.choice(BENDS)(random, rows, aims)
        if random.random() < 0.5:
            rows = refitted(rows, aims.floor)
        rows = [_typed(replace(row, t=t)) for t, row in enumerate(rows)]
        if rows != list(honest.rows):
            price = price_of(rows[-1].sum_credit, aims.budget, aims.cap)
            return Ledger(honest.dom, honest.epoch, tuple(rows), price)


def refitted(rows: list[Row], floor: int) -> list[Row]:
    """The rows in order, with running sums that follow."""
    fitted: list[Row] = []
    for row in sorted(rows, key=lambda row: (int(row.pay_to, 16), row.pos)):
        fitted.append(with_sums(row, fitted[-1] if fitted else None, floor))
    return fitted


def lying_scores(leaves: list, seed: int) -> bytes:
    """Scores that pay the thief and nobody else, or arbitrary ones."""
    if seed % 2:
        return bytes(255 if leaf.pay_to == THIEF.address else 0 for leaf in leaves)
    return bytes((seed * (i + 3)) % 256 for i in range(len(leaves)))


def signable(epoch: int, attempt: int, root: bytes) -> Report:
    """A report that follows from no ledger."""
    return Report(epoch=epoch, attempt=attempt, parent=ZERO_HASH, root=root, records=1, sum_credit=1, files=ZERO_HASH)


def guess(net, ledger: Ledger, kind: int, t: int, other: int) -> None:
    """Challenges a report by some fault at some row, whether it has that fault or not."""
    line = net.line(ledger.epoch)
    kinds = list(FaultKind)
    name = kinds[kind] if kind < 4 or line else kinds[kind % 4]
    epoch = max(line, default=0)
    at = other % len(line[epoch].rows) if epoch else 0
    challenge(net, ledger, Fault(kind=name, t=t, epoch=epoch, at=at), THIEF)


def _typed(row: Row) -> Row:
    """The row with every number within its type, because nobody can sign any other."""
    sums = {"credits": min(row.credits, 2**64 - 1), "sum_credit": min(row.sum_credit, 2**64 - 1)}
    return replace(row, **sums, before=min(row.before, 2**128 - 1), since=min(row.since, 2**32 - 1))


def _at(random: Random, rows: list[Row]) -> int:
    return random.randrange(len(rows))


def _median(random: Random, rows: list[Row], aims: Aims) -> None:
    t = _at(random, rows)
    rows[t] = replace(rows[t], median=random.choice([0, aims.floor, aims.floor + 1, 255, random.randrange(256)]))


def _payee(random: Random, rows: list[Row], aims: Aims) -> None:
    t = _at(random, rows)
    rows[t] = replace(rows[t], pay_to=random.choice([aims.thief, aims.thief, ZERO_ADDRESS]))


def _credits(random: Random, rows: list[Row], aims: Aims) -> None:
    t = _at(random, rows)
    rows[t] = replace(rows[t], credits=random.choice([0, rows[t].credits + 1, 2**63, 2**64 - 1]))


def _sums(random: Random, rows: list[Row], aims: Aims) -> None:
    start, more = _at(random, rows), random.choice([-1, 1, 1000])
    for t in range(start, len(rows)):
        rows[t] = replace(rows[t], sum_credit=max(0, rows[t].sum_credit + more))


def _before(random: Random, rows: list[Row], aims: Aims) -> None:
    t = _at(random, rows)
    rows[t] = replace(rows[t], before=random.choice([0, rows[t].before + 1, 10**24, 2**100]))


def _since(random: Random, rows: list[Row], aims: Aims) -> None:
    t = _at(random, rows)
    rows[t] = replace(rows[t], since=random.choice([0, max(0, rows[t].since - 1), rows[t].since + 1, 2**32 - 1]))


def _pos(random: Random, rows: list[Row], aims: Aims) -> None:
    t = _at(random, rows)
    rows[t] = replace(rows[t], pos=random.choice([rows[0].pos, len(rows), 2**32 - 1]))


def _swap(random: Random, rows: list[Row], aims: Aims) -> None:
    one, other = _at(random, rows), _at(random, rows)
    rows[one], rows[other] = rows[other], rows[one]


def _double(random: Random, rows: list[Row], aims: Aims) -> None:
    rows[_at(random, rows)] = rows[_at(random, rows)]


BENDS: tuple[Bend, ...] = (_median, _payee, _credits, _sums, _before, _since, _pos, _swap, _double)
