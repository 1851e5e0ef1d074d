"""Two gateways in one network: both hold places, both post in one epoch, and every validator reads both."""

from collections.abc import Iterator

import pytest

from kula.node.contributor.blocking import Contributor
from kula.node.local.network import LocalNetwork, LocalPlan
from kula.protocol.program.keys import new_key
from kula.protocol.types import Address, Phase
from tests.e2e.conftest import PARAMETERS
from tests.support.network import HONEST, HOUR, Logs, until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalNetwork]:
    plan = LocalPlan(
        folder=tmp_path_factory.mktemp("two"), parameters=PARAMETERS, validators=4, gateways=2, train_until=-1
    )
    with LocalNetwork(plan) as network:
        network.wait_ready()
        yield network
        Logs(network).search()


def test_gateways__two_of_them__have_their_records_paid_in_one_epoch(two: LocalNetwork):
    network, people = two.network, []
    for url, contents in zip(two.gateways.values(), (HONEST[:6], HONEST[6:12]), strict=True):
        person = Contributor(url, new_key(), new_key())
        person.grant()
        people.append(person)
        for content in contents:
            person.send(person.signed(content))
    two.anvil.pass_time(8 * HOUR - 20)
    us = [Address(two.accounts[name].address) for name in two.gateways]
    until(lambda: all(network.batches.next_seq(gateway) == 6 for gateway in us), "both batches")
    until(lambda: network.reports.phase(1) >= Phase.CHALLENGE, "the report of epoch 1")
    rows = two.ledgers.at(1).rows
    assert {row.pay_to for row in rows} >= {person.owner for person in people}
    assert network.gateways.places() == 2
