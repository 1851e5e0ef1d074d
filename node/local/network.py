"""A local network: its accounts with their money, its contracts, and its programs with their settings.

The keys are random and the gas coin is anvil's. Nothing here is fit for a real chain.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
from eth_account import Account
from eth_account.signers.local import LocalAccount

from kula.node.local.anvil import Anvil, free_port
from kula.node.local.processes import Processes, Program
from kula.protocol.chain.connection import Connection
from kula.protocol.chain.deploy import Deployment, deploy
from kula.protocol.chain.network import Network
from kula.protocol.chain.presets import DEPLOYER_KEY
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import Unavailable
from kula.protocol.ipfs.cid import cid_to_bytes32
from kula.protocol.ipfs.nodes import node_id
from kula.protocol.ipfs.open import open_store
from kula.protocol.ipfs.store import Store
from kula.protocol.parameters import TOKEN, Parameters
from kula.protocol.program.keys import new_key, save_keystore
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.types import Address
from kula.scoring.models.base import base_manifest
from kula.scoring.scorer import scorer_id

STAKE = 1_000_000 * TOKEN
BOND = 8_000 * TOKEN
"""What the gateway puts up. It allows 16,384 records per epoch."""
POCKET = 10_000 * TOKEN
"""What each program holds for deposits and bonds."""
COIN = 1_000 * 10**18
"""Gas money for each program, in wei."""
_READY_SECONDS = 240
"""How long the programs may take until they answer."""
_SAY_SECONDS = 10
"""Pause between two messages that a program is not ready yet."""
_ROUNDS = 1_000
"""Rounds of a keystore's key derivation: few, because these keys guard nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalPlan:
    """What a local network consists of."""

    folder: Path
    parameters: Parameters
    validators: int = 5
    gateways: int = 1
    port: int = 0
    """The first gateway's port; 0 takes a free one."""
    chain_port: int = 0
    """Anvil's port; 0 takes a free one."""
    ipfs: str = ""
    """URL of a Kubo RPC. If it is empty, `kula ipfs serve` runs over a directory of blocks."""
    train_until: int = 0
    """The last epoch whose dataset the trainer trains on; 0: all of them, -1: none."""
    post_seconds: int = 30
    """How long before an epoch may close the gateway posts its records."""
    train_tokens: int = 8_000
    """Tokens per training round. Half of the default takes about 40 s beside the other programs on two cores."""
    small_adapters: bool = False
    """Train adapters of 610 KB instead of 10 MB, so that a saved trace fits into a repository."""


class LocalNetwork:
    """A context in which a local network runs. Its end stops every program."""

    def __init__(self, plan: LocalPlan) -> None:
        self.plan = plan
        self._folder = plan.folder.absolute()
        self._stack = ExitStack()
        self.password = secrets.token_hex(16)
        self.accounts: dict[str, LocalAccount] = {}
        self._ports = {name: free_port() for name in self._gateway_names()} | {"gateway": plan.port or free_port()}
        self.gateways = {name: f"http://127.0.0.1:{port}" for name, port in self._ports.items()}
        """The URL of each gateway by its name: gateway, gateway-2, …"""
        self.gateway = self.gateways["gateway"]
        self.ipfs = plan.ipfs
        self.anvil: Anvil
        self.network: Network
        self.processes: Processes

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "password").touch(0o600)
        (self._folder / "password").write_text(self.password)
        self.processes = self._stack.enter_context(Processes(self._folder / "logs"))
        self.anvil = self._stack.enter_context(Anvil(port=self.plan.chain_port, block_seconds=1))
        try:
            self._start_store()
            base = base_manifest()
            self._deploy(cid_to_bytes32(node_id(base)))
            self._wait_store()
            self.store.put_node(base)
            self._start_programs()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def store(self) -> Store:
        """The network's store."""
        return open_store(self.ipfs)

    @property
    def ledgers(self) -> Ledgers:
        """The network's ledgers, with nothing kept from earlier."""
        return Ledgers(self.network, self.store)

    @property
    def addresses_file(self) -> Path:
        """The file with the contracts' addresses."""
        return self._folder / "addresses.json"

    def environment(self, name: str) -> dict[str, str]:
        """The settings of one program, with its own key and folder, as environment variables."""
        return {
            "KULA_RPC": self.anvil.url,
            "KULA_ADDRESSES": str(self.addresses_file),
            "KULA_IPFS": self.ipfs,
            "KULA_GATEWAY": self.gateway,
            "KULA_KEYSTORE": str(self._folder / "keys" / f"{name}.json"),
            "KULA_PASSWORD_FILE": str(self._folder / "password"),
            "KULA_DATA": str(self._folder / name),
            "OMP_NUM_THREADS": "1",
        }

    def start(self, name: str, words: list[str], settings: Mapping[str, str] = {}) -> None:
        """Start `kula` with these words for the account `name`. A name `account/part` starts a second program for it."""
        environment = {**self.environment(name.split("/")[0]), **settings}
        self.processes.start(Program(name=name.replace("/", "-"), words=words, environment=environment))

    def wait_ready(self, say: Callable[[str], None] = lambda _: None) -> None:
        """Wait until the gateway answers and its model is loaded. Calls `say` every 10 s meanwhile. Raises Unavailable after 240 s."""
        began = spoke = time.monotonic()
        while time.monotonic() < began + _READY_SECONDS:
            self.processes.check()
            if time.monotonic() > spoke + _SAY_SECONDS:
                spoke = time.monotonic()
                say("  … the gateway is not ready yet")
            try:
                if httpx.get(f"{self.gateway}/readyz", timeout=5).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.3)
        raise Unavailable(f"the gateway was not ready after {_READY_SECONDS} s:\n{self.processes.tail('gateway')}")

    def _start_store(self) -> None:
        if self.ipfs:
            return
        port = free_port()
        self.ipfs = f"http://127.0.0.1:{port}"
        words = ["ipfs", "serve", "--folder", str(self._folder / "blocks"), "--port", str(port)]
        self.processes.start(Program(name="ipfs", words=words, environment={}))

    def _wait_store(self) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline:
            self.processes.check()
            try:
                httpx.post(f"{self.ipfs}/api/v0/version", timeout=2)
            except httpx.HTTPError:
                time.sleep(0.1)
            else:
                return
        raise Unavailable(
            f"the store at {self.ipfs} did not answer within {_READY_SECONDS} s; see {self._folder / 'logs'}"
        )

    def _deploy(self, base: bytes) -> None:
        self.accounts = {name: new_key() for name in self._names()}
        deployer = Account.from_key(DEPLOYER_KEY)
        connection = Connection([self.anvil.url])
        plan = Deployment(
            parameters=self.plan.parameters,
            scorer_id=scorer_id(self.plan.parameters),
            base_manifest=base,
            admitted=tuple(Address(a.address) for n, a in self.accounts.items() if n.startswith("validator")),
        )
        addresses = deploy(connection, deployer, plan)
        addresses.write(self.addresses_file)
        self.network = Network(connection, addresses)
        for name in self.accounts:
            self._fund(name)

    def _names(self) -> list[str]:
        return [*self._gateway_names(), "trainer", *(f"validator-{n}" for n in range(self.plan.validators))]

    def _gateway_names(self) -> list[str]:
        return ["gateway", *(f"gateway-{n}" for n in range(2, self.plan.gateways + 1))]

    def _fund(self, name: str) -> None:
        """Give a program its key file, gas coin and KULA, and put up its stake or bond."""
        account = self.accounts[name]
        address = Address(account.address)
        save_keystore(self._folder / "keys" / f"{name}.json", account, self.password, rounds=_ROUNDS)
        self.anvil.give_coin(address, COIN)
        network, folder = self.network, self._folder
        bank = Sender(network.connection, Account.from_key(DEPLOYER_KEY), folder / "bank.sqlite")
        sender = Sender(network.connection, account, folder / name / "sent.sqlite")
        bank.send(network.token.transfer(address, STAKE + POCKET))
        if name.startswith("validator"):
            sender.send(network.token.approve(network.validators.address, STAKE))
            sender.send(network.validators.stake(STAKE))
        elif name in self.gateways:
            sender.send(network.token.approve(network.gateways.address, BOND))
            sender.send(network.gateways.bond(sender.address, BOND))
            sender.send(network.gateways.take_place(self.gateways[name]))

    def start_gateway(self, name: str = "gateway") -> None:
        """Start a gateway's HTTP program."""
        self.start(name, ["gateway", "run"], self._gateway_settings(name))

    def start_worker(self, name: str = "gateway") -> None:
        """Start a gateway's worker."""
        self.start(f"{name}/worker", ["gateway", "work"], self._gateway_settings(name))

    def _gateway_settings(self, name: str) -> dict[str, str]:
        return {
            "KULA_PORT": str(self._ports[name]),
            "KULA_CURATORS": f'["{self.accounts["trainer"].address}"]',
            "KULA_NEWCOMERS": "true",
            "KULA_RATE_FACTOR": "100",
            "KULA_POST_SECONDS": str(self.plan.post_seconds),
            "KULA_TICK_SECONDS": "1",
        }

    def _start_programs(self) -> None:
        for name in self.gateways:
            self.start_gateway(name)
            self.start_worker(name)
        for number in range(self.plan.validators):
            self.start(f"validator-{number}", ["validator", "run"])
        self.start_trainer()

    def start_trainer(self) -> None:
        """Start the trainer, which also publishes datasets."""
        settings = {
            "KULA_CURATE": "true",
            "KULA_LAST_EPOCH": str(self.plan.train_until),
            "KULA_TOKENS": str(self.plan.train_tokens),
        }
        if self.plan.small_adapters:
            settings |= {"KULA_RANK": "1"}
        self.start("trainer", ["trainer", "run"], settings)
