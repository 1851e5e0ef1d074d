"""Plays the epochs, and measures what one more costs at each mark."""

import logging
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median

import structlog

from kula.bench.figures import Figures
from kula.bench.gas.played import propose_call
from kula.bench.gas.world import World
from kula.bench.history.filling import SCORES, Filler, payees
from kula.bench.history.programs import Node, Program, Worker
from kula.bench.relay import Relay
from kula.node.local.anvil import Anvil
from kula.node.validator.journal import Journal
from kula.protocol.encoding import pack_rows
from kula.protocol.ipfs.cid import DAG_CBOR
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.reading.published import files_digest, report_files
from kula.protocol.types import Leaf

_MARKS = (10, 100, 1_000, 3_000, 10_000)
_MEASURED = 5
"""Epochs that are measured up to each mark."""
_RESTARTS = 3
_LINEAR = ("--no-storage-caching", "--prune-history", "64")
"""A chain that follows another one has no state root, which anvil computes of the whole state for each block otherwise."""
Costs = dict[int, tuple[float, float]]
"""By mark: requests and processor seconds of one more epoch."""


class _Programs:
    """Both programs, which can be started anew in their folders."""

    def __init__(self, world: World, node: Callable[[], Node], worker: Callable[[], Worker]) -> None:
        self._world = world
        self._starts = node, worker
        self.node, self.worker = node(), worker()

    def restart(self) -> None:
        """Starts both anew."""
        self.node, self.worker = self._starts[0](), self._starts[1]()

    @property
    def both(self) -> dict[str, Program]:
        """The programs, by the ending of their figures' names."""
        return {"": self.node, "_of_worker": self.worker}

    def keep(self, ledger: Ledger, leaves: list[Leaf]) -> bytes:
        """Leaves an epoch with both as if they had taken part. Returns the report's file, which is in the store."""
        self.node.keep(ledger)
        self.worker.take(leaves)
        store = self.node.ledgers.store
        rows = store.add_file(pack_rows(ledger.rows))
        store.put_block(report_files(ledger, rows), DAG_CBOR)
        return files_digest(ledger, rows)

    def play(self) -> None:
        """Plays one epoch with a transaction per block. The node computes its ledger, and both look after each step."""
        world, node, worker = self._world, self.node, self.worker
        for program in self.both.values():
            program.begin()
        played = world.play(payees(world), [SCORES])
        worker.take(played.leaves)
        node.measured(node.look)
        node.measured(lambda: node.settle(played.epoch, played.leaves))
        worker.measured(worker.tick)
        ledger = world.settle(played)
        rows = node.ledgers.store.add_file(pack_rows(ledger.rows))
        node.ledgers.store.put_block(report_files(ledger, rows), DAG_CBOR)
        keys = [bytes(world.validators[0].key)]
        world.send(world.validators[0], propose_call(world.network, ledger, files_digest(ledger, rows), keys))
        self._look()
        world.finish(ledger)
        self._look()
        world.restart()

    def _look(self) -> None:
        self.node.measured(self.node.look)
        self.worker.measured(self.worker.tick)


def run() -> Figures:
    """Plays the epochs. `growth` is the largest cost of an epoch at a mark, as a multiple of the cost at the first."""
    # Lines on a terminal would be a part of what is measured.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    epochs = int(os.environ.get("KULA_BENCH_EPOCHS", "1000"))
    marks = sorted({mark for mark in _MARKS if mark < epochs} | {epochs})
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        empty = stack.enter_context(Anvil())
        anvil = stack.enter_context(Anvil(arguments=("--fork-url", empty.url, *_LINEAR)))
        relay = stack.enter_context(Relay(anvil.url))
        world = World(anvil, 1)
        world.network.addresses.write(folder / "addresses.json")
        journal = stack.enter_context(Journal(folder))
        programs = _Programs(world, lambda: Node(relay, folder, world, journal), lambda: Worker(relay, folder, world))
        costs, disk = _costs(world, marks, programs, folder)
    figures = {
        f"growth_of_{what}{of}": round(max(cost[place] for cost in at.values()) / at[marks[0]][place], 3)
        for of, at in costs.items()
        for place, what in enumerate(("requests", "cpu"))
    }
    requests = {f"requests{of}_at_{mark}": cost[0] for of, at in costs.items() for mark, cost in at.items()}
    seconds = {
        f"cpu_ms{of}_at_{mark}": round(1e3 * cost[1], 1) for of, at in costs.items() for mark, cost in at.items()
    }
    return Figures(figures, requests | seconds | _growth_of_disk(disk))


def _growth_of_disk(disk: Mapping[int, Mapping[str, int]]) -> dict[str, float]:
    """Bytes per epoch that each file of the programs grew by between the last two marks. Small ones are left out."""
    first, last = sorted(disk)[-2:]
    grown = {name: (size - disk[first].get(name, 0)) / (last - first) for name, size in disk[last].items()}
    return {f"bytes_per_epoch_of_{name}": round(size, 1) for name, size in sorted(grown.items()) if size > 1}


def _costs(
    world: World, marks: list[int], programs: _Programs, folder: Path
) -> tuple[Mapping[str, Costs], dict[int, dict[str, int]]]:
    """What one more epoch costs each program at each mark: one that runs, and one started anew. And what is on disk."""
    disk: dict[int, dict[str, int]] = {}
    costs: dict[str, Costs] = {of + after: {} for of in programs.both for after in ("", "_after_restart")}
    for mark in marks:
        Filler(world, programs.keep).fill(mark - _MEASURED - 1)
        programs.worker.catch_up(world)
        for _ in range(_MEASURED + 1):
            programs.play()
        for of, program in programs.both.items():
            costs[of][mark] = _typical(program.costs[-_MEASURED:])
        restarted: dict[str, list[tuple[int, float]]] = {of: [] for of in programs.both}
        for _ in range(_RESTARTS):
            programs.restart()
            programs.play()
            for of, program in programs.both.items():
                restarted[of] += program.costs
        for of, measured in restarted.items():
            costs[f"{of}_after_restart"][mark] = _typical(measured)
        disk[mark] = _sizes(folder)
        sys.stderr.write(f"{mark} epochs: { ({of: at[mark] for of, at in costs.items()}) }\n")
    return costs, disk


def _sizes(folder: Path) -> dict[str, int]:
    """The bytes of the programs' files, and those of each folder of theirs. What SQLite still has in a log is written first."""
    sizes: dict[str, int] = {}
    for path in folder.rglob("*"):
        if path.suffix == ".sqlite":
            with closing(sqlite3.connect(path)) as rows:
                rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if path.is_file():
            parts = path.relative_to(folder).parts
            name = parts[0] if parts[0] in ("blocks", "ledgers") else "/".join(parts)
            sizes[name] = sizes.get(name, 0) + path.stat().st_size
    return sizes


def _typical(costs: list[tuple[int, float]]) -> tuple[float, float]:
    calls, seconds = zip(*costs, strict=True)
    return median(calls), median(seconds)
