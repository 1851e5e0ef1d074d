"""Pinning: what was acknowledged is in the store before it is posted, whatever is repeated or lost on the way."""

from pathlib import Path

import pytest

from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.database.tables import RecordRow
from kula.node.gateway.duties.pinning import pin_batch, pin_manifest, pin_waiting
from kula.protocol.errors import Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import RAW, cid_of
from tests.support.gateway.rows import grant_row, record_row


def _row(number: int) -> RecordRow:
    block = bytes([number]) * 50
    return record_row(hash=number.to_bytes(32, "big"), nonce=number, link=cid_of(block, RAW), block=block, seq=number)


@pytest.fixture
def rows(tmp_path: Path) -> Repository:
    repository = Repository(open_database(f"sqlite:///{tmp_path}/rows.sqlite"))
    repository.add_grant(grant_row())
    return repository


def test_pin_batch__again_after_a_kill__the_same_manifest(store: BlockDirectory):
    rows = [_row(number) for number in range(3)]
    manifest = pin_batch(store, rows)
    assert [str(r[1]) for r in store.get_node(manifest)["records"]] == [row.link for row in rows]
    assert store.get_block(rows[1].link) == bytes([1]) * 50
    rows[0].block = None
    assert pin_batch(store, rows) == manifest, "what is pinned need not be in the database any more"
    assert pin_manifest(store, rows) == manifest


def test_pin_waiting__each_record_once_and_in_order(store: BlockDirectory, rows: Repository):
    taken = [rows.next_record(_row(number), lambda _: b"r") for number in range(3)]
    assert pin_waiting(store, rows) == 3
    assert rows.pinned_upto() == 3
    assert all(store.get_block(row.link) == row.block for row in taken)
    assert pin_waiting(store, rows) == 0
    rows.next_record(_row(3), lambda _: b"r")
    assert pin_waiting(store, rows) == 1
    rows.mark_pinned(2)
    assert rows.pinned_upto() == 4, "a slower worker does not move the mark back"


def test_pin_waiting__a_store_that_fails__marks_nothing(store: BlockDirectory, rows: Repository, tmp_path: Path):
    class Full(BlockDirectory):
        def write_blocks(self, blocks, roots):
            raise Unavailable("the disk is full")

    rows.next_record(_row(0), lambda _: b"r")
    with pytest.raises(Unavailable):
        pin_waiting(Full(tmp_path / "full"), rows)
    assert rows.pinned_upto() == 0
    assert pin_waiting(store, rows) == 1
