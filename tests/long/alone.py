"""Leaves a network of the shipped programs alone for many epochs with Sepolia's Parameters: `python -m tests.long.alone`.

People send a few records to each gateway in turn, and anvil's clock moves. Nobody does anything else. About ten epochs are
under challenge at any time. It ends with an error if an honest party lost stake or bond, or a paid person got nothing. The
same holds if a program stopped, a log has a traceback, an epoch has no ledger, or memory or disk kept growing.

SIGTERM ends it as if its minutes were over. Each epoch adds a line to `<folder>/epochs.jsonl`: how long it took, and what each program takes of memory and disk.
"""

import argparse
import json
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from kula.node.contributor.blocking import Contributor
from kula.node.local.network import LocalNetwork, LocalPlan
from kula.protocol.chain.presets import SEPOLIA
from kula.protocol.program.keys import new_key
from kula.protocol.types import Address, Phase
from tests.support.network import POST_SECONDS, honest_contents, private_bytes, until

MIB = 2**20
GROWTH = 1.1
"""The last quarter's median of memory, and of what an epoch adds to the disk, as a multiple of the second quarter's."""
SLACK = 16 * MIB
"""Memory by which a program may differ beside that: what its allocator happens to hold."""
DISK_SLACK = 64 * 1024
"""Bytes of one epoch by which a folder may differ beside that: pages of SQLite."""
SECONDS = 1_800
"""How long one step of an epoch may take on a busy machine."""


@dataclass
class Alone:
    """A running network, and what was measured of it."""

    local: LocalNetwork
    folder: Path
    records: int
    """Records of one epoch."""
    before: dict[str, int] = field(init=False)
    measured: list[dict[str, Any]] = field(default_factory=list)
    _read: dict[str, int] = field(default_factory=dict)
    """How much of each log was searched for tracebacks."""

    def __post_init__(self) -> None:
        self.before = self.stakes()
        self._contents = honest_contents()
        self._gateways = cycle(self.local.gateways)

    def stakes(self) -> dict[str, int]:
        """The stakes and bonds of all programs, in 10^-18 KULA."""
        network = self.local.network
        of = {"validator": network.validators.stake_of, "gateway": network.gateways.bond_of}
        accounts = self.local.accounts.items()
        return {name: of[name.split("-")[0]](Address(a.address)) for name, a in accounts if name != "trainer"}

    def play(self) -> None:
        """Lets one epoch get its records, close and get a ledger. Raises AssertionError for what must not happen."""
        began, network = time.monotonic(), self.local.network
        epoch, start = network.batches.current(), network.batches.opened_at(network.batches.current())
        self._contribute()
        self._pass_to(start + network.parameters.open_seconds - POST_SECONDS)
        until(lambda: not self._waiting(), f"the batches of epoch {epoch}", SECONDS)
        self._pass_to(start + network.parameters.open_seconds)
        until(lambda: network.batches.current() > epoch, f"the close of epoch {epoch}", SECONDS)
        until(lambda: network.reports.phase(epoch) >= Phase.CHALLENGE, f"a report of epoch {epoch}", SECONDS)
        assert network.reports.standing(epoch).exists, f"epoch {epoch} has no ledger"
        self._measure(epoch, time.monotonic() - began)
        self._check()

    def end(self) -> None:
        """Lets all epochs become final, and people get their pay. Then looks at what programs take now and took before."""
        network, reports = self.local.network, self.local.network.reports
        until(lambda: self._all_final(network.batches.current() - 1), "all epochs final", SECONDS)
        rows = {a: row for ledger in self.local.ledgers.line().values() for a, row in ledger.last_rows().items()}
        ledgers = self.local.ledgers
        owed = {a: ledgers.payments_upto(reports.tip())[a].before for a in rows}
        until(lambda: all(network.token.earned_of(a) == owed[a] for a in owed), "relayed claims", SECONDS)
        self._check()
        self._check_growth()

    def _contribute(self) -> None:
        for content, gateway in zip(islice(self._contents, self.records), self._gateways, strict=False):
            person = Contributor(self.local.gateways[gateway], new_key(), new_key())
            person.grant()
            person.contribute(content)

    def _waiting(self) -> bool:
        """Whether a gateway has acknowledged a record that it has not posted."""
        next_seq, accounts = self.local.network.batches.next_seq, self.local.accounts
        return any(
            next_seq(Address(accounts[n].address)) < _acknowledged(url) for n, url in self.local.gateways.items()
        )

    def _pass_to(self, moment: int) -> None:
        seconds = moment - self.local.network.connection.now()
        if seconds > 0:
            self.local.anvil.pass_time(seconds)

    def _all_final(self, last: int) -> bool:
        if self.local.network.reports.final_upto() >= last:
            return True
        self.local.anvil.pass_time(3_600)
        time.sleep(5)
        return False

    def _check(self) -> None:
        self.local.processes.check()
        assert self.stakes() == self.before, f"an honest party lost: {self.before} became {self.stakes()}"
        for log in sorted((self.folder / "net" / "logs").glob("*.log")):
            text = log.read_bytes()[self._read.get(log.name, 0) :]
            self._read[log.name] = self._read.get(log.name, 0) + len(text)
            at = text.find(b"Traceback")
            assert at < 0, f"{log.name}: {text[max(0, at - 500) : at + 3_000].decode(errors='replace')}"

    def _measure(self, epoch: int, seconds: float) -> None:
        names = self._programs()
        line = {
            "epoch": epoch,
            "final": self.local.network.reports.final_upto(),
            "paid": int(self.local.network.reports.standing(epoch).price > 0),
            "seconds": round(seconds, 1),
            "memory": {name: _memory(self.local.processes.pid(name)) for name in names},
            "disk": {path.name: _size(path) for path in sorted((self.folder / "net").iterdir()) if path.is_dir()},
        }
        self.measured.append(line)
        with (self.folder / "epochs.jsonl").open("a") as lines:
            lines.write(json.dumps(line) + "\n")
        memory = sum(line["memory"].values()) // MIB
        sys.stdout.write(f"epoch {epoch}: {seconds:.0f} s, {line['final']} final, {memory} MiB, nothing broken\n")
        sys.stdout.flush()

    def _programs(self) -> list[str]:
        gateways = [name for gateway in self.local.gateways for name in (gateway, f"{gateway}-worker")]
        return [*gateways, *(name for name in self.local.accounts if name.startswith("validator")), "trainer"]

    def _check_growth(self) -> None:
        quarter = len(self.measured) // 4
        early, late = self.measured[quarter : 2 * quarter], self.measured[-quarter:]
        if quarter < 2:
            return
        growing = [*_more(_medians(early, "memory"), _medians(late, "memory"), SLACK)]
        growing += _more(_slopes(early), _slopes(late), DISK_SLACK)
        assert not growing, f"these keep growing: {growing}"


def _more(early: Mapping[str, float], late: Mapping[str, float], slack: int) -> Iterator[tuple[str, int, int]]:
    """What is larger in `late` than it may be, with both numbers."""
    for name, bytes_late in late.items():
        if bytes_late > GROWTH * early[name] + slack:
            yield name, int(early[name]), int(bytes_late)


def _medians(lines: list[dict[str, Any]], what: str) -> dict[str, float]:
    return {name: median(line[what][name] for line in lines) for name in lines[0][what]}


def _slopes(lines: list[dict[str, Any]]) -> dict[str, float]:
    """What one epoch adds to each folder."""
    first, last = lines[0]["disk"], lines[-1]["disk"]
    return {name: (last[name] - first[name]) / (len(lines) - 1) for name in first}


def _acknowledged(url: str) -> int:
    lines = httpx.get(f"{url}/metrics", timeout=60).text.splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("kula_records_acknowledged "))


def _memory(leader: int) -> int:
    """Bytes of memory that belong to one program alone: to all processes of its session."""
    return sum(private_bytes(stat.parent) for stat in Path("/proc").glob("[0-9]*/stat") if _session(stat) == leader)


def _session(stat: Path) -> int:
    try:
        return int(stat.read_text().rsplit(")", 1)[1].split()[3])
    except OSError:
        return 0


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            total += path.stat().st_size
    return total


def main() -> None:
    """Plays the epochs that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=600, help="after these, no further epoch begins")
    parser.add_argument("--gateways", type=int, default=4)
    parser.add_argument("--validators", type=int, default=7)
    parser.add_argument("--records", type=int, default=4, help="records of one epoch")
    parser.add_argument("--folder", type=Path, default=Path("build") / "alone", help="must not hold a network yet")
    wanted = parser.parse_args()
    plan = LocalPlan(
        folder=wanted.folder / "net",
        parameters=SEPOLIA.parameters,
        validators=wanted.validators,
        gateways=wanted.gateways,
        train_until=-1,
        post_seconds=POST_SECONDS,
    )
    with LocalNetwork(plan) as local:
        local.wait_ready()
        for url in local.gateways.values():
            until(lambda url=url: httpx.get(f"{url}/readyz", timeout=30).status_code == 200, f"gateway {url}", SECONDS)
        alone, stop = Alone(local, wanted.folder, wanted.records), time.monotonic() + 60 * wanted.minutes
        stopped: list[int] = []
        signal.signal(signal.SIGTERM, lambda number, _: stopped.append(number))
        while len(alone.measured) < wanted.epochs and time.monotonic() < stop and not stopped:
            alone.play()
        alone.end()
    sys.stdout.write(f"{len(alone.measured)} epochs, nothing lost, no traceback, nothing keeps growing\n")


if __name__ == "__main__":
    main()
