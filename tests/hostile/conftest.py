"""One network of the shipped programs with a public preset's Parameters, among peers that mean harm."""

import os
import secrets
import signal
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account

from kula.node.local.network import BOND, LocalNetwork, LocalPlan
from kula.node.validator.failures import read_failures
from kula.protocol.chain.presets import DEPLOYER_KEY, SEPOLIA
from kula.protocol.chain.sender import Sender
from kula.protocol.ipfs.cid import cid_to_bytes32
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import new_key
from kula.protocol.types import ZERO_ADDRESS, Address, Leaf, Phase
from tests.hostile.peers import HostileGateway, HostileStore
from tests.support.network import POST_SECONDS, Logs, contribute, honest_contents, post_all, until

VALIDATORS = 4
_PARTS = 8
_PART_SECONDS = 0.2
NAMES = [f"validator-{number}" for number in range(VALIDATORS)]
"""The honest validators."""


@dataclass
class Scene:
    """The network, its enemies, and what each epoch needs to be played."""

    local: LocalNetwork
    store: HostileStore
    gateway: HostileGateway
    attacker: Sender
    """An account with coin, a bond and a place for the hostile gateway."""
    bank: Sender
    logs: Logs
    """Searched at the end. A test that plants a traceback says so there."""
    _records: Iterator[dict] = field(default_factory=honest_contents)
    _away: set[str] = field(default_factory=set)
    """Programs that do not run now."""

    def contribute(self, count: int) -> list[str]:
        """Honest people send records. Returns their hashes. The gateway posts all of them in one epoch, which is young."""
        self.local.wait_ready()
        self._begin_epoch()
        contents = list(islice(self._records, count))
        with self.stopped("gateway-worker") if "gateway-worker" not in self._away else nullcontext():
            return contribute(self.local, contents)

    def _begin_epoch(self) -> None:
        """Closes an epoch that earlier tests left open for so long that a gateway might not wait for company."""
        network = self.local.network
        epoch = network.batches.current()
        if network.connection.now() - network.batches.opened_at(epoch) < network.parameters.open_seconds // 2:
            return
        self.submit({"v": 1})
        if network.batches.current() == epoch:
            self.attacker.send(network.batches.close())

    def submit(self, manifest: dict[str, Any], record: bytes | None = None) -> str:
        """A stranger submits a direct record with a manifest. Returns the manifest's content id."""
        batches = self.local.network.batches
        cid = self.store.blocks.put_node(manifest)
        leaf = Leaf(
            gateway=batches.address,
            seq=0,
            record_hash=record or secrets.token_bytes(32),
            pay_to=self.attacker.address if record else ZERO_ADDRESS,
            signatures_hash=secrets.token_bytes(32),
        )
        self.attacker.send(batches.submit_direct(leaf, cid_to_bytes32(cid), batches.direct_fee()))
        return cid

    def close(self) -> int:
        """Lets the honest gateway post and the open epoch close. Returns its number."""
        batches = self.local.network.batches
        epoch = batches.current()
        post_all(self.local)
        self.local.anvil.pass_time(POST_SECONDS)
        until(lambda: batches.current() > epoch, f"the close of epoch {epoch}")
        return epoch

    def wait_for_close(self, epoch: int) -> None:
        """Moves the clock until the gateway has closed an epoch for which its records wait."""
        batches = self.local.network.batches

        def closed() -> bool:
            if batches.current() == epoch:
                self.local.anvil.pass_time(POST_SECONDS // 2)
                time.sleep(1)
            return batches.current() > epoch

        until(closed, f"the close of epoch {epoch}")

    def report(self, epoch: int) -> Ledger:
        """Waits for the report of a closed epoch, with the reveals of all honest seats. Returns its ledger.

        The clock moves behind the first half of the commit window, in which seats wait for gateways that do not answer.
        It moves behind both windows only when all honest seats are done, because hostile ones need not be.
        """
        self.commits(epoch)
        self.reveals(epoch)
        reports = self.local.network.reports
        until(lambda: reports.phase(epoch) >= Phase.CHALLENGE, f"a report of epoch {epoch}")
        self.local.processes.check()
        return self.local.ledgers.at(epoch)

    def commits(self, epoch: int) -> None:
        """Waits until each honest seat has committed in an epoch, and lets its reveals begin."""
        self.committed(epoch)
        self._pass(epoch, Phase.COMMIT, self.local.network.parameters.commit_seconds // 2)

    def committed(self, epoch: int) -> None:
        """Waits until each honest seat has committed in an epoch. Half of the commit window is left then."""
        scores, honest = self.local.network.scores, self.honest(epoch)
        self.served(epoch)
        until(lambda: scores.epoch(epoch).committed & honest == honest, f"all commits of epoch {epoch}")

    def served(self, epoch: int) -> None:
        """Waits until honest seats need not wait for more records of an epoch. An earlier scene may have left some unserved."""
        self.reading(epoch)
        self._pass(epoch, Phase.COMMIT, self.local.network.parameters.commit_seconds // 2)

    def reading(self, epoch: int) -> None:
        """Waits until each honest seat has read what honest gateways serve. The clock stands: a jump would deny them."""
        until(lambda: all(self._has_read(name, epoch) for name in NAMES), f"a look at the records of epoch {epoch}")

    def _has_read(self, name: str, epoch: int) -> bool:
        """Whether a validator has committed in an epoch, or says that it waits for records that nobody serves."""
        failing = read_failures(self.local.plan.folder / name)["failing"]
        waits = any(one["subject"] == epoch and "are not served yet" in one["problem"] for one in failing)
        seat = self.seat(epoch, self.address(name))
        return waits or bool(self.local.network.scores.epoch(epoch).committed >> seat & 1)

    def reveals(self, epoch: int) -> None:
        """Waits until each honest seat has revealed in an epoch, and lets the time of its report begin."""
        scores, honest = self.local.network.scores, self.honest(epoch)
        until(lambda: scores.epoch(epoch).revealed & honest == honest, f"all reveals of epoch {epoch}")
        self._pass(epoch, Phase.REVEAL, self.local.network.parameters.reveal_seconds)

    def _pass(self, epoch: int, phase: Phase, seconds: int) -> None:
        """Moves the clock by a phase's seconds, in small parts, because nodes may end the phase meanwhile."""
        for _ in range(_PARTS):
            if self.local.network.reports.phase(epoch) is not phase:
                return
            self.local.anvil.pass_time(seconds // _PARTS + 1)
            time.sleep(_PART_SECONDS)

    def honest(self, epoch: int) -> int:
        """The honest seats of an epoch, as a bitmap."""
        return sum(1 << self.seat(epoch, self.address(name)) for name in NAMES)

    def address(self, name: str) -> Address:
        """The account of a program."""
        return Address(self.local.accounts[name].address)

    def seat(self, epoch: int, operator: Address) -> int:
        """The seat that an account acts for in an epoch."""
        network = self.local.network
        seats = network.validators.seats(network.scores.epoch(epoch).set_id)
        return [seat.operator for seat in seats].index(operator)

    @contextmanager
    def away(self, *names: str) -> Iterator[None]:
        """Programs that are killed at the start of the block, and run again from its end, even if the test failed."""
        for name in names:
            self.local.processes.kill(name)
        self._away |= set(names)
        try:
            yield
        finally:
            self._away -= set(names)
            for name in names:
                self._start(name)

    @contextmanager
    def changed(self, settings: Mapping[str, Mapping[str, str]]) -> Iterator[None]:
        """Validators that run with other settings in the block, by their names."""
        with self.away(*settings):
            try:
                for name, changes in settings.items():
                    self.local.start(name, ["validator", "run"], changes)
                yield
            finally:
                for name in settings:
                    self.local.processes.kill(name)

    @contextmanager
    def stopped(self, *names: str) -> Iterator[None]:
        """Programs that hang in the block: their ports take connections, and nothing answers."""
        for name in names:
            pid = self.local.processes.pid(name)
            until(lambda pid=pid: os.getpgid(pid) == pid, f"the session of {name}")
            until(lambda name=name, pid=pid: self._halt(name, pid), f"{name} between two writes")
        try:
            yield
        finally:
            for name in names:
                os.killpg(self.local.processes.pid(name), signal.SIGCONT)

    def _halt(self, name: str, pid: int) -> bool:
        """Stops a program. Lets it go on, and returns False, if it holds the gateway's database in the middle of a write."""
        os.killpg(pid, signal.SIGSTOP)
        if name != "gateway-worker":
            return True
        try:
            with closing(sqlite3.connect(self.local.plan.folder / "gateway" / "gateway.sqlite", timeout=0)) as database:
                database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            os.killpg(pid, signal.SIGCONT)
            return False
        return True

    def _start(self, name: str) -> None:
        if name == "gateway":
            self.local.start_gateway()
        elif name == "gateway-worker":
            self.local.start_worker()
        else:
            self.local.start(name, ["validator", "run"])

    def stakes(self) -> list[int]:
        """The stakes of the honest validators, and the honest gateway's bond, in 10^-18 KULA."""
        network = self.local.network
        stakes = [network.validators.stake_of(self.address(name)) for name in NAMES]
        return [*stakes, network.gateways.bond_of(self.address("gateway"))]


def paid(ledger: Ledger) -> int:
    """How many accounts a ledger pays."""
    return sum(row.credits > 0 for row in ledger.last_rows().values())


@contextmanager
def played_among(store: HostileStore, gateway: HostileGateway, folder: Path) -> Iterator[Scene]:
    """Starts a network whose store, and one of whose gateways, are hostile. Both run already."""
    plan = LocalPlan(
        folder=folder / "net",
        parameters=SEPOLIA.parameters,
        validators=VALIDATORS,
        train_until=-1,
        post_seconds=POST_SECONDS,
        ipfs=store.url,
    )
    with LocalNetwork(plan) as local:
        local.wait_ready()
        network = local.network
        bank = Sender(network.connection, Account.from_key(DEPLOYER_KEY), folder / "bank.sqlite")
        attacker = Sender(network.connection, new_key(), folder / "attacker.sqlite")
        local.anvil.give_coin(attacker.address, 10**21)
        bank.send(network.token.transfer(attacker.address, BOND + 1_000 * TOKEN))
        attacker.send(network.token.approve(network.gateways.address, BOND))
        attacker.send(network.gateways.bond(attacker.address, BOND))
        attacker.send(network.gateways.take_place(gateway.url))
        attacker.send(network.token.approve(network.batches.address, 1_000 * TOKEN))
        local.processes.kill("trainer")
        logs = Logs(local)
        yield Scene(local, store, gateway, attacker, bank, logs)
        logs.search()
        for name in (*NAMES, "gateway-worker", "gateway"):
            local.processes.kill(name)


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("hostile")
    with (
        HostileStore(folder / "blocks") as store,
        HostileGateway() as gateway,
        played_among(store, gateway, folder) as played,
    ):
        yield played


@contextmanager
def staked(scene: Scene, count: int, stake: int, folder: Path) -> Iterator[list[Sender]]:
    """Accounts with a stake that no program acts for. They hold seats from the next closed epoch on, and leave at the end."""
    network = scene.local.network
    senders = [Sender(network.connection, new_key(), folder / f"{number}.sqlite") for number in range(count)]
    for sender in senders:
        scene.local.anvil.give_coin(sender.address, 10**21)
        scene.bank.send(network.token.transfer(sender.address, stake))
        sender.send(network.token.approve(network.validators.address, stake))
        sender.send(network.validators.stake(stake))
    try:
        yield senders
    finally:
        for sender in senders:
            sender.send(network.validators.unstake(network.validators.stake_of(sender.address)))
