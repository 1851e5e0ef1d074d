"""Candidates and records that come slowly: each step of a vote ends soon, so that a commit or a reveal is not missed."""

import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from kula.node.validator import steps
from kula.node.validator.judging import sampling, voting
from kula.node.validator.judging.banks import Banks
from kula.node.validator.judging.sampling import Sampling
from kula.node.validator.judging.voting import Voting
from kula.node.validator.steps import Steps
from kula.protocol.chain.clients.judgements import Round
from kula.protocol.errors import MalformedInput, Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import cid_to_bytes32, link
from kula.protocol.ipfs.in_time import InTime
from kula.protocol.ipfs.unixfs import CHUNK_BYTES
from kula.protocol.judging import Failure
from kula.protocol.parameters import Parameters
from kula.protocol.reading.ledgers import Ledgers
from kula.scoring.models.numbers import Measure

CHUNKS = 30
ROUND = cast(Round, SimpleNamespace(attempt=1, epoch=3, first=1, last=3, until=10**9))


class Dripping(BlockDirectory):
    """A store that takes a moment for each block, and counts them."""

    count = 0

    def read_block(self, cid: str) -> bytes:
        self.count += 1
        time.sleep(0.05)
        return super().read_block(cid)


@pytest.fixture
def dripping(tmp_path: Path) -> Dripping:
    return Dripping(tmp_path / "blocks")


def _bytes() -> bytes:
    return b"".join(bytes([number]) * CHUNK_BYTES for number in range(CHUNKS))


def test_file__of_many_slow_blocks__ends_in_time_and_goes_on_next_time(dripping: Dripping, tmp_path: Path):
    cid, path = dripping.add_file(_bytes()), tmp_path / "file"
    with pytest.raises(Unavailable, match="has not given all within"):
        InTime(dripping, 0.5).save_file(cid, path, 10**8)
    assert 0 < dripping.count < CHUNKS
    for _ in range(9):
        if path.exists():
            break
        try:
            InTime(dripping, 0.5).save_file(cid, path, 10**8)
        except Unavailable:
            continue
    assert path.read_bytes() == _bytes(), "what came is kept"


def _network(**parts: Any) -> SimpleNamespace:
    scores = SimpleNamespace(epoch=lambda _: SimpleNamespace(seed=b"s" * 32, closed_at=10**9))
    return SimpleNamespace(parameters=Parameters(), scores=scores, **parts)


def test_judge__a_candidate_whose_blocks_drip__waits_for_a_later_step(
    dripping: Dripping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(voting, "FETCH_SECONDS", 0.5)
    node = {"v": 1, "card": None, "datasets": [], "training": None}
    parent = dripping.put_node({**node, "parent": None, "adapter": None})
    adapter = dripping.add_file(_bytes())
    manifest = cid_to_bytes32(dripping.put_node({**node, "parent": link(parent), "adapter": link(adapter)}))
    models = {
        1: SimpleNamespace(manifest=cid_to_bytes32(parent), parent=0),
        2: SimpleNamespace(manifest=manifest, parent=1, round=7, size=10**8),
    }
    network = _network(registry=SimpleNamespace(model=models.__getitem__, served=lambda: 1))
    ledgers = SimpleNamespace(network=network, store=dripping)
    drawn = cast(Sampling, SimpleNamespace(ledgers=ledgers, draw=lambda *_: []))
    banks = cast(Banks, SimpleNamespace(awaited=lambda *_: False, opened=lambda *_: []))
    judging = Voting(drawn, banks, tmp_path / "models", "cpu")
    assert judging.sample(7, ROUND, 0) == []
    judging._measures[models[1].manifest] = cast(Measure, object())
    with pytest.raises(Unavailable, match="has not given all within"):
        judging.judge(2, ROUND, 0)
    assert 0 < dripping.count < CHUNKS


def test_vote__on_candidates_that_hang__asks_the_others_next(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(steps, "_SECONDS", 0.0)
    asked: list[int] = []

    def post(model: int, *_: object, **__: object) -> bool:
        asked.append(model)
        return model == 3

    judgements = SimpleNamespace(
        round=lambda _: ROUND, candidates_of=lambda _: [1, 2, 3], post_sample=lambda *_: "the size"
    )
    network = _network(judgements=judgements, connection=SimpleNamespace(now=lambda: 0))
    vote = SimpleNamespace(sample=lambda *_: [], suffices=lambda _: True, banks=None)
    doing = {"_own_seat": lambda _: 0, "_open_set": lambda *_: None, "_is_posted": lambda *_: False, "_post": post}
    validator: Any = SimpleNamespace(_network=network, voting=vote, _asked=0, **doing)
    for _ in range(2):
        with pytest.raises(Unavailable, match="are not to be had yet"):
            Steps._vote(validator, 7)
    Steps._vote(validator, 7)
    assert asked == [1, 2, 3]


def test_draw__from_epochs_that_take_long__goes_on_step_by_step(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sampling, "_SECONDS", -1.0)
    gathered: list[int] = []

    def gather(epoch: int) -> Any:
        gathered.append(epoch)
        return SimpleNamespace(records=[])

    network = _network(
        judgements=SimpleNamespace(candidates_of=lambda _: []), registry=SimpleNamespace(fixed_at=lambda _: 0)
    )
    ledgers: Any = SimpleNamespace(
        network=network, epochs=lambda *_, **__: [1, 2, 3], at=lambda _: SimpleNamespace(rows=[])
    )
    drawing = Sampling(cast(Ledgers, ledgers), gather)
    assert [drawing.draw(7, ROUND, 0) for _ in range(4)] == [None, None, [], []]
    assert gathered == [1, 2, 3], "each epoch once"
    drawing.draw(7, cast(Round, SimpleNamespace(**{**vars(ROUND), "attempt": 2})), 0)
    assert gathered == [1, 2, 3, 1], "another attempt may have other ledgers"


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), Unavailable("later"), MalformedInput("a", "b")]
)
def test_vote__what_is_no_fault_of_a_candidate__never_calls_it_broken(error: Exception, planted: list[str]):
    planted.append("OSError")
    posted: list[Failure] = []

    def fail(*_: object) -> None:
        raise error

    judgements = SimpleNamespace(post_failure=lambda _model, _seat, _attempt, failure: failure)
    others: dict[str, Any] = dict.fromkeys(("gateways", "journal", "work", "watch", "patience"))
    work = Steps(
        ledgers=cast(Any, SimpleNamespace(network=SimpleNamespace(judgements=judgements))),
        sender=cast(Any, SimpleNamespace(send=posted.append)),
        voting=cast(Any, SimpleNamespace(judge=fail)),
        **others,
    )
    assert not work._post(2, ROUND, 0, late=False)
    assert work._post(2, ROUND, 0, late=True)
    assert posted == [Failure.UNAVAILABLE]
