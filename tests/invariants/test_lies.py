"""A lie is a ledger that somebody can sign: it differs from the honest one, and every number fits its type."""

from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.types import Row
from tests.invariants.lies import Aims, lie
from tests.redteam.plots import PEOPLE

EDGE = Row(
    t=0, pay_to=PEOPLE[0], pos=0, median=200, credits=136, sum_credit=2**64 - 1, before=2**128 - 1, since=2**32 - 1
)


def test_lie__of_any_seed__has_leaves_and_is_none_of_the_honest():
    honest = Ledger(b"\x01" * 32, 2, (EDGE,), 1)
    for seed in range(2_000):
        bent = lie(honest, seed, Aims(PEOPLE[1], 64, 10**22, 10**18))
        assert bent.root != honest.root, seed
