"""Pulls published datasets with all ancestors, checks every byte and row, and verifies pulled files.

Anybody can publish a dataset. Its files get names of ours in one folder, and nothing outside this folder is touched. A
file that is wrong never stands under its name.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kula.protocol.chain.clients.registry import Dataset
from kula.protocol.chain.network import Network
from kula.protocol.errors import IntegrityError, MalformedInput, RefusedByPolicy, Unavailable
from kula.protocol.files import write_whole
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.ipfs.store import Store
from kula.protocol.reading.datasets import DatasetFile, DatasetManifest, opened, read_dataset
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.parquet import read_parquet
from kula.protocol.types import MAX_RECORDS, ZERO_ADDRESS
from kula.trainer.rows import COLUMNS, checked_row

EXCLUDED_FILE = "excluded.txt"
"""Beside pulled files: the ids of rows whose records were erased, one a line. It exists if there are any."""


@dataclass(frozen=True)
class Version:
    """A dataset version on chain, and its manifest."""

    number: int
    cid: str
    on_chain: Dataset
    manifest: DatasetManifest

    def path(self, folder: Path, file: DatasetFile) -> Path:
        """Returns where `pull` writes a file of this version. All versions share one card."""
        return folder / (f"version-{self.number:05d}-{file.name}" if file.holds_rows else file.name)


def version(network: Network, store: Store, number: int) -> Version:
    """Returns a version by its number. Raises MalformedInput if there is none."""
    if not 1 <= number <= network.registry.last_dataset():
        raise MalformedInput("dataset", f"there are versions 1 to {network.registry.last_dataset()}, not {number}")
    on_chain = network.registry.dataset(number)
    cid = bytes32_to_cid(on_chain.manifest)
    return Version(number, cid, on_chain, read_dataset(store, cid))


def line(network: Network, store: Store, number: int) -> list[Version]:
    """Returns a version with all its ancestors, oldest first.

    Raises IntegrityError if the parent in a manifest differs from the parent on chain.
    """
    versions: list[Version] = []
    while number:
        one = version(network, store, number)
        versions.append(one)
        number = one.on_chain.parent
        parent = bytes32_to_cid(network.registry.dataset(number).manifest) if number else None
        if one.manifest.parent != parent:
            raise IntegrityError(one.cid, f"names the parent {one.manifest.parent}, the chain {parent}")
    return versions[::-1]


def newest(network: Network, publishers: Collection[str]) -> int:
    """Returns the newest version of these accounts whose ancestors are all theirs too, or 0."""
    datasets = network.registry.datasets()
    return next((number for number in sorted(datasets, reverse=True) if _is_of(datasets, number, publishers)), 0)


def pull(network: Network, store: Store, number: int, folder: Path) -> Iterator[Path]:
    """Writes a version and its ancestors to `folder`. Yields the path of each file as it is complete.

    Each version is one Parquet file, so that datasets.load_dataset(folder) reads them. Files that are complete are not
    fetched again. A file that cannot be fetched does not keep the others away: at the end, Unavailable names all that lack.
    Raises MalformedInput if a file does not match its manifest.
    """
    lacking: list[str] = []
    versions = line(network, store, number)
    if excluded := sorted(_excluded(versions)):
        write_whole(folder / EXCLUDED_FILE, "".join(f"{row}\n" for row in excluded).encode())
    for one in versions:
        for file in one.manifest.files:
            path = one.path(folder, file)
            try:
                if not _is(path, file):
                    _fetch(store, file, path)
            except Unavailable as error:
                lacking.append(f"{path.name}: {error}")
                continue
            yield path
    if lacking:
        raise Unavailable("; ".join(lacking) + ". What is here is kept; pull again later")


def drop_others(network: Network, store: Store, number: int, folder: Path) -> None:
    """Deletes the versions in a folder of pulled files that are neither this one nor its ancestors."""
    kept = {one.path(folder, file).name for one in line(network, store, number) for file in one.manifest.files}
    for path in folder.glob("version-*"):
        if path.name.removesuffix(".partial").removesuffix(".unchecked") not in kept:
            path.unlink()


def verify(network: Network, store: Store, number: int, folder: Path) -> list[str]:
    """Returns the names of a pulled version's files that are missing or changed."""
    files = [(one.path(folder, file), file) for one in line(network, store, number) for file in one.manifest.files]
    return [path.name for path, file in files if file.holds_rows and not _is(path, file)]


def row_ids(network: Network, store: Store, number: int) -> set[str]:
    """Returns the ids of all rows of a version and its ancestors."""
    ids: set[str] = set()
    for one in line(network, store, number):
        for file in one.manifest.files:
            if file.holds_rows:
                with opened(store, file) as content:
                    ids |= {str(row["row_id"]) for row in read_parquet(content, ["row_id"], MAX_RECORDS)}
    return ids


def read_rows(folder: Path) -> list[dict[str, Any]]:
    """Returns the rows of a pulled version that are not excluded, in order of version and id.

    Raises MalformedInput with the row that is wrong.
    """
    path = folder / EXCLUDED_FILE
    excluded = set(path.read_text().split()) if path.exists() else set()
    rows = [row for path in sorted(folder.glob("*.parquet")) for row in _rows_in(path)]
    return [row for row in rows if row["row_id"] not in excluded]


def checked_rows(ledgers: Ledgers, number: int, folder: Path) -> list[dict[str, Any]]:
    """Returns the rows of a pulled version and its ancestors, checked against the ledgers of their epochs.

    Each version covers the epochs that it has on chain, with as many rows. Every row has the score of a paid record of its
    epoch, and no such record serves two rows. Nobody without its salt can tell which record it is. Raises MalformedInput if
    a row is wrong, or Unavailable if a ledger cannot be read now. Rows that the version or an ancestor excludes are left out.
    """
    rows: list[dict[str, Any]] = []
    versions = line(ledgers.network, ledgers.store, number)
    for one in versions:
        own = [row for file in one.manifest.files if file.holds_rows for row in _rows_in(one.path(folder, file))]
        scores = Counter((row["epoch"], row["score"]) for row in own)
        epochs = range(one.on_chain.first_epoch, one.on_chain.last_epoch + 1)
        if len(own) != one.on_chain.rows or not {epoch for epoch, _ in scores} <= set(epochs):
            raise MalformedInput(one.cid, f"must hold {one.on_chain.rows} rows of epochs {epochs[0]} to {epochs[-1]}")
        for epoch in sorted({epoch for epoch, _ in scores}):
            paid = Counter((epoch, row.median) for row in ledgers.at(epoch).rows if row.pay_to != ZERO_ADDRESS)
            if any(count > paid[place] for place, count in scores.items() if place[0] == epoch):
                raise MalformedInput(one.cid, f"holds rows that epoch {epoch} did not pay for")
        rows += own
    excluded = _excluded(versions)
    return [row for row in rows if row["row_id"] not in excluded]


def require_publishers(network: Network, number: int, publishers: Collection[str]) -> None:
    """Raises RefusedByPolicy unless a version and all its ancestors are of these accounts."""
    if not _is_of(network.registry.datasets(), number, publishers):
        raise RefusedByPolicy(
            "curator", f"dataset {number} or an ancestor is of a curator that KULA_CURATORS does not name"
        )


def _is_of(datasets: dict[int, Dataset], number: int, publishers: Collection[str]) -> bool:
    while number:
        if number not in datasets or datasets[number].publisher not in publishers:
            return False
        number = datasets[number].parent
    return True


def _excluded(versions: Sequence[Version]) -> set[str]:
    return {row.hex() for one in versions for row in one.manifest.excluded}


def _rows_in(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        for number, row in enumerate(read_parquet(file, COLUMNS, MAX_RECORDS)):
            yield checked_row(row, f"{path.name}, row {number}")


def _fetch(store: Store, file: DatasetFile, path: Path) -> None:
    """Writes a file under another name, checks it, then moves it to its own. Nothing stands there if it is wrong."""
    unchecked = path.with_name(f"{path.name}.unchecked")
    store.save_file(file.link, unchecked, file.size)
    if not _is(unchecked, file):
        unchecked.unlink()
        raise MalformedInput(path.name, "is not the file that the manifest names")
    unchecked.replace(path)


def _is(path: Path, file: DatasetFile) -> bool:
    if not path.is_file() or path.stat().st_size != file.size:
        return False
    with path.open("rb") as opened_file:
        return hashlib.file_digest(opened_file, "sha256").digest() == file.sha256
