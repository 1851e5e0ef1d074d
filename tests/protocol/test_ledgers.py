"""The reader of ledgers on a real chain: it follows the chain, and fetches what is final only once."""

from pathlib import Path

import pytest

from kula.protocol.errors import Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.program.keys import new_key
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.types import Address
from tests.support.chain import TestNet
from tests.support.epochs import honest_ledger, play_scores, propose

PEOPLE = [Address(new_key().address) for _ in range(2)]
SCORES = [bytes((90, 120, 0)) for _ in range(5)]


class CountingBlocks(BlockDirectory):
    """A block directory that counts what is read from it."""

    reads = 0

    def read_block(self, cid: str) -> bytes:
        """Count, then read."""
        self.reads += 1
        return super().read_block(cid)


@pytest.mark.slow
def test_ledgers__two_final_epochs__are_fetched_once_and_add_up(net: TestNet, tmp_path: Path):
    store = CountingBlocks(tmp_path)
    ledgers = Ledgers(net.network, store)
    gateway, watcher = net.gateway(), net.sender("watcher")
    with pytest.raises(Unavailable, match="has no ledger"):
        ledgers.at(1)
    assert ledgers.line() == {}
    assert ledgers.payments_upto(0) == {}
    played = [play_scores(net, gateway, [*PEOPLE, PEOPLE[0]], SCORES)]
    first = honest_ledger(net, played[0], {})
    propose(net, first, net.validators[0], store=store)
    assert ledgers.at(first.epoch) == first, "a standing report is read before it is final"
    net.anvil.pass_time(60)
    watcher.send(net.network.reports.finalise(first.epoch))
    played.append(play_scores(net, gateway, [*PEOPLE, PEOPLE[0]], SCORES))
    second = honest_ledger(net, played[1], first.earlier_after({}))
    propose(net, second, net.validators[0], store=store)
    assert list(ledgers.line().values()) == [first, second]
    paid = second.earlier_after(first.earlier_after({}))
    assert ledgers.payments_upto(second.epoch) == paid
    reads = store.reads
    assert ledgers.payments_upto(second.epoch) == paid
    assert ledgers.payments_upto(first.epoch) == first.earlier_after({}), "an older line is computed anew"
    assert list(ledgers.line()) == ledgers.epochs() == [first.epoch, second.epoch]
    assert store.reads == reads, "nothing that is kept is fetched again"
