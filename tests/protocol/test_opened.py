"""Rows that were posted on demand: only whole ranges under the root count, and each row of them proves itself."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.protocol.encoding import ledger_leaf
from kula.protocol.errors import IntegrityError
from kula.protocol.ledgers.faults import FaultKind, Truth, find_fault
from kula.protocol.ledgers.ledger import Ledger, compute_ledger
from kula.protocol.ledgers.opened import LEVELS, SUBTREE, OpenedRows, subtrees
from kula.protocol.merkle import depth, verify
from kula.protocol.types import Address, Leaf

DOM = b"d" * 32
PEOPLE = [Address(f"0x{i:040x}") for i in range(1, 8)]


@cache
def _ledger(records: int) -> Ledger:
    leaves = [
        Leaf(gateway=PEOPLE[0], seq=i, record_hash=bytes(32), pay_to=PEOPLE[i % 7], signatures_hash=b"s" * 32)
        for i in range(records)
    ]
    medians = bytes(50 + i % 200 for i in range(records))
    return compute_ledger(DOM, 9, leaves, medians, floor=64, earlier={}, budget=10**22, cap=10**18)


def _proof(ledger: Ledger, subtree: int) -> list[bytes]:
    return ledger.tree.subtree_proof(subtree, min(LEVELS, depth(len(ledger.rows))))


def _range(ledger: Ledger, subtree: int) -> tuple:
    return ledger.rows[subtree * SUBTREE : (subtree + 1) * SUBTREE]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([1, 2, 3, 255, 256, 257, 300, 511, 513]), st.data())
def test_opened__each_row_of_a_posted_range__proves_itself_under_the_root(records: int, data: st.DataObject):
    ledger = _ledger(records)
    opened = OpenedRows(DOM, 9, records, ledger.root)
    chosen = data.draw(st.sets(st.integers(0, subtrees(records) - 1), min_size=1))
    for subtree in chosen:
        opened.add(subtree, _range(ledger, subtree), _proof(ledger, subtree))
    assert opened.missing == [s for s in range(subtrees(records)) if s not in chosen]
    assert opened.rows == [row for s in sorted(chosen) for row in _range(ledger, s)]
    t = data.draw(st.sampled_from([row.t for row in opened.rows]))
    row, proof = opened.proven(t)
    assert (row, proof) == ledger.proven(t)
    assert verify(ledger.root, records, t, ledger_leaf(DOM, 9, row), proof)


@pytest.mark.parametrize("fault", ["row", "cut", "more", "elsewhere", "proof", "short proof", "renumbered"])
def test_opened__a_range_that_is_not_under_the_root__is_refused(fault: str):
    ledger = _ledger(600)
    rows, proof, subtree = _range(ledger, 1), _proof(ledger, 1), 1
    if fault == "row":
        rows = (replace(rows[0], median=rows[0].median ^ 1), *rows[1:])
    elif fault == "cut":
        rows = rows[:-1]
    elif fault == "more":
        rows = (*rows, rows[-1])
    elif fault == "elsewhere":
        subtree = 0
    elif fault == "proof":
        proof = [bytes(32), *proof[1:]]
    elif fault == "short proof":
        proof = proof[:-1]
    else:
        rows = tuple(replace(row, t=row.t - SUBTREE) for row in rows)
    opened = OpenedRows(DOM, 9, 600, ledger.root)
    with pytest.raises(IntegrityError):
        opened.add(subtree, rows, proof)
    assert opened.rows == []


def test_fault__in_a_part_of_a_ledger__is_the_one_that_the_part_proves():
    """A gap between two ranges is no fault of order, and a start in a hidden ledger is no fault of form."""
    ledger = _ledger(600)
    medians = bytes(50 + i % 200 for i in range(600))
    truth = Truth(epoch=9, floor=64, medians=medians, pay_to=[None] * 600, line={}, earlier={}, hidden=[4])
    part = [*_range(ledger, 0), *_range(ledger, 2)]
    assert find_fault(part, truth) is None
    last = part[-1]
    assert find_fault([*part[:-1], replace(last, since=4, before=7)], truth) is None
    for changes, kind in (({"since": 5, "before": 7}, FaultKind.FORM), ({"median": 255}, FaultKind.MEDIAN)):
        fault = find_fault([*part[:-1], replace(last, **changes)], truth)
        assert fault is not None
        assert (fault.kind, fault.t) == (kind, last.t)
