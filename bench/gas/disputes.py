"""Measures the gas and calldata of every fault, demand and answer, each against a report that has it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from web3.contract.contract import ContractFunction

from kula.bench.gas.played import Played
from kula.bench.gas.world import FAST, World
from kula.node.local.anvil import Anvil
from kula.protocol.chain.clients.demands import DemandKind
from kula.protocol.encoding import chunk_hashes
from kula.protocol.ledgers.claims import RANGE_LEVELS
from kula.protocol.ledgers.draw import draw, seat_seed
from kula.protocol.ledgers.ledger import Ledger, with_sums
from kula.protocol.merkle import depth
from kula.protocol.signatures import sign
from kula.protocol.types import CHUNK_BYTES, Address

RECORDS = 10_000
VALIDATORS = 5
ACCOUNTS = 100


def measure_disputes(validators: int = VALIDATORS, records: int = RECORDS) -> Iterator[tuple[str, int, int]]:
    """Yields the name, gas and calldata bytes of each."""
    with Anvil() as anvil:
        world = World(anvil, validators)
        people = [world.new_address() for _ in range(ACCOUNTS)]
        payees = [people[i % ACCOUNTS] for i in range(records)]
        first = world.play(payees, [_scores(records)] * validators)
        honest = world.settle(first)
        world.propose(honest)
        world.finish(honest)
        second = play_lazy_epoch(world, payees)
        world.restart()
        play_disputes(world, honest, second)
        for name, gas in world.spent.gas.items():
            if name in NAMES:
                yield name, max(gas), world.spent.calldata[name]


def play_lazy_epoch(world: World, payees: Sequence[Address]) -> Played:
    """Plays an epoch up to its reveals. The scores of its last seat are far from those of the others."""
    scores = _scores(len(payees))
    lazy = bytes((s + 100) % 256 for s in scores)
    return world.play(payees, [*[scores] * (len(world.validators) - 1), lazy])


def play_disputes(world: World, before: Ledger, played: Played) -> Ledger:
    """Plays every dispute about reports of a lazy epoch after `before`.

    Returns the honest ledger. No report is live after.
    """
    disputes = _Disputes(world, before, played)
    disputes.lies()
    disputes.equivocation()
    disputes.honest_report()
    disputes.unopened()
    return disputes.honest


NAMES = (
    *("F0", "F1", "F2", "F3", "F4_total", "F4_between", "F4_absence", "F6", "equivocation"),
    *("F5_demand_rows", "F5_answer_rows", "F5_demand_leaf", "F5_answer_leaf", "F5_fall", "F5_take_back"),
)
"""The names that are measured. A world counts the transactions around them under other names."""


def _scores(records: int) -> bytes:
    return bytes(65 + i % 190 for i in range(records))


class _Disputes:
    def __init__(self, world: World, before: Ledger, played: Played) -> None:
        self.world = world
        self.before = before
        self.played = played
        self.honest = world.settle(played)
        self.row = self.honest.rows[len(self.honest.rows) // 2]

    def lies(self) -> None:
        """Brings a false report down by each fault that one call proves."""
        challenges, number, t = self.world.network.challenges, self.played.epoch, self.row.t
        start = self.row.pos // CHUNK_BYTES * CHUNK_BYTES
        chunks = [s[start : start + CHUNK_BYTES] for s in self.played.scores]
        hashes = [chunk_hashes(s) for s in self.played.scores]
        self._starts()
        lie = self._lie(pay_to=self.world.new_address())
        self._fall("F3", lie, self._payee(lie))
        lie = self._lie(median=self.row.median - 1)
        self._fall("F1", lie, challenges.challenge_median(number, lie.proven(t), chunks, hashes))
        lie = self._lie(credits=self.row.credits + 1)
        self._fall("F2", lie, challenges.challenge_order(number, lie.proven(t - 1), lie.proven(t)))
        lie = self._lie(since=number)
        self._fall("F0", lie, challenges.challenge_form(number, lie.proven(t)))

    def equivocation(self) -> None:
        """Lets the first seat sign two reports for one place."""
        signed = [self.world.report_on(self.honest, files) for files in (b"\x01" * 32, b"\x02" * 32)]
        key = bytes(self.world.validators[0].key)
        call = self.world.network.challenges.challenge_equivocation(
            0, signed[0][0], signed[1][0], (sign(signed[0][1], key), sign(signed[1][1], key))
        )
        self.world.send(self.world.relayer, call, "equivocation")

    def honest_report(self) -> None:
        """Makes every demand of an honest report and answers it. Voids the lazy seat's pay."""
        world, number, demands = self.world, self.played.epoch, self.world.network.demands
        world.propose(self.honest)
        rows, subtree = self.honest.rows, min(3, (len(self.honest.rows) - 1) >> RANGE_LEVELS)
        world.send(world.relayer, demands.demand_rows(number, subtree), "F5_demand_rows")
        proof = self.honest.tree.subtree_proof(subtree, min(RANGE_LEVELS, depth(len(rows))))
        width = 1 << RANGE_LEVELS
        call = demands.answer_rows(number, subtree, rows[subtree * width :][:width], proof)
        world.send(world.relayer, call, "F5_answer_rows")
        world.send(world.relayer, demands.demand_leaf(number, *self.honest.proven(self.row.t)), "F5_demand_leaf")
        batch, pos = world.network.batches.batches_of(number)[0], self.row.pos
        proof = world.tree_of(self.played.leaves).proof(pos)
        call = demands.answer_leaf(number, pos, batch.number, self.played.leaves[pos], proof)
        world.send(world.relayer, call, "F5_answer_leaf")
        seat = len(world.validators) - 1
        seed = seat_seed(world.network.scores.epoch(number).seed, number, seat)
        drawn = [self.honest.proven(t) for t in draw(seed, len(rows))]
        call = world.network.pay.challenge_lazy(number, seat, self.played.scores[seat], drawn)
        world.send(world.relayer, call, "F6")

    def unopened(self) -> None:
        """Demands two leaves that nobody publishes. One brings the report down; the other's deposit is taken back."""
        world, number, demands = self.world, self.played.epoch, self.world.network.demands
        asked = self.honest.rows[:2]
        for row in asked:
            world.send(world.relayer, demands.demand_leaf(number, *self.honest.proven(row.t)), "F5_demand_leaf")
        digest = world.network.reports.standing(number).digest
        world.pass_time(2 * FAST.answer_seconds)
        call = demands.challenge_unopened(number, DemandKind.LEAF, asked[0].pos)
        world.send(world.relayer, call, "F5_fall")
        call = demands.take_back(digest, DemandKind.LEAF, asked[1].pos)
        world.send(world.relayer, call, "F5_take_back")

    def _starts(self) -> None:
        challenges, number, t = self.world.network.challenges, self.played.epoch, self.row.t
        first, behind = self.before.rows_of(self.row.pay_to)
        end = len(self.before.rows) - 1
        lie = self._lie(before=self.row.before + 1)
        last, following = self.before.proven(behind - 1), self.before.proven(min(behind, end))
        self._fall("F4_total", lie, challenges.challenge_start(number, lie.proven(t), last, following))
        lie = self._lie(since=0, before=0)
        other = self.before.proven(first)
        call = challenges.challenge_between(number, lie.proven(t), self.before.epoch, other)
        self._fall("F4_between", lie, call)
        lie = self._lie(pay_to=self.world.new_address())
        at = self.before.rows_of(lie.rows[t].pay_to)[0]
        below, above = self.before.proven(max(at - 1, 0)), self.before.proven(min(at, end))
        self._fall("F4_absence", lie, challenges.challenge_absent(number, lie.proven(t), at, below, above))

    def _lie(self, **fields: object) -> Ledger:
        changed = replace(self.row, **fields)  # type: ignore[arg-type]
        rows = [changed if row.t == self.row.t else row for row in self.honest.rows]
        last = rows[-1]
        if "credits" not in fields:
            rows[-1] = replace(with_sums(last, rows[-2], FAST.floor), t=last.t)
        return Ledger(self.honest.dom, self.honest.epoch, tuple(rows), self.honest.price)

    def _fall(self, name: str, lie: Ledger, call: ContractFunction) -> None:
        self.world.propose(lie)
        self.world.send(self.world.relayer, call, name)

    def _payee(self, lie: Ledger) -> ContractFunction:
        batch, row = self.world.network.batches.batches_of(self.played.epoch)[0], lie.rows[self.row.t]
        leaf, proof = self.played.leaves[row.pos], self.world.tree_of(self.played.leaves).proof(row.pos)
        return self.world.network.challenges.challenge_payee(
            self.played.epoch, lie.proven(row.t), batch.number, leaf, proof
        )
