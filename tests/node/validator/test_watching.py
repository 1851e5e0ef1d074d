"""Watching: rows and leaves that a report withholds are demanded. Its signers post them, or the report falls."""

from dataclasses import replace

import pytest

from kula.node.validator.watching.demands import answer_demands
from kula.node.validator.watching.watch import Watch
from kula.protocol.errors import ChainRefused, Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.store import Store
from kula.protocol.ledgers.ledger import Ledger, with_sums
from kula.protocol.program.keys import new_key
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.material import Material, withheld
from kula.protocol.types import ZERO_ADDRESS, ZERO_HASH, Address, Phase
from tests.support.chain import TestNet
from tests.support.epochs import honest_ledger, material_of, play_scores, propose

THIEF = Address(new_key().address)


@pytest.fixture(scope="module")
def gateway(net: TestNet):
    return net.gateway()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> BlockDirectory:
    return BlockDirectory(tmp_path_factory.mktemp("blocks"))


@pytest.fixture(scope="module")
def watcher(net: TestNet):
    return net.sender("watcher", 10**21)


@pytest.fixture
def played(net: TestNet, gateway):
    people = [Address(new_key().address) for _ in range(5)]
    scores = [bytes(90 + i % 100 for i in range(300)) for _ in range(5)]
    return play_scores(net, gateway, [people[i % 5] for i in range(300)], scores)


def _step(watch: Watch, material: Material) -> None:
    with pytest.raises(Unavailable):
        watch.step(material)


@pytest.mark.slow
def test_step__hidden_rows_are_shown__no_fault_and_final(net: TestNet, watcher, store: Store, played):
    honest, material = honest_ledger(net, played, {}), material_of(net, played)
    propose(net, honest, net.validators[0])
    watch = Watch(Ledgers(net.network, store), watcher)
    for _ in range(3):
        _step(watch, material)
    digest = net.network.reports.standing(played.epoch).digest
    assert net.network.demands.open_of(digest) == 2
    net.anvil.pass_time(60)
    with pytest.raises(ChainRefused, match="a demand holds it"):
        watcher.send(net.network.reports.finalise(played.epoch))
    for call in answer_demands(net.network, honest, material):
        net.validators[0].send(call)
    assert Ledgers(net.network, store).at(played.epoch).rows == honest.rows
    watch.step(material)
    assert net.network.reports.phase(played.epoch) is Phase.CHALLENGE, "what was shown is honest, so nothing happens"
    net.anvil.pass_time(20)
    watcher.send(net.network.reports.finalise(played.epoch))


@pytest.mark.slow
def test_step__hidden_theft__falls_when_nobody_shows_it(net: TestNet, watcher, store: Store, played):
    honest, material = honest_ledger(net, played, {}), material_of(net, played)
    stolen = replace(honest.rows[-1], pay_to=THIEF, credits=10**9, sum_credit=10**9)
    propose(net, Ledger(honest.dom, honest.epoch, (*honest.rows[:-1], stolen), 1), net.validators[0])
    watch = Watch(Ledgers(net.network, store), watcher)
    for _ in range(2):
        _step(watch, material)
    net.anvil.pass_time(net.network.parameters.answer_seconds * 2)
    before = net.network.token.balance_of(watcher.address)
    _step(watch, material)
    assert net.network.reports.phase(played.epoch) is Phase.REPORT
    assert net.network.token.balance_of(watcher.address) > before, "who asked is rewarded"
    propose(net, honest, net.validators[0], store=store)
    net.anvil.pass_time(60)
    watcher.send(net.network.reports.finalise(played.epoch))


@pytest.mark.slow
def test_step__withheld_leaf__is_demanded_and_its_thief_falls(net: TestNet, watcher, store: Store, played):
    honest, material = honest_ledger(net, played, {}), material_of(net, played)
    last = honest.rows[-1]
    rows = sorted([*honest.rows[:-1], replace(last, pay_to=THIEF, before=0, since=0)], key=_order)
    lying: list = []
    for t, row in enumerate(rows):
        lying.append(with_sums(replace(row, t=t), lying[-1] if lying else None, 64))
    propose(net, Ledger(honest.dom, honest.epoch, tuple(lying), honest.price), net.validators[0], store=store)
    leaves = [
        replace(leaf, pay_to=ZERO_ADDRESS, signatures_hash=ZERO_HASH) if pos == last.pos else leaf
        for pos, leaf in enumerate(material.leaves)
    ]
    watch = Watch(Ledgers(net.network, store), watcher)
    hidden = replace(material, records=[withheld(leaf, 1) for leaf in leaves])
    _step(watch, hidden)
    for call in answer_demands(net.network, honest, material):
        net.validators[0].send(call)
    watch.step(material)
    assert net.network.reports.phase(played.epoch) is Phase.REPORT, "the leaf names another payee"


def _order(row):
    return int(row.pay_to, 16), row.pos
