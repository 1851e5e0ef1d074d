"""A trainer's disk: what a judgement needs stays, and what is judged or outdated ends."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import torch
from safetensors.torch import save

from kula.protocol.chain.clients.registry import ModelState
from kula.protocol.chain.network import Network
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.parameters import TOKEN
from kula.protocol.types import ZERO_HASH
from kula.trainer.config import TrainConfig
from kula.trainer.ending import end_candidates
from kula.trainer.loop import Trained
from kula.trainer.publish import HIDDEN, Candidate, mark_of, publish
from tests.support.chain import TestNet

TRAINED = Trained(steps=2, tokens=90, examples=3, pairs=0, loss_first=3_000, loss_last=2_900)
PROJECTION = "model.layers.29.mlp.down_proj"


class Pins(BlockDirectory):
    """A store that writes down which pins ended, and is away if a test says so."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.ended: list[str] = []
        self.is_away = False

    def unpin(self, cid: str) -> None:
        if self.is_away:
            raise Unavailable("the store is away")
        self.ended.append(cid)


@pytest.fixture(scope="module")
def trainer(net: TestNet) -> Sender:
    return net.sender("trainer", 10_000 * TOKEN)


@pytest.fixture(scope="module")
def gateway(net: TestNet) -> Sender:
    return net.gateway()


@pytest.fixture(autouse=True)
def next_round(net: TestNet, gateway: Sender) -> None:
    """Begins another round of candidates: each one of a round pays twice as much as the one before."""
    batches = net.network.batches
    gateway.send(batches.post_batch(batches.next_seq(gateway.address), 1, b"\x01" * 32, ZERO_HASH))
    net.anvil.pass_time(net.network.parameters.open_seconds)
    gateway.send(batches.close())


@pytest.fixture
def store(tmp_path: Path) -> Pins:
    return Pins(tmp_path / "store")


def _trained(folder: Path, scale: float) -> Path:
    """A trained candidate. Each scale makes another adapter, of several blocks."""
    folder.mkdir()
    pair = {f"{PROJECTION}.lora_A.weight": torch.ones(64, 1_536), f"{PROJECTION}.lora_B.weight": torch.ones(576, 64)}
    (folder / "adapter.safetensors").write_bytes(save({"kula.scale": torch.tensor(scale), **pair}))
    Candidate(1, [], replace(TrainConfig(), tokens=100), TRAINED).write(folder)
    return folder


def _published(net: TestNet, trainer: Sender, folder: Path, name: str, scale: float) -> int:
    """Publishes a candidate, and marks it as served. Returns its number."""
    number = publish(net.network, BlockDirectory(folder / HIDDEN), trainer, _trained(folder / name, scale))
    mark_of(folder / HIDDEN, number).touch()
    return number


def _after(net: TestNet, served: int, **states: ModelState) -> Network:
    """The network once these models are judged, and another one may be served. The rest of it is real."""
    registry = net.network.registry
    judged = {int(number.strip("_")): state for number, state in states.items()}
    models = {n: replace(one, state=judged.get(n, one.state)) for n, one in registry.models().items()}
    later = SimpleNamespace(models=lambda: models, served=lambda: served, datasets_of=registry.datasets_of)
    return cast(Network, SimpleNamespace(registry=later))


def _end(network: Network, folder: Path, store: Pins, trainer: Sender) -> list[str]:
    return end_candidates(network, folder, store, trainer.address)


def _sizes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_candidate__that_waits_for_its_judgement__stays(net: TestNet, trainer: Sender, store: Pins, tmp_path: Path):
    number = _published(net, trainer, tmp_path, "candidate-1-1", 2.0)
    before = _sizes(tmp_path)
    assert _end(net.network, tmp_path, store, trainer) == []
    assert _end(_after(net, served=1, _0=ModelState.REJECTED), tmp_path, store, trainer) == []
    assert _sizes(tmp_path) == before
    assert mark_of(tmp_path / HIDDEN, number).exists()


@pytest.mark.parametrize("state", [ModelState.REJECTED, ModelState.ADOPTED], ids=["rejected", "adopted"])
def test_candidate__that_was_judged__ends_and_the_one_that_waits_stays_whole(
    net: TestNet, trainer: Sender, store: Pins, tmp_path: Path, state: ModelState
):
    judged = _published(net, trainer, tmp_path, "candidate-1-2", 30.0 + state)
    waits = _published(net, trainer, tmp_path, "candidate-1-3", 40.0 + state)
    hidden = BlockDirectory(tmp_path / HIDDEN)
    manifests = {n: bytes32_to_cid(net.network.registry.model(n).manifest) for n in (judged, waits)}
    adapter = str(hidden.get_node(manifests[judged])["adapter"])
    later = _after(net, served=1, **{f"_{judged}": state})
    assert _end(later, tmp_path, store, trainer) == ["candidate-1-2", f"{HIDDEN} {judged}"]
    assert not hidden.holds(manifests[judged])
    assert not hidden.tree(adapter)
    assert not mark_of(tmp_path / HIDDEN, judged).exists()
    assert hidden.read_file(str(hidden.get_node(manifests[waits])["adapter"]), 2**20)
    assert (tmp_path / "candidate-1-3").exists()
    assert store.ended == ([manifests[judged], adapter] if state is ModelState.REJECTED else []), (
        "one adopted is read on"
    )
    assert _end(later, tmp_path, store, trainer) == []


def test_candidate__trained_again_from_what_was_judged__stays_until_its_parent_is_replaced(
    net: TestNet, trainer: Sender, store: Pins, tmp_path: Path
):
    number = _published(net, trainer, tmp_path, "published", 5.0)
    again = _trained(tmp_path / "candidate-1-7", 6.0)
    rejected = {f"_{number}": ModelState.REJECTED}
    assert _end(_after(net, 1, **rejected), tmp_path, store, trainer) == [f"{HIDDEN} {number}"]
    assert again.exists(), "nobody has judged this one"
    assert _end(_after(net, number, **rejected), tmp_path, store, trainer) == ["candidate-1-7"]
    assert not again.exists(), "the Registry takes no candidate of a parent that is not served"


def test_candidate__that_was_proposed_twice__stays_while_one_waits(
    net: TestNet, trainer: Sender, store: Pins, tmp_path: Path
):
    judged = _published(net, trainer, tmp_path, "candidate-1-5", 9.0)
    waits = publish(net.network, BlockDirectory(tmp_path / HIDDEN), trainer, tmp_path / "candidate-1-5")
    assert net.network.registry.model(judged).manifest == net.network.registry.model(waits).manifest
    before = _sizes(tmp_path)
    assert _end(_after(net, 1, **{f"_{judged}": ModelState.REJECTED}), tmp_path, store, trainer) == []
    assert _sizes(tmp_path) == before
    assert store.ended == []


def test_candidate__while_the_store_is_away__ends_later(net: TestNet, trainer: Sender, store: Pins, tmp_path: Path):
    number = _published(net, trainer, tmp_path, "candidate-1-4", 7.0)
    later = _after(net, 1, **{f"_{number}": ModelState.REJECTED})
    store.is_away = True
    assert _end(later, tmp_path, store, trainer) == []
    assert (tmp_path / "candidate-1-4").exists()
    store.is_away = False
    assert _end(later, tmp_path, store, trainer) == ["candidate-1-4", f"{HIDDEN} {number}"]


def test_folder__of_other_names_and_of_other_trainers__stays(
    net: TestNet, trainer: Sender, store: Pins, tmp_path: Path
):
    number = _published(net, trainer, tmp_path, "my-own-run", 8.0)
    (tmp_path / "candidate-1-9x").mkdir()
    later: Any = _after(net, number, **{f"_{number}": ModelState.ADOPTED})
    assert end_candidates(later, tmp_path, store, net.bank.address) == []
    assert _end(later, tmp_path, store, trainer) == [f"{HIDDEN} {number}"]
    assert (tmp_path / "my-own-run").exists()
    assert (tmp_path / "candidate-1-9x").exists()
