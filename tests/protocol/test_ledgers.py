"""The reader of ledgers on a real chain: it follows the chain, and fetches what is final only once."""

from dataclasses import replace
from pathlib import Path

import pytest

from kula.protocol.chain.clients.reports import Reports, ReportState
from kula.protocol.errors import Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ledgers.ledger import Earlier
from kula.protocol.program.keys import new_key
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.line import Line
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


@pytest.fixture(scope="module")
def blocks(tmp_path_factory: pytest.TempPathFactory) -> CountingBlocks:
    return CountingBlocks(tmp_path_factory.mktemp("blocks"))


@pytest.mark.slow
def test_ledgers__two_final_epochs__are_fetched_once_and_add_up(net: TestNet, blocks: CountingBlocks):
    store = blocks
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


@pytest.mark.slow
def test_ledgers__started_again_behind_many_epochs__ask_for_none_of_them(
    net: TestNet, blocks: CountingBlocks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    store, gateway, reports = blocks, net.gateway(), net.network.reports
    net.anvil.pass_time(60)
    for epoch in range(reports.final_upto() + 1, reports.head() + 1):
        net.sender("watcher").send(reports.finalise(epoch))
    paid: dict[Address, Earlier] = {}
    for ledger in Ledgers(net.network, store).line().values():
        paid = ledger.earlier_after(paid)
    for _ in range(3):
        ledger = honest_ledger(net, play_scores(net, gateway, PEOPLE, [b"\x64\x65"] * 5), paid)
        propose(net, ledger, net.validators[0], store=store)
        net.anvil.pass_time(60)
        net.sender("watcher").send(reports.finalise(ledger.epoch))
        paid = ledger.earlier_after(paid)
    first = Ledgers(net.network, store, tmp_path / "rows")
    epochs = first.epochs()
    assert first.payments_upto(epochs[-1]) == paid
    asked: list[int] = []
    read = Reports.standing

    def counted(of: Reports, epoch: int) -> ReportState:
        asked.append(epoch)
        return read(of, epoch)

    monkeypatch.setattr(Reports, "standing", counted)
    again = Ledgers(net.network, BlockDirectory(tmp_path / "empty"), tmp_path / "rows")
    assert again.payments_upto(epochs[-1]) == paid
    assert again.epochs() == epochs
    assert again.epochs(after=epochs[-2]) == epochs[-1:]
    assert asked == epochs[-1:], "the last one is compared, because it speaks for all"

    (path,) = (tmp_path / "rows").glob("line-*.sqlite")
    kept = Line(path)
    last = kept.state(epochs[-1])
    assert last
    kept.cut(epochs[-1])
    kept.add(epochs[-1], replace(last, digest=b"\x01" * 32, root=b"\x02" * 32))
    healed = Ledgers(net.network, store, tmp_path / "rows")
    assert healed.epochs() == epochs
    assert healed.state(epochs[-1]) == last, "the chain decides"
    assert healed.payments_upto(epochs[-1]) == paid
