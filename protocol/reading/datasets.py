"""Manifests of dataset versions on IPFS. Anybody can publish one, so each name, size and link in it is checked here."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from tempfile import TemporaryFile
from typing import IO, Any

from kula.contracts.modules.constants import MAX_EPOCHS
from kula.protocol.errors import MalformedInput
from kula.protocol.ipfs.nodes import link_shape
from kula.protocol.ipfs.store import Store
from kula.protocol.shapes import fields, many, number, optional, raw, versioned

CARD_FILE = "README.md"
MAX_VERSION_BYTES = 2**30
"""Most bytes of all files of one version: a full epoch of records of 64 KiB, not packed."""
MAX_EXCLUDED = 1_024
"""Most rows of earlier versions that one version excludes."""
MAX_ROW_IDS_BYTES = 2**21
"""Most bytes of the list of a version's row ids, which is one block: 65,536 rows."""
_MOST_FILES = 64
_MOST_MANIFEST_BYTES = 65_536
_NAME = re.compile(r"data-[0-9]{5}\.parquet|README\.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetFile:
    """A file of a version. Its name is `data-00000.parquet` or a later number, or `README.md`."""

    name: str
    size: int
    sha256: bytes
    link: str

    @property
    def holds_rows(self) -> bool:
        """Whether the file is a Parquet file."""
        return self.name != CARD_FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetManifest:
    """What the manifest of a version says. `parent` is a content id."""

    parent: str | None
    epochs: tuple[int, ...]
    report: bytes | None
    """The digest of the epoch's report."""
    rows: int
    excluded: tuple[bytes, ...]
    """Ids of rows of this version and its ancestors whose records were erased since."""
    row_ids: str | None
    """The list of this version's row ids: 32 bytes each, in order. None in manifests without it."""
    files: tuple[DatasetFile, ...]


def _name(value: Any, where: str) -> str:
    if not isinstance(value, str) or len(value) > 32 or not _NAME.fullmatch(value):
        raise MalformedInput(where, f"must be {CARD_FILE}, or data- with five digits and .parquet")
    return value


_file = fields(DatasetFile, name=_name, size=number(31), sha256=raw(32), link=link_shape)
_manifest = versioned(
    lambda excluded, **others: DatasetManifest(excluded=excluded or (), **others),
    excluded=optional(many(raw(32), MAX_EXCLUDED)),
    parent=optional(link_shape),
    epochs=many(number(32), MAX_EPOCHS),
    report=optional(raw(32)),
    rows=number(32),
    row_ids=optional(link_shape),
    files=many(_file, _MOST_FILES),
)


def read_dataset(store: Store, cid: str) -> DatasetManifest:
    """Reads a version's manifest. Raises Unavailable, or MalformedInput also for one name twice and for too many bytes."""
    manifest = _manifest(store.get_node(cid, _MOST_MANIFEST_BYTES), cid)
    names = [file.name for file in manifest.files]
    if len(set(names)) != len(names) or sum(file.size for file in manifest.files) > MAX_VERSION_BYTES:
        raise MalformedInput(cid, f"names a file twice, or more than {MAX_VERSION_BYTES} bytes")
    return manifest


def read_row_ids(store: Store, cid: str) -> tuple[bytes, ...]:
    """Reads a list of row ids. Raises Unavailable, or MalformedInput unless they are in order, each of them once."""
    block = store.get_block(cid, MAX_ROW_IDS_BYTES)
    ids = tuple(block[at : at + 32] for at in range(0, len(block), 32))
    if len(block) % 32 or any(a >= b for a, b in pairwise(ids)):
        raise MalformedInput(cid, "must be row ids of 32 bytes in order, each of them once")
    return ids


@contextmanager
def opened(store: Store, file: DatasetFile) -> Iterator[IO[bytes]]:
    """Opens a copy of a version's file without a name. Raises Unavailable, or MalformedInput if the manifest does not fit it."""
    digest, size = hashlib.sha256(), 0
    with TemporaryFile() as copy:
        for chunk in store.iter_file(file.link, file.size):
            digest.update(chunk)
            size += copy.write(chunk)
        if size != file.size or digest.digest() != file.sha256:
            raise MalformedInput(file.name, "is not the file that the manifest names")
        copy.seek(0)
        yield copy
