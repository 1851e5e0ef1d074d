"""The two programs that look on: a validator, and a gateway's worker. Neither sends anything."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from kula.bench.gas.world import World
from kula.bench.relay import Relay
from kula.node.commands.validator import compose
from kula.node.gateway.database.chain_tables import BatchRow, EpochRow, PayeeRow
from kula.node.gateway.database.tables import GrantRow, RecordRow
from kula.node.gateway.worker import Duties
from kula.node.gateway.worker import compose as compose_worker
from kula.node.settings import GatewaySettings, ValidatorSettings
from kula.node.validator.epoch import epoch_medians
from kula.node.validator.journal import Journal
from kula.protocol.chain.network import Network
from kula.protocol.chain.settlement import settle
from kula.protocol.encoding import pack_rows
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.program.keys import save_keystore
from kula.protocol.types import Address, Leaf

PASSWORD = "history"  # noqa: S105 (it guards keys of a local chain that ends with the bench)
_SEATS = 31
_GRANT = b"\x01" * 32


class Program:
    """A program whose turns are measured."""

    def __init__(self, relay: Relay, name: str, network: Network) -> None:
        self.costs: list[tuple[int, float]] = []
        """Requests and processor seconds of each epoch."""
        self.network = network
        self._relay = relay
        self._name = name

    def begin(self) -> None:
        """Begins an epoch."""
        self.costs.append((0, 0.0))

    def measured(self, work: Callable[[], object]) -> None:
        """Takes a turn, and adds what it costs to the current epoch. Only this thread's processor time counts."""
        requests, started = self._relay.calls[self._name], time.thread_time()
        with self.network.connection.turn():
            work()
        used = time.thread_time() - started
        calls, seconds = self.costs.pop()
        self.costs.append((calls + self._relay.calls[self._name] - requests, seconds + used))


class Node(Program):
    """A validator that looks and computes."""

    def __init__(self, relay: Relay, folder: Path, world: World, journal: Journal) -> None:
        if not (folder / "key.json").exists():
            save_keystore(folder / "key.json", world.validators[0], PASSWORD, rounds=1_000)
        self._folder = folder / "ledgers"
        self._folder.mkdir(exist_ok=True)
        settings = ValidatorSettings(
            rpc=relay.url("node"),
            addresses=folder / "addresses.json",
            ipfs=f"dir://{folder / 'blocks'}",
            gateway="http://127.0.0.1:9",
            keystore=folder / "key.json",
            password=PASSWORD,  # type: ignore[arg-type]
            data=folder,
        )
        self.validator = compose(settings, journal)
        self.ledgers = self.validator.view.ledgers
        super().__init__(relay, "node", self.ledgers.network)

    def keep(self, ledger: Ledger) -> None:
        """Leaves the rows of a ledger on disk as if it had been computed here, without waiting for the disk."""
        (self._folder / f"{ledger.root.hex()}.rows").write_bytes(pack_rows(ledger.rows))

    def look(self) -> None:
        """What each turn of the loop does if nothing is due."""
        self.validator.view.look()
        list(self.validator.steps.patience.calls(_SEATS))

    def settle(self, epoch: int, leaves: list[Leaf]) -> None:
        """Computes and keeps the ledger of an epoch, as its seat does, and forgets what final epochs need no more."""
        self.look()
        earlier = self.ledgers.payments_upto(self.network.reports.tip())
        self.ledgers.learn(settle(self.network, epoch, leaves, epoch_medians(self.network, epoch), earlier))
        self.validator.steps.work.forget(self.network.reports.final_upto())


class Worker(Program):
    """A gateway's worker, whose rows hold the records of all epochs. It relays no claim: none reaches its threshold."""

    def __init__(self, relay: Relay, folder: Path, world: World) -> None:
        own = folder / "gateway"
        own.mkdir(exist_ok=True)
        if not (own / "key.json").exists():
            save_keystore(own / "key.json", world.gateway, PASSWORD, rounds=1_000)
        self.duties: Duties = compose_worker(
            GatewaySettings(
                rpc=relay.url("worker"),
                addresses=folder / "addresses.json",
                ipfs=f"dir://{folder / 'blocks'}",
                keystore=own / "key.json",
                password=PASSWORD,  # type: ignore[arg-type]
                data=own,
                origin="https://gateway.example",
                chat=False,
                estimate=False,
                relay_threshold=10**30,
            )
        )
        super().__init__(relay, "worker", self.duties.ledgers.network)
        self._owner = Address(world.gateway.address)
        self.duties.repository.add_grant(
            GrantRow(
                hash=_GRANT,
                owner=self._owner,
                key=self._owner,
                pay_to=self._owner,
                licences=["CC0-1.0"],
                origin="https://gateway.example",
                max_per_epoch=100,
                expiry=2**40,
                nonce=1,
                signature=bytes(65),
            )
        )

    def take(self, leaves: list[Leaf]) -> None:
        """Keeps records as if they had come in here and been pinned."""
        rows = [{"account": leaf.pay_to, "paid": 0, "stale": False} for leaf in leaves]
        with Session(self.duties.repository._engine) as session, session.begin():
            session.execute(insert(RecordRow), [self._record(leaf) for leaf in leaves])
            session.execute(insert(PayeeRow).prefix_with("OR IGNORE"), rows)
        self.duties.repository.mark_pinned(leaves[-1].seq + 1)

    def _record(self, leaf: Leaf) -> dict[str, Any]:
        return {
            "hash": leaf.record_hash,
            "seq": leaf.seq,
            "grant_hash": _GRANT,
            "key": self._owner,
            "owner": self._owner,
            "kind": "conversation",
            "commitment": bytes(32),
            "licence": "CC0-1.0",
            "parent": bytes(32),
            "nonce": leaf.seq,
            "signature": bytes(65),
            "salt": bytes(32),
            "content_key": bytes(32),
            "link": "bafk",
            "block": None,
            "epoch": 1,
            "last_epoch": 2**30,
            "receipt": bytes(65),
        }

    def tick(self) -> None:
        """Takes the two tasks of the worker that look at the chain."""
        duties = self.duties
        duties.tick(duties.post)
        duties.tick(
            duties.mirror_outcomes,
            duties.erase,
            duties.relay_claims,
            duties.fill_tasks,
            duties.read_roster,
            duties.read_losses,
            duties.copy_published,
            duties.drop_grants,
        )

    def catch_up(self, world: World) -> None:
        """Ticks until it has read all epochs and batches that it was away for. Nothing of this is measured."""
        final, batch = self.network.reports.final_upto(), self.network.batches.last_batch()
        rows = self.duties.repository
        while (
            rows.relayed_upto() < final
            or rows.chain.missing(EpochRow, final, 1)
            or rows.chain.missing(BatchRow, batch, 1)
        ):
            world.ask("evm_mine")
            self.tick()
