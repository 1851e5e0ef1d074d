"""The index of the records that earlier epochs credited: one folder a line of reports, made from its predecessor's copy."""

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

_KEPT = 3
"""Folders that stay: the newest, and those to which a fallen report leads back."""


def credited_index(ledgers: Ledgers, gathered: Callable[[int], Material], folder: Path, epoch: int) -> Path:
    """The folder of the index over all that the ancestors of an epoch's report credited, extended where it is behind."""
    line = [e for e in ledgers.epochs() if e < epoch]
    folders = [folder / "credited-0"]
    name = b""
    for ancestor in line:
        name = keccak(name + ledgers.network.reports.standing(ancestor).digest)
        folders.append(folder / f"credited-{name.hex()[:24]}")
    made = max((i for i, found in enumerate(folders) if found.exists()), default=0)
    for i, ancestor in enumerate(line[made:], start=made):
        rows = ledgers.at(ancestor).rows
        records = gathered(ancestor).records
        paid = sorted(row.pos for row in rows if row.pay_to != ZERO_ADDRESS)
        extend(folders[i], folders[i + 1], [records[pos] for pos in paid])
    for old in set(folder.glob("credited-*")) - set(folders[-_KEPT:]):
        shutil.rmtree(old)
    return folders[-1]


def extend(base: Path, target: Path, records: Sequence[OpenedRecord]) -> None:
    """Make the index at `target` from the one at `base` (nothing, if there is none) and further records, in order."""
    partial = target.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    if base.exists():
        shutil.copytree(base, partial)
    opened = [(record.record_hash, record.content) for record in records if record.content]
    texts = ((content["kind"], whole_text(content)) for _, content in opened)
    with DuplicateIndex(partial) as index:
        for (key, _), shingles in zip(opened, shingles_of_all(texts), strict=True):
            index.add(shingles, key)
    partial.replace(target)
