"""Upkeep of rounds on a real chain: votes are opened and concluded, candidates of another parent are dropped, by anybody."""

from pathlib import Path

import pytest

from kula.node.local.anvil import Anvil
from kula.protocol.chain.clients.judgements import RoundState
from kula.protocol.chain.clients.registry import ModelState
from kula.protocol.chain.sender import Sender
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.judging import Failure
from tests.support.chain import TestNet
from tests.support.rounds import WINDOW, by_seat, keep_up, launch_rounds, new_trainer, propose_candidate, settle_epoch


@pytest.fixture(scope="module")
def net(anvil: Anvil, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    return launch_rounds(anvil, tmp_path_factory.mktemp("net"))


@pytest.fixture(scope="module")
def gateway(net: TestNet) -> Sender:
    return net.gateway()


@pytest.fixture(scope="module")
def trainer(net: TestNet) -> Sender:
    return new_trainer(net)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> BlockDirectory:
    return BlockDirectory(tmp_path_factory.mktemp("blocks"))


def _state(net: TestNet, number: int) -> RoundState:
    return RoundState(net.network.judgements.round(number).state)


def test_upkeep__a_round_has_its_ledger__opens_the_vote_and_ends_it_in_time(
    net: TestNet, gateway: Sender, trainer: Sender, store: BlockDirectory
):
    model = propose_candidate(net, trainer, b"\x01" * 32)
    number = net.network.registry.model(model).round
    assert keep_up(net) == [], "the round's epoch is open"
    settle_epoch(net, gateway, [gateway.address], store)
    assert keep_up(net) == ["fix_seed", "open_vote"], "the seed comes first, in one turn"
    assert keep_up(net) == [], "the vote runs"
    net.anvil.pass_time(WINDOW // 3)
    assert keep_up(net) == ["conclude"]
    assert _state(net, number) is RoundState.OVER
    assert net.network.registry.model(model).state == ModelState.REJECTED, "no seat posted on it"
    assert keep_up(net) == []


def test_upkeep__each_seat_has_posted__ends_the_round_at_once(
    net: TestNet, gateway: Sender, trainer: Sender, store: BlockDirectory
):
    model = propose_candidate(net, trainer, b"\x02" * 32)
    judgements = net.network.judgements
    epoch = settle_epoch(net, gateway, [gateway.address], store).epoch
    assert "open_vote" in keep_up(net)
    attempt = judgements.round(net.network.registry.model(model).round).attempt
    bond = net.network.registry.bond_of(trainer.address)
    for seat, validator in enumerate(by_seat(net, epoch)):
        assert "conclude" not in keep_up(net), f"seat {seat} has not posted"
        validator.send(judgements.post_failure(model, seat, attempt, Failure.BROKEN))
    assert "conclude" in keep_up(net)
    assert net.network.registry.bond_of(trainer.address) < bond, "all seats say that it is broken"


def test_upkeep__another_model_is_served_before_the_vote__drops_the_candidate(
    net: TestNet, trainer: Sender, gateway: Sender, store: BlockDirectory
):
    registry = net.network.registry
    epoch = settle_epoch(net, gateway, [gateway.address], store).epoch
    keep_up(net)
    model = propose_candidate(net, trainer, b"\x03" * 32)
    number, manifest = registry.model(model).round, b"\x04" * 32
    validators = by_seat(net, epoch)
    validators[0].send(registry.propose_served(manifest, 0))
    for seat, validator in enumerate(validators[:4]):
        validator.send(registry.vote_served(manifest, seat))
    assert registry.model(registry.served()).manifest == manifest
    assert keep_up(net) == ["drop"]
    assert registry.model(model).state == ModelState.REJECTED
    assert _state(net, number) is RoundState.OVER, "nobody is left in it"
    assert registry.waiting_of(trainer.address) == 0
