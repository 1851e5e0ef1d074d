"""Makes a dataset version of a final epoch: its paid records, checked against the chain, without their owners."""

import hashlib
import time
from collections import Counter
from typing import Any

from structlog import get_logger

from kula.protocol.chain.clients.registry import Dataset
from kula.protocol.chain.sender import Sender
from kula.protocol.encoding import dataset_id, row_id
from kula.protocol.errors import Unavailable
from kula.protocol.ipfs.cid import bytes32_to_cid, cid_to_bytes32, link
from kula.protocol.reading.datasets import MAX_EXCLUDED
from kula.protocol.reading.gateway_client import GatewayClient
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.material import GatheredRecord, Material, gather
from kula.protocol.types import ZERO_ADDRESS, ZERO_HASH
from kula.scoring.features.text import whole_text
from kula.scoring.models.checks import asks_check
from kula.trainer.dataset import line
from kula.trainer.rows import PaidRecord, row_of, to_parquet

DATA_FILE = "data-00000.parquet"
CARD_FILE = "README.md"


_WAIT_SECONDS = 6 * 3_600
"""How long a version waits for blocks of paid records. A gateway that withholds some for ever keeps nobody longer."""


class _Everything:
    """All record hashes, as those of records that came before and so use up no quota."""

    def __contains__(self, _: object) -> bool:
        return True


class Curator:
    """Publishes one dataset version per epoch. Each version links to the previous one."""

    def __init__(self, ledgers: Ledgers, gateway: GatewayClient, sender: Sender) -> None:
        self._ledgers = ledgers
        self._network = ledgers.network
        self._store = ledgers.store
        self._gateway = gateway
        self._sender = sender
        self._empty: set[int] = set()
        self._gathered: dict[int, Material] = {}
        """The last epoch that was gathered. What is known of it is not fetched again."""
        self._lacking_since: dict[int, float] = {}
        """When an epoch was first gathered whose paid records are not all here (seconds of time.monotonic)."""

    def due(self) -> list[int]:
        """Returns the final epochs with a ledger that no dataset of this account covers yet."""
        covered = {dataset.last_epoch for dataset in self.own().values()}
        final_upto = self._network.reports.final_upto()
        final = [epoch for epoch in self._ledgers.epochs() if epoch <= final_upto]
        return [epoch for epoch in final if epoch not in covered | self._empty]

    def own(self) -> dict[int, Dataset]:
        """Returns the datasets that this account published, by number."""
        datasets = self._network.registry.datasets()
        return {number: one for number, one in datasets.items() if one.publisher == self._sender.address}

    def publish(self, epoch: int) -> int | None:
        """Builds an epoch's version, writes it to the store and publishes it on chain.

        Returns its number, or None if no record was paid. The bytes depend only on the chain and on what was erased.
        """
        own = self.own()
        parent = max(own, default=0)
        parent_manifest = own[parent].manifest if parent else ZERO_HASH
        records = self._paid(epoch, dataset_id(epoch, epoch, parent_manifest))
        if not records:
            self._empty.add(epoch)
            return None
        excluded = self._excluded(parent)
        manifest = self._store.put_node(self._manifest(epoch, parent_manifest, records, excluded))
        call = self._network.registry.publish_dataset(cid_to_bytes32(manifest), parent, len(records), epoch, epoch)
        self._sender.send(call)
        number = self._network.registry.last_dataset()
        get_logger("curator").info("dataset", number=number, rows=len(records), manifest=manifest)
        return number

    def _paid(self, epoch: int, dataset: bytes) -> list[PaidRecord]:
        rows = self._ledgers.at(epoch).rows
        # The ledger has settled quotas, so none is counted here.
        known = self._gathered.get(epoch)
        material = gather(self._network, self._store, self._gateway.entries, epoch, _Everything(), before=known)
        self._gathered = {epoch: material}
        self._wait_for(epoch, sum(_may_come(material.records[row.pos]) for row in rows if row.pay_to != ZERO_ADDRESS))
        paid: list[PaidRecord] = []
        for row in rows:
            opened = material.records[row.pos]
            if (
                row.pay_to == ZERO_ADDRESS
                or not opened.entry
                or opened.content is None
                or asks_check(whole_text(opened.content))
            ):
                continue
            paid.append(
                PaidRecord(
                    row_id=row_id(opened.entry.salt, dataset),
                    content=opened.content,
                    licence=opened.entry.record.licence,
                    epoch=epoch,
                    score=row.median,
                    imported=opened.imported,
                )
            )
        return paid

    def _wait_for(self, epoch: int, lacking: int) -> None:
        """Raises Unavailable while paid records cannot be read, for _WAIT_SECONDS. A version is published once, for ever."""
        since = self._lacking_since.setdefault(epoch, time.monotonic())
        if lacking and time.monotonic() < since + _WAIT_SECONDS:
            raise Unavailable(f"epoch {epoch}: the store gives no block of {lacking} paid records now")
        del self._lacking_since[epoch]

    def _excluded(self, parent: int) -> list[bytes]:
        """Returns the ids of erased rows that no ancestor excludes yet, at most MAX_EXCLUDED. The rest follows later."""
        versions = line(self._network, self._store, parent) if parent else []
        known = {row for one in versions for row in one.manifest.excluded}
        excluded: list[bytes] = []
        listed = set[bytes]()
        rows, last = self._gateway.erased_rows()
        # A page that brings nothing is the last one, so a gateway that repeats itself keeps nobody.
        while versions and not listed.issuperset(rows) and len(excluded) < MAX_EXCLUDED:
            excluded += [row for row in dict.fromkeys(rows) if row not in known and row not in listed]
            listed.update(rows)
            rows, last = self._gateway.erased_rows(last)
        return excluded[:MAX_EXCLUDED]

    def _manifest(self, epoch: int, parent: bytes, records: list[PaidRecord], excluded: list[bytes]) -> dict[str, Any]:
        rows = [row_of(record) for record in records]
        licences = dict(sorted(Counter(record.licence for record in records).items()))
        parent_cid = bytes32_to_cid(parent) if parent != ZERO_HASH else None
        files = {DATA_FILE: to_parquet(rows), CARD_FILE: _card(epoch, rows, licences, parent_cid).encode()}
        return {
            "v": 1,
            "parent": link(parent_cid) if parent_cid else None,
            "epochs": [epoch],
            "report": self._network.reports.standing(epoch).digest,
            "scorer": self._network.scores.epoch(epoch).scorer_id,
            "rows": len(rows),
            "row_ids": link(self._store.put_block(b"".join(sorted(record.row_id for record in records)))),
            "excluded": excluded,
            "licences": licences,
            "models": sorted({row["model"] for row in rows if row["model"]}),
            "files": [
                {
                    "name": name,
                    "size": len(content),
                    "sha256": hashlib.sha256(content).digest(),
                    "link": link(self._store.add_file(content)),
                }
                for name, content in files.items()
            ],
        }


def _may_come(record: GatheredRecord) -> bool:
    """Tells whether a record has a key, and no block for now. What was erased or is kept secret has no key."""
    return record.problem == "unavailable" and record.entry is not None and any(record.entry.content_key)


def _card(epoch: int, rows: list[dict[str, Any]], licences: dict[str, int], parent: str | None) -> str:
    kinds = Counter(row["kind"] for row in rows)
    lines = [
        "---",
        "configs:",
        "- config_name: default",
        "  data_files: '*.parquet'",
        "license: other",
        "---",
        f"# Kula, epoch {epoch}",
        "",
        f"{len(rows)} records that the network paid for: "
        + ", ".join(f"{n} {k}s" for k, n in sorted(kinds.items()))
        + ".",
        f"Licences: {', '.join(f'{name} {count}' for name, count in licences.items())}.",
        f"Parent version: {parent or 'none'}. Rows carry no owner; `row_id` links to a record only for who holds its salt.",
        "Scored by the network's validators; no one read every row. Rows that a later version excludes were erased; `kula dataset` leaves them out.",
    ]
    return "\n".join(lines) + "\n"
