"""Plays the epochs between the marks: real ones with all their transactions, but two blocks for each."""

import json
import socket
from collections.abc import Callable
from dataclasses import replace

from eth_account.signers.local import LocalAccount
from web3.contract.contract import ContractFunction

from kula.bench.gas.world import FAST, FILES, World
from kula.protocol.chain.settlement import commitment
from kula.protocol.encoding import batches_root, report_digest
from kula.protocol.ledgers.ledger import Ledger, compute_ledger
from kula.protocol.signatures import sign
from kula.protocol.types import Address, Leaf

SCORES = bytes([100, 120])
_AT_ONCE = 20
"""So many epochs are sent together, so that the bench and anvil seldom wait for each other."""
_GAS_PRICE = hex(10**11)
_RULES = {"floor": FAST.floor, "budget": FAST.budget, "cap": FAST.cap}
Keep = Callable[[Ledger, list[Leaf]], bytes]
"""Leaves an epoch's ledger and leaves with the programs, as if they had taken part. Returns the report's file."""


def payees(world: World) -> list[Address]:
    """Who is paid for the two records of each epoch."""
    return [Address(world.validators[0].address), Address(world.gateway.address)]


class Filler:
    """Plays epochs with two blocks each, in which the programs took part."""

    def __init__(self, world: World, keep: Keep) -> None:
        network, gateway = world.network, Address(world.gateway.address)
        self._world = world
        self._keep = keep
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
            for place, payee in enumerate(payees(world))
        ]

    def _settle(self, leaves: list[Leaf], root: bytes) -> None:
        """Commits, reveals and proposes the closed epoch in one block."""
        world, network, validator = self._world, self._world.network, self._world.validators[0]
        ledger = compute_ledger(network.dom, self._epoch, leaves, SCORES, earlier=world.earlier, **_RULES)
        files = self._keep(ledger, leaves)
        world.earlier = ledger.earlier_after(world.earlier)
        report = ledger.report(attempt=0, parent=self._parent, files=files)
        self._parent = report_digest(network.dom, report, self._parameters_hash)
        closed = replace(self._round, batches_root=root)
        us = Address(validator.address)
        commit = commitment(network, self._epoch, closed, operator=us, scores=SCORES, salt=FILES)
        last, proof = ledger.proven(len(ledger.rows) - 1)
        signatures = {0: sign(self._parent, bytes(validator.key))}
        self._send(validator, network.scores.commit(self._epoch, 0, commit))
        self._send(validator, network.scores.reveal(self._epoch, 0, FILES, SCORES, FILES))
        propose = network.reports.propose(self._epoch, ledger.root, files, last, proof, signatures=signatures)
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
