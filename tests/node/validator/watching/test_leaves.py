"""Leaves that a gateway hides from one watcher: what it demands, what that may cost, and what comes back."""

from dataclasses import replace

import pytest

from kula.node.validator.watching.demands import answer_demands, chance_order, credit_order
from kula.node.validator.watching.deposits import Budget, Deposits
from kula.node.validator.watching.watch import Watch
from kula.protocol.chain.clients.demands import Demand, DemandKind, Demands
from kula.protocol.errors import ChainRefused, Unavailable
from kula.protocol.ipfs.store import Store
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.parameters import TOKEN
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.types import ZERO_ADDRESS, Phase
from tests.node.validator.watching.conftest import FLOOR, Scene, resum, stolen
from tests.node.validator.watching.test_hidden import _of_another_ledger
from tests.support.epochs import propose, send_all

pytestmark = pytest.mark.slow


def _publish(store: Store, scene: Scene, ledger: Ledger) -> None:
    propose(scene.net, ledger, scene.net.validators[0], store=store)


def test_withheld_leaf__of_a_stolen_row__is_demanded_and_its_thief_falls(scene, store: Store):
    one: Scene = scene()
    lie = stolen(one.honest)
    changed = next(row.pos for row in lie.rows if row.pay_to != _payee(one.honest, row.pos))
    _publish(store, one, lie)
    blind = one.blind(lambda pos: pos == changed)
    assert not one.watch.step(blind)
    with pytest.raises(Unavailable, match="0 ranges of rows and 1 leaves"):
        one.watch.step(blind)
    send_all(one.net.validators[0], answer_demands(one.net.network, lie, one.material))
    one.watch.step(blind)
    assert one.fell, "the leaf that was posted on demand is the evidence; the watcher needs no gateway"
    assert one.gain() > -1 * TOKEN


def test_withheld_leaf__of_a_record_that_the_report_pays_nobody_for__is_demanded_too(scene, store: Store):
    one: Scene = scene()
    denied = one.honest.rows[-1]
    _publish(store, one, _denied(one.honest))
    blind = one.blind(lambda pos: pos == denied.pos)
    assert not one.watch.step(blind)
    send_all(one.net.validators[0], answer_demands(one.net.network, one.honest, one.material))
    one.watch.step(blind)
    assert one.fell


def test_gateway__that_hides_all_leaves_and_answers_each_demand__earns_the_budget_and_no_more(scene, store: Store):
    budget = Budget(epoch=5 * TOKEN, whole=7 * TOKEN, leaves=64)
    one: Scene = scene(budget=budget)
    token, demands = one.net.network.token, one.net.network.demands
    _publish(store, one, one.honest)
    for turn in range(8):
        if turn < 5:
            assert not one.watch.step(one.blind())
        else:
            with pytest.raises(Unavailable, match="withholds 0 ranges"):
                one.watch.step(one.blind())
        assert token.allowance(one.watch.sender.address, demands.address) == 0, "only what is demanded is allowed"
        send_all(one.net.validators[1], answer_demands(one.net.network, one.honest, one.material))
    assert one.gain() == -5 * TOKEN
    assert one.watch.deposits.lost() == 5 * TOKEN
    restarted = Watch(one.watch.ledgers, one.watch.sender, Deposits(one.net.network, one.folder, budget))
    with pytest.raises(Unavailable):
        restarted.step(one.blind())
    assert one.gain() == -5 * TOKEN, "a restart makes no new budget"
    assert not restarted.deposits.allows(b"\x01" * 32, DemandKind.ROWS, 99), "8 KULA are above what is left in all"
    assert restarted.deposits.allows(b"\x01" * 32, DemandKind.LEAF, 99)
    one.discard()


def test_gateway__that_hides_all_leaves_of_a_theft__is_found_by_the_leaves_that_chance_chooses(scene, store: Store):
    one: Scene = scene()
    lie = stolen(one.honest, 150)
    _publish(store, one, lie)
    for _ in range(12):
        if not one.watch.step(one.blind()):
            send_all(one.net.validators[0], answer_demands(one.net.network, lie, one.material))
        if one.fell:
            break
    assert one.fell, "half of the credit is stolen, so each leaf shows it with a chance of about a half"
    assert one.gain() > -12 * TOKEN


def test_leaves__that_liars_demand_themselves_in_a_flood__cost_the_watcher_no_question_about_each(
    scene, store: Store, monkeypatch: pytest.MonkeyPatch
):
    one: Scene = scene()
    _publish(store, one, one.honest)
    liar, demands, count = one.net.validators[0], one.net.network.demands, 8
    *asked, kept = [row for row in one.honest.rows if row.median > FLOOR][: count + 1]
    liar.send(one.net.network.token.approve(demands.address, count * TOKEN))
    for row in asked:
        proven = one.honest.proven(row.t)
        liar.send(demands.demand_leaf(one.epoch, proven[0], proven[1]))
    hidden, questions, known = {row.pos for row in (*asked, kept)}, list[int](), Demands.demand

    def counted(self: Demands, digest: bytes, kind: DemandKind, place: int) -> Demand:
        questions.append(place)
        return known(self, digest, kind, place)

    monkeypatch.setattr(Demands, "demand", counted)
    assert not one.watch.step(one.blind(hidden.__contains__))
    assert [open_.place for open_ in one.watch.deposits.open()] == [kept.pos]
    assert questions == [kept.pos]
    one.discard()


def test_number_of_leaves__of_one_report__is_bounded(scene, store: Store):
    one: Scene = scene(budget=Budget(epoch=600 * TOKEN, whole=600 * TOKEN, leaves=2))
    _publish(store, one, one.honest)
    assert [one.watch.step(one.blind()) for _ in range(2)] == [False, False]
    with pytest.raises(Unavailable):
        one.watch.step(one.blind())
    assert len(one.watch.deposits.open()) == 2
    one.discard()
    assert one.gain() > 0, "nobody answered: the deposits are back, and the report has fallen"


def test_hidden_rows__that_are_honest__are_posted_and_the_report_becomes_final(scene, store: Store):
    one: Scene = scene()
    one.propose(one.honest, _of_another_ledger(store, one)[::-1])
    assert [one.watch.step(one.material) for _ in range(2)] == [False, False]
    network = one.net.network
    assert network.demands.open_of(network.reports.standing(one.epoch).digest) == 2
    one.net.anvil.pass_time(network.parameters.challenge_seconds)
    with pytest.raises(ChainRefused, match="a demand holds it"):
        one.watch.sender.send(network.reports.finalise(one.epoch))
    send_all(one.net.validators[0], answer_demands(network, one.honest, one.material))
    assert Ledgers(network, store).at(one.epoch).rows == one.honest.rows
    one.watch.step(one.material)
    assert network.reports.phase(one.epoch) is Phase.CHALLENGE, "what was posted is honest, so nothing happens"
    one.net.anvil.pass_time(network.parameters.challenge_seconds // 3)
    one.watch.sender.send(network.reports.finalise(one.epoch))
    assert one.gain() == -16 * TOKEN


def test_order__of_demands__follows_credit_and_a_secret(honest: Ledger):
    rows = [row for row in honest.rows if row.median > FLOOR]
    first = [credit_order(rows, FLOOR, bytes([i]) * 32, b"digest")[0] for i in range(200)]
    mean = sum(row.median for row in rows) / len(rows)
    assert sum(row.median for row in first) / len(first) > mean + 5, "rows with more credit come first more often"
    assert len({row.pos for row in first}) > 50
    orders = {tuple(chance_order(range(9), bytes([i]) * 32, b"digest")) for i in range(20)}
    assert len(orders) > 15


def _payee(ledger: Ledger, pos: int) -> str:
    return next(row.pay_to for row in ledger.rows if row.pos == pos)


def _denied(honest: Ledger) -> Ledger:
    """The honest ledger, which pays nobody for its last row."""
    rows = [*honest.rows[:-1], replace(honest.rows[-1], pay_to=ZERO_ADDRESS, before=0, since=0)]
    return Ledger(honest.dom, honest.epoch, resum(rows), honest.price)
