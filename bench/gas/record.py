"""Measures every function again and writes the figures that tests/gas compares: `python -m kula.bench.gas.record`.

With `--largest` it also measures the largest transactions, which takes minutes, and writes them to
docs/chains/transactions.md. It always writes the tables of docs/chains.md.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from kula.bench.gas.functions import measure_functions
from kula.bench.gas.largest import measure_largest
from kula.bench.gas.table import chains_page, transactions_page

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "tests" / "gas" / "gas.json"
CHAINS = ROOT / "docs" / "chains.md"
TRANSACTIONS = ROOT / "docs" / "chains" / "transactions.md"


def main() -> int:
    """Rewrites the record; with `--largest` all of it."""
    parser = argparse.ArgumentParser(prog="python -m kula.bench.gas.record", description=__doc__)
    parser.add_argument("--largest", action="store_true", help="the largest transactions too")
    chosen = parser.parse_args()
    record = read_record()
    record["functions"] = measure_functions()
    if chosen.largest:
        record["largest"] = measure_largest()
    RECORD.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n")
    CHAINS.write_text(chains_page(CHAINS.read_text()))
    TRANSACTIONS.write_text(transactions_page(TRANSACTIONS.read_text(), record["largest"]))
    return 0


def read_record() -> dict[str, Any]:
    """The record: `functions` is gas by `Contract.function: case`; `largest` is {"gas", "bytes"} by the same names."""
    return json.loads(RECORD.read_text()) if RECORD.exists() else {"functions": {}, "largest": {}}


if __name__ == "__main__":
    sys.exit(main())
