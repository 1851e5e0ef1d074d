"""`kula trace`: from a record to the served model by hashes alone, every step checked against chain and IPFS.

Needs a chain RPC, the addresses file, the gateway's public trace and an IPFS API. With the record's salt it also finds the
dataset's row and opens nothing else; whoever has no salt cannot link a row to a record, and the trace says so.
"""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pyarrow.parquet as pq
from eth_utils.crypto import keccak

from protocol.batch import check_scope, grant_from_json, hex0, record_from_json, unhex
from protocol.chain.network import Network
from protocol.chain.registry import ModelState
from protocol.encoding import batch_leaf, batches_root, dataset_id, ledger_leaf, report_digest, row_id, scores_hash
from protocol.errors import IntegrityError, KulaError, Unavailable
from protocol.ipfs.cid import cid_of_digest, digest_of
from protocol.ledger import Ledger
from protocol.merkle import root, verify
from protocol.models import lineage
from protocol.published import read_ledger, read_manifest
from protocol.scores import has_quorum, medians
from protocol.signatures import grant_digest, receipt_digest, record_hash, require_signer
from protocol.store import Store
from protocol.types import ZERO_ADDRESS, ZERO_HASH, Batch, Leaf, Phase, Receipt, Report, Row

_SECONDS = 30


@dataclass(frozen=True)
class TraceStep:
    """One link of the chain of hashes."""

    step: str
    ok: bool
    detail: str
    hash: str = ""


@dataclass
class Trace:
    """All steps that exist."""

    record: str
    steps: list[TraceStep] = field(default_factory=list)

    @property
    def verified(self) -> bool:
        """Whether every step that exists verifies."""
        return bool(self.steps) and all(step.ok for step in self.steps)


def trace(network: Network, store: Store, gateway: str, record: str, salt: bytes = b"") -> Trace:
    """Follow a record. A step that breaks says where, and ends the trace."""
    found = Trace(record)
    walk = _Walk(network, store, gateway, record, salt)
    steps: list[tuple[str, Callable[[], tuple[str, str] | None]]] = [
        ("record", walk.record),
        ("receipt", walk.receipt),
        ("batch", walk.batch),
        ("block", walk.block),
        ("scores", walk.scores),
        ("ledger", walk.ledger),
        ("report", walk.report),
        ("payment", walk.payment),
        ("dataset", walk.dataset),
        ("model", walk.model),
        ("vote", walk.vote),
        ("served", walk.served),
    ]
    for name, take in steps:
        try:
            result = take()
        except (KulaError, KeyError, ValueError, TypeError) as error:
            found.steps.append(TraceStep(name, False, f"breaks here: {error}"))
            return found
        if result:
            found.steps.append(TraceStep(name, True, *result))
    return found


class _Walk:
    """The state of one walk: each step uses what the ones before have proven."""

    def __init__(self, network: Network, store: Store, gateway: str, record: str, salt: bytes) -> None:
        self._network = network
        self._store = store
        self._url = gateway
        self._digest = unhex(record, 32)
        self._salt = salt
        self._shown: dict[str, Any] = {}
        self._leaf: Leaf
        self._batch: Batch | None = None
        self._pos = 0
        self._median = 0
        self._ledger: Ledger | None = None
        self._row: Row
        self._dataset = 0
        self._model = 0

    def record(self) -> tuple[str, str]:
        """The message and both signatures."""
        self._shown = self._ask(f"/v1/trace/{hex0(self._digest)}")
        message, grant = record_from_json(self._shown["record"]), grant_from_json(self._shown["grant"])
        signing = self._network.signing
        _equal("record hash", record_hash(signing, message), self._digest)
        grant_signature, signature = unhex(self._shown["grant_signature"], 65), unhex(self._shown["signature"], 65)
        require_signer(grant_digest(signing, grant), grant_signature, grant.owner, "the grant")
        require_signer(self._digest, signature, grant.key, "the record")
        check_scope(grant, message)
        self._leaf = Leaf(
            gateway=self._shown["gateway"],
            seq=self._shown["seq"],
            record_hash=self._digest,
            pay_to=grant.pay_to,
            signatures_hash=keccak(grant_signature + signature),
        )
        return f"a {message.kind} of {message.owner}, signed by the session key {grant.key}", hex0(self._digest)

    def receipt(self) -> tuple[str, str]:
        """The gateway's promise."""
        promise = Receipt(
            gateway=self._leaf.gateway,
            seq=self._leaf.seq,
            record=self._digest,
            last_epoch=self._shown["last_epoch"],
        )
        digest = receipt_digest(self._network.signing, promise)
        require_signer(digest, unhex(self._shown["receipt"], 65), self._leaf.gateway, "the receipt")
        return f"number {promise.seq} of the gateway {promise.gateway}", hex0(digest)

    def batch(self) -> tuple[str, str] | None:
        """The leaf under the batch's root on chain, and its place in the manifest on IPFS."""
        batch = self._find_batch()
        if not batch:
            return None
        self._batch = batch
        index = self._leaf.seq - batch.first_seq
        manifest = read_manifest(self._store, batch)
        _equal("manifest entry", manifest[index][0], self._digest)
        leaves = self._leaves(batch, [h for h, _ in manifest])
        _equal("batch root", root(leaves), batch.root)
        _equal("batch leaf", leaves[index], batch_leaf(self._network.dom, self._leaf))
        self._pos = batch.offset + index
        state = self._network.scores.epoch(batch.epoch)
        if state.closed_at:
            roots = [b.root for b in self._network.batches.batches_of(batch.epoch)]
            _equal("batches root", batches_root(roots), state.batches_root)
        return f"leaf {index} of batch {batch.number}, position {self._pos} of epoch {batch.epoch}", hex0(batch.root)

    def block(self) -> tuple[str, str] | None:
        """The encrypted block, checked against the content id that the manifest names."""
        if not self._batch:
            return None
        cid = read_manifest(self._store, self._batch)[self._leaf.seq - self._batch.first_seq][1]
        return f"{len(self._store.get_block(cid))} encrypted bytes on IPFS", cid

    def scores(self) -> tuple[str, str] | None:
        """Every revealed byte against the hash on chain, and the median."""
        epoch = self._epoch()
        if not epoch or self._network.reports.phase(epoch) < Phase.REPORT:
            return None
        state = self._network.scores.epoch(epoch)
        reveals = self._network.scores.reveals(epoch)
        for reveal in reveals:
            on_chain = self._network.scores.commit_of(epoch, reveal.seat)
            _equal(f"scores of seat {reveal.seat}", scores_hash(reveal.scores), on_chain)
        seats = self._network.validators.seats(state.set_id)
        self._median = medians([(seats[r.seat], r.scores) for r in reveals], state.records)[self._pos]
        shown = ", ".join(str(r.scores[self._pos]) for r in reveals)
        return f"{len(reveals)} seats revealed {shown}; the median is {self._median}", hex0(state.batches_root)

    def ledger(self) -> tuple[str, str] | None:
        """The row under the report's root."""
        epoch = self._epoch()
        if not epoch or not self._network.reports.standing(epoch).exists:
            return None
        self._ledger = read_ledger(self._network, self._store, epoch)
        self._row = next(row for row in self._ledger.rows if row.pos == self._pos)
        leaf = ledger_leaf(self._network.dom, epoch, self._row)
        proof = self._ledger.tree.proof(self._row.t)
        state_root = self._network.reports.standing(epoch).root
        if not verify(state_root, len(self._ledger.rows), self._row.t, leaf, proof):
            raise IntegrityError("ledger", "the row does not stand under the root on chain")
        if self._row.median != self._median:
            raise IntegrityError("ledger", f"the row says {self._row.median}, the revealed scores {self._median}")
        paid_to = "nobody: at or below the floor" if self._row.pay_to == ZERO_ADDRESS else self._row.pay_to
        return f"row {self._row.t}: median {self._row.median}, pays {paid_to}", hex0(state_root)

    def report(self) -> tuple[str, str] | None:
        """The digest on chain, and how much stake signed it."""
        if not self._ledger:
            return None
        network, epoch = self._network, self._ledger.epoch
        state, proposed = network.reports.standing(epoch), network.reports.proposed(epoch)
        if not proposed:
            raise Unavailable(f"the proposal of epoch {epoch} is not to be found")
        report = Report(
            epoch=epoch,
            attempt=proposed["args"]["attempt"],
            parent=network.reports.standing(state.parent).digest,
            root=state.root,
            records=len(self._ledger.rows),
            sum_credit=self._ledger.sum_credit,
            files=proposed["args"]["files"],
        )
        digest = report_digest(network.dom, report, network.batches.parameters_hash())
        _equal("report digest", digest, state.digest)
        scores = network.scores.epoch(epoch)
        seats = network.validators.seats(scores.set_id)
        signed = sum(seat.weight for i, seat in enumerate(seats) if state.signers >> i & 1)
        if not has_quorum(signed, scores.total_weight):
            raise IntegrityError("report", "is signed by too little stake")
        phase = network.reports.phase(epoch).name.lower()
        return f"signed by {100 * signed // scores.total_weight} % of the stake; {phase}", hex0(digest)

    def payment(self) -> tuple[str, str] | None:
        """What the row shows, and what the token says was paid."""
        if not self._ledger or self._row.pay_to == ZERO_ADDRESS:
            return None
        due, paid = self._ledger.earned(self._row), self._network.token.earned_of(self._row.pay_to)
        if self._network.reports.phase(self._ledger.epoch) is not Phase.FINAL:
            return f"{due} units shown, claimable when the epoch is final", ""
        state = "paid" if paid >= due else f"claimable, {due - paid} units open"
        return f"{self._row.pay_to} earned {due} units up to this row: {state}", ""

    def dataset(self) -> tuple[str, str] | None:
        """The version that names the epoch: every file against its content id and hash."""
        registry = self._network.registry
        numbers = range(1, registry.last_dataset() + 1)
        epoch = self._epoch()
        spans = [n for n in numbers if registry.dataset(n).first_epoch <= epoch <= registry.dataset(n).last_epoch]
        if not self._ledger or not spans or self._row.pay_to == ZERO_ADDRESS:
            return None
        self._dataset = spans[0]
        cid = cid_of_digest(registry.dataset(self._dataset).manifest)
        manifest = self._store.get_node(cid)
        _equal("report of the dataset", manifest["report"], self._network.reports.standing(epoch).digest)
        linked = "no salt given, so the row is not looked for"
        for file in manifest["files"]:
            data = self._store.read_file(file["link"])
            _equal(file["name"], hashlib.sha256(data).digest(), file["sha256"])
            if self._salt and file["name"].endswith(".parquet"):
                linked = self._find_row(data, manifest["parent"])
        return f"version {self._dataset}, {manifest['rows']} rows; {linked}", cid

    def model(self) -> tuple[str, str] | None:
        """The first model whose manifest names the dataset, with all its ancestors' adapters."""
        registry = self._network.registry
        if not self._dataset:
            return None
        numbers = range(2, registry.last_model() + 1)
        self._model = next((n for n in numbers if self._dataset in registry.datasets_of(n)), 0)
        if not self._model:
            return None
        cid = cid_of_digest(registry.model(self._model).manifest)
        line = lineage(self._store, cid)
        dataset = cid_of_digest(registry.dataset(self._dataset).manifest)
        if dataset not in line[-1][1]["datasets"]:
            raise IntegrityError(cid, "the model's manifest does not name the dataset that the chain names")
        size = sum(len(self._store.read_file(node["adapter"])) for _, node in line if node["adapter"])
        return f"model {self._model}: the base and {len(line) - 1} adapters, {size} bytes", cid

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
        shown = self._ask("/v1/network")["served"]
        _equal("the gateway's served model", unhex(shown["manifest"], 32), manifest)
        line = self._ancestors(number)
        role = "holds this record" if self._model and self._model in line else "does not hold this record yet"
        return f"model {number}, which {role}", cid_of_digest(manifest)

    def _ancestors(self, number: int) -> list[int]:
        line: list[int] = []
        while number:
            line.append(number)
            number = self._network.registry.model(number).parent
        return line

    def _find_batch(self) -> Batch | None:
        events = self._network.batches.events("BatchPosted", gateway=self._leaf.gateway)
        for event in events:
            first, count = event["args"]["first_seq"], event["args"]["count"]
            if first <= self._leaf.seq < first + count:
                return self._network.batches.batch(event["args"]["number"])
        return None

    def _leaves(self, batch: Batch, hashes: list[bytes]) -> list[bytes]:
        """All leaves of the batch; the other records' come from the gateway's public trace of the batch."""
        shown = self._ask(f"/v1/batches/{batch.number}/leaves")["leaves"]
        if len(shown) != len(hashes):
            raise IntegrityError("batch", "the gateway shows another number of leaves than the manifest")
        return [unhex(leaf, 32) for leaf in shown]

    def _find_row(self, data: bytes, parent: str | None) -> str:
        epoch = self._epoch()
        dataset = dataset_id(epoch, epoch, digest_of(parent) if parent else ZERO_HASH)
        wanted = row_id(self._salt, dataset).hex()
        if wanted in pq.read_table(io.BytesIO(data), columns=["row_id"]).column("row_id").to_pylist():
            return f"row {wanted[:16]}… is this record"
        return "this record was left out of it (it holds a check's question)"

    def _epoch(self) -> int:
        return self._batch.epoch if self._batch else 0

    def _ask(self, path: str) -> dict[str, Any]:
        try:
            answer = httpx.get(self._url + path, timeout=_SECONDS)
            answer.raise_for_status()
            return answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Unavailable(f"gateway: {error}") from error


def _equal(what: str, found: bytes, expected: bytes) -> None:
    if found != expected:
        raise IntegrityError(what, f"is 0x{found.hex()}, expected 0x{expected.hex()}")
