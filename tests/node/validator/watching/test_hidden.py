"""Rows that liars keep from a watcher, in every way that we know: each counts as hidden, is demanded, and the lie falls."""

import time
from collections.abc import Callable

import pytest

from kula.node.validator.reporting import same_as_standing
from kula.node.validator.watching.demands import answer_demands
from kula.protocol.chain.clients.reports import Reports
from kula.protocol.encoding import pack_rows
from kula.protocol.errors import Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import DAG_CBOR, DAG_PB, RAW, cid_of, cid_to_bytes32, link
from kula.protocol.ipfs.nodes import encode_node
from kula.protocol.ipfs.store import Store
from kula.protocol.ipfs.unixfs import MAX_LINKS, _encode, _Part
from kula.protocol.reading import ledgers as ledgers_module
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.types import ZERO_HASH
from tests.node.validator.watching.conftest import Scene, stolen
from tests.support.epochs import send_all

pytestmark = pytest.mark.slow
Put = Callable[[Store, Scene], bytes]


def _node(store: Store, node: dict[str, object]) -> bytes:
    return cid_to_bytes32(store.put_block(encode_node(node), DAG_CBOR))


def _of_another_ledger(store: Store, scene: Scene) -> bytes:
    rows = store.add_file(pack_rows(scene.honest.rows))
    return _node(store, {"v": 1, "epoch": scene.epoch, "root": scene.honest.root, "rows": link(rows)})


def _bomb(store: Store, _: Scene) -> bytes:
    """Ten blocks that stand for 174^9 chunks of a quarter of a MiB."""
    blocks = [(cid_of(bytes(262_144), RAW), bytes(262_144))]
    for _level in range(9):
        node = _encode([_Part(blocks[-1][0], 262_144, 262_144)] * MAX_LINKS)
        blocks.append((cid_of(node, DAG_PB), node))
    store.write_blocks(blocks, [blocks[-1][0]])
    return _node(store, {"v": 1, "rows": link(blocks[-1][0])})


def _empty_chunks(store: Store, _: Scene) -> bytes:
    """The same with empty chunks: it never grows, and never ends."""
    blocks = [(cid_of(b"", RAW), b"")]
    for _level in range(9):
        node = _encode([_Part(blocks[-1][0], 0, 0)] * MAX_LINKS)
        blocks.append((cid_of(node, DAG_PB), node))
    store.write_blocks(blocks, [blocks[-1][0]])
    return _node(store, {"v": 1, "rows": link(blocks[-1][0])})


FILES: dict[str, Put] = {
    "no file": lambda _store, _scene: ZERO_HASH,
    "rows of another ledger": _of_another_ledger,
    "a node without rows": lambda store, _scene: _node(store, {"v": 1}),
    "rows that are a number": lambda store, _scene: _node(store, {"v": 1, "rows": 2**40}),
    "rows that are no content id": lambda store, _scene: _node(store, {"v": 1, "rows": "hello"}),
    "a node that is a list": lambda store, _scene: cid_to_bytes32(store.put_block(b"\x80", DAG_CBOR)),
    "a block that is no node": lambda store, _scene: cid_to_bytes32(store.put_block(b"\xff\xff", DAG_CBOR)),
    "a bomb": _bomb,
    "a bomb of empty chunks": _empty_chunks,
}


@pytest.mark.parametrize("files", FILES.values(), ids=FILES.keys())
def test_hidden_rows__behind_a_file_that_is_not_the_ledger__are_demanded_and_the_lie_falls(
    scene, store: Store, files: Put
):
    one: Scene = scene()
    one.propose(stolen(one.honest), files(store, one))
    one.drive(one.material)
    assert one.fell
    assert one.gain() > 0, "the deposits came back, with half of what the liars lost"


class Broken(BlockDirectory):
    """A store that raises what no store should, or hangs."""

    error: Exception | None = None
    reads = 0

    def read_block(self, cid: str) -> bytes:
        """Fail."""
        self.reads += 1
        if self.error:
            raise self.error
        time.sleep(3_600)
        raise AssertionError("nobody waits so long")


@pytest.mark.parametrize("error", [KeyError("rows"), MemoryError(), RecursionError(), OSError("reset")], ids=repr)
def test_hidden_rows__by_a_store_that_raises_anything__are_demanded_and_the_lie_falls(
    scene, tmp_path, planted: list[str], error: Exception
):
    planted.append(type(error).__name__)
    store = Broken(tmp_path / "broken")
    store.error = error
    one: Scene = scene(store)
    one.propose(stolen(one.honest), b"\x01" * 32)
    one.drive(one.material)
    assert one.fell
    assert one.gain() > 0


def test_hidden_rows__by_a_store_that_hangs__are_demanded_and_the_lie_falls(scene, tmp_path, monkeypatch):
    monkeypatch.setattr(ledgers_module, "FETCH_SECONDS", 0.2)
    store = Broken(tmp_path / "hanging")
    one: Scene = scene(store)
    one.propose(stolen(one.honest), b"\x01" * 32)
    one.drive(one.material)
    assert one.fell
    assert one.gain() > 0
    assert store.reads <= 4, "a store that hangs is asked less and less often"


def test_hidden_rows__by_an_rpc_that_misses_the_proposals_event__are_demanded_and_the_lie_falls(
    scene, store: Store, monkeypatch
):
    one: Scene = scene()
    one.propose(stolen(one.honest), _of_another_ledger(store, one))
    monkeypatch.setattr(Reports, "proposed", lambda *_: None)
    one.drive(one.material)
    assert one.fell
    assert one.gain() > 0


def test_hidden_theft__in_the_one_range_that_is_posted__falls_without_the_other_range(scene):
    one: Scene = scene()
    lie = stolen(one.honest)
    wrong = next(t for t, (row, true) in enumerate(zip(lie.rows, one.honest.rows, strict=True)) if row != true) // 256
    one.propose(lie)
    for _ in range(2):
        assert not one.watch.step(one.material), "it has demanded something, and goes on"
    with pytest.raises(Unavailable, match="withholds 2 ranges of rows"):
        one.watch.step(one.material)
    calls = list(answer_demands(one.net.network, lie, one.material))
    one.net.validators[0].send(next(call for call in calls if call.args[1] == wrong))
    one.watch.step(one.material)
    assert one.fell, "what is posted shows the fault"
    assert one.gain() > -8 * 10**18, "one deposit came back; the liars keep the other, and lose stake"


def test_hidden_rows__that_the_liars_demand_themselves_so_that_nobody_else_may__fall_to_the_watcher(scene):
    one: Scene = scene()
    one.propose(stolen(one.honest))
    liar, demands = one.net.validators[0], one.net.network.demands
    liar.send(one.net.network.token.approve(demands.address, 16 * 10**18))
    for subtree in range(2):
        liar.send(demands.demand_rows(one.epoch, subtree))
    one.drive(one.material)
    assert one.fell, "a demand that nobody answers brings a report down, whoever made it"
    assert one.watch.deposits.open() == []


def test_honest_report__whose_file_no_store_gives__costs_the_watcher_nothing(scene, tmp_path):
    store = Broken(tmp_path / "broken")
    store.error = KeyError("rows")
    one: Scene = scene(store)
    one.propose(one.honest, b"\x01" * 32)
    assert same_as_standing(one.watch.ledgers, one.material)
    assert one.watch.ledgers.at(one.epoch).rows == one.honest.rows, "we computed the rows, so nobody need give them"
    assert (store.reads, one.watch.deposits.open()) == (0, [])
    send_all(one.net.validators[0], answer_demands(one.net.network, one.watch.ledgers.at(one.epoch), one.material))
    kept = Ledgers(one.net.network, store, tmp_path / "ledgers")
    kept.learn(one.honest)
    again = Ledgers(one.net.network, store, tmp_path / "ledgers")
    assert again.at(one.epoch).rows == one.honest.rows, "they are on disk too"
