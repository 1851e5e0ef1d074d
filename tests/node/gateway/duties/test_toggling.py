"""A gateway leaves its place and takes it back around each batch of another one, whose share so changes until it arrives."""

from collections.abc import Callable, Iterable

import pytest
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from kula.contracts.modules.constants import SURE_RECORDS
from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.database.tables import CounterRow, RecordRow
from kula.node.gateway.duties.posting import Poster
from kula.protocol.chain.sender import Sender
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import RAW, cid_of
from kula.protocol.ipfs.unixfs import Block
from kula.protocol.types import MAX_PLACES, Address
from tests.support.chain import POCKET, TestNet
from tests.support.gateway.rows import grant_row, hash_of, record_row

PLACES = 5
"""With so many, a share is smaller than the room that the least bond gives, and the more so with each other place."""
WAITING = SURE_RECORDS // (PLACES - 1)


class WatchedStore(BlockDirectory):
    """A store whose writes tell somebody that a batch is about to be posted."""

    written: Callable[[], object] = staticmethod(lambda: None)

    def write_blocks(self, blocks: Iterable[Block], roots: list[str]) -> None:
        """Writes, and tells it."""
        super().write_blocks(blocks, roots)
        self.written()


class Toggling:
    """A gateway that leaves its place and takes it back, each time for 10^-18 KULA of its bond that waits."""

    def __init__(self, net: TestNet) -> None:
        self.gateways, self.sender = net.network.gateways, net.gateway()
        self.sender.send(net.network.token.approve(self.gateways.address, POCKET))

    def leave(self) -> None:
        """Leaves the place, so that all shares grow."""
        spare = self.gateways.bond_of(Address(self.sender.address)) - self.gateways.minimum_bond()
        self.sender.send(self.gateways.unbond(self.sender.address, spare + 1))

    def join(self) -> None:
        """Takes a place, so that all shares shrink."""
        self.sender.send(self.gateways.bond(self.sender.address, 1))
        self.sender.send(self.gateways.take_place("https://toggling.example"))


@pytest.fixture
def gateway(net: TestNet) -> Sender:
    first, *_ = [net.gateway() for _ in range(PLACES - 1)]
    return first


@pytest.fixture
def rows(tmp_path) -> Repository:
    """As many acknowledged and pinned records as one of four places is sure of."""
    repository = Repository(open_database(f"sqlite:///{tmp_path / 'gateway.sqlite'}"))
    repository.add_grant(grant_row())
    row = record_row(link=cid_of(b"block", RAW))
    template = {column.name: getattr(row, column.name) for column in RecordRow.__table__.columns}
    records = [{**template, "hash": hash_of(i), "seq": i, "nonce": i, "receipt": b"r"} for i in range(WAITING)]
    with Session(repository._engine) as session, session.begin():
        session.execute(insert(RecordRow), records)
        session.execute(update(CounterRow).where(CounterRow.name == "seq").values(value=WAITING))
    repository.mark_pinned(WAITING)
    return repository


def test_place__that_is_left_and_taken_around_each_batch__costs_one_more_turn(
    net: TestNet, gateway: Sender, rows: Repository, tmp_path
):
    """Before an epoch's first record, who takes a place makes all shares smaller, so that a larger batch is refused."""
    batches, store, toggling = net.network.batches, WatchedStore(tmp_path / "blocks"), Toggling(net)
    poster = Poster(net.network, gateway, rows, store, url="https://gateway.example", post_seconds=10)
    store.written = toggling.join
    for posted in (0, SURE_RECORDS // MAX_PLACES):
        toggling.leave()
        poster.turn()
        assert batches.next_seq(gateway.address) == posted, "first more than the share, then what it is sure of"
