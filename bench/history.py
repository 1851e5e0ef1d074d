"""Whether an epoch costs a node more when there are many behind it: requests and processor time of one more epoch.

Epochs of two records and one seat are played on anvil. In the last five of each group, a validator's parts look at the
chain after each step, as the shipped loop does. These are its view, the upkeep, the medians and the ledger.
KULA_BENCH_EPOCHS is how many epochs are played.
"""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from kula.bench.figures import Figures
from kula.bench.gas.world import World
from kula.bench.relay import Relay
from kula.node.commands.validator import compose
from kula.node.local.anvil import Anvil
from kula.node.settings import ValidatorSettings
from kula.node.validator.epoch import epoch_medians
from kula.node.validator.journal import Journal
from kula.protocol.chain.settlement import settle
from kula.protocol.chain.upkeep import Upkeep
from kula.protocol.program.keys import save_keystore

_MARKS = (10, 100, 1_000, 10_000)
_MEASURED = 5
"""Epochs that are measured up to each mark."""
_PASSWORD = "history"  # noqa: S105 (it guards a key of a local chain that ends with the bench)


class _Node:
    """A validator that looks and computes, and sends nothing."""

    def __init__(self, world: World, relay: Relay, folder: Path, journal: Journal) -> None:
        self.costs: list[tuple[int, float]] = []
        """Requests and processor seconds of each epoch."""
        self._relay = relay
        save_keystore(folder / "key.json", world.validators[0], _PASSWORD, rounds=1_000)
        world.network.addresses.write(folder / "addresses.json")
        settings = ValidatorSettings(
            rpc=relay.url("node"),
            addresses=folder / "addresses.json",
            ipfs=f"dir://{folder / 'blocks'}",
            keystore=folder / "key.json",
            password=_PASSWORD,  # type: ignore[arg-type]
            data=folder,
        )
        self.validator = compose(settings, journal)
        self.ledgers = self.validator.view.ledgers
        self.upkeep = Upkeep(self.ledgers.network)

    def measured(self, work: Callable[[], object]) -> None:
        """Takes a turn, and adds what it costs to the current epoch. Only this thread's processor time counts."""
        requests, started = self._relay.calls["node"], time.thread_time()
        with self.ledgers.network.connection.turn():
            work()
        used = time.thread_time() - started
        calls, seconds = self.costs.pop()
        self.costs.append((calls + self._relay.calls["node"] - requests, seconds + used))

    def look(self) -> None:
        """What each turn of the loop does if nothing is due."""
        self.validator.view.look()
        list(self.upkeep.calls())


def run() -> Figures:
    """Plays the epochs. `growth` is the largest cost of an epoch at a mark, as a multiple of the cost at 100 epochs."""
    epochs = int(os.environ.get("KULA_BENCH_EPOCHS", "1000"))
    marks = sorted({mark for mark in _MARKS if mark < epochs} | {epochs})
    requests: dict[int, float] = {}
    seconds: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder, Anvil() as anvil, Relay(anvil.url) as relay:
        world = World(anvil, 1)
        with Journal(Path(folder)) as journal:
            node = _Node(world, relay, Path(folder), journal)
            for epoch in range(1, marks[-1] + 1):
                _play(world, node, often=any(mark - _MEASURED < epoch <= mark for mark in marks))
                if epoch in marks:
                    requests[epoch] = median(calls for calls, _ in node.costs[-_MEASURED:])
                    seconds[epoch] = median(used for _, used in node.costs[-_MEASURED:])
                world.restart()
    base = marks[min(1, len(marks) - 1)]
    return Figures(
        {
            "growth_of_requests": max(requests[mark] for mark in marks if mark >= base) / requests[base],
            "growth_of_cpu": max(seconds[mark] for mark in marks if mark >= base) / seconds[base],
        },
        {f"requests_at_{mark}": requests[mark] for mark in marks}
        | {f"cpu_ms_at_{mark}": round(seconds[mark] * 1_000, 1) for mark in marks},
    )


def _play(world: World, node: _Node, *, often: bool) -> None:
    """Plays one epoch. The node computes the ledger as its seat does. With `often`, it also looks after each step."""
    node.costs.append((0, 0.0))
    payees = [world.validators[0].address, world.gateway.address]
    played = world.play(payees, [bytes([100, 120])])  # type: ignore[arg-type]
    if often:
        node.measured(node.look)

    def settled() -> None:
        node.look()
        network, ledgers = node.ledgers.network, node.ledgers
        medians = epoch_medians(network, played.epoch)
        earlier = ledgers.payments_upto(network.reports.tip())
        ledgers.learn(settle(network, played.epoch, played.leaves, medians, earlier))

    node.measured(settled)
    ledger = world.settle(played)
    world.propose(ledger)
    if often:
        node.measured(node.look)
    world.finish(ledger)
    if often:
        node.measured(node.look)
