"""The ledger that docs/protocol/reports.md works out by hand is the one that the code computes."""

import re
from pathlib import Path

from kula.protocol.ledgers.ledger import Earlier, compute_ledger
from kula.protocol.types import ZERO_ADDRESS, ZERO_HASH, Address, Leaf

PAGE = Path(__file__).parents[2] / "docs" / "protocol" / "reports.md"
ROW = re.compile(r"^ (\d)  ([0AB])" + r" +(\d+)" * 6, re.MULTILINE)
ACCOUNTS = {"0": ZERO_ADDRESS, "A": Address(f"0x{1:040x}"), "B": Address(f"0x{2:040x}")}


def test_ledger__of_the_page__is_what_its_medians_give():
    rows = [(ACCOUNTS[payee], *map(int, (t, *numbers))) for t, payee, *numbers in ROW.findall(PAGE.read_text())]
    medians = bytes(median for _, _, _, median, *_ in sorted(rows, key=lambda row: row[2]))
    owners = {pos: account for account, _, pos, *_ in rows}
    leaves = [
        Leaf(gateway=ACCOUNTS["B"], seq=pos, record_hash=ZERO_HASH, pay_to=owners[pos], signatures_hash=ZERO_HASH)
        for pos in range(len(rows))
    ]
    ledger = compute_ledger(
        ZERO_HASH, 7, leaves, medians, floor=64, earlier={ACCOUNTS["A"]: Earlier(500, 6)}, budget=10**6, cap=2
    )
    computed = [
        (row.pay_to, row.t, row.pos, row.median, row.credits, row.sum_credit, row.before, row.since)
        for row in ledger.rows
    ]
    assert len(rows) == 4
    assert rows == computed
