"""The model's half of a trace: from a paid record to the dataset, the model, its judgement and what is served."""

from kula.contracts.modules.constants import MAX_ADAPTER_BYTES
from kula.node.trace.pages import Pages
from kula.node.trace.payment import PaymentSteps, require_equal
from kula.protocol.chain.clients.registry import ModelState
from kula.protocol.encoding import dataset_id, row_id
from kula.protocol.errors import IntegrityError
from kula.protocol.hex import unhex
from kula.protocol.ipfs.cid import bytes32_to_cid, cid_to_bytes32
from kula.protocol.judging import Numbers
from kula.protocol.reading.datasets import DatasetManifest, opened, read_dataset, read_row_ids
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.models import MAX_CARD_BYTES, ModelManifest, lineage, read_samples
from kula.protocol.reading.parquet import read_parquet
from kula.protocol.types import MAX_RECORDS, ZERO_HASH


class ServedSteps:
    """The steps after the payment; they run in order and return what those of PaymentSteps return."""

    def __init__(self, ledgers: Ledgers, pages: Pages, payment: PaymentSteps, salt: bytes) -> None:
        self._network = ledgers.network
        self._store = ledgers.store
        self._pages = pages
        self._payment = payment
        self._salt = salt
        self._dataset = 0
        self._model = 0

    def dataset(self) -> tuple[str, str] | None:
        """The first dataset version of the epoch: every file hashes to its content id and to the manifest's SHA-256."""
        registry = self._network.registry
        epoch = self._payment.epoch
        # One by one, because a saved trace holds the answers to exactly these requests.
        datasets = {number: registry.dataset(number) for number in range(1, registry.last_dataset() + 1)}
        versions = [n for n, d in datasets.items() if d.first_epoch <= epoch <= d.last_epoch]
        if not self._payment.paid or not versions:
            return None
        self._dataset = versions[0]
        cid = bytes32_to_cid(registry.dataset(self._dataset).manifest)
        manifest = read_dataset(self._store, cid)
        require_equal("report of the dataset", manifest.report or b"", self._network.reports.standing(epoch).digest)
        models: dict[str, str | None] = {}
        for file in manifest.files:
            with opened(self._store, file) as content:
                if self._salt and file.holds_rows:
                    rows = read_parquet(content, ["row_id", "model"], MAX_RECORDS)
                    models |= {str(row["row_id"]): row["model"] for row in rows}
        linked = self._find_row(manifest, models) if self._salt else "no salt given, so the row is not looked for"
        return f"version {self._dataset}, {manifest.rows} rows; {linked}", cid

    def model(self) -> tuple[str, str] | None:
        """The first model that names the dataset: its manifest, its ancestors' manifests and all their adapters."""
        registry = self._network.registry
        if not self._dataset:
            return None
        candidates = registry.models(after=1)
        self._model = next((n for n in candidates if self._dataset in registry.datasets_of(n)), 0)
        if not self._model:
            return None
        cid = bytes32_to_cid(registry.model(self._model).manifest)
        line = lineage(self._store, cid)
        dataset = bytes32_to_cid(registry.dataset(self._dataset).manifest)
        if dataset not in line[-1][1].datasets:
            raise IntegrityError(cid, "the model's manifest does not name the dataset that the chain names")
        return f"model {self._model}: the base and {len(line) - 1} adapters, {self._read(line)} bytes", cid

    def vote(self) -> tuple[str, str] | None:
        """What the seats posted about the model, as the chain's events give it."""
        if not self._model:
            return None
        model = self._network.registry.model(self._model)
        judged = self._network.judgements.round(model.round)
        posted = [one.posted for one in self._network.judgements.judgements(self._model)]
        measured = [numbers for numbers in posted if isinstance(numbers, Numbers)]
        judgement = "; ".join(
            f"{numbers.loss_before}→{numbers.loss_after} milli-nats, gain at least {numbers.bound}, "
            f"checks +{numbers.won_parent} −{numbers.lost_parent}"
            for numbers in measured[:1]
        )
        state, epochs = ModelState(model.state).name.lower(), f"epochs {judged.first} to {judged.last}"
        return f"{state} after {len(posted)} seats judged it on {epochs} ({judgement or 'none yet'})", ""

    def served(self) -> tuple[str, str]:
        """The model that the chain names as served, and the gateway with it: its manifests and all their adapters."""
        registry = self._network.registry
        number = registry.served()
        manifest = registry.model(number).manifest
        page = self._pages.read("/v1/network")
        require_equal("the gateway's served model", unhex(page["served"]["manifest"], 32), manifest)
        cid = bytes32_to_cid(manifest)
        size = self._read(lineage(self._store, cid))
        role = "holds" if self._model and self._model in self._ancestors(number) else "does not hold"
        return f"model {number}, adapters of {size} bytes, which {role} this record", cid

    def _read(self, line: list[tuple[str, ModelManifest]]) -> int:
        """Read the adapters, cards and sample answers that the manifests name, each byte checked; returns the adapters' bytes."""
        size = 0
        for _, node in line:
            size += len(self._store.read_file(node.adapter, MAX_ADAPTER_BYTES)) if node.adapter else 0
            if node.card:
                self._store.read_file(node.card, MAX_CARD_BYTES)
            if node.samples:
                read_samples(self._store, node.samples)
        return size

    def _ancestors(self, number: int) -> list[int]:
        line: list[int] = []
        while number:
            line.append(number)
            number = self._network.registry.model(number).parent
        return line

    def _find_row(self, manifest: DatasetManifest, models: dict[str, str | None]) -> str:
        """Say whether the record's row is among the rows, which come with the models that answered."""
        if manifest.row_ids and sorted(models) != [row.hex() for row in read_row_ids(self._store, manifest.row_ids)]:
            raise IntegrityError("dataset", "the manifest lists other rows than its files hold")
        epoch = self._payment.epoch
        dataset = dataset_id(epoch, epoch, cid_to_bytes32(manifest.parent) if manifest.parent else ZERO_HASH)
        wanted = row_id(self._salt, dataset).hex()
        if wanted in models:
            return f"row {wanted[:16]}… is this record{self._answered(models[wanted])}"
        return "this record was left out of it (it holds a check's question)"

    def _answered(self, model: str | None) -> str:
        if not model:
            return ""
        numbers = [n for n, m in self._network.registry.models().items() if m.manifest == unhex(model, 32)]
        return f", with an answer of model {numbers[0]}" if numbers else ""
