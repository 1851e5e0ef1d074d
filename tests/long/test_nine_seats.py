"""A network of nine seats judges a candidate with sets of checks that seats committed before its round."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kula.node.local.network import LocalNetwork, LocalPlan
from kula.protocol.chain.clients.registry import ModelState
from kula.protocol.judging import Numbers
from kula.protocol.types import Phase
from tests.e2e.conftest import PARAMETERS
from tests.support.network import HONEST, POST_SECONDS, Logs, contribute, post_all, settled, until

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(3_600)]
SEATS = 9
SECONDS = 1_500
"""How long nine seats may take on two cores for what five do in four minutes."""


@pytest.fixture
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalNetwork]:
    plan = LocalPlan(
        folder=tmp_path_factory.mktemp("net"),
        parameters=replace(PARAMETERS, set_seats=SEATS, set_checks=8),
        validators=SEATS,
        train_until=1,
        post_seconds=POST_SECONDS,
        small_adapters=True,
    )
    with LocalNetwork(plan) as network:
        network.wait_ready()
        yield network
        Logs(network).search()


def close_epoch(local: LocalNetwork, contents: list[dict]) -> None:
    """Two people contribute, and the epoch of their records ends with a report."""
    epoch = local.network.batches.current()
    contribute(local, contents[::2])
    contribute(local, contents[1::2])
    post_all(local)
    local.anvil.pass_time(POST_SECONDS)
    until(lambda: local.network.reports.phase(epoch) >= Phase.CHALLENGE, f"a report of epoch {epoch}", SECONDS)


def test_candidate__of_nine_seats__is_judged_with_sets_committed_before_its_round(local: LocalNetwork):
    registry, judgements = local.network.registry, local.network.judgements
    close_epoch(local, HONEST[:14])
    settled(local, 1)
    until(lambda: registry.last_model() >= 2, "a candidate of the trainer", SECONDS)
    close_epoch(local, HONEST[20:32])
    until(lambda: registry.model(2).state != ModelState.CANDIDATE, "the judgement", SECONDS)
    number = registry.model(2).round
    judged = judgements.round(number)
    owners = local.network.validators.owners(local.network.scores.epoch(judged.epoch).set_id)
    assert len(owners) == SEATS
    committed = {seat for seat, owner in enumerate(owners) if any(judgements.bank(number, owner))}
    opened = judgements.sets(number, judged.attempt)
    assert opened, "the seed opens sets"
    assert opened.keys() <= committed
    posts = [one.posted for one in judgements.judgements(2)]
    assert 2 * len(posts) > SEATS, "a majority of the seats judged"
    assert all(isinstance(posted, Numbers) for posted in posts)
    local.processes.check()
