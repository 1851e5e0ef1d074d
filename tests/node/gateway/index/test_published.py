"""The gateway copies what hashes on chain lead to, each file whole and checked, and serves its bytes."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kula.node.gateway.database.chain import ChainCopy, ChainState, Look
from kula.node.gateway.database.chain_tables import DatasetRow, ModelRow, PublishedRow
from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.index.published import Publications
from kula.protocol.chain.clients.registry import Dataset
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import DAG_CBOR, cid_of, cid_to_bytes32, link
from kula.protocol.program.edge import Edge
from kula.protocol.types import ZERO_ADDRESS

SAMPLES = json.dumps(
    {"v": 1, "tokens": 48, "samples": [{"prompt": "How?", "parent": "So.", "own": "So, too."}]}
).encode()
IDS = bytes(31) + b"\x01" + bytes(31) + b"\x02"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(open_database(f"sqlite:///{tmp_path}/rows.sqlite"))


@pytest.fixture
def publications(store: BlockDirectory, repository: Repository, clock: Clock) -> Publications:
    return Publications(store, repository.chain, Edge(clock=clock))


def _model(number: int, cid: str, state: str = "adopted") -> ModelRow:
    rest: dict[str, Any] = {"parent": number - 1, "trainer": ZERO_ADDRESS, "round": 0, "datasets": [], "block": 1}
    return ModelRow(number=number, manifest=cid_to_bytes32(cid), state=state, **rest)


def _dataset(number: int, cid: str) -> DatasetRow:
    rest: dict[str, Any] = {"rows": 2, "parent": 0, "first_epoch": 1, "last_epoch": 1, "block": 1}
    return DatasetRow(number=number, manifest=cid_to_bytes32(cid), **rest)


def _keep(repository: Repository, *rows: ModelRow | DatasetRow) -> None:
    names = [name for name in ChainState.__dataclass_fields__ if name not in ("hash", "claimed", "scorer", "judges")]
    state = ChainState(**dict.fromkeys(names, 1), hash="00", claimed="0", scorer="0x")  # type: ignore[arg-type]
    assert repository.chain.keep(repository.chain.state(), Look(state, list(rows)), 10)


def _copied(repository: Repository) -> set[str]:
    with Session(repository._engine) as session:
        return set(session.scalars(select(PublishedRow.cid)))


def _manifest(samples: str) -> dict[str, Any]:
    return {"v": 1, "parent": None, "adapter": None, "card": None, "datasets": [], "samples": link(samples)}


def test_adopted_model_and_dataset__with_what_they_name__are_copied(
    store: BlockDirectory, repository: Repository, publications: Publications
):
    samples, ids = store.add_file(SAMPLES), store.put_block(IDS)
    model = store.put_node(_manifest(samples))
    dataset = store.put_node({"v": 1, "epochs": [1], "rows": 2, "row_ids": link(ids), "files": []})
    _keep(repository, _model(1, model), _dataset(1, dataset))
    publications.turn()
    kept = {cid: repository.chain.published(cid) for cid in _copied(repository)}
    assert kept == {cid: store.get_block(cid) for cid in (samples, ids, model, dataset)}
    assert (kept[samples], kept[ids]) == (SAMPLES, IDS)


def test_words_of_a_model__before_its_vote_or_after_a_no__are_not_copied(
    store: BlockDirectory, repository: Repository, publications: Publications
):
    samples = store.add_file(SAMPLES)
    waiting = store.put_node({**_manifest(samples), "training": "waits"})
    rejected = store.put_node({**_manifest(samples), "training": "rejected"})
    _keep(repository, _model(1, waiting, "candidate"), _model(2, rejected, "rejected"))
    publications.turn()
    assert _copied(repository) == {rejected}
    _keep(repository, _model(1, waiting))
    publications.turn()
    assert _copied(repository) == {rejected, waiting, samples}


def test_file__that_nobody_has__keeps_none_away_and_is_tried_again(
    store: BlockDirectory, repository: Repository, publications: Publications, clock: Clock, tmp_path: Path
):
    elsewhere = BlockDirectory(tmp_path / "elsewhere")
    samples = elsewhere.add_file(SAMPLES)
    lacking, here = (
        store.put_node(_manifest(samples)),
        store.put_node(_manifest(store.put_block(IDS)) | {"samples": None}),
    )
    _keep(repository, _model(1, here), _model(2, lacking))
    publications.turn()
    assert _copied(repository) == {here}, "no manifest without what it names"
    store.add_file(SAMPLES)
    publications.turn()
    assert _copied(repository) == {here}, "it waits"
    clock.now += 3
    publications.turn()
    assert _copied(repository) == {here, lacking, samples}


def test_malformed_files__are_left_out_and_not_read_again(
    store: BlockDirectory, repository: Repository, publications: Publications, monkeypatch: pytest.MonkeyPatch
):
    wrong_samples = store.put_node(_manifest(store.add_file(b"{}")))
    wrong_ids = store.put_node(
        {"v": 1, "epochs": [1], "rows": 2, "row_ids": link(store.put_block(IDS[::-1])), "files": []}
    )
    wrong_manifest = store.put_node({"v": 2})
    _keep(repository, _model(1, wrong_samples), _model(2, wrong_manifest), _dataset(1, wrong_ids))
    publications.turn()
    assert _copied(repository) == set()
    monkeypatch.setattr(BlockDirectory, "read_block", lambda *_: pytest.fail("read again"))
    publications.turn()


def test_flood_of_datasets__that_nobody_serves__leaves_room_for_models_and_reads_few_rows(
    store: BlockDirectory, repository: Repository, publications: Publications, monkeypatch: pytest.MonkeyPatch
):
    elsewhere = [cid_of(number.to_bytes(4, "big"), DAG_CBOR) for number in range(2_000)]
    model = store.put_node({**_manifest(store.add_file(SAMPLES)), "samples": None})
    old = store.put_node({"v": 1, "epochs": [1], "rows": 2, "row_ids": None, "files": []})
    _keep(repository, _model(1, model), _dataset(1, old), *(_dataset(n, cid) for n, cid in enumerate(elsewhere, 2)))
    read: list[int] = []
    lacking = ChainCopy.lacking

    def counting(copy: ChainCopy, table: Any, before: int, limit: int) -> Any:
        rows = lacking(copy, table, before, limit)
        read.append(len(rows))
        return rows

    monkeypatch.setattr(ChainCopy, "lacking", counting)
    publications.turn()
    assert _copied(repository) == {model}
    assert sum(read) <= 64
    for _ in range(2_000 // 16 + 1):
        publications.turn()
    assert _copied(repository) == {model, old}, "the walk comes to the oldest one too"
    assert max(read) <= 16


def test_datasets_of_strangers__with_many_bytes__fill_no_disk(
    store: BlockDirectory, repository: Repository, monkeypatch: pytest.MonkeyPatch
):
    ids = store.put_block(b"".join(n.to_bytes(32, "big") for n in range(100)))
    cids = [store.put_node({"v": 1, "epochs": [1], "rows": n, "row_ids": link(ids), "files": []}) for n in range(12)]
    _keep(repository, *(_dataset(n, cid) for n, cid in enumerate(cids, 1)))
    published = {n: cast(Dataset, SimpleNamespace(publisher="us" if n == 1 else "stranger")) for n in range(1, 13)}
    for cid in (cids[1], ids):
        repository.chain.put_published([(cid, store.get_block(cid))])
    publications = Publications(store, repository.chain, Edge(), curators={"us"}, datasets=lambda: published)
    monkeypatch.setattr("kula.node.gateway.index.published.MOST_BYTES", 3_000)
    publications.turn()
    assert _copied(repository) == {ids, cids[1], cids[0]}, "a curator's is copied, and no stranger's"


def test_datasets_of_one_manifest__are_copied_once(
    store: BlockDirectory, repository: Repository, publications: Publications, monkeypatch: pytest.MonkeyPatch
):
    cid = store.put_node({"v": 1, "epochs": [1], "rows": 2, "row_ids": None, "files": []})
    _keep(repository, _dataset(1, cid))
    publications.turn()
    _keep(repository, *(_dataset(n, cid) for n in range(2, 9)))
    monkeypatch.setattr(BlockDirectory, "read_block", lambda *_: pytest.fail("read again"))
    publications.turn()
    assert list(repository.chain.lacking(DatasetRow, 100, 100)) == []


@pytest.mark.parametrize(
    ("known", "last", "most", "missing"),
    [
        ([], 0, 4, []),
        ([], 3, 4, [3, 2, 1]),
        ([], 9, 2, [9, 8]),
        ([1, 2, 3], 3, 4, []),
        ([1, 2, 3], 5, 4, [5, 4]),
        ([1, 4], 6, 9, [6, 5, 3, 2]),
        ([1, 4], 6, 3, [6, 5, 3]),
        ([2, 3], 3, 9, [1]),
        ([1, 2, 7], 2, 9, []),
    ],
)
def test_missing_numbers__the_newest_first__at_most_so_many(
    repository: Repository, known: list[int], last: int, most: int, missing: list[int]
):
    _keep(repository, *(_dataset(n, cid_of(b"", DAG_CBOR)) for n in known))
    assert repository.chain.missing(DatasetRow, last, most) == missing
