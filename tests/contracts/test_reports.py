"""Reports: when a report may be proposed, become final or expire."""

from dataclasses import replace

import pytest

from kula.protocol.signatures import sign
from kula.protocol.types import ZERO_HASH, Phase
from tests.redteam.plots import GOOD, PEOPLE
from tests.support.actors import Actor
from tests.support.evm import Reverted, pass_time, undone
from tests.support.evm_network import Network, deploy


def test_finalise__a_second_before_the_windows_end__refused(net: Network, gateway: Actor):
    net.propose(net.settle(net.open_epoch(gateway, PEOPLE, GOOD)))
    pass_time(net.parameters.challenge_seconds - 1)
    with pytest.raises(Reverted, match="window is open"):
        net.reports.finalise(1)
    pass_time(1)
    net.reports.finalise(1)
    with pytest.raises(Reverted, match="not the next to become final"):
        net.reports.finalise(1)
    with pytest.raises(Reverted, match="not the next to become final"):
        net.reports.finalise(2)


def test_propose__out_of_turn_or_time__refused(net: Network, gateway: Actor):
    net.post(gateway, PEOPLE)
    epoch = net.close()
    net.commit(epoch, 0, GOOD[0])
    pass_time(net.parameters.commit_seconds)
    net.reveal(epoch, 0)
    with pytest.raises(Reverted, match="not the time to propose"):
        net.propose(net.settle(epoch))
    with pytest.raises(Reverted, match="not the next epoch of the line"):
        net.propose(replace(net.settle(epoch), epoch=2), [])


def test_propose__signatures_missing_or_too_many__refused(net: Network, gateway: Actor):
    ledger = net.settle(net.open_epoch(gateway, PEOPLE, GOOD))
    last, proof = ledger.proven(3)
    digest = net.digest(net.report(ledger))
    signed = b"".join(sign(digest, net.holder(1, seat).key) for seat in range(5))
    for bitmap, signatures, why in (
        (31, signed[:-65], "a signature is missing"),
        (15, signed, "too many signatures"),
        (1 << 5 | 31, signed, "signer has no seat"),
        (31, signed[65:] + signed[:65], "wrong signer"),
    ):
        with pytest.raises(Reverted, match=why):
            net.reports.propose(1, ledger.root, ZERO_HASH, last, proof, bitmap, signatures)
    with pytest.raises(Reverted, match="not the last row"):
        net.reports.propose(1, ledger.root, ZERO_HASH, *ledger.proven(2), 31, signed)


def test_expire__before_the_deadline_or_out_of_turn__refused(net: Network, gateway: Actor):
    first = net.settle(net.open_epoch(gateway, PEOPLE, GOOD))
    with pytest.raises(Reverted, match="deadline not reached"):
        net.reports.expire(1)
    net.propose(first)
    net.open_epoch(gateway, PEOPLE, GOOD)
    net.open_epoch(gateway, PEOPLE, GOOD)
    pass_time(10 * net.parameters.report_seconds)
    with pytest.raises(Reverted, match="an earlier epoch is not settled"):
        net.reports.expire(3)
    net.reports.expire(2)
    with pytest.raises(Reverted, match="the epoch is settled"):
        net.reports.expire(2)
    with pytest.raises(Reverted, match="the epoch is settled"):
        net.reports.expire(1)
    assert net.reports.phase(2) == Phase.FINAL
    assert not any(net.reports.standing(2).root)
    assert (net.reports.tip(), net.reports.head(), net.reports.final_upto()) == (1, 2, 0)
    net.reports.finalise(1)
    assert net.reports.final_upto() == 2, "the line passes over the lost epoch"


def test_expire__an_epoch_without_quorum__needs_no_deadline(net: Network, gateway: Actor):
    net.post(gateway, PEOPLE)
    net.close()
    with pytest.raises(Reverted, match="not the time to expire"):
        net.reports.expire(1)
    pass_time(net.parameters.commit_seconds + net.parameters.reveal_seconds)
    net.reports.expire(1)
    third = net.turn(gateway, PEOPLE, [bytes([200] * 8)] * 5)
    assert third.epoch == 2
    assert len(third.rows) == 8, "the records that waited, and the new ones"


def test_expire__with_two_thirds_revealed_exactly__needs_no_deadline():
    with undone():
        net = deploy(validators=6)
        net.post(net.add_gateway(), PEOPLE)
        epoch = net.close()
        for seat in range(6):
            net.commit(epoch, seat, GOOD[0])
        for seat in range(4):
            net.reveal(epoch, seat)
        pass_time(net.parameters.reveal_seconds)
        with pytest.raises(Reverted, match="too little stake revealed"):
            net.propose(net.settle(epoch))
        net.reports.expire(epoch)
        assert net.reports.phase(epoch) == Phase.FINAL
