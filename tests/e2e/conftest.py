"""One whole network in real processes for all end-to-end tests."""

from dataclasses import replace

import pytest

from kula.node.local.network import LocalNetwork, LocalPlan
from kula.protocol.chain.presets import LOCAL
from tests.support.network import POST_SECONDS, Logs

_HOUR = 3_600
PARAMETERS = replace(
    LOCAL.parameters,
    open_seconds=8 * _HOUR,
    commit_seconds=_HOUR,
    reveal_seconds=_HOUR,
    report_seconds=_HOUR,
    challenge_seconds=_HOUR,
    vote_seconds=_HOUR,
    # A few people with a few records each, and five seats that measure on one machine.
    sample_records=4,
    sample_accounts=2,
    sample_per_account=3,
    checks=8,
)


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory):
    """Four validators, a gateway with its worker, and a trainer that only curates."""
    plan = LocalPlan(
        folder=tmp_path_factory.mktemp("net"),
        parameters=PARAMETERS,
        validators=4,
        train_until=-1,
        post_seconds=POST_SECONDS,
    )
    with LocalNetwork(plan) as network:
        network.wait_ready()
        yield network
        Logs(network).search()
