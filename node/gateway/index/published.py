"""Copies the small public files that the registry's hashes name, so that a page can hash them by itself.

They are manifests of models and datasets, lists of row ids, and sample answers of adopted models. Anybody may propose a
model for a fee, so the words that a trainer puts into samples are copied only after the validators' vote.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from structlog import get_logger

from kula.node.edge import Edge
from kula.node.gateway.database.chain import ChainCopy
from kula.node.gateway.database.chain_tables import DatasetRow, ModelRow
from kula.protocol.chain.clients.registry import ModelState
from kula.protocol.errors import MalformedInput
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.ipfs.store import Store
from kula.protocol.reading.datasets import read_dataset, read_row_ids
from kula.protocol.reading.models import read_model, read_samples
from kula.protocol.reading.parallel import at_once

_SECONDS = 5
"""How long one turn may take: meanwhile the worker does nothing else."""
_MOST, _THREADS = 64, 8
_CANDIDATE, _ADOPTED = ModelState.CANDIDATE.name.lower(), ModelState.ADOPTED.name.lower()


class Publications:
    """Copies files from IPFS into the database, the newest first. What cannot be had is tried again less and less often."""

    def __init__(self, store: Store, chain: ChainCopy, edge: Edge) -> None:
        self._store = store.within(_SECONDS)
        self._chain = chain
        self._edge = edge
        self._malformed: set[str] = set()

    def turn(self) -> None:
        """Copies some of the files that lack. Candidates' files are hidden until their vote, so they come after it."""
        missing = self._missing()[:_MOST]
        tasks = {row.manifest: partial(self._edge.take, _subject(row), partial(self._copy, row)) for row in missing}
        at_once(tasks, _SECONDS, _THREADS)

    def _missing(self) -> Sequence[DatasetRow | ModelRow]:
        known = self._chain.published_ids() | self._malformed
        rows = [*self._chain.datasets(), *(row for row in self._chain.models() if row.state != _CANDIDATE)]
        lacking = [row for row in rows[::-1] if bytes32_to_cid(row.manifest) not in known]
        return sorted(lacking, key=lambda row: self._edge.waits(_subject(row)))

    def _copy(self, row: DatasetRow | ModelRow) -> None:
        """Copies a manifest and what it names. The manifest comes last, so it stands for all of them."""
        manifest = bytes32_to_cid(row.manifest)
        try:
            blocks = [(cid, self._store.get_block(cid)) for cid in (*self._named(row, manifest), manifest)]
        except MalformedInput as error:
            get_logger("publications").info("malformed", manifest=manifest, problem=str(error))
            self._malformed.add(manifest)
            return
        self._chain.put_published(blocks)

    def _named(self, row: DatasetRow | ModelRow, manifest: str) -> Iterator[str]:
        """Yields what a manifest names, each checked."""
        if isinstance(row, DatasetRow):
            listed = read_dataset(self._store, manifest).row_ids
            if listed:
                read_row_ids(self._store, listed)
                yield listed
            return
        samples = read_model(self._store, manifest).samples
        if samples and row.state == _ADOPTED:
            read_samples(self._store, samples)
            yield samples


def _subject(row: DatasetRow | ModelRow) -> tuple[str, str]:
    return "publish", bytes32_to_cid(row.manifest)
