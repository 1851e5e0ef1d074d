"""A candidate's files stay hidden until its round takes no more records; then they are served once."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save

from kula.contracts.modules.constants import MAX_ADAPTER_BYTES
from kula.protocol.errors import MalformedInput, Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.parameters import TOKEN
from kula.protocol.reading.models import read_model, read_samples
from kula.protocol.types import ZERO_HASH
from kula.trainer.config import TrainConfig
from kula.trainer.loop import Trained
from kula.trainer.publish import HIDDEN, Candidate, publish, serve
from kula.trainer.samples import PROMPTS, SAMPLES_FILE, make_samples, write_samples
from tests.support.chain import TestNet

SAMPLES = make_samples(["before"] * len(PROMPTS), ["after"] * len(PROMPTS))
TRAINED = Trained(steps=2, tokens=90, examples=3, pairs=0, loss_first=3_000, loss_last=2_900)
PROJECTION = "model.layers.29.mlp.down_proj"


def _adapter(scale: float, more: dict[str, torch.Tensor] | None = None, projection: str = PROJECTION) -> bytes:
    down, up = torch.ones(1, 1_536), torch.ones(576, 1)
    pair = {f"{projection}.lora_A.weight": down, f"{projection}.lora_B.weight": up}
    return save({"kula.scale": torch.tensor(scale), **pair, **(more or {})})


ADAPTER = _adapter(2.0)


@pytest.fixture(scope="module")
def trainer(net: TestNet):
    return net.sender("trainer", 1_000 * TOKEN)


def _candidate(folder: Path, adapter: bytes = ADAPTER) -> Path:
    folder.mkdir()
    Candidate(1, [], replace(TrainConfig(), tokens=100), TRAINED).write(folder)
    (folder / "adapter.safetensors").write_bytes(adapter)
    write_samples(SAMPLES, folder)
    return folder


def _end_epoch(net: TestNet) -> None:
    gateway, batches = net.gateway(), net.network.batches
    gateway.send(batches.post_batch(0, 1, b"\x01" * 32, ZERO_HASH))
    net.anvil.pass_time(net.network.parameters.open_seconds)
    gateway.send(batches.close())


def test_serve__while_the_round_takes_records__shows_nothing_and_then_all(
    net: TestNet, trainer, store: BlockDirectory, tmp_path: Path
):
    network, hidden = net.network, tmp_path / HIDDEN
    number = publish(network, BlockDirectory(hidden), trainer, _candidate(tmp_path / "candidate"))
    assert number == 2, "the base is number 1"
    cid = bytes32_to_cid(network.registry.model(number).manifest)
    assert serve(network, hidden, store, trainer.address) == []
    with pytest.raises(Unavailable):
        store.get_node(cid)
    _end_epoch(net)
    assert serve(network, hidden, store, net.bank.address) == [], "somebody else's"
    assert serve(network, hidden, store, trainer.address) == [number]
    node = store.get_node(cid)
    assert store.read_file(str(node["adapter"]), len(ADAPTER)) == ADAPTER
    assert b"A Kula candidate" in store.read_file(str(node["card"]), 10_000)
    assert read_samples(store, str(node["samples"])) == SAMPLES
    assert serve(network, hidden, store, trainer.address) == [], "once is enough"


def test_serve__a_candidate_spoiled_on_our_disk__keeps_no_other_one_back(
    net: TestNet, trainer, store: BlockDirectory, tmp_path: Path
):
    network, hidden = net.network, tmp_path / HIDDEN
    blocks = BlockDirectory(hidden)
    spoiled, good = (
        publish(network, blocks, trainer, _candidate(tmp_path / name, _adapter(scale)))
        for name, scale in (("spoiled", 4.0), ("good", 5.0))
    )
    manifest = bytes32_to_cid(network.registry.model(spoiled).manifest)
    path = next(hidden.rglob(manifest))
    path.write_bytes(path.read_bytes()[:-1])
    _end_epoch(net)
    served = serve(network, hidden, store, trainer.address)
    assert good in served
    assert spoiled not in served


def test_publish__a_folder_of_other_software_without_samples__names_none(net: TestNet, trainer, tmp_path: Path):
    folder, hidden = _candidate(tmp_path / "bare"), BlockDirectory(tmp_path / HIDDEN)
    (folder / SAMPLES_FILE).unlink()
    number = publish(net.network, hidden, trainer, folder)
    manifest = bytes32_to_cid(net.network.registry.model(number).manifest)
    assert read_model(hidden, manifest).samples is None


def test_publish__again_in_one_round__bonds_and_pays_for_each(net: TestNet, trainer, tmp_path: Path):
    registry, token = net.network.registry, net.network.token
    hidden = BlockDirectory(tmp_path / HIDDEN)
    waiting, first_fee = registry.waiting_of(trainer.address), registry.fee()
    before = token.balance_of(trainer.address) + registry.bond_of(trainer.address)
    for name in ("one", "three"):
        publish(net.network, hidden, trainer, _candidate(tmp_path / name, _adapter(float(len(name)))))
    assert registry.waiting_of(trainer.address) == waiting + 2
    assert registry.bond_of(trainer.address) >= (waiting + 2) * registry.minimum_bond()
    after = token.balance_of(trainer.address) + registry.bond_of(trainer.address)
    assert before - after == 3 * first_fee, "the second pays twice as much"


def test_publish__the_adapter_is_too_large__sends_nothing(net: TestNet, trainer, tmp_path: Path):
    folder, last = _candidate(tmp_path / "large"), net.network.registry.last_model()
    with (folder / "adapter.safetensors").open("wb") as file:
        file.truncate(MAX_ADAPTER_BYTES + 1)
    with pytest.raises(MalformedInput, match="at most"):
        publish(net.network, BlockDirectory(tmp_path / HIDDEN), trainer, folder)
    assert net.network.registry.last_model() == last


@pytest.mark.parametrize(
    ("adapter", "problem"),
    [
        (_adapter(1.0, {"model.lm_head.weight": torch.ones(8, 576)}), "must hold"),
        (_adapter(1.0, projection="base_model.model.model.layers.29.mlp.down_proj"), "base_model.model.model"),
        (_adapter(float("nan")), "kula.scale"),
        (
            save({f"{PROJECTION}.lora_a": torch.ones(1_536, 1), f"{PROJECTION}.lora_b": torch.ones(1, 576)}),
            "kula.scale",
        ),
        (b"no tensors", "safetensors"),
    ],
)
def test_publish__an_adapter_of_another_program__is_refused_by_name_before_the_bond(
    net: TestNet, trainer, tmp_path: Path, adapter: bytes, problem: str
):
    last, bond = net.network.registry.last_model(), net.network.registry.bond_of(trainer.address)
    with pytest.raises(MalformedInput, match=problem):
        publish(net.network, BlockDirectory(tmp_path / HIDDEN), trainer, _candidate(tmp_path / "other", adapter))
    assert (net.network.registry.last_model(), net.network.registry.bond_of(trainer.address)) == (last, bond)
