"""A gateway's worker on a real chain, and the epochs that validators play with the records it has posted."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from kula.bench.gas.played import Played
from kula.node.gateway.worker import Duties, compose
from kula.node.settings import GatewaySettings
from kula.protocol.ipfs.store import Store
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.program.keys import save_keystore
from kula.protocol.types import ZERO_HASH, Address, Leaf
from tests.support.chain import TestNet
from tests.support.epochs import honest_ledger, play_reveals, propose
from tests.support.gateway.person import Person


def gateway_settings(net: TestNet, folder: Path, **changes: Any) -> GatewaySettings:
    """Returns the settings of a new gateway with a bond and a place."""
    save_keystore(folder / "key.json", net.gateway().account, "password", rounds=1_000)
    fixed: dict[str, Any] = {
        "rpc": net.anvil.url,
        "addresses": net.folder / "addresses.json",
        "ipfs": f"dir://{folder}/blocks",
        "keystore": folder / "key.json",
        "password": SecretStr("password"),
        "data": folder,
        "origin": "http://testserver",
        "chat": False,
        "rate_factor": 100,
    }
    return GatewaySettings(**{**fixed, **changes})


@dataclass
class Worker:
    """A gateway's worker. Its steps are taken when a test says so."""

    net: TestNet
    settings: GatewaySettings

    def __post_init__(self) -> None:
        self.duties: Duties = compose(self.settings)
        self.us = Address(self.settings.account().address)

    @property
    def store(self) -> Store:
        """The gateway's store."""
        return self.duties.ledgers.store

    def post(self) -> int:
        """Posts all records and closes the epoch, which is returned."""
        epoch = self.net.network.batches.current()
        self.net.anvil.pass_time(self.net.network.parameters.open_seconds)
        self.duties.tick(self.duties.pin, self.duties.post)
        assert self.net.network.batches.current() == epoch + 1
        return epoch

    def report(self, epoch: int, *, median: int = 120, own: bytes = b"", files: bytes = ZERO_HASH) -> Ledger:
        """Lets all seats give every record the same score, and proposes the honest ledger. Returns it.

        `own` are other scores than the same one, by position. `files` names the reasons of all seats.
        """
        leaves = self._leaves(epoch)
        scores = [own or bytes([median] * len(leaves))] * len(self.net.validators)
        play_reveals(self.net, epoch, scores, files=files)
        earlier = self.duties.ledgers.payments_upto(self.net.network.reports.tip())
        ledger = honest_ledger(self.net, Played(epoch, leaves, scores), dict(earlier))
        propose(self.net, ledger, self.net.validators[0], store=self.store)
        return ledger

    def finalise(self, epoch: int) -> None:
        """Lets an epoch become final."""
        self.net.anvil.pass_time(self.net.network.parameters.challenge_seconds)
        self.duties.tick(self.duties.post)
        assert self.net.network.reports.final_upto() >= epoch

    def outcome(self, record: str) -> tuple[int, int] | None:
        """Returns the epoch and the score of a record's outcome, once it is known."""
        row = self.duties.repository.outcomes.one(bytes.fromhex(record[2:]))
        return (row.epoch, row.score) if row else None

    def _leaves(self, epoch: int) -> list[Leaf]:
        """Returns the leaves of an epoch: our own records, and at each other place one that pays nobody we know."""
        leaves: list[Leaf] = []
        for batch in self.net.network.batches.batches_of(epoch):
            rows = self.duties.repository.records_from(batch.first_seq, batch.count)
            if batch.gateway == self.us:
                leaves += [row.entry().leaf(self.net.network.signing, self.us) for row in rows]
            else:
                leaves += [stranger_leaf(batch.gateway)] * batch.count
        return leaves


def stranger_leaf(gateway: Address, record_hash: bytes = b"\x0e" * 32) -> Leaf:
    """Returns the leaf of a record that we never saw."""
    return Leaf(gateway=gateway, seq=0, record_hash=record_hash, pay_to=STRANGER, signatures_hash=b"\x07" * 32)


STRANGER = Address("0x000000000000000000000000000000000000bEEF")


def sent(person: Person) -> str:
    """Sends a record; returns its hash."""
    answer = person.send()
    assert answer.status_code == 201, answer.text
    return answer.json()["record"]
