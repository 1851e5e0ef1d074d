"""What attacks share: contributors, good scores, validators that sign any false ledger, trainers and judgements."""

from collections.abc import Iterable
from dataclasses import replace

from kula.bench.gas.learning import NUMBERS
from kula.protocol.judging import Numbers
from kula.protocol.ledgers.ledger import Ledger, price_of
from kula.protocol.types import Address, Row
from tests.invariants.lies import refitted
from tests.support.actors import Actor, actor
from tests.support.evm import pass_time
from tests.support.evm_network import Network

PEOPLE = [actor(f"contributor {i}").address for i in range(4)]
GOOD = [bytes([200] * 4)] * 5
SEATS = range(5)
BAD = replace(NUMBERS, bound=0)


def reported(net: Network, rows: list[Row], honest: Ledger) -> Ledger:
    """Makes a ledger of these rows that all validators sign, and proposes it."""
    price = price_of(rows[-1].sum_credit, net.batches.budget_of(honest.epoch), net.parameters.cap)
    ledger = Ledger(honest.dom, honest.epoch, tuple(rows), price)
    net.propose(ledger)
    return ledger


def in_order(net: Network, rows: list[Row]) -> list[Row]:
    """The rows sorted, numbered and summed, so that only the intended lie is wrong."""
    return [replace(row, t=t) for t, row in enumerate(refitted(rows, net.parameters.floor))]


def two_epochs(net: Network, gateway: Actor) -> Ledger:
    """One final epoch, and the honest ledger of a second epoch that has no report yet."""
    net.turn(gateway, PEOPLE, GOOD)
    return net.settle(net.open_epoch(gateway, PEOPLE, GOOD))


def bonded(net: Network, name: str, bonds: int = 1) -> Address:
    """A trainer with so many minimum bonds."""
    trainer = net.fund(actor(name)).address
    net.registry.bond(bonds * net.plan.trainer_bond, sender=trainer)
    return trainer


def propose(net: Network, trainer: Address, manifest: int = 9) -> int:
    """Fixes a candidate of the served model, at any fee. Returns its number."""
    called = bytes([manifest]) * 32
    most = 2**255
    return net.registry.propose_candidate(called, 5_000_000, net.registry.served(), [], most, sender=trainer)


def reported_epoch(net: Network, gateway: Actor, seats: int = 5) -> int:
    """Plays an epoch up to its report, which can still fall."""
    epoch = net.open_epoch(gateway, PEOPLE, GOOD[:1] * seats)
    net.propose(net.settle(epoch))
    return epoch


def open_vote(net: Network, gateway: Actor) -> int:
    """Plays the last round's only epoch and opens its vote. Returns the round."""
    number = net.judgements.last_round()
    net.judgements.open_vote(number, reported_epoch(net, gateway))
    return number


def post(net: Network, model: int, seat: int, numbers: Numbers = NUMBERS) -> None:
    """Posts a seat's numbers of a candidate."""
    judged = net.judgements.round(net.judgements.round_of(model))
    sender = net.holder(judged.epoch, seat).address
    net.judgements.post_numbers(model, seat, judged.attempt, numbers, sender=sender)


def post_failure(net: Network, model: int, seat: int, kind: int = 1) -> None:
    """Posts from a seat that a candidate can not be measured."""
    judged = net.judgements.round(net.judgements.round_of(model))
    sender = net.holder(judged.epoch, seat).address
    net.judgements.post_failure(model, seat, judged.attempt, kind, sender=sender)


def post_sample(net: Network, number: int, seat: int, records: int = 0) -> None:
    """Posts the size of a seat's sample, by default an empty one."""
    judged = net.judgements.round(number)
    sender = net.holder(judged.epoch, seat).address
    net.judgements.post_sample(number, seat, judged.attempt, records, records, sender=sender)


def conclude(net: Network, number: int, numbers: dict[int, Numbers], seats: Iterable[int] = SEATS) -> None:
    """Posts the same numbers of each candidate from some seats, waits until the vote is over, and ends the round."""
    for seat in seats:
        for model, measured in numbers.items():
            post(net, model, seat, measured)
    pass_time(net.parameters.vote_seconds)
    net.judgements.conclude(number)
