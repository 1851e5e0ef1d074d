"""Challenging: whatever lie a quorum signs, the call that we build for it brings the report down on a real chain."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from kula.node.validator.watching.challenging import challenges
from kula.protocol.ipfs.store import Store
from kula.protocol.ledgers.ledger import Earlier, Ledger, with_sums
from kula.protocol.program.keys import new_key
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.types import ZERO_ADDRESS, Address, Phase, Row
from tests.support.chain import TestNet
from tests.support.epochs import Played, honest_ledger, material_of, play_scores, propose

FLOOR = 64
PEOPLE = [Address(new_key().address) for _ in range(5)]
Lie = Callable[[list[Row]], list[Row]]


@pytest.fixture(scope="module")
def gateway(net: TestNet):
    return net.gateway()


def _scores(records: int) -> list[bytes]:
    return [bytes((50 + 17 * i + seat) % 256 for i in range(records)) for seat in range(5)]


def _resum(rows: list[Row]) -> list[Row]:
    """The rows in order with the sums that follow, so that a lie stands in one place only."""
    ordered = sorted(rows, key=lambda row: (int(row.pay_to, 16), row.pos))
    summed: list[Row] = []
    for t, row in enumerate(ordered):
        summed.append(with_sums(replace(row, t=t), summed[-1] if summed else None, FLOOR))
    return summed


def _last_paid(rows: list[Row]) -> Row:
    return rows[-1]


def _change(**fields: object) -> Lie:
    def lie(rows: list[Row]) -> list[Row]:
        paid = _last_paid(rows)
        return [replace(row, **fields) if row.t == paid.t else row for row in rows]

    return lie


def _steal(rows: list[Row]) -> list[Row]:
    thief = Address(new_key().address)
    paid = _last_paid(rows)
    return _resum([replace(row, pay_to=thief, before=0, since=0) if row.t == paid.t else row for row in rows])


def _deny(rows: list[Row]) -> list[Row]:
    paid = _last_paid(rows)
    return _resum([replace(row, pay_to=ZERO_ADDRESS, before=0, since=0) if row.t == paid.t else row for row in rows])


def _raise(rows: list[Row]) -> list[Row]:
    paid = _last_paid(rows)
    return _resum([replace(row, median=255 if row.median != 255 else 254) if row.t == paid.t else row for row in rows])


FIRST: dict[str, Lie] = {
    "position beyond the epoch": _change(pos=11),
    "start in the future": _change(since=10**6),
    "start without a ledger": _change(since=1, before=5),
    "money from nowhere": _change(before=10**20),
    "another median": _raise,
    "too much credit": lambda rows: _change(credits=_last_paid(rows).credits + 1)(rows),
    "too large a sum": lambda rows: _change(sum_credit=_last_paid(rows).sum_credit + 5)(rows),
    "another payee": _steal,
    "nobody paid": _deny,
}


@pytest.mark.slow
def test_challenge__every_lie__falls(net: TestNet, gateway, store: Store):
    first = _settle_after_lies(net, gateway, store, PEOPLE[:4], {}, FIRST)
    earlier = first.earlier_after({})
    account = max(first.last_rows(), key=lambda a: int(a, 16))
    start = earlier[account]

    def starts(**fields: object) -> Lie:
        return lambda rows: [replace(row, **fields) if row.pay_to == account else row for row in rows]

    second = {
        "too much before": starts(before=start.before + 1),
        "too little before": starts(before=start.before - 1),
        "history forgotten": starts(before=0, since=0),
    }
    after = _settle_after_lies(net, gateway, store, [account, PEOPLE[0]], earlier, second)
    newcomer = PEOPLE[4]

    def invented(epoch: int, before: int) -> Lie:
        def lie(rows: list[Row]) -> list[Row]:
            return [replace(row, since=epoch, before=before) if row.pay_to == newcomer else row for row in rows]

        return lie

    third = {
        "a start where the account has no row": invented(first.epoch, 7),
        "the same in the last ledger": invented(after.epoch, 7),
        "an older start": lambda rows: [
            replace(row, since=first.epoch, before=start.before) if row.pay_to == account else row for row in rows
        ],
    }
    _settle_after_lies(net, gateway, store, [newcomer, account], after.earlier_after(earlier), third)


def _settle_after_lies(
    net: TestNet, gateway, store: Store, payees: list[Address], earlier: dict[Address, Earlier], lies: dict[str, Lie]
) -> Ledger:
    """Propose every lie and check that it falls and costs its signers stake. Then make the honest ledger final, and return it."""
    network, ledgers = net.network, Ledgers(net.network, store)
    played: Played = play_scores(net, gateway, [payees[i % len(payees)] for i in range(11)], _scores(11))
    honest = honest_ledger(net, played, earlier)
    watcher = net.sender(f"watcher-{played.epoch}")
    material = material_of(net, played)
    for name, lie in lies.items():
        propose(
            net,
            Ledger(honest.dom, honest.epoch, tuple(lie(list(honest.rows))), honest.price),
            net.validators[0],
            store=store,
        )
        staked = network.validators.stake_of(net.validators[0].address)
        call = next(challenges(ledgers, ledgers.at(played.epoch), material, {}), None)
        assert call is not None, name
        watcher.send(call)
        assert network.reports.phase(played.epoch) is Phase.REPORT, name
        assert network.validators.stake_of(net.validators[0].address) == staked - staked // 100, name
    assert network.token.balance_of(watcher.address) > 0, "the challenger is rewarded"
    propose(net, honest, net.validators[1], store=store)
    assert list(challenges(ledgers, honest, material, {})) == [], "an honest report shows no fault"
    net.anvil.pass_time(network.parameters.challenge_seconds)
    watcher.send(network.reports.finalise(played.epoch))
    return honest
