"""Reading a dataset's files: what holds no record, or would fill the memory, is refused by its place."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kula.protocol.errors import MalformedInput
from kula.trainer.dataset import read_rows
from kula.trainer.rows import to_parquet
from tests.trainer.kept_row import ROW


@pytest.mark.parametrize(
    "changes",
    [
        {"messages": "[]"},
        {"messages": "no JSON"},
        {"messages": "[" * 500},
        {"kind": "poem"},
        {"score": 300},
        {"signed": None},
        {"messages": None},
    ],
)
def test_read_rows__a_row_that_holds_no_record__is_refused_by_its_place(tmp_path: Path, changes: dict[str, Any]):
    (tmp_path / "version-00001-data-00000.parquet").write_bytes(to_parquet([{**ROW, "row_id": "a", **changes}]))
    with pytest.raises(MalformedInput, match=r"version-00001-data-00000\.parquet, row 0"):
        read_rows(tmp_path)


def test_read_rows__a_bomb__is_refused(tmp_path: Path):
    table = pa.table({"row_id": pa.array(["x" * (1 << 25)])})
    pq.write_table(table, tmp_path / "version-00001-data-00000.parquet", compression="zstd")
    with pytest.raises(MalformedInput, match="Parquet"):
        read_rows(tmp_path)
