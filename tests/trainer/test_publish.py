"""A candidate's files stay hidden until its round takes no more records; then they are served once."""

from dataclasses import replace
from pathlib import Path

import pytest

from kula.contracts.modules.constants import MAX_ADAPTER_BYTES
from kula.protocol.errors import MalformedInput, Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.parameters import TOKEN
from kula.protocol.types import ZERO_HASH
from kula.trainer.config import TrainConfig
from kula.trainer.loop import Trained
from kula.trainer.publish import HIDDEN, Candidate, publish, serve
from tests.support.chain import TestNet

TRAINED = Trained(steps=2, tokens=90, examples=3, pairs=0, loss_first=3_000, loss_last=2_900)
ADAPTER = b"an adapter's bytes"


@pytest.fixture(scope="module")
def trainer(net: TestNet):
    return net.sender("trainer", 1_000 * TOKEN)


def _candidate(folder: Path, adapter: bytes = ADAPTER) -> Path:
    folder.mkdir()
    Candidate(1, [], replace(TrainConfig(), tokens=100), TRAINED).write(folder)
    (folder / "adapter.safetensors").write_bytes(adapter)
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
    assert store.read_file(str(node["adapter"]), 100) == ADAPTER
    assert b"A Kula candidate" in store.read_file(str(node["card"]), 10_000)
    assert serve(network, hidden, store, trainer.address) == [], "once is enough"


def test_publish__again_in_one_round__bonds_and_pays_for_each(net: TestNet, trainer, tmp_path: Path):
    registry, token = net.network.registry, net.network.token
    hidden = BlockDirectory(tmp_path / HIDDEN)
    waiting, first_fee = registry.waiting_of(trainer.address), registry.fee()
    before = token.balance_of(trainer.address) + registry.bond_of(trainer.address)
    for name in ("one", "two"):
        publish(net.network, hidden, trainer, _candidate(tmp_path / name, name.encode()))
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
