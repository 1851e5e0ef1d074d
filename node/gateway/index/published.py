"""Copies the small public files that the registry's hashes name, so that a page can hash them by itself.

They are manifests of models and datasets, lists of row ids, and sample answers of adopted models. Anybody may propose a
model for a fee, so the words that a trainer puts into samples are copied only after the validators' vote. Anybody may publish
datasets for a bond that comes back. So a turn looks at few of them, and those of strangers fill no more than MOST_BYTES.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial

from structlog import get_logger

from kula.node.gateway.database.chain import ChainCopy, Published
from kula.node.gateway.database.chain_tables import DatasetRow, ModelRow
from kula.protocol.chain.clients.registry import Dataset, ModelState
from kula.protocol.errors import MalformedInput
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.ipfs.store import Store
from kula.protocol.program.edge import Edge
from kula.protocol.reading.datasets import read_dataset, read_row_ids
from kula.protocol.reading.models import read_model, read_samples
from kula.protocol.reading.parallel import at_once

MOST_BYTES = 2**30
"""Once the copied files have so many bytes, no more files of datasets are copied but those of trusted curators."""
_SECONDS = 5
"""How long one turn may take: meanwhile the worker does nothing else."""
_PAGE, _THREADS = 16, 8
"""Rows that a turn reads of each kind: so many of the newest, and as many of those before."""
_ABOVE_ALL = 2**31 - 1
_ADOPTED = ModelState.ADOPTED.name.lower()


class Publications:
    """Copies files from IPFS into the database, the newest first. What cannot be had is tried again less and less often."""

    def __init__(
        self,
        store: Store,
        chain: ChainCopy,
        edge: Edge,
        curators: Collection[str] = (),
        datasets: Callable[[], Mapping[int, Dataset]] = dict,
    ) -> None:
        """`curators` are accounts whose datasets are copied without a limit. `datasets` returns all of them by number."""
        self._store = store.within(_SECONDS)
        self._chain = chain
        self._edge = edge
        self._curators = curators
        self._datasets = datasets
        self._bytes = chain.published_bytes()
        self._before: dict[type[Published], int] = {}
        """Up to where the older rows of each kind were looked at."""

    def turn(self) -> None:
        """Copies some of the files that lack. Candidates' files are hidden until their vote, so they come after it.

        Models come first, because each cost a fee. It reads at most 64 rows, however many there are.
        """
        rows = [*self._lacking(ModelRow), *self._within_bytes(self._lacking(DatasetRow))]
        tasks = {_subject(row): partial(self._edge.take, _subject(row), partial(self._copy, row)) for row in rows}
        at_once(tasks, _SECONDS, _THREADS)

    def _lacking(self, table: type[Published]) -> Sequence[Published]:
        """Returns the newest rows that lack files, and the next ones of a walk through all. Those that never failed come first."""
        newest = self._chain.lacking(table, _ABOVE_ALL, _PAGE)
        if len(newest) < _PAGE:
            return sorted(newest, key=self._failed)
        start = min(newest[-1].number, self._before.get(table, _ABOVE_ALL))
        older = self._chain.lacking(table, start, _PAGE)
        self._before[table] = older[-1].number if len(older) == _PAGE else _ABOVE_ALL
        return sorted([*newest, *older], key=self._failed)

    def _failed(self, row: Published) -> bool:
        return self._edge.waits(_subject(row))

    def _within_bytes(self, rows: Sequence[Published]) -> Sequence[Published]:
        if self._bytes < MOST_BYTES or not rows:
            return rows
        datasets = self._datasets()
        return [row for row in rows if row.number in datasets and datasets[row.number].publisher in self._curators]

    def _copy(self, row: Published) -> None:
        """Copies a manifest and what it names. The manifest comes last, so it stands for all of them."""
        manifest = bytes32_to_cid(row.manifest)
        if isinstance(row, DatasetRow) and self._chain.published(manifest) is not None:
            self._chain.put_published((), row)
            return
        try:
            blocks = [(cid, self._store.get_block(cid)) for cid in (*self._named(row, manifest), manifest)]
        except MalformedInput as error:
            get_logger("publications").info("malformed", manifest=manifest, problem=str(error))
            blocks = []
        self._chain.put_published(blocks, row)
        self._bytes += sum(len(block) for _, block in blocks)

    def _named(self, row: Published, manifest: str) -> Iterator[str]:
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


def _subject(row: Published) -> tuple[str, str, int]:
    return "publish", type(row).__tablename__, row.number
