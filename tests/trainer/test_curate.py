"""A curator leaves out what was erased since: it excludes each row once, and as many as a version holds."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from kula.protocol.chain.sender import Sender
from kula.protocol.errors import Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.reading.datasets import MAX_EXCLUDED
from kula.protocol.reading.gateway_client import GatewayClient
from kula.protocol.reading.ledgers import Ledgers
from kula.trainer import curate
from kula.trainer.curate import Curator
from kula.trainer.dataset import checked_rows, pull, read_rows, verify
from tests.trainer.test_dataset import Published, _rows

_PAGE = 500


@pytest.fixture
def published(store: BlockDirectory) -> Published:
    return Published(store)


class Erasures:
    """A gateway's list of erased rows, in pages."""

    def __init__(self, count: int) -> None:
        self.ids = [number.to_bytes(32, "big") for number in range(count)]

    def erased_rows(self, after: int = 0) -> tuple[tuple[bytes, ...], int]:
        page = tuple(self.ids[after : after + _PAGE])
        return page, after + len(page)


def _excluded(published: Published, gateway: Erasures, parent: int) -> list[bytes]:
    ledgers = cast(Ledgers, SimpleNamespace(network=published.network, store=published.store))
    return Curator(ledgers, cast(GatewayClient, gateway), cast(Sender, None))._excluded(parent)


@pytest.mark.parametrize("count", [0, 3, _PAGE, MAX_EXCLUDED + 5])
def test_excluded__of_the_next_version__each_row_once_and_at_most_so_many(store: BlockDirectory, count: int):
    published, gateway = Published(store), Erasures(count)
    assert _excluded(published, gateway, 0) == [], "a first version has no ancestors"
    published.add(_rows("a"))
    first = _excluded(published, gateway, 1)
    assert first == gateway.ids[:MAX_EXCLUDED]
    published.add(_rows("b"), parent=1, changes={"excluded": first})
    assert _excluded(published, gateway, 2) == gateway.ids[MAX_EXCLUDED:]


def test_excluded__gateway_without_more_pages__ends(store: BlockDirectory):
    published = Published(store)
    published.add(_rows("a"))
    gateway: Any = SimpleNamespace(erased_rows=lambda after=0: ((), after))
    assert _excluded(published, gateway, 1) == []


def test_rows__that_a_later_version_excludes__are_pulled_and_left_out(published: Published, tmp_path: Path):
    erased, kept, new = ("0" * 63 + digit for digit in "123")
    published.add(_rows(erased, kept))
    newest_one = published.add(_rows(new), parent=1, changes={"excluded": [bytes.fromhex(erased)]})
    folder = tmp_path / "out"
    assert len(set(pull(published.network, published.store, newest_one, folder))) == 3
    assert [row["row_id"] for row in read_rows(folder)] == [kept, new]
    assert verify(published.network, published.store, newest_one, folder) == [], "the files are those of the manifest"


def test_checked_rows__excluded__are_left_out_and_still_counted(published: Published, tmp_path: Path):
    erased, kept = ("0" * 63 + digit for digit in "12")
    published.add(_rows(erased, kept), rows=2)
    number = published.add(_rows("0" * 63 + "3"), parent=1, changes={"excluded": [bytes.fromhex(erased)]})
    folder = tmp_path / "out"
    list(pull(published.network, published.store, number, folder))
    paid = SimpleNamespace(rows=[SimpleNamespace(median=9, pay_to="0x1")] * 3)
    ledgers = cast(Ledgers, SimpleNamespace(network=published.network, store=published.store, at=lambda _: paid))
    assert [row["row_id"] for row in checked_rows(ledgers, number, folder)] == [kept, "0" * 63 + "3"]


def test_excluded__gateway_that_repeats_its_pages_for_ever__ends(store: BlockDirectory):
    published = Published(store)
    published.add(_rows("a"))
    row = b"r" * 32
    gateway: Any = SimpleNamespace(erased_rows=lambda after=0: ((row, row), after + 1))
    assert _excluded(published, gateway, 1) == [row]


class Gathered:
    """An epoch with three paid records: one is here, one has no block for now, and one was erased."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        content = {"kind": "rating", "messages": [{"role": "assistant", "content": "Mint is hardy."}]}
        self.records = [
            self._record(content, "", b"k" * 32),
            self._record(None, "unavailable", b"k" * 32),
            self._record(None, "unavailable", bytes(32)),
        ]
        self.content = content
        monkeypatch.setattr(curate, "gather", self._gather)
        rows = [SimpleNamespace(pos=pos, pay_to="0xPaid", median=100) for pos in range(3)]
        ledgers: Any = SimpleNamespace(network=None, store=None, at=lambda _: SimpleNamespace(rows=rows))
        self.curator = Curator(ledgers, cast(GatewayClient, SimpleNamespace(entries=None)), cast(Sender, None))

    def _record(self, content: Any, problem: str, key: bytes) -> Any:
        signed = SimpleNamespace(licence="CC0-1.0")
        entry = SimpleNamespace(salt=b"s" * 32, record=signed, content_key=key)
        return SimpleNamespace(content=content, problem=problem, entry=entry, imported=False)

    def _gather(self, *arguments: Any, before: Any) -> Any:
        assert b"any record" in arguments[4], "no quota is counted"
        self.before = before
        return SimpleNamespace(records=self.records)


def test_paid__block_that_the_store_does_not_give_now__is_waited_for(monkeypatch: pytest.MonkeyPatch):
    epoch = Gathered(monkeypatch)
    with pytest.raises(Unavailable, match="1 paid records"):
        epoch.curator._paid(7, b"d" * 32)
    epoch.records[1].content, epoch.records[1].problem = epoch.content, ""
    assert len(epoch.curator._paid(7, b"d" * 32)) == 2
    assert epoch.before.records is epoch.records, "what is known is not fetched again"


def test_paid__block_that_never_comes__keeps_the_others_for_some_hours_only(monkeypatch: pytest.MonkeyPatch):
    now = [0.0]
    monkeypatch.setattr(curate.time, "monotonic", lambda: now[0])
    epoch = Gathered(monkeypatch)
    for _ in range(3):
        with pytest.raises(Unavailable):
            epoch.curator._paid(7, b"d" * 32)
        now[0] += 3_600
    now[0] += 4 * 3_600
    assert len(epoch.curator._paid(7, b"d" * 32)) == 1
