"""The model's half of a trace: from a paid record to the dataset, the model, its judgement and what is served."""

import hashlib
import io
from typing import Any

import pyarrow.parquet as pq

from kula.node.trace.payment import ToPayment
from kula.node.trace.shown import Shown, equal
from kula.protocol.chain.clients.registry import ModelState
from kula.protocol.encoding import dataset_id, row_id
from kula.protocol.errors import IntegrityError
from kula.protocol.hex import unhex
from kula.protocol.ipfs.cid import bytes32_to_cid, cid_to_bytes32
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.models import lineage
from kula.protocol.types import ZERO_HASH


class ToServed:
    """Each step uses what the ones before have proven, and returns what it found and its hash."""

    def __init__(self, ledgers: Ledgers, shown: Shown, first: ToPayment, salt: bytes) -> None:
        self._network = ledgers.network
        self._store = ledgers.store
        self._shown = shown
        self._first = first
        self._salt = salt
        self._dataset = 0
        self._model = 0

    def dataset(self) -> tuple[str, str] | None:
        """The version that names the epoch: every file against its content id and hash."""
        registry = self._network.registry
        epoch = self._first.epoch
        spans = [n for n, one in registry.datasets().items() if one.first_epoch <= epoch <= one.last_epoch]
        if not self._first.paid or not spans:
            return None
        self._dataset = spans[0]
        cid = bytes32_to_cid(registry.dataset(self._dataset).manifest)
        manifest = self._store.get_node(cid)
        equal("report of the dataset", manifest["report"], self._network.reports.standing(epoch).digest)
        linked = "no salt given, so the row is not looked for"
        for file in manifest["files"]:
            data = self._store.read_file(file["link"])
            equal(file["name"], hashlib.sha256(data).digest(), file["sha256"])
            if self._salt and file["name"].endswith(".parquet"):
                linked = self._find_row(data, manifest["parent"])
        return f"version {self._dataset}, {manifest['rows']} rows; {linked}", cid

    def model(self) -> tuple[str, str] | None:
        """The first model whose manifest names the dataset, with all its ancestors' adapters."""
        registry = self._network.registry
        if not self._dataset:
            return None
        self._model = next((n for n in registry.models() if self._dataset in registry.datasets_of(n)), 0)
        if not self._model:
            return None
        cid = bytes32_to_cid(registry.model(self._model).manifest)
        line = lineage(self._store, cid)
        dataset = bytes32_to_cid(registry.dataset(self._dataset).manifest)
        if dataset not in line[-1][1]["datasets"]:
            raise IntegrityError(cid, "the model's manifest does not name the dataset that the chain names")
        return f"model {self._model}: the base and {len(line) - 1} adapters, {self._read(line)} bytes", cid

    def vote(self) -> tuple[str, str] | None:
        """The validators' judgement."""
        if not self._model:
            return None
        registry = self._network.registry
        model, votes = registry.model(self._model), registry.votes(self._model)
        state = ModelState(model.state).name.lower()
        shown = "; ".join(
            f"{v['args']['loss_before']}→{v['args']['loss_after']} milli-nats, at least {v['args']['lower_bound']}, "
            f"checks {v['args']['checks_before']}→{v['args']['checks_after']}"
            for v in votes[:1]
        )
        return f"{state} after {len(votes)} votes on epoch {model.judged_on} ({shown or 'none yet'})", ""

    def served(self) -> tuple[str, str]:
        """The model that the chain serves, and that the gateway says it serves."""
        registry = self._network.registry
        number = registry.served()
        manifest = registry.model(number).manifest
        shown = self._shown.ask("/v1/network")["served"]
        equal("the gateway's served model", unhex(shown["manifest"], 32), manifest)
        cid = bytes32_to_cid(manifest)
        size = self._read(lineage(self._store, cid))
        role = "holds" if self._model and self._model in self._ancestors(number) else "does not hold"
        return f"model {number}, adapters of {size} bytes, which {role} this record", cid

    def _read(self, line: list[tuple[str, dict[str, Any]]]) -> int:
        """Read all that the manifests of a line name, each byte checked; returns the adapters' size."""
        size = 0
        for _, node in line:
            size += len(self._store.read_file(node["adapter"])) if node["adapter"] else 0
            if node.get("card"):
                self._store.read_file(node["card"])
        return size

    def _ancestors(self, number: int) -> list[int]:
        line: list[int] = []
        while number:
            line.append(number)
            number = self._network.registry.model(number).parent
        return line

    def _find_row(self, data: bytes, parent: str | None) -> str:
        epoch = self._first.epoch
        dataset = dataset_id(epoch, epoch, cid_to_bytes32(parent) if parent else ZERO_HASH)
        wanted = row_id(self._salt, dataset).hex()
        rows = pq.read_table(
            io.BytesIO(data), columns=["row_id", "model"], filters=[("row_id", "=", wanted)]
        ).to_pylist()
        if not rows:
            return "this record was left out of it (it holds a check's question)"
        return f"row {wanted[:16]}… is this record{self._answered(rows[0]['model'])}"

    def _answered(self, model: str | None) -> str:
        models = self._network.registry.models() if model else {}
        named = [n for n, one in models.items() if model and one.manifest == unhex(model, 32)]
        return f", with an answer of model {named[0]}" if named else ""
