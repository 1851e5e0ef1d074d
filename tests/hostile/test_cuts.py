"""Networks that fall apart for a while, and validators that are killed in the middle. No commit, reveal or stake is lost."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.hostile.cable import Cable
from tests.hostile.conftest import NAMES, Scene, paid
from tests.support.network import until

pytestmark = pytest.mark.slow
_CUT_SECONDS = 4


@pytest.fixture
def cables(scene: Scene) -> Iterator[tuple[Cable, Cable]]:
    """The first validator's cable to the chain, and the second one's to IPFS."""
    with ExitStack() as stack:
        chain, store = (stack.enter_context(Cable(url)) for url in (scene.local.anvil.url, scene.local.ipfs))
        with scene.changed({NAMES[0]: {"KULA_RPC": chain.url}, NAMES[1]: {"KULA_IPFS": store.url}}):
            yield chain, store


def test_partition__of_chain_store_and_gateway_for_a_while__costs_no_commit_and_no_reveal(
    scene: Scene, cables: tuple[Cable, Cable]
):
    before = scene.stakes()
    scene.contribute(4)
    epoch = scene.close()
    with scene.stopped("gateway", "gateway-worker"):
        for cable in cables:
            cable.cut()
        time.sleep(_CUT_SECONDS)
    for cable in cables:
        cable.mend()
    # The clock stands nearly still, because nodes try again by their own clocks.
    everybody = scene.honest(epoch)
    scores = scene.local.network.scores
    until(lambda: scores.epoch(epoch).committed & everybody == everybody, "all commits")
    with scene.stopped("gateway", "gateway-worker"):
        scene.reveals(epoch)
        time.sleep(_CUT_SECONDS)
    ledger = scene.report(epoch)
    assert paid(ledger) == 1, "the honest author is paid"
    assert scene.stakes() == before


def test_kill__of_each_validator_at_once_after_its_commit_and_its_reveal__costs_nothing(scene: Scene):
    before, network = scene.stakes(), scene.local.network
    scene.contribute(4)
    epoch = scene.close()
    scene.served(epoch)
    for name in NAMES:
        seat = scene.seat(epoch, scene.address(name))
        until(lambda seat=seat: network.scores.epoch(epoch).has_committed(seat), f"the commit of {name}")
        with scene.away(name):
            pass
    for name in NAMES:
        seat = scene.seat(epoch, scene.address(name))
        until(lambda seat=seat: network.scores.epoch(epoch).has_revealed(seat), f"the reveal of {name}")
        with scene.away(name):
            pass
    assert paid(scene.report(epoch)) == 1, "the honest author is paid"
    assert scene.stakes() == before
