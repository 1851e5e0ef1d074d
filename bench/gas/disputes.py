"""The gas and calldata of each challenge, demand and answer, on a ledger of 10,000 rows with 5 validators."""

from collections.abc import Iterator
from dataclasses import replace

from web3.contract.contract import ContractFunction

from bench.gas.world import Epoch, World
from protocol.chain.anvil import Anvil
from protocol.chain.demands import DemandKind
from protocol.draw import draw, seat_seed
from protocol.encoding import batch_leaf, chunk_hashes
from protocol.keys import new_key
from protocol.ledger import Ledger, with_sums
from protocol.merkle import Tree
from protocol.types import CHUNK_BYTES, Address

RECORDS = 10_000
VALIDATORS = 5


def measure_disputes() -> Iterator[tuple[str, int, int]]:
    """Name, gas and calldata bytes of each, every fault against a report that has it."""
    with Anvil() as anvil:
        world = World(anvil, VALIDATORS)
        people = [Address(new_key().address) for _ in range(100)]
        payees = people * (RECORDS // 100)
        scores = bytes(65 + i % 190 for i in range(RECORDS))
        first = world.play(payees, [scores] * VALIDATORS)
        honest = world.settle(first)
        world.propose(honest)
        world.finish(honest)
        lazy = bytes((s + 100) % 256 for s in scores)
        second = world.play(payees, [*[scores] * (VALIDATORS - 1), lazy])
        disputes = _Disputes(world, honest, second)
        world.restart()
        disputes.all()
        for name, gas in world.spent.gas.items():
            if name != "propose":
                yield name, max(gas), world.spent.calldata[name]


class _Disputes:
    def __init__(self, world: World, before: Ledger, epoch: Epoch) -> None:
        self.world = world
        self.before = before
        self.epoch = epoch
        self.honest = world.settle(epoch)
        self.row = self.honest.rows[RECORDS // 2]

    def all(self) -> None:
        """Bring a lying report down by each fault, then measure what does not bring an honest one down."""
        challenges, number, t = self.world.network.challenges, self.epoch.number, self.row.t
        start = self.row.pos // CHUNK_BYTES * CHUNK_BYTES
        chunks = [s[start : start + CHUNK_BYTES] for s in self.epoch.scores]
        hashes = [chunk_hashes(s) for s in self.epoch.scores]
        lie = self._lie(before=self.row.before + 1)
        first, behind = self.before.rows_of(self.row.pay_to)
        last, following = self.before.proven(behind - 1), self.before.proven(min(behind, RECORDS - 1))
        self._fall("F4_total", lie, challenges.challenge_start(number, lie.proven(t), last, following))
        lie = self._lie(since=0, before=0)
        other = self.before.proven(first)
        call = challenges.challenge_between(number, lie.proven(t), self.before.epoch, other)
        self._fall("F4_between", lie, call)
        lie = self._lie(pay_to=Address(new_key().address))
        at = self.before.rows_of(lie.rows[t].pay_to)[0]
        left, right = self.before.proven(max(at - 1, 0)), self.before.proven(min(at, RECORDS - 1))
        self._fall("F4_absence", lie, challenges.challenge_absent(number, lie.proven(t), at, left, right))
        self._fall("F3", lie, self._payee(lie))
        lie = self._lie(median=self.row.median - 1)
        self._fall("F1", lie, challenges.challenge_median(number, lie.proven(t), chunks, hashes))
        lie = self._lie(credits=self.row.credits + 1)
        self._fall("F2", lie, challenges.challenge_order(number, lie.proven(t - 1), lie.proven(t)))
        lie = self._lie(since=number)
        self._fall("F0", lie, challenges.challenge_form(number, lie.proven(t)))
        self._demands()
        self._lazy()

    def _lie(self, **fields: object) -> Ledger:
        changed = replace(self.row, **fields)  # type: ignore[arg-type]
        rows = [changed if row.t == self.row.t else row for row in self.honest.rows]
        last = rows[-1]
        if "credits" not in fields:
            rows[-1] = replace(with_sums(last, rows[-2], 64), t=last.t)
        return Ledger(self.honest.dom, self.honest.epoch, tuple(rows), self.honest.price)

    def _fall(self, name: str, lie: Ledger, call: ContractFunction) -> None:
        self.world.propose(lie)
        self.world.send(name, self.world.relayer, call)

    def _payee(self, lie: Ledger) -> ContractFunction:
        batch, row = self.world.network.batches.batches_of(self.epoch.number)[0], lie.rows[self.row.t]
        tree = Tree([batch_leaf(self.world.network.dom, leaf) for leaf in self.epoch.leaves])
        leaf, proof = self.epoch.leaves[row.pos], tree.proof(row.pos)
        return self.world.network.challenges.challenge_payee(
            self.epoch.number, lie.proven(row.t), batch.number, leaf, proof
        )

    def _demands(self) -> None:
        world, number, demands = self.world, self.epoch.number, self.world.network.demands
        world.propose(self.honest)
        world.send("F5_demand_rows", world.relayer, demands.demand_rows(number, 3))
        rows = self.honest.rows[768:1024]
        call = demands.answer_rows(number, 3, rows, self.honest.tree.subtree_proof(3, 8))
        world.send("F5_answer_rows", world.relayer, call)
        world.send("F5_demand_leaf", world.relayer, demands.demand_leaf(number, *self.honest.proven(self.row.t)))
        batch = world.network.batches.batches_of(number)[0]
        tree = Tree([batch_leaf(world.network.dom, leaf) for leaf in self.epoch.leaves])
        pos = self.row.pos
        call = demands.answer_leaf(number, pos, batch.number, self.epoch.leaves[pos], tree.proof(pos))
        world.send("F5_answer_leaf", world.relayer, call)

    def _lazy(self) -> None:
        world, number, seat = self.world, self.epoch.number, VALIDATORS - 1
        seed = seat_seed(world.network.scores.epoch(number).seed, number, seat)
        drawn = [self.honest.proven(t) for t in draw(seed, RECORDS)]
        call = world.network.pay.challenge_lazy(number, seat, self.epoch.scores[seat], drawn)
        world.send("F6", world.relayer, call)
        world.send("F5_demand_rows", world.relayer, world.network.demands.demand_rows(number, 4))
        world.anvil.pass_time(60)
        call = world.network.demands.challenge_unopened(number, DemandKind.ROWS, 4)
        world.send("F5_fall", world.relayer, call)
