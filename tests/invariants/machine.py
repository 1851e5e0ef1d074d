"""The stateful machine: everybody who uses the protocol, honest or not, in any order, with all invariants after every
step.

A run is a pure function of Hypothesis's choices: clock, keys and salts are fixed, and each run is rolled back at its
end.
"""

from functools import cache

from hypothesis import HealthCheck
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kula.protocol.types import Phase
from tests.invariants.checks_of_epochs import Memory, check_all
from tests.invariants.dealings import Dealings
from tests.invariants.gateways import Gates
from tests.invariants.seats import Seats
from tests.invariants.turns import Turns
from tests.invariants.world import World, arguments_of, build, moves_of, world_of
from tests.support.evm import pass_time, undone
from tests.support.evm_network import Network

UNCHECKED = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)
"""A run is slow and long by design."""
CALLS = [0]
"""Calls made by all machines of this process, for `make test-long`."""


@cache
def network() -> Network:
    """The deployment that every run starts from."""
    return build()


class Machine(Turns, Dealings, Gates, Seats, RuleBasedStateMachine):
    """One run. It first draws how many of the seven validators are honest."""

    @initialize(honest=st.sampled_from([7, 7, 7, 5, 3, 2, 1, 1, 0, 0]))
    def begin(self, honest: int) -> None:
        start = network()
        self.undo = undone()
        self.undo.__enter__()
        self.world: World = world_of(start.copy(), honest)
        self.memory = Memory()

    @rule(data=st.data())
    def line_moves(self, data: st.DataObject) -> None:
        """Takes an epoch some steps further. It is a rule of its own, so that most runs get far."""
        self.make("the_line_moves", data)

    @rule()
    def window_passes(self) -> None:
        """Looks at the live reports and lets the oldest become final."""
        self.the_window_passes()

    @rule(name=st.sampled_from(moves_of(Turns)), data=st.data())
    def somebody_turns(self, name: str, data: st.DataObject) -> None:
        """Makes any one step of an epoch, or an attack on it, whether it is due or not."""
        self.make(name, data)

    @rule(name=st.sampled_from([name for kind in (Dealings, Gates, Seats) for name in moves_of(kind)]), data=st.data())
    def somebody_deals(self, name: str, data: st.DataObject) -> None:
        """Makes any one dealing besides reports."""
        self.make(name, data)

    def make(self, name: str, data: st.DataObject) -> None:
        method = getattr(self, name)
        method(**{key: data.draw(strategy, label=key) for key, strategy in arguments_of(method).items()})

    @invariant()
    def all_invariants_hold(self) -> None:
        """Checks all invariants after every step."""
        if hasattr(self, "world"):
            check_all(self.world, self.memory)

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            self.everything_ends()
        finally:
            CALLS[0] += self.world.calls
            self.undo.__exit__(None, None, None)

    def everything_ends(self) -> None:
        """Liveness: wherever the run stops, honest people can end every epoch and claim every reward."""
        world, net = self.world, self.world.net
        pass_time(8 * 86_400)
        for _ in range(200):
            epoch = net.reports.head() + 1
            if epoch == net.batches.current() and net.reports.final_upto() == net.reports.head():
                break
            self.move_on(epoch)
        else:
            raise AssertionError(f"epoch {net.reports.head() + 1} never ends")
        check_all(world, self.memory)
        for ledger in self.final_ledgers():
            for row in ledger.last_rows().values():
                arguments = row.pay_to, ledger.epoch, row, ledger.tree.proof(row.t)
                self.book(self.due(ledger, [row]), net.claims.claim_for, *arguments)
        check_all(world, self.memory)

    def move_on(self, epoch: int) -> None:
        """Makes the next honest step of the line."""
        net = self.world.net
        phase = net.reports.phase(epoch)
        if net.reports.final_upto() < net.reports.head():
            self.watch_and_finalise()
        elif phase == Phase.COMMIT:
            self.validators_commit(present=0, seed=0)
            pass_time(net.parameters.commit_seconds)
        elif phase == Phase.REVEAL:
            self.validators_reveal(present=0)
            pass_time(net.parameters.reveal_seconds)
        else:
            self.report_or_expire(epoch)

    def watch_and_finalise(self) -> None:
        """Brings false reports down, and makes the next report final once its window is over."""
        world, net = self.world, self.world.net
        self.watcher_looks()
        self.watcher_brings_the_unopened_down()
        pass_time(net.parameters.challenge_seconds)
        epoch = net.reports.final_upto() + 1
        if epoch <= net.reports.head() and not net.demands.holds(net.reports.standing(epoch).digest):
            world.must(net.reports.finalise, epoch)
            world.record_finals()

    def report_or_expire(self, epoch: int) -> None:
        """Proposes the honest ledger if more than two thirds are honest. Otherwise lets the epoch expire."""
        world, net = self.world, self.world.net
        state, seats = net.scores.epoch(epoch), net.seats(epoch)
        weight = sum(seat.weight for seat, who in zip(seats, world.owners(epoch), strict=True) if who in world.honest)
        able = 3 * weight > 2 * state.total_weight and 3 * state.revealed_weight > 2 * state.total_weight
        if able and not world.tainted:
            self.honest_report(joining=0)
            assert net.reports.head() == epoch, "more than two thirds are honest, and the epoch has no report"
        else:
            pass_time(net.parameters.report_seconds)
            world.must(net.reports.expire, epoch)
            world.lost[epoch] = net.batches.budget_of(epoch)
            world.record_finals()
