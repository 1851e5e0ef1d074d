"""The record's half of a trace: from the signed message to the payment, against chain, store and signatures."""

from typing import Any

from eth_utils.crypto import keccak

from kula.node.trace.shown import Shown, equal
from kula.protocol.chain.settlement import signed_digest
from kula.protocol.encoding import batch_leaf, batches_root, ledger_leaf, scores_hash
from kula.protocol.errors import IntegrityError, Unavailable
from kula.protocol.hex import hex0, unhex
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.ledgers.scores import has_quorum, medians
from kula.protocol.merkle import root, verify
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.published import read_manifest
from kula.protocol.records.entry import check_scope, grant_from_json, record_from_json
from kula.protocol.signatures import grant_digest, receipt_digest, record_hash, require_signer
from kula.protocol.types import ZERO_ADDRESS, Batch, Leaf, Phase, Receipt, Report, Row


class ToPayment:
    """Each step uses what the ones before have proven, and returns what it found and its hash."""

    def __init__(self, ledgers: Ledgers, shown: Shown, digest: bytes) -> None:
        self._ledgers = ledgers
        self._network = ledgers.network
        self._store = ledgers.store
        self._shown = shown
        self._digest = digest
        self._said: dict[str, Any] = {}
        self._leaf: Leaf
        self._batch: Batch | None = None
        self._pos = 0
        self._median = 0
        self._ledger: Ledger | None = None
        self._row: Row

    def record(self) -> tuple[str, str]:
        """The message and both signatures."""
        self._said = self._shown.ask(f"/v1/trace/{hex0(self._digest)}")
        message, grant = record_from_json(self._said["record"]), grant_from_json(self._said["grant"])
        signing = self._network.signing
        equal("record hash", record_hash(signing, message), self._digest)
        grant_signature, signature = unhex(self._said["grant_signature"], 65), unhex(self._said["signature"], 65)
        require_signer(grant_digest(signing, grant), grant_signature, grant.owner, "the grant")
        require_signer(self._digest, signature, grant.key, "the record")
        check_scope(grant, message)
        self._leaf = Leaf(
            gateway=self._said["gateway"],
            seq=self._said["seq"],
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
            last_epoch=self._said["last_epoch"],
        )
        digest = receipt_digest(self._network.signing, promise)
        require_signer(digest, unhex(self._said["receipt"], 65), self._leaf.gateway, "the receipt")
        return f"number {promise.seq} of the gateway {promise.gateway}", hex0(digest)

    def batch(self) -> tuple[str, str] | None:
        """The leaf under the batch's root on chain, and its place in the manifest on IPFS."""
        batch = self._network.batches.batch_with(self._leaf.gateway, self._leaf.seq)
        if not batch:
            return None
        self._batch = batch
        index = self._leaf.seq - batch.first_seq
        manifest = read_manifest(self._store, batch)
        equal("manifest entry", manifest[index][0], self._digest)
        leaves = self._leaves(batch, [h for h, _ in manifest])
        equal("batch root", root(leaves), batch.root)
        equal("batch leaf", leaves[index], batch_leaf(self._network.dom, self._leaf))
        self._pos = batch.offset + index
        state = self._network.scores.epoch(batch.epoch)
        if state.closed_at:
            roots = [b.root for b in self._network.batches.batches_of(batch.epoch)]
            equal("batches root", batches_root(roots), state.batches_root)
        return f"leaf {index} of batch {batch.number}, position {self._pos} of epoch {batch.epoch}", hex0(batch.root)

    def block(self) -> tuple[str, str] | None:
        """The encrypted block, checked against the content id that the manifest names."""
        if not self._batch:
            return None
        cid = read_manifest(self._store, self._batch)[self._leaf.seq - self._batch.first_seq][1]
        return f"{len(self._store.get_block(cid))} encrypted bytes on IPFS", cid

    def scores(self) -> tuple[str, str] | None:
        """Every revealed byte against the hash on chain, and the median."""
        epoch = self.epoch
        if not epoch or self._network.reports.phase(epoch) < Phase.REPORT:
            return None
        state = self._network.scores.epoch(epoch)
        reveals = self._network.scores.reveals(epoch)
        for reveal in reveals:
            on_chain = self._network.scores.commit_of(epoch, reveal.seat)
            equal(f"scores of seat {reveal.seat}", scores_hash(reveal.scores), on_chain)
        seats = self._network.validators.seats(state.set_id)
        self._median = medians([(seats[r.seat], r.scores) for r in reveals], state.records)[self._pos]
        shown = ", ".join(str(r.scores[self._pos]) for r in reveals)
        return f"{len(reveals)} seats revealed {shown}; the median is {self._median}", hex0(state.batches_root)

    def reasons(self) -> tuple[str, str] | None:
        """Why, as every seat named it in its reveal; a seat that shows other bytes, or withholds them, breaks the step."""
        epoch = self.epoch
        if not epoch or self._network.reports.phase(epoch) < Phase.REPORT:
            return None
        reveals = self._network.scores.reveals(epoch)
        files = {bytes32_to_cid(reveal.files) for reveal in reveals}
        given = {tuple(self._store.get_node(cid)["reasons"][self._pos]) for cid in files}
        shown = " / ".join(sorted(", ".join(codes) or "none" for codes in given))
        return f"{len(files)} files of {len(reveals)} seats; of this record: {shown}", sorted(files)[0] if files else ""

    def ledger(self) -> tuple[str, str] | None:
        """The row under the report's root."""
        epoch = self.epoch
        if not epoch or not self._network.reports.standing(epoch).exists:
            return None
        self._ledger = self._ledgers.at(epoch)
        found = [row for row in self._ledger.rows if row.pos == self._pos]
        if not found:
            raise IntegrityError("ledger", f"has no row of position {self._pos}")
        self._row = found[0]
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
        digest = signed_digest(network, report)
        equal("report digest", digest, state.digest)
        scores = network.scores.epoch(epoch)
        seats = network.validators.seats(scores.set_id)
        signed = sum(seat.weight for i, seat in enumerate(seats) if state.signers >> i & 1)
        if not has_quorum(signed, scores.total_weight):
            raise IntegrityError("report", "is signed by too little stake")
        phase = network.reports.phase(epoch).name.lower()
        return f"signed by {100 * signed // scores.total_weight} % of the stake; {phase}", hex0(digest)

    def payment(self) -> tuple[str, str] | None:
        """What the row shows, and what the token says was paid."""
        if not self._ledger or not self.paid:
            return None
        due, paid = self._ledger.earned(self._row), self._network.token.earned_of(self._row.pay_to)
        if self._network.reports.phase(self._ledger.epoch) is not Phase.FINAL:
            return f"{due} units shown, claimable when the epoch is final", ""
        state = "paid" if paid >= due else f"claimable, {due - paid} units open"
        return f"{self._row.pay_to} earned {due} units up to this row: {state}", ""

    @property
    def epoch(self) -> int:
        """The epoch of the record's batch; 0 while no batch holds it."""
        return self._batch.epoch if self._batch else 0

    @property
    def paid(self) -> bool:
        """Whether the ledger's row pays somebody."""
        return self._ledger is not None and self._row.pay_to != ZERO_ADDRESS

    def _leaves(self, batch: Batch, hashes: list[bytes]) -> list[bytes]:
        """All leaves of the batch; the other records' come from the gateway's public trace of the batch."""
        shown = self._shown.ask(f"/v1/batches/{batch.number}/leaves")["leaves"]
        if len(shown) != len(hashes):
            raise IntegrityError("batch", "the gateway shows another number of leaves than the manifest")
        return [unhex(leaf, 32) for leaf in shown]
