"""What must hold after every step, each under a name. docs/testing.md uses these names for what killed a mutation."""

from collections.abc import Callable
from itertools import pairwise

from kula.protocol.chain.genesis import LOCAL_COIN
from kula.protocol.parameters import TOKEN
from kula.protocol.types import MAX_RECORDS, MAX_SEATS, ZERO_HASH
from tests.invariants.world import GATEWAYS, TRAINER, World, everybody

INVARIANTS: dict[str, Callable[[World, "Memory"], None]] = {}


class Memory:
    """What earlier steps saw, of values that may only grow or never change."""

    def __init__(self) -> None:
        self.earned: dict[str, int] = {}
        self.numbers: dict[str, int] = {}
        self.final: dict[int, bytes] = {}
        self.sets: dict[int, list] = {}
        self.placed: dict[tuple, int] = {}
        self.jailed = 0


def invariant(check: Callable[[World, Memory], None]) -> Callable[[World, Memory], None]:
    """Registers a check under its name."""
    INVARIANTS[check.__name__] = check
    return check


def check_all(world: World, memory: Memory) -> None:
    """Runs every invariant. The error names the broken one."""
    for name, check in INVARIANTS.items():
        try:
            check(world, memory)
        except AssertionError as broken:
            raise AssertionError(f"invariant {name} is broken: {broken}") from broken


# --- coin


@invariant
def supply_is_the_sum_of_all_balances(world: World, memory: Memory) -> None:
    assert world.net.token.totalSupply() == sum(world.balance(account) for account in everybody(world.net))


@invariant
def supply_is_start_plus_paid_plus_pool_less_burnt(world: World, memory: Memory) -> None:
    books = world.books
    expected = LOCAL_COIN + sum(books.earned.values()) + books.minted_pay - books.burnt
    assert world.net.token.totalSupply() == expected


@invariant
def earned_is_what_was_claimed(world: World, memory: Memory) -> None:
    for account, earned in world.books.earned.items():
        assert world.balances[account] >> 128 == earned


@invariant
def claims_never_exceed_what_final_ledgers_allot(world: World, memory: Memory) -> None:
    paid = sum(world.books.earned.values())
    assert paid == world.net.claims.paid()
    assert paid <= world.books.payable == world.net.reports.allotted()


@invariant
def earned_only_grows(world: World, memory: Memory) -> None:
    for account in world.books.earned:
        earned = world.balances[account] >> 128
        assert earned >= memory.earned.get(account, 0)
        memory.earned[account] = earned


@invariant
def validators_hold_stake_and_what_leaves(world: World, memory: Memory) -> None:
    net, books = world.net, world.books
    owed = sum(books.stake.values()) + sum(books.leaving.values())
    assert world.balance(net.validators.address) == owed


@invariant
def each_stake_is_as_booked(world: World, memory: Memory) -> None:
    net, books = world.net, world.books
    for validator, amount in books.stake.items():
        assert world.stakes[validator] == amount
        if books.leaving[validator]:
            assert net.validators.leaving(validator).amount == books.leaving[validator]


@invariant
def nobody_but_the_guilty_loses_stake(world: World, memory: Memory) -> None:
    assert not any(world.books.slashed[validator] for validator in world.honest) or world.tainted


@invariant
def gateways_hold_bonds_and_deposits(world: World, memory: Memory) -> None:
    net, books = world.net, world.books
    deposits = sum(amount for name, amount in books.deposits.items() if name.startswith("receipt"))
    owed = sum(books.bond.values()) + sum(books.bond_leaving.values()) + deposits
    assert world.balance(net.gateways.address) == owed


@invariant
def demands_hold_open_deposits(world: World, memory: Memory) -> None:
    net = world.net
    deposits = sum(a for name, a in world.books.deposits.items() if not name.startswith("receipt"))
    assert world.balance(net.demands.address) == deposits


@invariant
def royalties_hold_what_is_not_paid_out(world: World, memory: Memory) -> None:
    net, books = world.net, world.books
    assert world.balance(net.royalties.address) == books.royalties_in - books.royalties_out
    assert books.royalties_out <= books.royalties_in


@invariant
def registry_holds_trainers_bonds(world: World, memory: Memory) -> None:
    net = world.net
    assert world.balance(net.registry.address) == net.registry.bond_of(TRAINER.address) == 1_000 * TOKEN


@invariant
def other_contracts_hold_nothing(world: World, memory: Memory) -> None:
    net = world.net
    for name in net.contracts.keys() - {"validators", "gateways", "demands", "registry", "royalties"}:
        assert world.balance(net.contracts[name].address) == 0, name


@invariant
def pool_pays_at_most_once_an_epoch(world: World, memory: Memory) -> None:
    finals = sum(any(digest) for digest in world.final.values())
    assert world.books.minted_pay <= world.net.parameters.pool * finals


# --- the line of reports


@invariant
def epochs_are_in_line(world: World, memory: Memory) -> None:
    reports = world.net.reports
    upto, head, tip = reports.final_upto(), reports.head(), reports.tip()
    assert upto <= head < world.net.batches.current()
    assert tip <= head
    assert not tip or any(reports.standing(tip).root)


@invariant
def counters_only_grow(world: World, memory: Memory) -> None:
    net = world.net
    numbers = {
        "final_upto": net.reports.final_upto(),
        "attempt": net.reports.attempt(),
        "current": net.batches.current(),
        "last_batch": net.batches.last_batch(),
        "last_set": net.validators.last_set(),
        "allotted": net.reports.allotted(),
        **{gateway.name: net.batches.next_seq(gateway.address) for gateway in GATEWAYS},
    }
    for name, number in numbers.items():
        assert number >= memory.numbers.get(name, 0), name
    memory.numbers = numbers


@invariant
def every_fall_is_an_attempt(world: World, memory: Memory) -> None:
    assert world.net.reports.attempt() == len(world.fallen)


@invariant
def what_is_final_never_changes(world: World, memory: Memory) -> None:
    assert world.net.reports.final_upto() == len(world.final)
    for epoch, digest in world.final.items():
        if world.net.reports.final_upto() - epoch < 2:
            assert world.net.reports.standing(epoch).digest == digest
        assert memory.final.setdefault(epoch, digest) == digest


@invariant
def what_fell_never_stands_again(world: World, memory: Memory) -> None:
    for epoch in world.net.line():
        assert world.net.reports.standing(epoch).digest not in world.fallen


@invariant
def budgets_are_never_overrun(world: World, memory: Memory) -> None:
    for epoch, _, ledger in world.unfinal():
        state = world.net.reports.standing(epoch)
        assert state.price * ledger.sum_credit <= world.net.batches.budget_of(epoch)
        assert state.price == ledger.price
        assert state.records == world.net.batches.records(epoch) == len(ledger.rows)


@invariant
def in_flight_is_the_budgets_of_unfinal_epochs(world: World, memory: Memory) -> None:
    net = world.net
    closed = range(net.reports.final_upto() + 1, net.batches.current())
    assert net.batches.in_flight() == sum(net.batches.budget_of(epoch) for epoch in closed if epoch not in world.lost)
    ahead = sum(budget for epoch, budget in world.lost.items() if epoch > net.reports.final_upto())
    assert net.reports.lost_ahead() == ahead


@invariant
def final_epochs_without_quorum_have_no_ledger(world: World, memory: Memory) -> None:
    upto = world.net.reports.final_upto()
    if upto and any(world.final[upto]):
        state = world.net.scores.epoch(upto)
        assert 3 * state.revealed_weight > 2 * state.total_weight


# --- places and seats


@invariant
def batches_tile_the_open_epoch(world: World, memory: Memory) -> None:
    net = world.net
    epoch = net.batches.current()
    numbers, offset = net.batches.batches_of(epoch), 0
    for number in numbers:
        batch = net.batches.batch(number)
        assert (batch.epoch, batch.offset) == (epoch, offset)
        assert batch.count == len(net.leaves[number])
        offset += batch.count
    assert offset == net.batches.records(epoch) <= MAX_RECORDS
    assert len(numbers) <= 64


@invariant
def each_record_is_paid_in_one_epoch_at_most(world: World, memory: Memory) -> None:
    upto = world.net.reports.final_upto()
    if upto and any(world.final[upto]):
        for leaf in world.net.leaves_of(upto):
            assert memory.placed.setdefault((leaf.gateway, leaf.seq), upto) == upto


@invariant
def sequence_numbers_are_dense(world: World, memory: Memory) -> None:
    net = world.net
    for gateway in GATEWAYS:
        posted = [leaf.seq for leaves in net.leaves.values() for leaf in leaves if leaf.gateway == gateway.address]
        assert sorted(posted) == list(range(net.batches.next_seq(gateway.address)))


@invariant
def seats_are_few_large_and_different(world: World, memory: Memory) -> None:
    net = world.net
    seats = net.validators.active()
    assert len(seats) <= MAX_SEATS
    owners = {operator: [] for operator in (seat.operator for seat in seats)}
    for owner, stake in world.books.stake.items():
        owners.setdefault(world.books.operator.get(owner, owner), []).append(stake)
    for seat in seats:
        assert seat.weight >= net.plan.minimum_stake
        owners[seat.operator].remove(seat.weight)


@invariant
def snapshots_never_change_and_sum_up(world: World, memory: Memory) -> None:
    net = world.net
    last = net.batches.current() - 1
    if last:
        state = net.scores.epoch(last)
        seats = net.validators.seats(state.set_id)
        assert memory.sets.setdefault(state.set_id, seats) == seats
        assert sum(seat.weight for seat in seats) == state.total_weight
        assert len(seats) == state.seats


@invariant
def reveals_follow_commits(world: World, memory: Memory) -> None:
    net = world.net
    for epoch in range(net.reports.head() + 1, net.batches.current()):
        state = net.scores.epoch(epoch)
        assert state.revealed & ~state.committed == 0
        assert state.committed >> state.seats == 0
        weights = [seat.weight for i, seat in enumerate(net.seats(epoch)) if state.revealed >> i & 1]
        assert sum(weights) == state.revealed_weight


@invariant
def waiting_epochs_close_after_one_another(world: World, memory: Memory) -> None:
    net = world.net
    times = [net.scores.epoch(e).closed_at for e in range(net.reports.head() + 1, net.batches.current())]
    assert all(one <= other for one, other in pairwise(times))


@invariant
def refusals_say_why(world: World, memory: Memory) -> None:
    assert "" not in world.refusals


@invariant
def no_epoch_closes_without_records(world: World, memory: Memory) -> None:
    net = world.net
    last = net.batches.current() - 1
    assert not last or net.scores.epoch(last).batches_root != ZERO_HASH
    assert not last or net.scores.epoch(last).records > 0
