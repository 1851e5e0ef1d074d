"""kill -9 on either side of what a validator writes and sends. It commits once, reveals, signs once, and answers."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kula.node.local.anvil import Anvil
from kula.node.local.processes import Processes
from kula.protocol.chain.network import Network
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.parameters import TOKEN
from kula.protocol.reading.ledgers import Ledgers
from tests.hostile.single.killing import live
from tests.support.chain import FAST, TestNet, launch
from tests.support.direct import write_epoch
from tests.support.validators import Bulletin, validator_settings

pytestmark = pytest.mark.slow
LONG = 100_000
EVERY = int(os.environ.get("KULA_KILL_EVERY", "12"))
"""One place in so many kills. The long run takes 1."""


def reported(network: Network) -> bool:
    """Whether the first epoch has a report."""
    return network.reports.head() > 0


def answered(network: Network) -> bool:
    """Whether nothing is demanded of the first report any more."""
    return network.demands.open_of(network.reports.standing(1).digest) == 0


@pytest.fixture(scope="module")
def net(anvil: Anvil, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    """One validator, whose signature suffices, and windows that outlast all kills."""
    windows = {name: LONG for name in ("commit_seconds", "reveal_seconds", "report_seconds", "challenge_seconds")}
    parameters = replace(FAST, **windows, answer_seconds=LONG // 8, budget=TOKEN)
    net = launch(anvil, tmp_path_factory.mktemp("net"), parameters)
    net.add_validator()
    return net


@pytest.fixture(autouse=True)
def imported(tmp_path: Path) -> Iterator[None]:
    """Starts the server that children are forked from. It has imported what they need."""
    with Processes(tmp_path / "logs"):
        yield


@pytest.fixture
def bulletin(net: TestNet) -> Iterator[tuple[Bulletin, str]]:
    bulletin = Bulletin(net)
    with bulletin.served() as url:
        yield bulletin, url


def test_kill__on_either_side_of_each_effect__signs_once_and_loses_no_reveal_and_no_answer(
    net: TestNet, bulletin: tuple[Bulletin, str], tmp_path: Path
):
    network, (taken, url), blocks = net.network, bulletin, tmp_path / "blocks"
    author, validator = net.sender("author", 200 * TOKEN), net.validators[0]
    stake = network.validators.stake_of(validator.address)
    settings = validator_settings(net, validator, blocks, tmp_path / "data", url)
    epoch = write_epoch(net, author, tmp_path, blocks)
    deaths = live(settings, tmp_path / "places", EVERY, reported)

    (reveal,) = network.scores.reveals(epoch)
    assert max(reveal.scores) > network.parameters.floor, "the one record was scored and revealed"
    assert len(list(network.scores.events("Committed", epoch=epoch))) == 1
    assert len({row["digest"] for row in taken.taken[epoch]}) == 1, "one report for one place of the line"

    ledger = Ledgers(network, BlockDirectory(blocks)).at(epoch)
    author.send(network.token.approve(network.demands.address, 100 * TOKEN))
    author.send(network.demands.demand_rows(epoch, 0))
    author.send(network.demands.demand_leaf(epoch, *ledger.proven(0)))
    deaths += live(settings, tmp_path / "places", EVERY, answered)
    assert network.demands.open_of(network.reports.standing(epoch).digest) == 0
    assert network.validators.stake_of(validator.address) == stake
    assert deaths > 40 // EVERY
