"""A chain that goes back behind the close of an epoch in which a validator has committed: it may not stop, or sign twice."""

from pathlib import Path

import pytest
from hexbytes import HexBytes

from kula.node.local.anvil import Anvil
from kula.node.settings import ValidatorSettings
from kula.node.validator.plan import Act
from kula.protocol.chain.sender import Sender
from kula.protocol.types import ZERO_HASH, Phase
from tests.support.chain import TestNet, launch
from tests.support.rpc.sending import ask
from tests.support.validators import Bulletin, drive, process, validator_settings


@pytest.fixture(scope="module")
def net(anvil: Anvil, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    net = launch(anvil, tmp_path_factory.mktemp("net"))
    net.add_validator()
    return net


@pytest.fixture(scope="module")
def poster(net: TestNet) -> Sender:
    return net.gateway()


@pytest.fixture
def settings(net: TestNet, data: Path, tmp_path: Path, gateway_url: str) -> ValidatorSettings:
    return validator_settings(net, net.validators[0], tmp_path / "blocks", data, gateway_url)


def _post_and_close(net: TestNet, poster: Sender, root: bytes) -> int:
    """Closes an epoch with one record, which nobody serves. Returns its number."""
    network = net.network
    epoch = network.batches.current()
    poster.send(network.batches.post_batch(network.batches.next_seq(poster.address), 1, root, ZERO_HASH))
    net.anvil.pass_time(network.parameters.open_seconds)
    poster.send(network.batches.close())
    return epoch


def _commit(net: TestNet, settings: ValidatorSettings) -> bytes:
    """Lets the validator commit. Returns the bytes of its transaction."""
    with process(settings) as validator:
        net.anvil.pass_time(net.network.parameters.commit_seconds // 2)
        drive(validator, Act.COMMIT)
    web3 = net.anvil.web3
    (sent,) = web3.eth.get_block("latest")["transactions"]  # type: ignore[typeddict-item]
    return bytes(web3.eth.get_raw_transaction(HexBytes(sent)))  # type: ignore[arg-type]


def test_reorganisation__behind_the_close__scores_the_other_batches_and_goes_on(
    net: TestNet, poster: Sender, settings: ValidatorSettings
):
    taken = ask(net, "evm_snapshot")
    epoch = _post_and_close(net, poster, b"\x01" * 32)
    _commit(net, settings)
    ask(net, "evm_revert", taken)
    assert _post_and_close(net, poster, b"\x02" * 32) == epoch
    with process(settings) as validator:
        net.anvil.pass_time(net.network.parameters.commit_seconds // 2)
        drive(validator, Act.PROPOSE)


def test_reorganisation__that_brings_a_commit_to_other_batches_back__stops_nobody(
    net: TestNet, poster: Sender, settings: ValidatorSettings
):
    taken = ask(net, "evm_snapshot")
    epoch = _post_and_close(net, poster, b"\x03" * 32)
    commit = _commit(net, settings)
    ask(net, "evm_revert", taken)
    assert _post_and_close(net, poster, b"\x04" * 32) == epoch
    receipt = net.anvil.web3.eth.wait_for_transaction_receipt(net.anvil.web3.eth.send_raw_transaction(HexBytes(commit)))
    assert receipt["status"] == 1, "the pool kept it, and the chain takes it once more"
    with process(settings) as validator:
        for _ in range(8):
            validator.turn()
        net.anvil.pass_time(net.network.parameters.reveal_seconds)
        poster.send(net.network.reports.expire(epoch))
        later = _post_and_close(net, poster, b"\x05" * 32)
        net.anvil.pass_time(net.network.parameters.commit_seconds // 2)
        drive(validator, Act.PROPOSE)
    assert net.network.reports.phase(later) is Phase.CHALLENGE


def test_reorganisation__behind_a_signed_report__signs_its_place_once_and_goes_on_with_the_next_epoch(
    net: TestNet, bulletin: Bulletin, poster: Sender, settings: ValidatorSettings
):
    network = net.network
    taken = ask(net, "evm_snapshot")
    epoch = _post_and_close(net, poster, b"\x06" * 32)
    with process(settings) as validator:
        net.anvil.pass_time(network.parameters.commit_seconds // 2)
        drive(validator, Act.PROPOSE)
        (first,) = bulletin.taken[epoch]
        ask(net, "evm_revert", taken)
        assert _post_and_close(net, poster, b"\x07" * 32) == epoch
        net.anvil.pass_time(network.parameters.commit_seconds // 2)
        drive(validator, Act.REVEAL)
        for _ in range(8):
            validator.turn()
        assert all(row == first for row in bulletin.taken[epoch]), "nothing to prove a second signature with"
        later = _post_and_close(net, poster, b"\x08" * 32)
        net.anvil.pass_time(network.parameters.commit_seconds // 2)
        drive(validator, Act.PROPOSE)
    assert network.reports.phase(later) is Phase.CHALLENGE
