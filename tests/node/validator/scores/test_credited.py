"""The index of credited records remembers every record of the line, and grows by one ledger at a time."""

import os
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from kula.node.validator.scores.credited import credited_index, extend, seen_records
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.material import Material
from kula.protocol.records.entry import OpenedRecord
from kula.protocol.types import ZERO_HASH
from kula.scoring.duplicates import DuplicateIndex, shingles_of
from kula.scoring.features.text import whole_text
from tests.support.gateway.person import CONTENT

FIRST, SECOND, UNPAID = (bytes([n]) * 32 for n in (1, 2, 3))


def _record(digest: bytes, answer: str) -> OpenedRecord:
    content = {**CONTENT, "messages": [CONTENT["messages"][0], {"role": "assistant", "content": answer}]}
    return OpenedRecord(record_hash=digest, parent=ZERO_HASH, content=content, imported=False)


def _holds(folder: Path, record: OpenedRecord) -> bool:
    assert record.content
    shingles = shingles_of(record.content["kind"], whole_text(record.content))
    with DuplicateIndex(folder) as index:
        return bool(index.containing(shingles, 800))


def test_extend__ledger_after_ledger__keeps_the_hashes_of_all_records_paid_or_not(tmp_path: Path):
    egg = _record(FIRST, "Six minutes in boiling water, then under the cold tap so that the shell comes off.")
    tea = _record(SECOND, "Warm the pot, take one spoon per cup, and let the leaves steep for about four minutes.")
    one, two = tmp_path / "one", tmp_path / "two"
    extend(tmp_path / "none", one, [egg], [FIRST, UNPAID])
    extend(one, two, [tea], [SECOND])
    assert seen_records(tmp_path / "none") == frozenset()
    assert seen_records(one) == {FIRST, UNPAID}
    assert seen_records(two) == {FIRST, UNPAID, SECOND}
    assert _holds(two, egg)
    assert _holds(two, tea)
    assert not _holds(one, tea), "the index before stays as it was"


def test_extend__before_the_index_appears__has_all_of_it_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A power cut after the move would else leave a shorter file, which all later indexes copy."""
    on_disk, fsync = set[str](), os.fsync

    def noting(descriptor: int) -> None:
        fsync(descriptor)
        on_disk.add(Path(f"/proc/self/fd/{descriptor}").readlink().name)

    monkeypatch.setattr(os, "fsync", noting)
    extend(tmp_path / "none", tmp_path / "one", [], [FIRST])
    assert {"records", "records.bin"} <= on_disk


class LongLine:
    """Ledgers of a thousand epochs without a paid record, each the parent of the next, and which of them were asked for."""

    def __init__(self) -> None:
        self.tip = 1_000
        self.asked: set[int] = set()
        self.network = SimpleNamespace(reports=SimpleNamespace(tip=lambda: self.tip))

    def epochs(self, after: int) -> list[int]:
        """The epochs after one."""
        return list(range(after + 1, self.tip + 1))

    def state(self, epoch: int) -> SimpleNamespace:
        """Its report."""
        self.asked.add(epoch)
        return SimpleNamespace(digest=epoch.to_bytes(32, "little"), parent=epoch - 1)

    def at(self, _: int) -> SimpleNamespace:
        """Its ledger."""
        return SimpleNamespace(rows=())


def test_credited_index__one_more_epoch_behind_a_thousand__asks_for_the_newest_alone(tmp_path: Path):
    line, gathered = LongLine(), list[int]()

    def material_of(epoch: int) -> Material:
        gathered.append(epoch)
        return cast(Material, SimpleNamespace(records=()))

    def index(epoch: int) -> Path:
        line.asked.clear()
        gathered.clear()
        return credited_index(cast(Ledgers, line), material_of, tmp_path, epoch)

    first = index(1_001)
    assert gathered == list(range(1, 1_001)), "the oldest comes first"
    line.tip += 1
    second = index(1_002)
    assert gathered == [1_001]
    assert len(line.asked) < 10
    assert index(1_001) == first, "for an epoch whose report fell"
    assert gathered == []
    assert second.exists()
    assert len(list(tmp_path.glob("credited-*"))) <= 6, "old ones are deleted"


def test_credited_index__of_a_false_report__holds_each_record_once_and_no_position_that_there_is_not(tmp_path: Path):
    egg = _record(FIRST, "Six minutes in boiling water, then under the cold tap so that the shell comes off.")
    rows = [SimpleNamespace(pos=pos, pay_to=f"0x{pos + 1:040x}") for pos in (0, 0, 1, 2**32 - 1)]
    line = LongLine()
    line.tip = 1
    line.at = lambda _: SimpleNamespace(rows=rows)  # type: ignore[method-assign]
    material = cast(Material, SimpleNamespace(records=[SimpleNamespace(**asdict(egg), entry=None)]))
    folder = credited_index(cast(Ledgers, line), lambda _: material, tmp_path, 2)
    assert _holds(folder, egg)
