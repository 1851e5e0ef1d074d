"""One store interface over a directory, over its own RPC, and over a real Kubo: the same content ids everywhere."""

import hashlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kula.protocol.errors import IntegrityError, MalformedInput, Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.car import read_car, write_car
from kula.protocol.ipfs.cid import DAG_CBOR, RAW, cid_of, cid_to_bytes32, link
from kula.protocol.ipfs.nodes import decode_node, encode_node, links_of
from kula.protocol.ipfs.open import open_store
from kula.protocol.ipfs.serve import MAX_UPLOAD_BYTES, server
from kula.protocol.ipfs.store import Store
from kula.protocol.ipfs.unixfs import CHUNK_BYTES


def _bytes(size: int) -> bytes:
    return hashlib.shake_128(b"kula").digest(size)


@pytest.fixture
def rpc(tmp_path: Path) -> Iterator[str]:
    """The URL of a block directory's RPC."""
    serving = server(BlockDirectory(tmp_path / "blocks"), 0)
    thread = threading.Thread(target=serving.run, daemon=True)
    thread.start()
    while not serving.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.005)
    yield f"http://127.0.0.1:{serving.servers[0].sockets[0].getsockname()[1]}"
    serving.should_exit = True
    thread.join(10)


@pytest.fixture(params=["directory", "rpc", pytest.param("kubo", marks=pytest.mark.kubo)])
def any_store(request: pytest.FixtureRequest, tmp_path: Path):
    if request.param == "directory":
        yield BlockDirectory(tmp_path / "blocks")
    elif request.param == "kubo":
        yield open_store(request.getfixturevalue("kubo"))
    else:
        yield open_store(request.getfixturevalue("rpc"))


def test_store__blocks_nodes_and_files__come_back_and_are_kept(any_store: Store, tmp_path: Path):
    assert any_store.put_block(b"hello world") == "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"
    content = _bytes(CHUNK_BYTES * 2 + 17)
    file = any_store.add_file(content)
    node = any_store.put_node({"v": 1, "file": link(file), "hash": b"\x01"})
    assert any_store.get_node(node) == {"v": 1, "file": file, "hash": b"\x01"}
    assert any_store.read_file(file, len(content)) == content
    assert any_store.pinned(node)
    target = tmp_path / "out.bin"
    (tmp_path / "out.bin.partial").write_bytes(content[:CHUNK_BYTES] + b"torn")
    any_store.save_file(file, target, len(content))
    assert target.read_bytes() == content


def test_store__unknown_block__unavailable(any_store: Store):
    with pytest.raises(Unavailable):
        any_store.get_block(cid_of(b"nobody has this", RAW))


def test_rpc__upload_as_a_form_or_as_the_body__the_same_root(rpc: str):
    block = _bytes(2 * 2**20)
    cid = cid_of(block, RAW)
    archive = write_car([cid], [(cid, block)])
    url = f"{rpc}/api/v0/dag/import"
    for answer in (httpx.post(url, files={"file": archive}), httpx.post(url, content=archive)):
        assert answer.json()["Root"]["Cid"] == {"/": cid}
    assert httpx.post(f"{rpc}/api/v0/block/get", params={"arg": cid}).content == block
    assert httpx.post(f"{rpc}/api/v0/pin/ls", params={"arg": cid}).json()["Keys"] == {cid: {"Type": "recursive"}}


@pytest.mark.parametrize("path", ["add", "block/get", "pin/ls?arg=bafy", "dag/import"])
def test_rpc__what_it_cannot_answer__an_error_as_kubo_gives_it(rpc: str, path: str):
    answer = httpx.post(f"{rpc}/api/v0/{path}", headers={"Content-Type": "multipart/form-data"})
    assert answer.status_code == 500
    problem = answer.json()
    assert (problem["Code"], problem["Type"]) == (0, "error")
    assert problem["Message"]


@pytest.mark.parametrize("chunked", [False, True])
def test_rpc__upload_above_the_limit__refused(rpc: str, monkeypatch: pytest.MonkeyPatch, chunked: bool):
    assert MAX_UPLOAD_BYTES == 512 * 2**20
    monkeypatch.setattr("kula.protocol.ipfs.serve.MAX_UPLOAD_BYTES", 1_000)
    body = iter([b"x" * 600, b"x" * 600]) if chunked else b"x" * 1_200
    answer = httpx.post(f"{rpc}/api/v0/dag/import", content=body)
    assert answer.status_code == 500
    assert answer.json()["Message"] == "body: at most 1000 bytes"


def test_unpin__of_what_was_pinned__lets_the_store_drop_it_and_is_no_error_twice(any_store: Store):
    cid = any_store.put_node({"leaves": link(any_store.put_block(b"leaves"))})
    other = any_store.put_block(b"other")
    for _ in range(2):
        any_store.unpin(cid)
    assert any_store.pinned(other)


@pytest.mark.kubo
def test_unpin__of_a_real_kubo__ends_the_pin(kubo: str):
    store = open_store(kubo)
    cid = store.put_node({"leaves": link(store.put_block(b"the leaves of an old epoch"))})
    store.unpin(cid)
    assert not store.pinned(cid)


@pytest.mark.kubo
@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 60 * 2**20])
def test_unixfs__any_size__the_same_id_as_kubo(kubo: str, tmp_path: Path, size: int):
    content = _bytes(size)
    query = {"cid-version": "1", "raw-leaves": "true", "chunker": "size-262144"}
    answer = httpx.post(f"{kubo}/api/v0/add", params=query, files={"file": content}, timeout=60)
    theirs = answer.json()["Hash"]
    assert BlockDirectory(tmp_path).add_file(content) == theirs


def test_directory__one_byte_changed__refused(tmp_path: Path):
    store = BlockDirectory(tmp_path)
    cid = store.put_block(b"what was written")
    path = next(p for p in tmp_path.rglob(cid))
    path.write_bytes(b"what was changed")
    with pytest.raises(Unavailable, match=f"{tmp_path} gives other bytes for {cid}"):
        store.get_block(cid)
    store.put_block(b"what was written")
    assert store.get_block(cid) == b"what was written", "writing it again puts it right"


def test_car__round_trip__and_a_flip_is_refused():
    blocks = [(cid_of(b, RAW), b) for b in (b"a", b"", _bytes(5_000))]
    archive = write_car([blocks[0][0]], blocks)
    assert list(read_car(archive)) == blocks
    with pytest.raises(IntegrityError):
        list(read_car(archive[:-1] + bytes([archive[-1] ^ 1])))


@pytest.mark.parametrize("cid", ["", "../../etc/passwd", "Qm" + "a" * 44, "b" + "a" * 58])
def test_cid__other_forms__refused(tmp_path: Path, cid: str):
    with pytest.raises(MalformedInput):
        BlockDirectory(tmp_path).get_block(cid)


def test_digest__of_a_node__is_what_stands_on_chain():
    node = b"\xa1\x61\x61\x01"
    assert cid_to_bytes32(cid_of(node, DAG_CBOR)) == hashlib.sha256(node).digest()


def test_links_of__text_that_looks_like_a_content_id__is_no_link():
    cid = cid_of(b"block", RAW)
    node = decode_node(encode_node({"link": link(cid), "text": cid, "list": [{"deep": link(cid)}]}))
    assert node == {"link": cid, "text": cid, "list": [{"deep": cid}]}
    assert list(links_of(node)) == [cid, cid]
    assert encode_node(node) == encode_node({"link": link(cid), "text": cid, "list": [{"deep": link(cid)}]})
