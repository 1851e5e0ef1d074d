"""Pulls published datasets with all ancestors, checks every byte against its content id, and verifies pulled files."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from kula.protocol.chain.network import Network
from kula.protocol.errors import IntegrityError, MalformedInput
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.ipfs.store import Store


@dataclass(frozen=True)
class Version:
    """A dataset version on chain, and its manifest."""

    number: int
    cid: str
    manifest: dict[str, Any]


def version(network: Network, store: Store, number: int) -> Version:
    """Returns a version by its number. Raises MalformedInput if there is none."""
    if not 1 <= number <= network.registry.last_dataset():
        raise MalformedInput("dataset", f"there are versions 1 to {network.registry.last_dataset()}, not {number}")
    cid = bytes32_to_cid(network.registry.dataset(number).manifest)
    return Version(number, cid, store.get_node(cid))


def line(network: Network, store: Store, number: int) -> list[Version]:
    """Returns a version with all its ancestors, oldest first.

    Raises IntegrityError if the parent in a manifest differs from the parent on chain.
    """
    versions: list[Version] = []
    while number:
        one = version(network, store, number)
        versions.append(one)
        number = network.registry.dataset(number).parent
        parent = bytes32_to_cid(network.registry.dataset(number).manifest) if number else None
        if one.manifest["parent"] != parent:
            raise IntegrityError(one.cid, f"names the parent {one.manifest['parent']}, the chain {parent}")
    return versions[::-1]


def pull(network: Network, store: Store, number: int, folder: Path) -> Iterator[Path]:
    """Writes a version and its ancestors to `folder`. Yields the path of each file as it is complete.

    Each version is one Parquet file, so that datasets.load_dataset(folder) reads them. Files that are complete are not
    fetched again. Raises IntegrityError if a file does not match its manifest.
    """
    for one in line(network, store, number):
        for file in one.manifest["files"]:
            parquet = file["name"].endswith(".parquet")
            name = f"version-{one.number:05d}-{file['name']}" if parquet else file["name"]
            path = folder / name
            if not (path.exists() and parquet and _sha256(path) == file["sha256"]):
                store.save_file(file["link"], path)
            _verify_file(path, file)
            yield path


def verify(network: Network, store: Store, number: int, folder: Path) -> list[str]:
    """Returns the names of a pulled version's files that are missing or changed."""
    wrong: list[str] = []
    for one in line(network, store, number):
        for file in one.manifest["files"]:
            path = folder / f"version-{one.number:05d}-{file['name']}"
            if file["name"].endswith(".parquet") and (not path.exists() or _sha256(path) != file["sha256"]):
                wrong.append(path.name)
    return wrong


def row_ids(network: Network, store: Store, number: int) -> set[str]:
    """Returns the ids of all rows of a version and its ancestors."""
    ids: set[str] = set()
    for one in line(network, store, number):
        for file in one.manifest["files"]:
            if file["name"].endswith(".parquet"):
                table = pq.read_table(io.BytesIO(store.read_file(file["link"])), columns=["row_id"])
                ids |= set(table.column("row_id").to_pylist())
    return ids


def read_rows(folder: Path) -> list[dict[str, Any]]:
    """Returns all rows of a pulled version, in order of version and id."""
    return [row for path in sorted(folder.glob("*.parquet")) for row in pq.read_table(path).to_pylist()]


def _verify_file(path: Path, file: dict[str, Any]) -> None:
    if path.stat().st_size != file["size"] or _sha256(path) != file["sha256"]:
        path.unlink()
        raise IntegrityError(path.name, "is not the file that the manifest names")


def _sha256(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()
