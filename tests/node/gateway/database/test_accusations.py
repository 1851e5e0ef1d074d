"""Proofs that strangers hand in take bounded room, and never push out what guards a deposit."""

from pathlib import Path

import pytest

from kula.node.gateway.database import accusations
from kula.node.gateway.database.accusations import MOST_OF_GATEWAY, AccusationRow, Step
from kula.node.gateway.database.repository import Repository, open_database
from kula.protocol.program.keys import new_key
from kula.protocol.promises.state import Promise
from kula.protocol.types import Address, Receipt


def test_flood__of_proofs_against_one_gateway__is_bounded_and_bars_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(accusations, "_MOST_SPENT", 20)
    rows = Repository(open_database(f"sqlite:///{tmp_path / 'rows.sqlite'}")).accusations

    def add(gateway: Address, seq: int) -> bool:
        receipt = Receipt(gateway=gateway, seq=seq, record=bytes(32), last_epoch=1)
        return rows.add(AccusationRow.of(seq.to_bytes(32, "big"), Promise(receipt, bytes(65), None, b""), 1))

    first, second = Address(new_key().address), Address(new_key().address)
    assert [add(first, seq) for seq in range(MOST_OF_GATEWAY + 2)] == [True] * MOST_OF_GATEWAY + [False] * 2
    assert add(second, 2**64 - 1)
    rows.move((0).to_bytes(32, "big"), Step.ANSWERED, 7, second)
    assert add(first, 2**32)
    for seq in range(50):
        assert add(second, 10**6 + seq)
        rows.move((10**6 + seq).to_bytes(32, "big"), Step.KEPT, seq)
    assert rows.last_answer(first, second) == 7, "a flood of kept receipts makes nobody forget an answer"
    assert rows.one((10**6).to_bytes(32, "big")) is None, "spent proofs are forgotten"
