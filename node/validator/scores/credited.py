"""The index of the records that earlier epochs credited. A record that duplicates one of them is worth nothing.

There is one folder per ledger, named after all ledgers up to it. It is a copy of its predecessor, extended by one epoch.
"""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from eth_utils.crypto import keccak

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
    line = ledgers.epochs()
    ancestors = [e for e in line if e < epoch]
    folders = [folder / "credited-0"]
    name = b""
    for ancestor in line:
        name = keccak(name + ledgers.state(ancestor).digest)
        folders.append(folder / f"credited-{name.hex()[:24]}")
    last = len(ancestors)
    newest = max((i for i, path in enumerate(folders[: last + 1]) if path.exists()), default=0)
    for i, ancestor in enumerate(ancestors[newest:], start=newest):
        records = material_of(ancestor).records
        paid = sorted(row.pos for row in ledgers.at(ancestor).rows if row.pay_to != ZERO_ADDRESS)
        hashes = [record.record_hash for record in records if record.entry]
        extend(folders[i], folders[i + 1], [records[pos] for pos in paid], hashes)
    kept = {*folders[-_FOLDERS:], *folders[max(0, last + 1 - _FOLDERS) : last + 1]}
    for old in set(folder.glob("credited-*")) - kept:
        shutil.rmtree(old)
    return folders[last]


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
    partial.replace(target)
