"""A deployment whose windows leave a slow machine time, and one epoch of two ranges of rows that each test lies about."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kula.bench.gas.played import propose_call
from kula.node.local.anvil import Anvil
from kula.node.validator.watching.deposits import Budget, Deposits
from kula.node.validator.watching.watch import Watch
from kula.protocol.chain.clients.demands import DemandKind
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import Unavailable
from kula.protocol.ipfs.store import Store
from kula.protocol.ledgers.ledger import Ledger, with_sums
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import new_key
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.material import Material, withheld
from kula.protocol.types import ZERO_ADDRESS, ZERO_HASH, Address, Phase, Row
from tests.support.chain import FAST, TestNet, launch
from tests.support.epochs import Played, honest_ledger, material_of, play_scores

RECORDS = 300
FLOOR = 64
WINDOW = replace(FAST, challenge_seconds=7_200, answer_seconds=600, report_seconds=10**7)
BUDGET = Budget(epoch=600 * TOKEN, whole=1_000 * TOKEN, leaves=64)
THIEF = Address(new_key().address)


@pytest.fixture(scope="module")
def net(anvil: Anvil, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    net = launch(anvil, tmp_path_factory.mktemp("net"), WINDOW)
    for _ in range(5):
        net.add_validator()
    return net


@pytest.fixture(scope="module")
def played(net: TestNet) -> Played:
    people = [Address(new_key().address) for _ in range(5)]
    scores = [bytes(60 + i % 100 for i in range(RECORDS)) for _ in range(5)]
    return play_scores(net, net.gateway(), [people[i % 5] for i in range(RECORDS)], scores)


@pytest.fixture(scope="module")
def honest(net: TestNet, played: Played) -> Ledger:
    return honest_ledger(net, played, {})


@pytest.fixture(scope="module")
def watcher(net: TestNet) -> Sender:
    return net.sender("watcher", 10_000 * TOKEN)


@dataclass
class Scene:
    """One honest watcher against a quorum that lies about one epoch."""

    net: TestNet
    played: Played
    honest: Ledger
    watch: Watch
    folder: Path
    before: int
    """The watcher's KULA at the start."""

    @property
    def epoch(self) -> int:
        return self.played.epoch

    @property
    def material(self) -> Material:
        return material_of(self.net, self.played)

    def blind(self, hidden: Callable[[int], bool] = lambda _: True) -> Material:
        """The material of a watcher from whom the gateway hides the leaves at some positions."""
        leaves = [
            replace(leaf, pay_to=ZERO_ADDRESS, signatures_hash=ZERO_HASH) if hidden(pos) else leaf
            for pos, leaf in enumerate(self.material.leaves)
        ]
        return replace(self.material, records=[withheld(leaf, 1) for leaf in leaves])

    def propose(self, ledger: Ledger, files: bytes = ZERO_HASH) -> None:
        """All validators sign a ledger, and name a file that they like."""
        network = self.net.network
        seats = network.validators.seats(network.scores.epoch(self.epoch).set_id)
        keys = {sender.address: bytes(sender.account.key) for sender in self.net.validators}
        signing = [keys[seat.operator] for seat in seats]
        self.net.validators[0].send(propose_call(network, ledger, files, signing))

    def drive(self, material: Material, turns: int = 12) -> None:
        """Take turns as a validator does, until the report has fallen. When nothing moves, time passes."""
        for _ in range(turns):
            try:
                self.watch.step(material)
            except Unavailable:
                self.net.anvil.pass_time(self.net.network.parameters.answer_seconds)
            if self.fell:
                return

    @property
    def fell(self) -> bool:
        return self.net.network.reports.phase(self.epoch) is Phase.REPORT

    def discard(self) -> None:
        """Let the report fall: a leaf is demanded, and nobody posts it."""
        network, sender = self.net.network, self.net.validators[4]
        digest = network.reports.standing(self.epoch).digest
        if not network.demands.open_of(digest):
            sender.send(network.token.approve(network.demands.address, 8 * TOKEN))
            sender.send(network.demands.demand_rows(self.epoch, 0))
        self.net.anvil.pass_time(4 * network.parameters.answer_seconds)
        for name, kind, place in (("Leaf", DemandKind.LEAF, "pos"), ("Rows", DemandKind.ROWS, "subtree")):
            for event in network.demands.events(f"{name}Demanded", digest=digest):
                if not self.fell and not network.demands.demand(digest, kind, event["args"][place]).answered:
                    sender.send(network.demands.challenge_unopened(self.epoch, kind, event["args"][place]))
        assert self.fell

    def gain(self) -> int:
        """What the watcher has gained, after it took its deposits back (10^-18 KULA)."""
        for call in self.watch.deposits.calls():
            self.watch.sender.send(call)
        assert list(self.watch.deposits.calls()) == []
        return self.net.network.token.balance_of(self.watch.sender.address) - self.before


@pytest.fixture
def scene(net: TestNet, played: Played, honest: Ledger, watcher: Sender, tmp_path: Path, store: Store):
    """Makes a scene with the store and budget that a test wants."""

    def make(of: Store = store, budget: Budget = BUDGET) -> Scene:
        deposits = Deposits(net.network, tmp_path / "watch", budget)
        watch = Watch(Ledgers(net.network, of), watcher, deposits)
        return Scene(net, played, honest, watch, tmp_path / "watch", net.network.token.balance_of(watcher.address))

    return make


def resum(rows: list[Row]) -> tuple[Row, ...]:
    """The rows in order with the sums that follow, so that a lie stands in one place only."""
    summed: list[Row] = []
    for t, row in enumerate(sorted(rows, key=lambda row: (int(row.pay_to, 16), row.pos))):
        summed.append(with_sums(replace(row, t=t), summed[-1] if summed else None, FLOOR))
    return tuple(summed)


def stolen(honest: Ledger, count: int = 1) -> Ledger:
    """The honest ledger, in which a thief takes the last `count` paid rows."""
    rows = [replace(row, pay_to=THIEF) if row.t >= len(honest.rows) - count else row for row in honest.rows]
    return Ledger(honest.dom, honest.epoch, resum(rows), honest.price)
