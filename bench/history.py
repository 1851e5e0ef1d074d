"""Whether an epoch costs a node more when there are many behind it: requests and processor time of one more epoch.

Epochs of two records and one seat are played on anvil. In the last five of each group, a validator's parts look at the
chain after each step, as the shipped loop does. These are its view, the upkeep, the duties of a watcher, the medians, the
ledger, and what it forgets of final epochs. Then the validator is started anew in its folder, for one more epoch.

The epochs between are real too, with all their transactions, but two blocks hold each, and nobody looks meanwhile. The
node was away for them. Its first look reads them once, in the epoch that is not measured.
KULA_BENCH_EPOCHS is how many epochs are played.
"""

import json
import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median

from eth_account.signers.local import LocalAccount
from web3.contract.contract import ContractFunction

from kula.bench.figures import Figures
from kula.bench.gas.world import FAST, FILES, World
from kula.bench.relay import Relay
from kula.node.commands.validator import compose
from kula.node.local.anvil import Anvil
from kula.node.settings import ValidatorSettings
from kula.node.validator.epoch import epoch_medians
from kula.node.validator.journal import Journal
from kula.protocol.chain.settlement import commitment, settle
from kula.protocol.encoding import batches_root, pack_rows, report_digest
from kula.protocol.ledgers.ledger import Ledger, compute_ledger
from kula.protocol.program.keys import save_keystore
from kula.protocol.signatures import sign
from kula.protocol.types import Address, Leaf

_MARKS = (10, 100, 1_000, 3_000, 10_000)
_MEASURED = 5
"""Epochs that are measured up to each mark."""
_SCORES = bytes([100, 120])
_SEATS = 31
_AT_ONCE = 20
"""So many epochs between the marks are sent together, so that the bench and anvil seldom wait for each other."""
_GAS_PRICE = hex(10**11)
_RULES = {"floor": FAST.floor, "budget": FAST.budget, "cap": FAST.cap}
_LINEAR = ("--no-storage-caching", "--prune-history", "64")
"""A chain that follows another one has no state root, which anvil computes of the whole state for each block otherwise."""
_PASSWORD = "history"  # noqa: S105 (it guards a key of a local chain that ends with the bench)


class _Node:
    """A validator that looks and computes, and sends nothing."""

    def __init__(self, relay: Relay, folder: Path, journal: Journal) -> None:
        self.costs: list[tuple[int, float]] = []
        """Requests and processor seconds of each epoch."""
        self._relay = relay
        self._folder = folder / "ledgers"
        self._folder.mkdir(exist_ok=True)
        settings = ValidatorSettings(
            rpc=relay.url("node"),
            addresses=folder / "addresses.json",
            ipfs=f"dir://{folder / 'blocks'}",
            gateway="http://127.0.0.1:9",
            keystore=folder / "key.json",
            password=_PASSWORD,  # type: ignore[arg-type]
            data=folder,
        )
        self.validator = compose(settings, journal)
        self.ledgers = self.validator.view.ledgers

    def keep(self, ledger: Ledger) -> None:
        """Leaves the rows of a ledger on disk as if it had been computed here, without waiting for the disk."""
        (self._folder / f"{ledger.root.hex()}.rows").write_bytes(pack_rows(ledger.rows))

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
        list(self.validator.steps.patience.calls(_SEATS))

    def settle(self, epoch: int, leaves: list[Leaf]) -> None:
        """Computes and keeps the ledger of an epoch, as its seat does, and forgets what final epochs need no more."""
        self.look()
        network = self.ledgers.network
        earlier = self.ledgers.payments_upto(network.reports.tip())
        self.ledgers.learn(settle(network, epoch, leaves, epoch_medians(network, epoch), earlier))
        self.validator.steps.work.forget(network.reports.final_upto())


def run() -> Figures:
    """Plays the epochs. `growth` is the largest cost of an epoch at a mark, as a multiple of the cost at 100 epochs."""
    epochs = int(os.environ.get("KULA_BENCH_EPOCHS", "1000"))
    marks = sorted({mark for mark in _MARKS if mark < epochs} | {epochs})
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        empty = stack.enter_context(Anvil())
        anvil = stack.enter_context(Anvil(arguments=("--fork-url", empty.url, *_LINEAR)))
        relay = stack.enter_context(Relay(anvil.url))
        world = World(anvil, 1)
        world.network.addresses.write(folder / "addresses.json")
        save_keystore(folder / "key.json", world.validators[0], _PASSWORD, rounds=1_000)
        journal = stack.enter_context(Journal(folder))
        steady, restarted = _costs(world, marks, lambda: _Node(relay, folder, journal))
    costs = {"": steady, "_after_restart": restarted}
    return Figures(
        {
            f"growth_of_{what}{after}": _growth({mark: cost[place] for mark, cost in of.items()})
            for after, of in costs.items()
            for place, what in enumerate(("requests", "cpu"))
        },
        {f"requests{after}_at_{mark}": cost[0] for after, of in costs.items() for mark, cost in of.items()}
        | {
            f"cpu_ms{after}_at_{mark}": round(1e3 * cost[1], 1)
            for after, of in costs.items()
            for mark, cost in of.items()
        },
    )


def _costs(
    world: World, marks: list[int], start: Callable[[], _Node]
) -> tuple[dict[int, tuple[float, float]], dict[int, tuple[float, float]]]:
    """The requests and the processor seconds of an epoch at each mark: of a node that runs, and of one started anew."""
    steady: dict[int, tuple[float, float]] = {}
    restarted: dict[int, tuple[float, float]] = {}
    node = start()
    for mark in marks:
        _Filler(world, node).fill(mark - _MEASURED - 1)
        for _ in range(_MEASURED + 1):
            _play(world, node)
        calls, seconds = zip(*node.costs[-_MEASURED:], strict=True)
        steady[mark] = median(calls), median(seconds)
        node = start()
        _play(world, node)
        restarted[mark] = node.costs[-1]
        sys.stderr.write(f"{mark} epochs: {steady[mark]}, after a restart: {restarted[mark]}\n")
    return steady, restarted


def _growth(costs: dict[int, float]) -> float:
    marks = sorted(costs)
    base = marks[min(1, len(marks) - 1)]
    return max(costs[mark] for mark in marks if mark >= base) / costs[base]


def _play(world: World, node: _Node) -> None:
    """Plays one epoch with a transaction per block. The node computes its ledger, and looks after each step."""
    node.costs.append((0, 0.0))
    played = world.play(_payees(world), [_SCORES])
    node.measured(node.look)
    node.measured(lambda: node.settle(played.epoch, played.leaves))
    ledger = world.settle(played)
    world.propose(ledger)
    node.measured(node.look)
    world.finish(ledger)
    node.measured(node.look)
    world.restart()


def _payees(world: World) -> list[Address]:
    return [Address(world.validators[0].address), Address(world.gateway.address)]


class _Filler:
    """Plays epochs with two blocks each. The node keeps their ledgers, as if it had computed them."""

    def __init__(self, world: World, node: _Node) -> None:
        network, gateway = world.network, Address(world.gateway.address)
        self._world = world
        self._node = node
        self._now = network.connection.now()
        self._epoch = network.batches.current()
        self._seq = network.batches.next_seq(gateway)
        self._parent = network.reports.standing(network.reports.tip()).digest
        self._parameters_hash = network.batches.parameters_hash()
        self._round = replace(network.scores.epoch(self._epoch), scorer_id=network.scorers.next_scorer()[0])
        accounts = (world.gateway, world.validators[0])
        self._nonces: dict[str, int] = {
            one.address: network.connection.web3.eth.get_transaction_count(one.address) for one in accounts
        }
        self._socket = socket.create_connection(("127.0.0.1", world.anvil.port))
        self._answers = self._socket.makefile("rb")
        self._calls: list[dict[str, object]] = []
        self._posts: list[bytes] = []

    def fill(self, upto: int) -> None:
        """Plays the epochs up to `upto`, and makes them final. Raises RuntimeError if the chain did not take one."""
        reports, first = self._world.network.reports, self._epoch
        self._world.ask("evm_setAutomine", False)
        while self._epoch <= upto:
            if self._epoch > first:
                self._send(self._world.gateway, reports.finalise(self._epoch - 1))
            leaves = self._leaves()
            root = self._world.tree_of(leaves).root
            batches = self._world.network.batches
            self._send(self._world.gateway, batches.post_batch(self._seq, len(leaves), root, FILES))
            self._send(self._world.gateway, batches.close())
            self._mine(FAST.challenge_seconds)
            self._settle(leaves, batches_root([root]))
            self._epoch, self._seq = self._epoch + 1, self._seq + len(leaves)
            if self._epoch % _AT_ONCE == 0:
                self._flush()
        if self._epoch > first:
            self._send(self._world.gateway, reports.finalise(self._epoch - 1))
            self._mine(FAST.challenge_seconds)
        self._flush()
        self._answers.close()
        self._socket.close()
        self._world.ask("evm_setAutomine", True)
        if reports.final_upto() != self._epoch - 1:
            raise RuntimeError(f"epoch {self._epoch - 1} is not final")

    def _leaves(self) -> list[Leaf]:
        world, gateway = self._world, Address(self._world.gateway.address)
        return [
            Leaf(
                gateway=gateway,
                seq=self._seq + place,
                record_hash=world.new_hash(),
                pay_to=payee,
                signatures_hash=world.new_hash(),
            )
            for place, payee in enumerate(_payees(world))
        ]

    def _settle(self, leaves: list[Leaf], root: bytes) -> None:
        """Commits, reveals and proposes the closed epoch in one block."""
        world, network, validator = self._world, self._world.network, self._world.validators[0]
        ledger = compute_ledger(network.dom, self._epoch, leaves, _SCORES, earlier=world.earlier, **_RULES)
        self._node.keep(ledger)
        world.earlier = ledger.earlier_after(world.earlier)
        report = ledger.report(attempt=0, parent=self._parent, files=FILES)
        self._parent = report_digest(network.dom, report, self._parameters_hash)
        closed = replace(self._round, batches_root=root)
        us = Address(validator.address)
        commit = commitment(network, self._epoch, closed, operator=us, scores=_SCORES, salt=FILES)
        last, proof = ledger.proven(len(ledger.rows) - 1)
        signatures = {0: sign(self._parent, bytes(validator.key))}
        self._send(validator, network.scores.commit(self._epoch, 0, commit))
        self._send(validator, network.scores.reveal(self._epoch, 0, FILES, _SCORES, FILES))
        propose = network.reports.propose(self._epoch, ledger.root, FILES, last, proof, signatures=signatures)
        self._send(validator, propose)
        self._mine(1)

    def _send(self, sender: LocalAccount, call: ContractFunction) -> None:
        """Puts a call into the pool. Those of one sender are mined in order."""
        nonce = self._nonces[sender.address]
        self._nonces[sender.address] = nonce + 1
        fields = {"from": sender.address, "to": call.address, "data": call._encode_transaction_data()}
        self._ask("eth_sendTransaction", {**fields, "nonce": hex(nonce), "gas": hex(5_000_000), "gasPrice": _GAS_PRICE})

    def _mine(self, seconds: int) -> None:
        """Mines a block that many seconds after the last one."""
        self._now += seconds
        self._ask("evm_setNextBlockTimestamp", self._now)
        self._post()
        self._ask("evm_mine")
        self._post()

    def _ask(self, method: str, *parameters: object) -> None:
        self._calls.append({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(parameters)})

    def _post(self) -> None:
        """Makes one request of the calls. Anvil takes requests in order, but the calls of one request in any order."""
        body = json.dumps(self._calls)
        head = f"POST / HTTP/1.1\r\nHost: anvil\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        self._posts.append(f"{head}\r\n\r\n{body}".encode())
        self._calls = []

    def _flush(self) -> None:
        """Sends all requests, then reads all answers. Raises RuntimeError if anvil refused one."""
        self._socket.sendall(b"".join(self._posts))
        for _ in self._posts:
            size = 0
            while line := self._answers.readline().strip().lower():
                size = int(line.split(b":")[1]) if line.startswith(b"content-length") else size
            answers = json.loads(self._answers.read(size))
            if refused := [one for one in answers if "result" not in one]:
                raise RuntimeError(f"anvil refused: {refused}")
        self._posts = []
