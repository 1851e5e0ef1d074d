"""Pulling datasets: every byte checked against the chain's content id, continued where it stopped, refused when changed."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from kula.protocol.chain.network import Network
from kula.protocol.errors import IntegrityError, KulaError, MalformedInput, RefusedByPolicy, Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import DAG_PB, binary, cid_to_bytes32, link
from kula.protocol.ipfs.unixfs import CHUNK_BYTES, varint
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.types import ZERO_ADDRESS
from kula.trainer.dataset import checked_rows, drop_others, newest, pull, require_publishers, row_ids, verify
from kula.trainer.rows import to_parquet
from tests.trainer.kept_row import ROW

CURATOR, STRANGER = "0xCurator", "0xStranger"
BIG = b"".join(bytes([n]) * CHUNK_BYTES for n in range(3)) + b"end"


@dataclass
class Registry:
    """The registry's two questions over versions that a test publishes."""

    versions: list[SimpleNamespace]

    def last_dataset(self) -> int:
        return len(self.versions)

    def dataset(self, number: int) -> SimpleNamespace:
        return self.versions[number - 1]

    def datasets(self) -> dict[int, SimpleNamespace]:
        return dict(enumerate(self.versions, start=1))


class Published:
    """Datasets in a real block directory."""

    def __init__(self, store: BlockDirectory) -> None:
        self.store = store
        self.registry = Registry([])
        self.network = cast(Network, SimpleNamespace(registry=self.registry))
        self.cids: list[str] = []
        self.files: list[str] = []

    def add(
        self,
        data: bytes,
        parent: int = 0,
        changes: dict[str, Any] | None = None,
        publisher: str = CURATOR,
        rows: int = 1,
    ) -> int:
        files = {"data-00000.parquet": data, "README.md": b"# card"}
        manifest = {
            "v": 1,
            "parent": link(self.cids[parent - 1]) if parent else None,
            "epochs": [1],
            "rows": rows,
            "files": [
                {"name": n, "size": len(d), "sha256": hashlib.sha256(d).digest(), "link": link(self.store.add_file(d))}
                for n, d in files.items()
            ],
            **(changes or {}),
        }
        self.files.append(str(manifest["files"][0]["link"]))
        self.cids.append(self.store.put_node(manifest))
        chain = {"parent": parent, "publisher": publisher, "rows": rows, "first_epoch": 1, "last_epoch": 1}
        self.registry.versions.append(SimpleNamespace(manifest=cid_to_bytes32(self.cids[-1]), **chain))
        return len(self.cids)

    def spoil(self, store: Path, cid: str) -> None:
        path = next(store.rglob(cid))
        path.write_bytes(path.read_bytes()[:-1] + b"!")


@pytest.fixture
def published(store: BlockDirectory) -> Published:
    return Published(store)


def _rows(*ids: str) -> bytes:
    return to_parquet([{**ROW, "row_id": one} for one in ids])


def inner_node(store: BlockDirectory, children: list[str]) -> str:
    """Writes a node above the leaves of a file, as no honest writer would: all links may be the same."""
    links = b"".join(b"\x12" + varint(len(one)) + one for one in (b"\x0a\x24" + binary(cid) for cid in children))
    return store.put_block(links, DAG_PB)


def test_pull__a_version_with_its_ancestors__each_file_once(published: Published, tmp_path: Path):
    published.add(_rows("a"))
    newest = published.add(_rows("b", "c"), parent=1)
    names = {path.name for path in pull(published.network, published.store, newest, tmp_path / "out")}
    assert names == {"version-00001-data-00000.parquet", "version-00002-data-00000.parquet", "README.md"}
    assert verify(published.network, published.store, newest, tmp_path / "out") == []
    assert row_ids(published.network, published.store, newest) == {"a", "b", "c"}
    with pytest.raises(MalformedInput, match="versions 1 to 2"):
        list(pull(published.network, published.store, 3, tmp_path / "out"))


def test_drop_others__after_many_epochs__one_file_per_version_is_left(published: Published, tmp_path: Path):
    folder, number = tmp_path / "out", 0
    fork = published.add(_rows("f"))
    list(pull(published.network, published.store, fork, folder))
    (folder / "version-00001-data-00000.parquet.unchecked.partial").touch()
    for epoch in range(5):
        number = published.add(_rows(f"{epoch}"), parent=number)
        list(pull(published.network, published.store, number, folder))
        drop_others(published.network, published.store, number, folder)
        names = {f"version-{kept:05d}-data-00000.parquet" for kept in range(2, number + 1)}
        assert {path.name for path in folder.iterdir()} == {*names, "README.md"}
    assert verify(published.network, published.store, number, folder) == []


def test_newest__of_a_line_of_a_thousand_versions__follows_one_line_only(published: Published, monkeypatch):
    chain = {"publisher": CURATOR, "rows": 1, "first_epoch": 1, "last_epoch": 1, "manifest": b""}
    published.registry.versions += [SimpleNamespace(parent=parent, **chain) for parent in range(1_000)]
    asked: list[int] = []

    class Counted(dict[int, Any]):
        def __getitem__(self, number: int) -> Any:
            asked.append(number)
            return super().__getitem__(number)

    monkeypatch.setattr(published.registry, "datasets", lambda: Counted(enumerate(published.registry.versions, 1)))
    assert newest(published.network, {CURATOR}) == 1_000
    assert len(asked) <= 2_000


def test_pull__a_changed_block__is_refused_and_leaves_no_file(published: Published, tmp_path: Path):
    published.add(_rows("a"))
    published.spoil(tmp_path / "blocks", published.files[0])
    pulled = pull(published.network, published.store, 1, tmp_path / "out")
    assert next(pulled).name == "README.md", "the other file comes"
    with pytest.raises(
        Unavailable, match=f"version-00001-data-00000.parquet.* gives other bytes for {published.files[0]}"
    ):
        next(pulled)
    assert not list((tmp_path / "out").glob("*.parquet"))
    published.store.add_file(_rows("a"))
    assert len(list(pull(published.network, published.store, 1, tmp_path / "out"))) == 2, (
        "it goes on when the block is back"
    )


def test_pull__a_changed_manifest__is_refused(published: Published, tmp_path: Path):
    published.add(_rows("a"))
    published.spoil(tmp_path / "blocks", published.cids[0])
    with pytest.raises(KulaError):
        list(pull(published.network, published.store, 1, tmp_path / "out"))


@pytest.mark.parametrize("lie", ["sha256", "size", "parent"])
def test_pull__a_manifest_that_lies__is_refused(published: Published, tmp_path: Path, lie: str):
    parquet = _rows("a")
    file = {"name": "data-00000.parquet", "size": len(parquet), "sha256": hashlib.sha256(parquet).digest()}
    file |= {"link": link(published.store.add_file(parquet))}
    lies: dict[str, dict[str, Any]] = {
        "sha256": {"files": [{**file, "sha256": bytes(32)}]},
        "size": {"files": [{**file, "size": 1}]},
        "parent": {"parent": link(published.store.put_node({"other": 1}))},
    }
    published.add(parquet, changes=lies[lie])
    with pytest.raises((IntegrityError, MalformedInput)):
        list(pull(published.network, published.store, 1, tmp_path / "out"))
    assert not list((tmp_path / "out").glob("*"))


@pytest.mark.parametrize(
    "name",
    [
        "../../victim.txt",
        "/tmp/victim.txt",
        "..",
        "",
        "a/b.parquet",
        "data-00000.parquet\x00",
        "data-00000.parquet/../../victim.txt",
        "data-٠٠٠٠٠.parquet",
        "README.md\n",
        7,
        None,
    ],
)
def test_pull__a_name_that_is_not_ours__touches_nothing(published: Published, tmp_path: Path, name: Any):
    victim = tmp_path / "victim.txt"
    victim.write_text("untouched")
    parquet = _rows("a")
    file = {"name": name, "size": 1, "sha256": hashlib.sha256(parquet).digest()}
    published.add(parquet, changes={"files": [{**file, "link": link(published.store.add_file(parquet))}]})
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(MalformedInput):
        list(pull(published.network, published.store, 1, tmp_path / "out" / "deep"))
    assert sorted(tmp_path.rglob("*")) == before
    assert victim.read_text() == "untouched"


def test_pull__a_file_that_is_larger_than_it_says__stops_there(published: Published, tmp_path: Path):
    leaf = published.store.put_block(bytes(CHUNK_BYTES))
    bomb = leaf
    for _ in range(4):
        bomb = inner_node(published.store, [bomb] * 174)
    file = {"name": "data-00000.parquet", "size": 2 * CHUNK_BYTES, "sha256": bytes(32), "link": link(bomb)}
    published.add(b"", changes={"files": [file]})
    with pytest.raises(MalformedInput, match="has more than"):
        list(pull(published.network, published.store, 1, tmp_path / "out"))
    assert sum(path.stat().st_size for path in (tmp_path / "out").rglob("*")) <= 2 * CHUNK_BYTES


def test_newest__of_a_stranger_or_with_a_stranger_among_the_ancestors__is_not_taken(published: Published):
    assert newest(published.network, {CURATOR}) == 0
    first = published.add(_rows("a"))
    strange = published.add(_rows("b"), publisher=STRANGER)
    published.add(_rows("c"), parent=strange)
    assert newest(published.network, {CURATOR}) == first
    assert newest(published.network, {CURATOR, STRANGER}) == 3
    assert newest(published.network, set()) == 0
    require_publishers(published.network, first, [CURATOR])
    with pytest.raises(RefusedByPolicy, match="KULA_CURATORS"):
        require_publishers(published.network, 3, [CURATOR])


@pytest.mark.parametrize(
    ("medians", "ids", "on_chain", "problem"),
    [
        ([9, 40], ["a"], 1, ""),
        ([9, 9, 9], ["a", "b"], 2, ""),
        ([9], ["a", "b"], 2, "did not pay for"),
        ([10, 40], ["a"], 1, "did not pay for"),
        ([9, 9], ["a", "b"], 1, "must hold 1 rows"),
    ],
)
def test_checked_rows__against_the_ledger_of_their_epoch(
    published: Published, tmp_path: Path, medians: list[int], ids: list[str], on_chain: int, problem: str
):
    published.add(_rows(*ids), rows=on_chain)
    folder = tmp_path / "out"
    list(pull(published.network, published.store, 1, folder))
    rows = [SimpleNamespace(pay_to="0xPaid", median=median) for median in medians]
    rows.append(SimpleNamespace(pay_to=ZERO_ADDRESS, median=9))
    ledgers = SimpleNamespace(network=published.network, store=published.store, at=lambda _: SimpleNamespace(rows=rows))
    if problem:
        with pytest.raises(MalformedInput, match=problem):
            checked_rows(cast(Ledgers, ledgers), 1, folder)
    else:
        assert [row["row_id"] for row in checked_rows(cast(Ledgers, ledgers), 1, folder)] == ids


def test_pull__stopped_in_the_middle__continues(published: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    published.add(BIG)
    real, read = BlockDirectory.read_block, []

    def fails_late(self: BlockDirectory, cid: str) -> bytes:
        read.append(cid)
        if len(read) == 5:
            raise Unavailable("the network went away")
        return real(self, cid)

    monkeypatch.setattr(BlockDirectory, "read_block", fails_late)
    with pytest.raises(Unavailable):
        list(pull(published.network, published.store, 1, tmp_path / "out"))
    read.clear()
    monkeypatch.setattr(BlockDirectory, "read_block", lambda self, cid: read.append(cid) or real(self, cid))
    list(pull(published.network, published.store, 1, tmp_path / "out"))
    assert (tmp_path / "out" / "version-00001-data-00000.parquet").read_bytes() == BIG
    assert len(read) < 7, "what was there is not fetched again"


def test_verify__missing_and_changed_files__are_named(published: Published, tmp_path: Path):
    published.add(_rows("a"))
    published.add(_rows("b"), parent=1)
    list(pull(published.network, published.store, 2, tmp_path / "out"))
    (tmp_path / "out" / "version-00001-data-00000.parquet").unlink()
    changed = tmp_path / "out" / "version-00002-data-00000.parquet"
    changed.write_bytes(changed.read_bytes() + b" ")
    wrong = verify(published.network, published.store, 2, tmp_path / "out")
    assert wrong == ["version-00001-data-00000.parquet", changed.name]
