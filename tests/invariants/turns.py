"""Rules of the machine, part one: the steps of an epoch, by honest and dishonest validators and by watchers."""

from collections.abc import Callable

from hypothesis import strategies as st

from kula.protocol.encoding import batch_leaf
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.signatures import sign
from kula.protocol.types import ZERO_HASH, Phase
from tests.invariants.gateways import PAYEES
from tests.invariants.lies import Aims, guess, lie, lying_scores, signable
from tests.invariants.world import RELAYER, THIEF, WATCHER, World, move, truth
from tests.support.challenger import challenge, covered, fault_of, leaf_at
from tests.support.evm import now, pass_time

seeds = st.integers(0, 2**32 - 1)
subsets = st.integers(0, 2**7 - 1)


class Turns:
    """Closing, scoring, reporting, challenging, ending."""

    gateway_posts: Callable[..., None]

    world: World

    @move(seconds=st.sampled_from([1, 20, 30, 60, 60, 90, 200]))
    def time_passes(self, seconds: int) -> None:
        pass_time(seconds)

    @move()
    def somebody_closes(self) -> None:
        net = self.world.net
        epoch, flying = net.batches.current(), net.batches.in_flight()
        done, _ = self.world.may(net.batches.close)
        if done:
            budget, total = net.batches.budget_of(epoch), net.scores.epoch(epoch).total_weight
            assert flying + budget <= total // 20, "money in flight is at most a tenth of a majority"

    @move(present=subsets, seed=seeds)
    def validators_commit(self, present: int, seed: int) -> None:
        net = self.world.net
        for epoch in self.epochs_in(Phase.COMMIT):
            leaves = net.leaves_of(epoch)
            honest = bytes(truth(batch_leaf(net.dom, leaf)) for leaf in leaves)
            for seat, owner in enumerate(self.world.owners(epoch)):
                if owner in self.world.honest or present >> seat & 1:
                    mine = honest if owner in self.world.honest else lying_scores(leaves, seed + seat)
                    if not net.scores.epoch(epoch).committed >> seat & 1:
                        self.world.must(net.commit, epoch, seat, mine)

    @move(present=subsets)
    def validators_reveal(self, present: int) -> None:
        net = self.world.net
        for epoch in self.epochs_in(Phase.REVEAL):
            for seat, owner in enumerate(self.world.owners(epoch)):
                state = net.scores.epoch(epoch)
                if state.report_from or not state.committed >> seat & 1 or state.revealed >> seat & 1:
                    continue
                if owner in self.world.honest or present >> seat & 1:
                    self.world.must(net.reveal, epoch, seat)

    @move(joining=subsets)
    def honest_report(self, joining: int) -> None:
        """The honest seats sign the honest ledger, and so do some of the others."""
        net = self.world.net
        epoch = net.reports.head() + 1
        if net.reports.phase(epoch) != Phase.REPORT:
            return
        if self.world.tainted:
            return
        if not net.scores.epoch(epoch).revealed_weight:
            return
        ledger = net.settle(epoch)
        signers = self.signers(epoch, lambda seat, honest: honest or bool(joining >> seat & 1))
        self.propose(ledger, signers, honest=True)

    @move(seed=seeds, hidden=st.booleans())
    def lying_report(self, seed: int, hidden: bool) -> None:
        """The dishonest seats sign another ledger, and may keep its rows to themselves."""
        net = self.world.net
        epoch = net.reports.head() + 1
        if net.reports.phase(epoch) != Phase.REPORT:
            return
        if not net.scores.epoch(epoch).revealed_weight:
            return
        parameters = net.parameters
        aims = Aims(THIEF.address, parameters.floor, net.batches.budget_of(epoch), parameters.cap)
        ledger = lie(net.settle(epoch), seed, aims)
        signers = self.signers(epoch, lambda seat, honest: not honest)
        digest = self.propose(ledger, signers, honest=False)
        if digest and hidden:
            self.world.hidden.add(digest)

    def signers(self, epoch: int, joins) -> list[int]:
        owners = self.world.owners(epoch)
        return [seat for seat, who in enumerate(owners) if joins(seat, who in self.world.honest)]

    def propose(self, ledger: Ledger, signers: list[int], *, honest: bool) -> bytes | None:
        """Proposes, and checks that the contract accepts exactly if more than two thirds of the stake signed."""
        net, world = self.world.net, self.world
        seats, state = net.seats(ledger.epoch), net.scores.epoch(ledger.epoch)
        weight = sum(seats[seat].weight for seat in signers)
        enough = 3 * weight > 2 * state.total_weight and 3 * state.revealed_weight > 2 * state.total_weight
        if not enough or now() < net.reports.paused_until():
            world.must_not(net.propose, ledger, signers)
            return None
        digest = world.must(net.propose, ledger, signers)
        assert digest not in world.fallen, "a digest that fell came back"
        owners = world.owners(ledger.epoch)
        world.stood[digest] = {owners[seat] for seat in signers}
        world.record_finals()
        if not honest:
            world.lies.add(digest)
        return digest

    @move(
        steps=st.sampled_from([4, 4, 1, 2, 3]),
        seed=seeds,
        present=subsets,
        payees=st.lists(st.sampled_from(PAYEES), min_size=1, max_size=6),
    )
    def the_line_moves(self, steps: int, seed: int, present: int, payees: list) -> None:
        """Makes up to four steps that the next epoch of the line waits for, so that runs get far."""
        for i in range(steps):
            self.next_step(seed >> i, present, payees)

    def next_step(self, seed: int, present: int, payees: list) -> None:
        net = self.world.net
        phase = net.reports.phase(net.reports.head() + 1)
        if phase == Phase.OPEN:
            self.gateway_posts(which=seed % 2, payees=payees)
            pass_time(net.parameters.open_seconds)
            self.somebody_closes()
        elif phase == Phase.COMMIT:
            self.validators_commit(present=present, seed=seed)
        elif phase == Phase.REVEAL:
            self.validators_reveal(present=present)
        elif seed % 2:
            self.lying_report(seed=seed, hidden=bool(present % 4 == 0))
        else:
            self.honest_report(joining=present)
        if phase in (Phase.COMMIT, Phase.REVEAL) and net.reports.phase(net.reports.head() + 1) == phase:
            pass_time(net.parameters.commit_seconds)

    @move()
    def the_window_passes(self) -> None:
        """The oldest live report becomes final, if nobody brings it down."""
        self.watcher_looks()
        pass_time(self.world.net.parameters.challenge_seconds)
        self.somebody_finalises()

    # --- looking

    @move()
    def watcher_looks(self) -> None:
        """One honest party with the data brings every false report down. It demands what it can not see."""
        world, net = self.world, self.world.net
        if world.tainted:
            return
        for epoch, digest, ledger in world.unfinal():
            if digest in world.hidden:
                self.demand_rows(epoch, digest)
                return
            fault = fault_of(net, ledger)
            assert (fault is not None) == (digest in world.lies), f"{fault} in {ledger}"
            if fault:
                world.must(challenge, net, ledger, fault, WATCHER)
                world.fell(epoch, digest)
                assert net.reports.head() == epoch - 1
                return

    def demand_rows(self, epoch: int, digest: bytes) -> None:
        net, world = self.world.net, self.world
        done, _ = world.may(net.demands.demand_rows, epoch, 0, sender=WATCHER.address)
        if done:
            world.books.deposits[f"{digest.hex()}/0/0"] = net.plan.rows_deposit

    @move(seed=seeds, kind=st.integers(0, 6), t=st.integers(0, 9), other=st.integers(0, 9))
    def false_challenge(self, seed: int, kind: int, t: int, other: int) -> None:
        """A challenge of an honest report is refused, whatever rows of the line it names."""
        world, net = self.world, self.world.net
        if world.tainted:
            return
        for _, digest, ledger in world.unfinal():
            if digest in world.lies:
                return
            self.world.must_not(guess, net, ledger, kind, t % len(ledger.rows), other)

    @move()
    def liars_open_what_they_hid(self) -> None:
        """A late answer counts: the rows are published, and the deposit goes to whoever published them."""
        world, net = self.world, self.world.net
        for epoch, digest, ledger in world.unfinal():
            place = f"{digest.hex()}/0/0"
            if world.books.deposits.get(place):
                rows = list(ledger.rows)
                world.must(net.demands.answer_rows, epoch, 0, rows, [], sender=RELAYER.address)
                del world.books.deposits[place]
                world.hidden.discard(digest)

    @move(t=st.integers(0, 9))
    def somebody_demands_a_leaf(self, t: int) -> None:
        net, world = self.world.net, self.world
        for epoch, digest, ledger in world.unfinal():
            row, proof = ledger.proven(t % len(ledger.rows))
            done, _ = world.may(net.demands.demand_leaf, epoch, row, proof, sender=THIEF.address)
            if not done:
                return
            assert row.median > net.parameters.floor
            world.books.deposits[f"{digest.hex()}/1/{row.pos}"] = net.plan.rows_deposit // 8
            number, leaf, path = leaf_at(net, epoch, row.pos)
            world.must(net.demands.answer_leaf, epoch, row.pos, number, covered(leaf), path, sender=RELAYER.address)
            del world.books.deposits[f"{digest.hex()}/1/{row.pos}"]
            return

    @move()
    def watcher_brings_the_unopened_down(self) -> None:
        net, world = self.world.net, self.world
        for epoch, digest, _ in world.unfinal():
            place = f"{digest.hex()}/0/0"
            if world.books.deposits.get(place):
                until = net.demands.demand(net.demands.key(digest, 0, 0)).until
                if now() < until:
                    world.must_not(net.demands.challenge_unopened, epoch, 0, 0)
                    return
                world.must(net.demands.challenge_unopened, epoch, 0, 0, sender=RELAYER.address)
                world.fell(epoch, digest)
                world.must(net.demands.take_back, digest, 0, 0)
                del world.books.deposits[place]
                return

    @move(seat=st.integers(0, 6))
    def dishonest_seat_signs_twice(self, seat: int) -> None:
        net, world = self.world.net, self.world
        epoch = net.reports.head() + 1
        if net.reports.phase(epoch) != Phase.REPORT:
            return
        seats = net.seats(epoch)
        if not (seat < len(seats) and not net.challenges.equivocated(epoch) >> seat & 1):
            return
        who = world.owners(epoch)[seat]
        attempt = net.reports.attempt()
        reports = [signable(epoch, attempt, root) for root in (b"\x01" * 32, b"\x02" * 32)]
        signer = WATCHER if who in world.honest else net.people[seats[seat].operator]
        signed = [(r.root, 1, 1, ZERO_HASH, sign(net.digest(r), signer.key)) for r in reports]
        call, arguments = net.challenges.challenge_equivocation, (epoch, seat, attempt, ZERO_HASH, *signed)
        last = world.equivocated_at.get(who)
        free = last is None or now() >= last + net.parameters.challenge_seconds
        if who in world.honest or not free:
            world.must_not(call, *arguments, sender=WATCHER.address)
        else:
            world.must(call, *arguments, sender=WATCHER.address)
            world.equivocated_at[who] = now()
            world.slash([who], 500, rewarded=True)

    # --- ending

    @move()
    def somebody_finalises(self) -> None:
        world = self.world
        world.may(world.net.reports.finalise, world.net.reports.final_upto() + 1)
        world.record_finals()

    @move(ahead=st.integers(0, 4))
    def somebody_expires(self, ahead: int) -> None:
        """Without quorum, an epoch is lost in any order. With quorum, it is the next of the line, and late."""
        net, world = self.world.net, self.world
        epoch = net.reports.head() + 1 + ahead
        state = net.scores.epoch(epoch)
        early = not state.report_from or (has_quorum(state) and ahead > 0)
        done, _ = world.may(world.net.reports.expire, epoch)
        assert not (done and early), "an epoch was lost too early"
        if done:
            world.lost[epoch] = net.batches.budget_of(epoch)
            world.record_finals()

    @move()
    def somebody_skips(self) -> None:
        self.world.must(self.world.net.reports.skip)
        self.world.record_finals()

    @move()
    def owner_pauses(self) -> None:
        net, world = self.world.net, self.world
        world.must_not(net.reports.pause, sender=THIEF.address)
        world.may(net.reports.pause, sender=net.owner.address)

    def epochs_in(self, wanted: Phase) -> list[int]:
        """The closed epochs in a phase, the oldest first."""
        net = self.world.net
        first, last = net.reports.head() + 1, net.batches.current()
        return [epoch for epoch in range(first, last) if net.reports.phase(epoch) == wanted]


def has_quorum(state) -> bool:
    """Whether more than two thirds of the weight revealed."""
    return 3 * state.revealed_weight > 2 * state.total_weight
