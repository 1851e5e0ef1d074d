"""A vote on real models: a candidate whose files are broken or missing gets a failure, and costs the others nothing."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save

from kula.node.commands.validator import compose
from kula.node.local.anvil import Anvil
from kula.node.validator.journal import Journal
from kula.node.validator.plan import Act, Step
from kula.protocol.errors import Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import cid_to_bytes32, link
from kula.protocol.ipfs.nodes import node_id
from kula.protocol.judging import Failure, Numbers
from kula.protocol.program.keys import new_key
from kula.protocol.types import Address
from kula.scoring.models.base import base_manifest
from tests.support.chain import TestNet
from tests.support.judging.paid import Written, material_with, plain_content
from tests.support.judging.rounds import (
    by_seat,
    keep_up,
    launch_rounds,
    new_trainer,
    propose_candidate,
    settle_epoch,
)
from tests.support.validators import validator_settings

pytestmark = pytest.mark.slow
BASE = base_manifest()
PEOPLE = [new_key() for _ in range(2)]
LAYER = "model.layers.29.self_attn.q_proj"
WIDTH = 576
"""Of the base model's states."""


@pytest.fixture(scope="module")
def net(anvil: Anvil, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    """Rounds of one epoch, judged by eight checks and samples of at least two records."""
    base = cid_to_bytes32(node_id(BASE))
    return launch_rounds(
        anvil, tmp_path_factory.mktemp("net"), base, sample_records=2, sample_accounts=2, checks=8, vote_seconds=800
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("blocks")


@pytest.fixture(scope="module")
def store(folder: Path) -> BlockDirectory:
    store = BlockDirectory(folder)
    store.put_node(BASE)
    return store


def _adapter(size: float) -> bytes:
    """An adapter of one projection, of rank 1."""
    lora_a, lora_b = torch.full((1, WIDTH), size), torch.full((WIDTH, 1), size)
    tensors = {f"{LAYER}.lora_A.weight": lora_a, f"{LAYER}.lora_B.weight": lora_b}
    return save({"kula.scale": torch.tensor(2.0), **tensors})


def _manifest(store: BlockDirectory, adapter: bytes) -> bytes:
    """Writes a candidate's files to a store. Returns the digest of its manifest."""
    node = {
        "v": 1,
        "parent": link(node_id(BASE)),
        "base": None,
        "adapter": link(store.add_file(adapter)),
        "datasets": [],
        "card": link(store.add_file(b"# card")),
        "training": json.dumps({}),
    }
    return cid_to_bytes32(store.put_node(node))


def test_vote__one_candidate_is_good_one_broken_one_missing__each_gets_its_own_post(
    net: TestNet, store: BlockDirectory, folder: Path, tmp_path: Path
):
    network, trainer = net.network, new_trainer(net, 4)
    good, torn = _adapter(0.001), b"\x08" + bytes(7) + b"no tensors"
    elsewhere = BlockDirectory(tmp_path / "elsewhere")
    files = [good, torn, _adapter(float("nan")), good + bytes(1)]
    stores = [store, store, store, elsewhere]
    manifests = [_manifest(place, adapter) for place, adapter in zip(stores, files, strict=True)]
    models = [propose_candidate(net, trainer, m, len(f)) for m, f in zip(manifests, files, strict=True)]
    signed = network.registry.fixed_at(models[-1]) + 5
    rows = [
        Written(PEOPLE[i % 2], plain_content(subject), signed) for i, subject in enumerate(["bees", "rain", "iron"])
    ]
    played = settle_epoch(net, net.gateway(), [Address(row.owner.address) for row in rows], store)
    assert "open_vote" in keep_up(net)
    number = network.registry.model(models[0]).round
    settings = validator_settings(net, by_seat(net, played.epoch)[0], folder, tmp_path / "validator")
    with Journal(settings.data) as journal:
        validator = compose(settings, journal)
        material = material_with(network, played, rows)
        validator.steps.voting.sampling.material_of = {played.epoch: material}.__getitem__
        for _ in range(3):
            validator.steps.take(Step(Act.VOTE, number))
        with pytest.raises(Unavailable, match=rf"candidates \[{models[3]}\]"):
            validator.steps.take(Step(Act.VOTE, number))
        first, *others = [network.judgements.judgements(model) for model in models]
        assert isinstance(first[0].posted, Numbers)
        assert [[one.posted for one in posts] for posts in others] == [[Failure.BROKEN], [Failure.BROKEN], []]
        net.anvil.pass_time(network.parameters.vote_seconds // 2)
        for _ in range(2):
            validator.steps.take(Step(Act.VOTE, number))
        assert [one.posted for one in network.judgements.judgements(models[3])] == [Failure.UNAVAILABLE]
        assert validator.view.votes_due() == []
