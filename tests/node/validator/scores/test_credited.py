"""The index of credited records remembers every record of the line, and grows by one ledger at a time."""

from pathlib import Path

from kula.node.validator.scores.credited import extend, seen_records
from kula.protocol.records.entry import OpenedRecord
from kula.protocol.types import ZERO_HASH
from kula.scoring.duplicates import DuplicateIndex, shingles_of
from kula.scoring.features.text import whole_text
from tests.support.person import CONTENT

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
