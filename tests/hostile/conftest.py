"""One network of the shipped programs with a public preset's Parameters, among peers that mean harm."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from eth_account import Account

from kula.node.local.network import BOND, LocalNetwork, LocalPlan
from kula.protocol.chain.presets import DEPLOYER_KEY, SEPOLIA
from kula.protocol.chain.sender import Sender
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import new_key
from kula.protocol.types import Address, Phase
from tests.hostile.peers import HostileGateway, HostileStore
from tests.support.network import HONEST, POST_SECONDS, contribute, post_all, until

VALIDATORS = 4


@dataclass
class Scene:
    """The network, its enemies, and what each epoch needs to be played."""

    local: LocalNetwork
    store: HostileStore
    gateway: HostileGateway
    attacker: Sender
    """An account with coin, a bond and a place for the hostile gateway."""
    bank: Sender
    _records: list[dict] = field(default_factory=lambda: list(HONEST))

    def contribute(self, count: int) -> list[str]:
        """Honest people send records. Returns their hashes."""
        contents, self._records = self._records[:count], self._records[count:]
        return contribute(self.local, contents)

    def close(self) -> int:
        """Lets the honest gateway post and the open epoch close. Returns its number."""
        batches = self.local.network.batches
        epoch = batches.current()
        post_all(self.local)
        self.local.anvil.pass_time(POST_SECONDS)
        until(lambda: batches.current() > epoch, f"the close of epoch {epoch}")
        return epoch

    def report(self, epoch: int) -> Ledger:
        """Waits for the report of a closed epoch, with the reveals of all honest seats. Returns its ledger.

        The clock moves behind the first half of the commit window, in which seats wait for gateways that do not answer.
        """
        network = self.local.network
        self.local.anvil.pass_time(network.parameters.commit_seconds // 2 + 1)
        honest = (1 << VALIDATORS) - 1
        until(lambda: network.scores.epoch(epoch).committed & honest == honest, f"all commits of epoch {epoch}")
        until(lambda: network.scores.epoch(epoch).revealed & honest == honest, f"all reveals of epoch {epoch}")
        until(lambda: network.reports.phase(epoch) >= Phase.CHALLENGE, f"a report of epoch {epoch}")
        self.local.processes.check()
        return self.local.ledgers.at(epoch)

    @contextmanager
    def away(self, *names: str) -> Iterator[None]:
        """Programs that are killed at the start of the block, and run again from its end, even if the test failed."""
        for name in names:
            self.local.processes.kill(name)
        try:
            yield
        finally:
            for name in names:
                self._start(name)

    def _start(self, name: str) -> None:
        if name == "gateway":
            self.local.start_gateway()
        elif name == "gateway-worker":
            self.local.start_worker()
        else:
            self.local.start(name, ["validator", "run"])

    def stakes(self) -> list[int]:
        """The stakes of the honest validators, and the honest gateway's bond, in 10^-18 KULA."""
        network, accounts = self.local.network, self.local.accounts
        stakes = [network.validators.stake_of(Address(accounts[f"validator-{i}"].address)) for i in range(VALIDATORS)]
        return [*stakes, network.gateways.bond_of(Address(accounts["gateway"].address))]


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("hostile")
    with HostileStore(folder / "blocks") as store, HostileGateway() as gateway:
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
            yield Scene(local, store, gateway, attacker, bank)
