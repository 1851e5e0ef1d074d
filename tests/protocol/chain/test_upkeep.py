"""Upkeep: whoever runs it brings the chain on: seeds, lost epochs, final reports. On a real chain."""

import pytest

from kula.protocol.chain.upkeep import Upkeep
from kula.protocol.types import ZERO_HASH, Phase
from tests.support.chain import TestNet
from tests.support.epochs import honest_ledger, play_scores, propose

SCORES = [b"\x64"] * 5


@pytest.fixture(scope="module")
def gateway(net: TestNet):
    return net.gateway()


def _keep_up(net: TestNet, turns: int = 1) -> list[str]:
    """Sends all that is due, and says what was sent."""
    sent: list[str] = []
    for _ in range(turns):
        for call in Upkeep(net.network).calls():
            net.bank.send(call)
            sent.append(call.fn_name)
    return sent


def test_upkeep__reveals_are_over__fixes_the_seed_by_the_named_block(net: TestNet, gateway):
    played = play_scores(net, gateway, [gateway.address], SCORES)
    scores, aim = net.network.scores, net.network.scores.aim_of(played.epoch)
    assert aim > 0, "the last reveal names the block"
    assert scores.epoch(played.epoch).seed == ZERO_HASH
    net.anvil.mine(3)
    assert _keep_up(net) == ["fix_seed"]
    assert scores.epoch(played.epoch).seed != ZERO_HASH
    assert _keep_up(net) == []
    propose(net, honest_ledger(net, played, {}), net.bank)
    net.anvil.pass_time(net.network.parameters.challenge_seconds)
    assert _keep_up(net) == ["finalise"]


def test_upkeep__epochs_without_report__are_lost_and_the_line_passes_over_them(net: TestNet, gateway):
    reports, rules = net.network.reports, net.network.parameters
    first = play_scores(net, gateway, [gateway.address], SCORES)
    second = play_scores(net, gateway, [gateway.address], SCORES, reveals=1)
    net.anvil.pass_time(rules.reveal_seconds + rules.report_seconds)
    assert _keep_up(net, 2).count("expire") == 2, "one has no report at its deadline, the other no quorum"
    assert reports.lost(first.epoch)
    assert reports.lost(second.epoch)
    assert reports.phase(second.epoch) is Phase.FINAL
    assert reports.head() == reports.final_upto() == second.epoch
    assert net.network.batches.in_flight() == 0
    net.anvil.mine(3)
    assert set(_keep_up(net, 3)) <= {"aim", "fix_seed"}
    assert _keep_up(net) == []
