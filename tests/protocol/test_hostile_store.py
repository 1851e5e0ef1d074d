"""Stores and files that strangers make to stop their readers: bombs, spoiled blocks, answers without end. All are bounded."""

import json
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import cast

import pytest

from kula.protocol.chain.network import Network
from kula.protocol.encoding import commitment
from kula.protocol.encryption import encrypt
from kula.protocol.errors import KulaError, MalformedInput, Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.car import read_car
from kula.protocol.ipfs.cid import DAG_CBOR, DAG_PB, RAW, binary, cid_of, link
from kula.protocol.ipfs.kubo import Kubo
from kula.protocol.ipfs.nodes import MAX_ITEMS, MAX_NODE_BYTES, decode_node, encode_node
from kula.protocol.ipfs.open import open_store
from kula.protocol.ipfs.unixfs import CHUNK_BYTES, varint
from kula.protocol.reading.fetching import Opener
from kula.protocol.types import MAX_RECORD_BYTES
from tests.fuzz.decoders import batch
from tests.fuzz.seeds import ENTRY
from tests.support.speed import is_done_within

MIB = 2**20


@pytest.fixture
def memory() -> Iterator[None]:
    """Fails a test that takes more than 80 MiB at any moment."""
    tracemalloc.start()
    yield
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 80 * MIB


def inner(store: BlockDirectory, children: list[str]) -> str:
    """Writes a node above the leaves of a file, as no honest writer would."""
    links = [b"\x0a\x24" + binary(cid) for cid in children]
    return store.put_block(b"".join(b"\x12" + varint(len(one)) + one for one in links), DAG_PB)


def bomb(store: BlockDirectory, leaf: bytes, levels: int, links: int = 174) -> str:
    """Writes a file of `links` to the power of `levels` leaves, in `levels` + 1 blocks."""
    cid = store.put_block(leaf)
    for _ in range(levels):
        cid = inner(store, [cid] * links)
    return cid


@pytest.mark.parametrize("levels", [2, 3, 9])
@pytest.mark.parametrize("leaf", [bytes(CHUNK_BYTES), b"", b"short"])
@pytest.mark.usefixtures("memory")
def test_file__a_bomb_of_few_blocks__stops_at_its_budget(
    store: BlockDirectory, tmp_path: Path, leaf: bytes, levels: int
):
    cid = bomb(store, leaf, levels)

    def read() -> None:
        with pytest.raises(MalformedInput):
            store.read_file(cid, 4 * CHUNK_BYTES)
        with pytest.raises(MalformedInput):
            store.save_file(cid, tmp_path / "out" / "file", 4 * CHUNK_BYTES)
        assert list((tmp_path / "out").iterdir()) == []

    assert is_done_within(2, read)


def test_pinned__a_bomb__looks_at_each_block_once(store: BlockDirectory):
    assert store.pinned(bomb(store, b"leaf", 9))


def test_file__within_its_budget__comes_and_one_byte_more_is_refused(store: BlockDirectory):
    content = bytes(range(256)) * 2_000
    cid = store.add_file(content)
    assert store.read_file(cid, len(content)) == content
    with pytest.raises(MalformedInput, match=f"more than {len(content) - 1} bytes"):
        store.read_file(cid, len(content) - 1)


def test_file__an_inner_node_that_is_too_large__is_refused(store: BlockDirectory):
    with pytest.raises(MalformedInput, match="at most"):
        store.read_file(inner(store, [store.put_block(b"leaf")] * 2_000), CHUNK_BYTES)


def test_block__of_more_than_the_reader_takes__is_refused(store: BlockDirectory, tmp_path: Path):
    cid = store.put_block(bytes(2_000))
    assert store.get_block(cid, 2_000)
    with pytest.raises(MalformedInput, match="at most 1999"):
        store.get_block(cid, 1_999)
    next((tmp_path / "blocks").rglob(cid)).write_bytes(bytes(MAX_NODE_BYTES + 1))
    with pytest.raises(Unavailable, match=f"{tmp_path}.*more than"):
        store.get_block(cid)


NODES = {
    "a claim of 8 GB": b"\xa1\x61a\x5b" + (2**33).to_bytes(8, "big"),
    "a claim of 2^64 items": b"\xa1\x61a\x9b" + b"\xff" * 8,
    "a claim of 2^64 keys": b"\xbb" + b"\xff" * 8,
    "a claim of 2^63 characters": b"\xa1\x61a\x7b" + (2**63).to_bytes(8, "big"),
    "100,000 levels": b"\xa1\x61a" + b"\x81" * 100_000,
    "a node that is too large": b"\xa1\x61a\x5a" + MAX_NODE_BYTES.to_bytes(4, "big") + bytes(MAX_NODE_BYTES),
    "a length without end": b"\xbf\xff",
    "a fraction": b"\xa1\x61a\xfb" + bytes(8),
    "a long number": b"\xa1\x61a\x18\x01",
    "keys in another order": b"\xa2\x61b\x01\x61a\x01",
    "a key twice": b"\xa2\x61a\x01\x61a\x01",
    "a key that is a number": b"\xa1\x01\x01",
    "text that is not UTF-8": b"\xa1\x61a\x61\xff",
    "another tag": b"\xa1\x61a\xc1\x01",
    "a link of another hash": b"\xa1\x61a\xd8\x2a\x58\x25\x00\x01\x55\x1e\x20" + bytes(32),
    "more than one value": b"\xa0\xa0",
    "a list": b"\x80",
    "nothing": b"",
}


@pytest.mark.parametrize("block", NODES.values(), ids=NODES)
@pytest.mark.usefixtures("memory")
def test_node__that_no_honest_writer_makes__is_refused_at_once(block: bytes):
    def read() -> None:
        with pytest.raises(MalformedInput):
            decode_node(block)

    assert is_done_within(10, read), "memory is traced, which is slow"


def test_node__of_more_values_than_any_of_ours_has__is_refused():
    block = b"\xa1\x61a\x9a" + MAX_ITEMS.to_bytes(4, "big") + b"\x80" * MAX_ITEMS
    with pytest.raises(MalformedInput, match="values"):
        decode_node(block)


def test_node__of_a_full_batch__is_read_in_time_and_the_same_as_by_dag_cbor():
    import dag_cbor

    cid = link(cid_of(b"block", RAW))
    node = {"v": 1, "records": [[i.to_bytes(32, "big"), cid] for i in range(16_384)]}
    assert decode_node(encode_node(node)) == node
    assert is_done_within(3, lambda: decode_node(encode_node(node))), "dag-cbor takes six seconds"
    few = encode_node({"v": 1, "records": node["records"][:50]})  # type: ignore[index]
    theirs = dag_cbor.decode(few)
    assert dag_cbor.encode(theirs) == few


@pytest.mark.parametrize(
    "archive", [b"", b"\x05", b"\x00\x05abc", b"\x00" + b"\xff" * 9, b"\x00" + varint(2**40) + bytes(60)]
)
def test_car__that_lies_about_its_lengths__is_refused(archive: bytes):
    with pytest.raises(MalformedInput):
        list(read_car(archive))


class Hostile(BaseHTTPRequestHandler):
    """A Kubo that answers each call as its path's last part says."""

    how = ""
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answers = {
            "html": (200, b"<html>"),
            "error": (500, b"<html>" * 10_000),
            "list": (200, b"[]"),
            "deep": (500, b"[" * 50_000),
        }
        answers["message"] = (500, json.dumps({"Message": {"a": 1}}).encode())
        if self.how in answers:
            status, body = answers[self.how]
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        if self.how == "drips headers":
            with suppress(OSError):
                for _ in range(300):
                    self.wfile.write(b"H")
                    time.sleep(0.1)
            self.close_connection = True
            return
        self.send_response(500 if self.how.startswith("error that") else 200)
        self.send_header("Content-Length", str(2**40) if self.how == "endless" else "100")
        self.end_headers()
        try:
            if self.how in ("hangs", "error that hangs"):
                time.sleep(3)
            while self.how == "endless":
                self.wfile.write(bytes(65_536))
            while self.how == "drips":
                self.wfile.write(b"x")
                time.sleep(0.05)
        except OSError:
            pass
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@pytest.fixture
def hostile() -> Iterator[tuple[type[Hostile], Kubo]]:
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Hostile,), {})) as server:
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        handler: type[Hostile] = server.RequestHandlerClass  # type: ignore[assignment]
        yield handler, Kubo("127.0.0.1", server.server_port, seconds=1)
        server.shutdown()


@pytest.mark.parametrize(
    "how",
    [
        "html",
        "error",
        "error that is cut off",
        "error that hangs",
        "deep",
        "message",
        "list",
        "cut off",
        "endless",
        "drips",
        "drips headers",
        "hangs",
    ],
)
@pytest.mark.usefixtures("memory")
def test_kubo__that_answers_anything_without_end_or_never__is_unavailable_in_time(
    hostile: tuple[type[Hostile], Kubo], how: str
):
    handler, kubo = hostile
    handler.how = how
    cid = cid_of(b"block", RAW)
    began = time.monotonic()
    with pytest.raises(Unavailable, match=f"{cid}"):
        kubo.get_block(cid)
    assert kubo.pinned(cid) is False
    assert time.monotonic() - began < 20
    assert kubo.within(2) is not kubo
    assert kubo.within(1) is kubo


def test_places__a_block_that_one_store_lacks_or_holds_wrong__comes_from_the_next(tmp_path: Path):
    first, second = (BlockDirectory(tmp_path / name) for name in ("first", "second"))
    content = bytes(range(256)) * 2_000
    cid = second.add_file(content)
    both = open_store(f"dir://{tmp_path}/first, dir://{tmp_path}/second")
    assert both.read_file(cid, len(content)) == content
    assert both.within(1).get_block(cid)
    first.add_file(content)
    for path in (tmp_path / "first").rglob("b*"):
        if path.is_file():
            path.write_bytes(b"spoiled")
    assert both.read_file(cid, len(content)) == content
    written = both.put_block(b"new")
    assert (first.holds(written), second.holds(written), both.pinned(written)) == (True, False, True)
    with pytest.raises(Unavailable, match=f"{tmp_path}/first does not hold.*{tmp_path}/second does not hold"):
        both.get_block(cid_of(b"nobody has this", RAW))


def test_directory__a_link_in_place_of_a_block__is_not_followed_out_of_the_hash(store: BlockDirectory, tmp_path: Path):
    cid = cid_of(b"what it must be", DAG_CBOR)
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    path = tmp_path / "blocks" / cid[-2:] / cid
    path.parent.mkdir(parents=True)
    path.symlink_to(secret)
    with pytest.raises(KulaError):
        store.get_node(cid)


def test_record__in_a_block_beyond_the_limit__is_not_opened(store: BlockDirectory):
    content = bytes(MAX_RECORD_BYTES + 1)
    committed = commitment(ENTRY.salt, content)
    key, block = encrypt(content, committed)
    entry = replace(
        ENTRY, record=replace(ENTRY.record, commitment=committed), content_key=key, link=store.put_block(block)
    )
    opener = Opener(cast(Network, None), store, 1)
    with pytest.raises(MalformedInput, match="at most 65564"):
        opener.open(batch(b""), entry)
