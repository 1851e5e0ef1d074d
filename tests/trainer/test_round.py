"""What a trainer trains on next, as the registry stands: the newest dataset, once, and one candidate at a time."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from typer.testing import CliRunner

import kula.trainer.round
from kula.protocol.chain.clients.registry import ModelState
from kula.protocol.errors import RefusedByPolicy, Unavailable
from kula.protocol.program.edge import Edge
from kula.protocol.reading.ledgers import Ledgers
from kula.trainer import commands
from kula.trainer.config import TrainConfig
from kula.trainer.curate import Curator
from kula.trainer.loop import Trained
from kula.trainer.publish import Candidate
from kula.trainer.round import Trainer

US, OTHER = "0xUs", "0xOther"


class Registry:
    def __init__(
        self, datasets: list[int], models: list[tuple[str, ModelState, list[int]]], publisher: str = US
    ) -> None:
        self._datasets = datasets
        self._publisher = publisher
        self._models = models

    def last_dataset(self) -> int:
        return len(self._datasets)

    def dataset(self, number: int) -> Any:
        return SimpleNamespace(last_epoch=self._datasets[number - 1], publisher=self._publisher, parent=0)

    def datasets(self) -> dict[int, Any]:
        return {number: self.dataset(number) for number in range(1, 1 + len(self._datasets))}

    def models(self) -> dict[int, Any]:
        base = SimpleNamespace(trainer=OTHER, state=ModelState.ADOPTED)
        later = [SimpleNamespace(trainer=trainer, state=state) for trainer, state, _ in self._models]
        return dict(enumerate([base, *later], start=1))

    def datasets_of(self, number: int) -> list[int]:
        return self._models[number - 2][2]


def _next(registry: Registry, folder: Path, last_epoch: int = 0, **trusted: Any) -> int:
    ledgers, sender = _ledgers(registry), cast(Any, SimpleNamespace(address=US))
    more: dict[str, Any] = {"folder": folder, "device": "cpu", "config": TrainConfig(), "last_epoch": last_epoch}
    return Trainer(ledgers, sender, None, **more, **trusted).next_dataset()


def _ledgers(registry: Any) -> Ledgers:
    return cast(Ledgers, SimpleNamespace(network=SimpleNamespace(registry=registry), store=None))


@pytest.mark.parametrize(
    ("datasets", "models", "last_epoch", "wanted"),
    [
        ([], [], 0, 0),
        ([1], [], 0, 1),
        ([1, 2, 4], [], 0, 3),
        ([1, 2], [(US, ModelState.REJECTED, [1])], 0, 2),
        ([1, 2], [(US, ModelState.ADOPTED, [2])], 0, 0),
        ([1, 2], [(US, ModelState.CANDIDATE, [1])], 0, 0),
        ([1, 2], [(OTHER, ModelState.CANDIDATE, [2])], 0, 2),
        ([1, 2], [], 1, 0),
        ([1, 2], [], 2, 2),
    ],
)
def test_next_dataset(tmp_path: Path, datasets: list[int], models: list[Any], last_epoch: int, wanted: int):
    assert _next(Registry(datasets, models), tmp_path, last_epoch) == wanted


def test_next_dataset__of_another_curator__only_if_it_is_trusted(tmp_path: Path):
    registry = Registry([1, 2], [], publisher=OTHER)
    assert _next(registry, tmp_path) == 0
    assert _next(registry, tmp_path, curators=[OTHER]) == 2


def test_train__a_finished_candidate__is_not_trained_again(tmp_path: Path):
    done = _trained(tmp_path / "candidate-1-2")
    registry = SimpleNamespace(served=lambda: 1)
    sender = cast(Any, SimpleNamespace(address=US))
    trainer = Trainer(_ledgers(registry), sender, None, folder=tmp_path, device="cpu", config=TrainConfig(tokens=1))
    assert trainer.train(2) == done


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("candidate.json", b""),
        ("candidate.json", b'{"parent": 1'),
        ("candidate.json", b"[]"),
        ("adapter.safetensors", b"spoiled"),
        ("adapter.safetensors", None),
    ],
    ids=["no byte of it", "half of it", "another form", "other bytes", "no adapter"],
)
def test_train__a_candidate_spoiled_on_our_disk__is_trained_again(tmp_path: Path, name: str, content: bytes | None):
    spoiled = _trained(tmp_path / "candidate-1-2") / name
    spoiled.unlink() if content is None else spoiled.write_bytes(content)
    # The dataset of a stranger is where training begins, and ends here.
    registry = Registry([1, 2], [], publisher=OTHER)
    registry.served = lambda: 1  # type: ignore[attr-defined]
    sender = cast(Any, SimpleNamespace(address=US))
    trainer = Trainer(_ledgers(registry), sender, None, folder=tmp_path, device="cpu", config=TrainConfig(tokens=1))
    with pytest.raises(RefusedByPolicy, match="KULA_CURATORS"):
        trainer.train(2)


def _trained(folder: Path) -> Path:
    folder.mkdir()
    (folder / "adapter.safetensors").write_bytes(b"an adapter")
    trained = Trained(steps=2, tokens=90, examples=3, pairs=0, loss_first=3_000, loss_last=2_900)
    Candidate(1, [2], TrainConfig(), trained).write(folder)
    return folder


def test_epoch__that_no_curator_can_read__keeps_no_other_epoch_and_no_training_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    class Curating:
        def __init__(self) -> None:
            self.published: list[int] = []

        def due(self) -> list[int]:
            return [epoch for epoch in (3, 4, 5) if epoch not in self.published]

        def publish(self, epoch: int) -> int:
            if epoch == 3:
                raise Unavailable("no place gives the rows of epoch 3")
            self.published.append(epoch)
            return epoch

    monkeypatch.setattr(kula.trainer.round, "serve", lambda *_: [])
    monkeypatch.setattr(kula.trainer.round, "bond", lambda *_: None)
    sender, curating = cast(Any, SimpleNamespace(address=US)), Curating()
    folder = {"folder": tmp_path, "device": "cpu", "config": TrainConfig()}
    work = Trainer(_ledgers(Registry([], [])), sender, cast(Curator, curating), **folder)
    looked: list[int] = []
    monkeypatch.setattr(Trainer, "next_dataset", lambda _: looked.append(1) or 0)
    assert [work.turn() for _ in range(5)] == [False, True, True, False, False]
    assert curating.published == [4, 5]
    assert len(looked) == 3, "it looks for something to train on whenever it curated nothing"


def test_command__whatever_a_turn_raises__goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    turns: list[int] = []

    class Breaking:
        def turn(self) -> bool:
            turns.append(1)
            raise KeyError("messages")

    monkeypatch.setenv("KULA_DATA", str(tmp_path))
    monkeypatch.setattr(commands, "_trainer", lambda _: Breaking())
    for of_the_process in ("_log_json", "signal.signal"):
        monkeypatch.setattr(f"kula.trainer.commands.{of_the_process}", lambda *_: None)
    ended = CliRunner().invoke(commands.trainer, ["run", "--once"])
    assert (ended.exception, ended.exit_code, turns) == (None, 0, [1])


class Clock:
    """Time that passes only while somebody waits. It is a stop that comes after two minutes."""

    now = 0.0

    def is_set(self) -> bool:
        return self.now > 120

    def wait(self, seconds: float) -> None:
        self.now += seconds


def test_run__turns_that_fail_again_and_again__wait_twice_as_long_each_time_and_are_counted():
    clock, turns, counted = Clock(), list[float](), list[tuple[str, str]]()

    def turn() -> bool:
        turns.append(clock.now)
        raise Unavailable("the RPC is away")

    edge = Edge(first_seconds=2, clock=lambda: clock.now, count=lambda *failure: counted.append(failure))
    commands.play(turn, clock, edge, 2)  # type: ignore[arg-type]
    assert turns == [0, 2, 6, 14, 30, 62]
    assert counted == [("turn", "Unavailable")] * 6
