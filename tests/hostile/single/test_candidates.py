"""Candidates that cannot be opened, judged by a whole validator. Each is broken, and no other step of it is late."""

from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save

from kula.node.commands.validator import compose
from kula.node.local.anvil import Anvil
from kula.node.validator.journal import Journal
from kula.node.validator.loop import Validator
from kula.node.validator.plan import Act
from kula.protocol.chain.clients.judgements import RoundState
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import DAG_CBOR, RAW, cid_of, cid_to_bytes32, link
from kula.protocol.ipfs.nodes import node_id
from kula.protocol.judging import Failure
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import new_key
from kula.protocol.types import Address
from kula.scoring.models.base import base_manifest
from tests.protocol.test_hostile_store import bomb
from tests.support.chain import TestNet
from tests.support.direct import write_epoch
from tests.support.judging.paid import Written, material_with, plain_content
from tests.support.judging.rounds import (
    by_seat,
    keep_up,
    launch_rounds,
    new_trainer,
    propose_candidate,
    settle_epoch,
)
from tests.support.validators import Generous, drive, use_scorer, validator_settings

pytestmark = [pytest.mark.slow, pytest.mark.long]
BASE = base_manifest()
LONG, SHORT = 20_000, 1_000
SIZE = 100_000
"""Bytes that each candidate says its adapter has."""
LAYER = "model.layers.29.self_attn.q_proj"


@pytest.fixture(scope="module")
def net(anvil: Anvil, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    """Rounds of one epoch, judged by two checks and samples of at least two records."""
    windows = dict.fromkeys(("report_seconds", "challenge_seconds", "vote_seconds"), LONG)
    windows |= dict.fromkeys(("commit_seconds", "reveal_seconds"), SHORT)
    base = cid_to_bytes32(node_id(BASE))
    folder = tmp_path_factory.mktemp("net")
    return launch_rounds(anvil, folder, base, sample_records=2, sample_accounts=2, checks=2, **windows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "blocks"


@pytest.fixture
def store(folder: Path) -> BlockDirectory:
    store = BlockDirectory(folder)
    store.put_node(BASE)
    return store


def _adapter(**tensors: torch.Tensor) -> bytes:
    return save({"kula.scale": torch.tensor(2.0), **tensors})


def _hostile(store: BlockDirectory) -> dict[str, bytes]:
    """The digests of the manifests of candidates that nobody can open, by what is wrong with them."""
    down, up = torch.ones((1, 576)), torch.ones((577, 1))
    fits = link(store.add_file(_adapter()))
    nodes: dict[str, dict[str, Any]] = {
        "a bomb of 10^19 bytes": {"adapter": link(bomb(store, bytes(1_000), 7))},
        "wrong shapes": {
            "adapter": link(store.add_file(_adapter(**{f"{LAYER}.lora_A.weight": down, f"{LAYER}.lora_B.weight": up})))
        },
        "more bytes than it says": {"adapter": link(store.add_file(bytes(SIZE + 1)))},
        "another parent": {"parent": link(cid_of(b"somebody else's", RAW)), "adapter": fits},
        "a huge manifest": {"adapter": fits, "training": "x" * 500_000, "datasets": [fits] * 10_000},
    }
    whole = {"v": 1, "parent": link(node_id(BASE)), "base": None, "adapter": None, "datasets": [], "card": None}
    manifests = {what: cid_to_bytes32(store.put_node({**whole, **node})) for what, node in nodes.items()}
    return {**manifests, "no node": cid_to_bytes32(store.put_block(b"\xff" * 64, DAG_CBOR))}


def _others_post(net: TestNet, number: int, models: list[int], ours: int) -> None:
    """The other seats post that every candidate is broken."""
    judgements, judged = net.network.judgements, net.network.judgements.round(number)
    for seat, sender in enumerate(by_seat(net, judged.epoch)):
        if seat == ours:
            continue
        for model in models:
            sender.send(judgements.post_failure(model, seat, judged.attempt, Failure.BROKEN))
        sender.send(judgements.post_sample(number, seat, judged.attempt, 3, 2))


def _posted(net: TestNet, model: int, seat: int) -> list[object]:
    return [one.posted for one in net.network.judgements.judgements(model) if one.seat == seat]


def _turn_until_over(net: TestNet, validator: Validator, number: int) -> None:
    for _ in range(60):
        validator.turn()
        net.anvil.pass_time(5)
        if net.network.judgements.round(number).state == RoundState.OVER:
            return
    raise AssertionError(f"round {number} was not concluded")


def test_candidates__that_nobody_can_open__are_broken_and_cost_no_commit_and_no_reveal(
    net: TestNet, store: BlockDirectory, folder: Path, tmp_path: Path
):
    network, author = net.network, net.sender("author", 100 * TOKEN)
    manifests = _hostile(store)
    trainer = new_trainer(net, len(manifests))
    models = [propose_candidate(net, trainer, manifest, SIZE) for manifest in manifests.values()]
    signed, people = network.registry.fixed_at(models[-1]) + 5, [new_key(), new_key()]
    rows = [
        Written(people[i % 2], plain_content(subject), signed) for i, subject in enumerate(["bees", "rain", "iron"])
    ]
    played = settle_epoch(net, net.gateway(), [Address(row.owner.address) for row in rows], store)
    net.anvil.pass_time(LONG // 2)
    assert "open_vote" in keep_up(net)
    net.anvil.pass_time(LONG // 2)
    assert "finalise" in keep_up(net), "so what we played under the validator's key does not stop it"
    number = network.registry.model(models[0]).round
    judge = by_seat(net, played.epoch)[0]
    stake = network.validators.stake_of(judge.address)
    write_epoch(net, author, tmp_path, folder)
    settings = validator_settings(net, judge, folder, tmp_path / "validator")
    with Journal(settings.data) as journal:
        validator = compose(settings, journal)
        use_scorer(validator, Generous())
        sampling = validator.steps.voting.sampling
        sampling.material_of = {played.epoch: material_with(network, played, rows)}.__getitem__
        drive(validator, Act.COMMIT)
        net.anvil.pass_time(SHORT)
        drive(validator, Act.REVEAL)
        _others_post(net, number, models, 0)
        _turn_until_over(net, validator, number)
        assert validator.failures.tracebacks == 0
    posted = {what: _posted(net, model, 0) for what, model in zip(manifests, models, strict=True)}
    assert posted == {what: [Failure.BROKEN] for what in manifests}
    assert network.registry.served() not in models
    assert network.validators.stake_of(judge.address) == stake
