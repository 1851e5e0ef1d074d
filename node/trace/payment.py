"""The record's half of a trace: from the signed message to the payment, against chain, store and signatures."""

from dataclasses import asdict
from typing import Any

from kula.node.trace.pages import Pages
from kula.protocol.chain.settlement import signed_digest
from kula.protocol.encoding import batch_leaf, batches_root, ledger_leaf, scores_hash
from kula.protocol.errors import IntegrityError, Unavailable
from kula.protocol.hex import hex0, unhex
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.ledgers.scores import has_quorum, medians
from kula.protocol.merkle import Tree, root, verify
from kula.protocol.parameters import TOKEN
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.published import read_manifest, read_reasons
from kula.protocol.records.entry import check_scope, signed_record_from_json
from kula.protocol.signatures import grant_digest, receipt_digest, require_signer
from kula.protocol.types import ZERO_ADDRESS, Batch, Leaf, Phase, Receipt, Report, Row


class PaymentSteps:
    """The steps up to the payment.

    The steps run in order, because each one builds on what the earlier ones verified. A step returns its detail and its hash,
    or None while the record has not reached it. A step that does not verify raises a KulaError.
    """

    def __init__(self, ledgers: Ledgers, pages: Pages, record_hash: bytes) -> None:
        self._ledgers = ledgers
        self._network = ledgers.network
        self._store = ledgers.store
        self._pages = pages
        self._record_hash = record_hash
        self._page: dict[str, Any] = {}
        self._leaf: Leaf
        self._batch: Batch | None = None
        self._pos = 0
        self._median = 0
        self._ledger: Ledger | None = None
        self._row: Row
        self.own: dict[str, dict[str, Any]] = {}
        """What each step of the gateway's page has to say, in the page's form."""

    def record(self) -> tuple[str, str]:
        """The message hashes to the record hash, and both signatures are those of the owner and of the session key."""
        self._page = self._pages.read(f"/v1/trace/{hex0(self._record_hash)}")
        signed = signed_record_from_json(self._page)
        signing, message, grant = self._network.signing, signed.record, signed.grant
        self._leaf = signed.leaf(signing, self._page["gateway"])
        require_equal("record hash", self._leaf.record_hash, self._record_hash)
        require_signer(grant_digest(signing, grant), signed.grant_signature, grant.owner, "the grant")
        require_signer(self._record_hash, signed.signature, grant.key, "the record")
        check_scope(grant, message)
        self.own["record"] = {"hash": hex0(self._record_hash), "grant": hex0(grant_digest(signing, grant))}
        return f"a {message.kind} of {message.owner}, signed by the session key {grant.key}", hex0(self._record_hash)

    def receipt(self) -> tuple[str, str]:
        """The gateway signed a receipt for the record."""
        receipt = Receipt(
            gateway=self._leaf.gateway,
            seq=self._leaf.seq,
            record=self._record_hash,
            last_epoch=self._page["last_epoch"],
        )
        digest = receipt_digest(self._network.signing, receipt)
        require_signer(digest, unhex(self._page["receipt"], 65), receipt.gateway, "the receipt")
        self.own["receipt"] = {"hash": hex0(digest), "seq": receipt.seq, "last_epoch": receipt.last_epoch}
        return f"number {receipt.seq} of the gateway {receipt.gateway}", hex0(digest)

    def batch(self) -> tuple[str, str] | None:
        """The leaf stands under the batch's root on chain, and the record in the batch's manifest on IPFS."""
        batch = self._network.batches.batch_with(self._leaf.gateway, self._leaf.seq)
        if not batch:
            return None
        self._batch = batch
        index = self._leaf.seq - batch.first_seq
        manifest = read_manifest(self._store, batch)
        require_equal("manifest entry", manifest[index][0], self._record_hash)
        leaves = self._leaves(batch)
        require_equal("batch root", root(leaves), batch.root)
        require_equal("batch leaf", leaves[index], batch_leaf(self._network.dom, self._leaf))
        self._pos = batch.offset + index
        state = self._network.scores.epoch(batch.epoch)
        if state.closed_at:
            roots = [b.root for b in self._network.batches.batches_of(batch.epoch)]
            require_equal("batches root", batches_root(roots), state.batches_root)
        self.own["batch"] = {
            "number": batch.number,
            "epoch": batch.epoch,
            "position": self._pos,
            "leaf": hex0(leaves[index]),
            "index": index,
            "count": batch.count,
            "proof": [hex0(one) for one in Tree(leaves).proof(index)],
            "root": hex0(batch.root),
            "manifest": bytes32_to_cid(batch.manifest),
            "block": manifest[index][1],
        }
        return f"leaf {index} of batch {batch.number}, position {self._pos} of epoch {batch.epoch}", hex0(batch.root)

    def block(self) -> tuple[str, str] | None:
        """The encrypted block hashes to the content id that the manifest names."""
        if not self._batch:
            return None
        cid = read_manifest(self._store, self._batch)[self._leaf.seq - self._batch.first_seq][1]
        return f"{len(self._store.get_block(cid))} encrypted bytes on IPFS", cid

    def scores(self) -> tuple[str, str] | None:
        """Every seat's revealed scores hash to its commitment on chain; the record's value is their median."""
        epoch = self.epoch
        if not epoch or self._network.reports.phase(epoch) < Phase.REPORT:
            return None
        state = self._network.scores.epoch(epoch)
        reveals = self._network.scores.reveals(epoch)
        for reveal in reveals:
            on_chain = self._network.scores.commit_of(epoch, reveal.seat)
            require_equal(f"scores of seat {reveal.seat}", scores_hash(reveal.scores), on_chain)
        seats = self._network.validators.seats(state.set_id)
        self._median = medians([(seats[r.seat], r.scores) for r in reveals], state.records)[self._pos]
        scores = ", ".join(str(r.scores[self._pos]) for r in reveals)
        return f"{len(reveals)} seats revealed {scores}; the median is {self._median}", hex0(state.batches_root)

    def reasons(self) -> tuple[str, str] | None:
        """The reasons that the seats published with their scores; a file that is missing or changed breaks the step."""
        epoch = self.epoch
        if not epoch or self._network.reports.phase(epoch) < Phase.REPORT:
            return None
        reveals = self._network.scores.reveals(epoch)
        files, records = {reveal.files for reveal in reveals}, self._network.scores.epoch(epoch).records
        reasons = {read_reasons(self._store, one, records)[self._pos] for one in files}
        listed = " / ".join(sorted(", ".join(codes) or "none" for codes in reasons))
        named = bytes32_to_cid(min(files)) if files else ""
        return f"{len(files)} files of {len(reveals)} seats; of this record: {listed}", named

    def ledger(self) -> tuple[str, str] | None:
        """The ledger's row stands under the report's root and holds the median."""
        epoch = self.epoch
        if not epoch or not self._network.reports.standing(epoch).exists:
            return None
        self._ledger = self._ledgers.at(epoch)
        rows = [row for row in self._ledger.rows if row.pos == self._pos]
        if not rows:
            raise IntegrityError("ledger", f"has no row of position {self._pos}")
        self._row = rows[0]
        leaf = ledger_leaf(self._network.dom, epoch, self._row)
        proof = self._ledger.tree.proof(self._row.t)
        state_root = self._network.reports.standing(epoch).root
        if not verify(state_root, len(self._ledger.rows), self._row.t, leaf, proof):
            raise IntegrityError("ledger", "the row does not stand under the root on chain")
        if self._row.median != self._median:
            raise IntegrityError("ledger", f"the row says {self._row.median}, the revealed scores {self._median}")
        self.own["row"] = self._row_step(leaf, proof, state_root)
        paid_to = "nobody: at or below the floor" if self._row.pay_to == ZERO_ADDRESS else self._row.pay_to
        return f"row {self._row.t}: median {self._row.median}, pays {paid_to}", hex0(state_root)

    def report(self) -> tuple[str, str] | None:
        """The report hashes to its digest on chain, and enough stake signed it."""
        if not self._ledger:
            return None
        network, epoch = self._network, self._ledger.epoch
        state, proposed = network.reports.standing(epoch), network.reports.proposed(epoch)
        if not proposed:
            raise Unavailable(f"the proposal of epoch {epoch} is not among the chain's events")
        report = Report(
            epoch=epoch,
            attempt=proposed["args"]["attempt"],
            parent=network.reports.standing(state.parent).digest,
            root=state.root,
            records=len(self._ledger.rows),
            sum_credit=self._ledger.sum_credit,
            files=proposed["args"]["files"],
        )
        digest = signed_digest(network, report)
        require_equal("report digest", digest, state.digest)
        scores = network.scores.epoch(epoch)
        seats = network.validators.seats(scores.set_id)
        signed = sum(seat.weight for i, seat in enumerate(seats) if state.signers >> i & 1)
        if not has_quorum(signed, scores.total_weight):
            raise IntegrityError("report", "is signed by too little stake")
        phase = network.reports.phase(epoch).name.lower()
        return f"signed by {100 * signed // scores.total_weight} % of the stake; {phase}", hex0(digest)

    def payment(self) -> tuple[str, str] | None:
        """What the row entitles its account to, and what the token contract says the account was paid."""
        if not self._ledger or not self.paid:
            return None
        due, paid = self._ledger.earned(self._row), self._network.token.earned_of(self._row.pay_to)
        amounts = {"price": str(self._ledger.price), "due": str(due), "paid": str(paid)}
        self.own["payment"] = {"account": self._row.pay_to, **amounts}
        if self._network.reports.phase(self._ledger.epoch) is not Phase.FINAL:
            return f"{_kula(due)} KULA so far, claimable when the epoch is final", ""
        state = "paid" if paid >= due else f"claimable, {_kula(due - paid)} KULA open"
        return f"{self._row.pay_to} earned {_kula(due)} KULA up to this row: {state}", ""

    @property
    def page(self) -> dict[str, Any]:
        """The gateway's page of the record, once the first step has read it."""
        return self._page

    @property
    def epoch(self) -> int:
        """The epoch of the record's batch; 0 while no batch holds it."""
        return self._batch.epoch if self._batch else 0

    @property
    def paid(self) -> bool:
        """Whether the ledger's row pays somebody."""
        return self._ledger is not None and self._row.pay_to != ZERO_ADDRESS

    def _row_step(self, leaf: bytes, proof: list[bytes], state_root: bytes) -> dict[str, Any]:
        assert self._ledger
        reports, epoch, row = self._network.reports, self._ledger.epoch, asdict(self._row)
        return {
            "epoch": epoch,
            "row": {**row, "before": str(row["before"])},
            "leaf": hex0(leaf),
            "count": len(self._ledger.rows),
            "proof": [hex0(one) for one in proof],
            "root": hex0(state_root),
            "report": hex0(reports.standing(epoch).digest),
            "final": reports.phase(epoch) is Phase.FINAL,
        }

    def _leaves(self, batch: Batch) -> list[bytes]:
        """All leaves of the batch. Those of other records come from the gateway's public pages; the root confirms them."""
        leaves = self._pages.read(f"/v1/batches/{batch.number}/leaves")["leaves"]
        if len(leaves) != batch.count:
            raise IntegrityError("batch", f"the gateway lists {len(leaves)} leaves, the batch has {batch.count}")
        return [unhex(leaf, 32) for leaf in leaves]


def require_equal(what: str, actual: bytes, expected: bytes) -> None:
    """Raise IntegrityError if two hashes differ."""
    if actual != expected:
        raise IntegrityError(what, f"is {hex0(actual)}, expected {hex0(expected)}")


def _kula(units: int) -> str:
    """Units of 10^-18 KULA as KULA, without trailing zeros."""
    whole, rest = divmod(units, TOKEN)
    return f"{whole:,}.{rest:018}".rstrip("0").rstrip(".")
