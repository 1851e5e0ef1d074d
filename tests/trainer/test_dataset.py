"""Pulling datasets: every byte checked against the chain's content id, continued where it stopped, refused when changed."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from kula.protocol.chain.network import Network
from kula.protocol.errors import IntegrityError, KulaError, MalformedInput, Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import cid_to_bytes32, link
from kula.protocol.ipfs.unixfs import CHUNK_BYTES
from kula.trainer.dataset import pull, row_ids, verify
from kula.trainer.rows import to_parquet

BIG = b"".join(bytes([n]) * CHUNK_BYTES for n in range(3)) + b"end"


@dataclass
class Registry:
    """The registry's two questions over versions that a test publishes."""

    versions: list[SimpleNamespace]

    def last_dataset(self) -> int:
        return len(self.versions)

    def dataset(self, number: int) -> SimpleNamespace:
        return self.versions[number - 1]


class Published:
    """Datasets in a real block directory."""

    def __init__(self, store: BlockDirectory) -> None:
        self.store = store
        self.registry = Registry([])
        self.network = cast(Network, SimpleNamespace(registry=self.registry))
        self.cids: list[str] = []
        self.files: list[str] = []

    def add(self, data: bytes, parent: int = 0, changes: dict[str, Any] | None = None) -> int:
        files = {"data-00000.parquet": data, "README.md": b"# card"}
        manifest = {
            "v": 1,
            "parent": link(self.cids[parent - 1]) if parent else None,
            "rows": 1,
            "files": [
                {"name": n, "size": len(d), "sha256": hashlib.sha256(d).digest(), "link": link(self.store.add_file(d))}
                for n, d in files.items()
            ],
            **(changes or {}),
        }
        self.files.append(str(manifest["files"][0]["link"]))
        self.cids.append(self.store.put_node(manifest))
        self.registry.versions.append(SimpleNamespace(manifest=cid_to_bytes32(self.cids[-1]), parent=parent))
        return len(self.cids)

    def spoil(self, store: Path, cid: str) -> None:
        path = next(store.rglob(cid))
        path.write_bytes(path.read_bytes()[:-1] + b"!")


@pytest.fixture
def published(store: BlockDirectory) -> Published:
    return Published(store)


def _rows(*ids: str) -> bytes:
    row = {"kind": "conversation", "messages": "[]", "licence": "CC0-1.0", "epoch": 1, "score": 9, "signed": True}
    return to_parquet([{**row, "row_id": one} for one in ids])


def test_pull__a_version_with_its_ancestors__each_file_once(published: Published, tmp_path: Path):
    published.add(_rows("a"))
    newest = published.add(_rows("b", "c"), parent=1)
    names = {path.name for path in pull(published.network, published.store, newest, tmp_path / "out")}
    assert names == {"version-00001-data-00000.parquet", "version-00002-data-00000.parquet", "README.md"}
    assert verify(published.network, published.store, newest, tmp_path / "out") == []
    assert row_ids(published.network, published.store, newest) == {"a", "b", "c"}
    with pytest.raises(MalformedInput, match="versions 1 to 2"):
        list(pull(published.network, published.store, 3, tmp_path / "out"))


def test_pull__a_changed_block__is_refused_and_leaves_no_file(published: Published, tmp_path: Path):
    published.add(_rows("a"))
    published.spoil(tmp_path / "blocks", published.files[0])
    with pytest.raises(IntegrityError):
        list(pull(published.network, published.store, 1, tmp_path / "out"))
    assert not list((tmp_path / "out").glob("*.parquet"))


def test_pull__a_changed_manifest__is_refused(published: Published, tmp_path: Path):
    published.add(_rows("a"))
    published.spoil(tmp_path / "blocks", published.cids[0])
    with pytest.raises(KulaError):
        list(pull(published.network, published.store, 1, tmp_path / "out"))


@pytest.mark.parametrize("lie", ["sha256", "size", "parent"])
def test_pull__a_manifest_that_lies__is_refused(published: Published, tmp_path: Path, lie: str):
    parquet = _rows("a")
    file = {"name": "x.parquet", "size": len(parquet), "sha256": hashlib.sha256(parquet).digest()}
    file |= {"link": link(published.store.add_file(parquet))}
    lies: dict[str, dict[str, Any]] = {
        "sha256": {"files": [{**file, "sha256": bytes(32)}]},
        "size": {"files": [{**file, "size": 1}]},
        "parent": {"parent": link(published.store.put_node({"other": 1}))},
    }
    published.add(parquet, changes=lies[lie])
    with pytest.raises(IntegrityError):
        list(pull(published.network, published.store, 1, tmp_path / "out"))
    assert not list((tmp_path / "out").glob("*.parquet"))


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
