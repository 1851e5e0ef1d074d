"""Adapters on our disk are hashed again whenever they are to be loaded: what is spoiled is fetched anew."""

from pathlib import Path

import pytest

from kula.protocol.errors import MalformedInput, Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import DAG_PB, RAW, binary, link
from kula.protocol.ipfs.unixfs import CHUNK_BYTES, varint
from kula.protocol.reading.models import adapter_files

ADAPTER = bytes(range(256)) * 1_024 + b"the last chunk"


def _model(store: BlockDirectory, adapter: str) -> str:
    rest = {"v": 1, "parent": None, "base": None, "card": None, "datasets": [], "training": None, "samples": None}
    return store.put_node({**rest, "adapter": link(adapter)})


@pytest.mark.parametrize(
    "spoiled",
    [ADAPTER[:-1] + b"K", ADAPTER[:CHUNK_BYTES], b"", ADAPTER + b"more", bytes(len(ADAPTER))],
    ids=["one byte", "cut", "empty", "longer", "zeros"],
)
def test_adapter__spoiled_on_our_disk__is_fetched_again(store: BlockDirectory, tmp_path: Path, spoiled: bytes):
    model = _model(store, store.add_file(ADAPTER))
    (path,) = adapter_files(store, model, tmp_path / "models")
    path.write_bytes(spoiled)
    assert adapter_files(store, model, tmp_path / "models") == [path]
    assert path.read_bytes() == ADAPTER


def test_adapter__spoiled_while_no_store_has_it__is_not_used(store: BlockDirectory, tmp_path: Path):
    model = _model(store, store.add_file(ADAPTER))
    (path,) = adapter_files(store, model, tmp_path / "models")
    path.write_bytes(ADAPTER[:-1] + b"K")
    only_manifest = BlockDirectory(tmp_path / "lacks")
    only_manifest.write_blocks([(model, store.read_block(model))], [model])
    with pytest.raises(Unavailable):
        adapter_files(only_manifest, model, tmp_path / "models")
    assert adapter_files(store, model, tmp_path / "models")[0].read_bytes() == ADAPTER


def test_adapter__right_on_our_disk__needs_no_store(store: BlockDirectory, tmp_path: Path):
    model = _model(store, store.add_file(ADAPTER))
    kept = adapter_files(store, model, tmp_path / "models")
    only_manifest = BlockDirectory(tmp_path / "lacks")
    only_manifest.write_blocks([(model, store.read_block(model))], [model])
    assert adapter_files(only_manifest, model, tmp_path / "models") == kept


def test_adapter__in_the_tree_of_another_writer__is_kept(store: BlockDirectory, tmp_path: Path):
    # One node above another: a tree that our own writer never makes.
    inner = _node([store.put_block(ADAPTER[:CHUNK_BYTES], RAW), store.put_block(ADAPTER[CHUNK_BYTES:], RAW)])
    outer = _node([store.put_block(inner, DAG_PB)])
    model = _model(store, store.put_block(outer, DAG_PB))
    (path,) = adapter_files(store, model, tmp_path / "models")
    assert adapter_files(store, model, tmp_path / "models") == [path]
    assert path.read_bytes() == ADAPTER


def test_adapter__larger_than_its_candidate_says__is_refused_and_stays_for_others(
    store: BlockDirectory, tmp_path: Path
):
    model = _model(store, store.add_file(ADAPTER))
    (path,) = adapter_files(store, model, tmp_path / "models")
    with pytest.raises(MalformedInput, match="more than"):
        adapter_files(store, model, tmp_path / "models", len(ADAPTER) - 1)
    assert path.read_bytes() == ADAPTER


def _node(children: list[str]) -> bytes:
    def field(value: bytes, number: int) -> bytes:
        return varint(number << 3 | 2) + varint(len(value)) + value

    return b"".join(field(field(binary(child), 1), 2) for child in children) + field(b"\x08\x02", 1)
