"""The index of the records that earlier epochs credited. A record that duplicates one of them is worth nothing.

There is one folder per ledger, named after its report's digest, which covers those of all earlier reports. It is a copy
of its predecessor, extended by one epoch.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.material import Material
from kula.protocol.records.entry import OpenedRecord
from kula.protocol.types import ZERO_ADDRESS
from kula.scoring.duplicates import DuplicateIndex, shingles_of_all
from kula.scoring.features.text import whole_text

_FOLDERS = 3
"""Folders that stay at both ends of what is asked for: the newest, and those that are needed when a report falls."""
_SEEN = "records.bin"
"""The file of an index with the hashes of all records, 32 bytes each."""


def credited_index(ledgers: Ledgers, material_of: Callable[[int], Material], folder: Path, epoch: int) -> Path:
    """The folder of the index over all records that the ledgers before `epoch` credited.

    Makes what is missing of it from the ledgers and the epochs' material, in `folder`. Raises Unavailable if a ledger or
    an epoch's records cannot be fetched.
    """
    later = ledgers.epochs(after=epoch - 1)
    tip = ledgers.network.reports.tip()
    newest = ledgers.state(later[0]).parent if later else tip
    missing: list[int] = []
    ancestor = newest
    while not (base := _path(ledgers, folder, ancestor)).exists() and ancestor:
        missing.append(ancestor)
        ancestor = ledgers.state(ancestor).parent
    for ancestor in reversed(missing):
        records = material_of(ancestor).records
        # A false report that stands for now may name one position twice, or one that there is not.
        paid = {row.pos for row in ledgers.at(ancestor).rows if row.pay_to != ZERO_ADDRESS}
        hashes = [record.record_hash for record in records if record.entry]
        extend(
            base,
            base := _path(ledgers, folder, ancestor),
            [one for pos, one in enumerate(records) if pos in paid],
            hashes,
        )
    kept = {_path(ledgers, folder, end) for last in (tip, newest) for end in islice(_back(ledgers, last), _FOLDERS)}
    for old in set(folder.glob("credited-*")) - kept:
        shutil.rmtree(old)
    return base


def _path(ledgers: Ledgers, folder: Path, epoch: int) -> Path:
    """The folder of the index over the ledgers up to and including an epoch's. 0 stands for none."""
    return folder / f"credited-{ledgers.state(epoch).digest.hex()[:24] if epoch else 0}"


def _back(ledgers: Ledgers, epoch: int) -> Iterator[int]:
    """Yields an epoch with a ledger and its ancestors, newest first, and at last 0."""
    while epoch:
        yield epoch
        epoch = ledgers.state(epoch).parent
    yield 0


def seen_records(folder: Path) -> frozenset[bytes]:
    """The hashes of all records in the ledgers that an index covers, paid or not."""
    path = folder / _SEEN
    joined = path.read_bytes() if path.exists() else b""
    return frozenset(joined[i : i + 32] for i in range(0, len(joined), 32))


def extend(base: Path, target: Path, records: Sequence[OpenedRecord], seen: Sequence[bytes] = ()) -> None:
    """Write the index at `target`: a copy of the one at `base`, if that exists, with `records` added in order.

    `seen` are the hashes of all records of the same ledger.
    """
    partial = target.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    if base.exists():
        shutil.copytree(base, partial)
    readable = [(record.record_hash, record.content) for record in records if record.content]
    texts = ((content["kind"], whole_text(content)) for _, content in readable)
    with DuplicateIndex(partial) as index:
        for (key, _), shingles in zip(readable, shingles_of_all(texts), strict=True):
            index.add(shingles, key)
    with (partial / _SEEN).open("ab") as file:
        file.write(b"".join(seen))
        file.flush()
        # Later indexes copy this file, so what a power cut took from it would be missing for ever.
        os.fsync(file.fileno())
    partial.replace(target)
