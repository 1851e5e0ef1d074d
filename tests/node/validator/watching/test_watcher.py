"""`kula watch` on a real chain: one account without a stake against validators that all lie."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from kula.node.commands.watch import compose
from kula.node.settings import WatchSettings
from kula.node.validator.journal import Journal
from kula.node.validator.watching.watcher import Watcher
from kula.protocol.chain.network import Network
from kula.protocol.chain.settlement import settle
from kula.protocol.errors import Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.parameters import TOKEN
from kula.protocol.program.edge import Edge
from kula.protocol.program.keys import save_keystore
from kula.protocol.types import Phase
from tests.node.validator.watching.conftest import RECORDS, Scene, resum, stolen
from tests.support.chain import TestNet
from tests.support.epochs import Played, honest_ledger, play_scores, propose

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def blocks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("blocks")


@pytest.fixture(scope="module")
def account(net: TestNet):
    return net.sender("stranger", 10_000 * TOKEN).account


@pytest.fixture
def program(net: TestNet, account, blocks: Path, tmp_path: Path) -> Iterator[Watcher]:
    """The shipped program, with settings as an operator writes them. Its gateway answers nothing."""
    save_keystore(tmp_path / "key.json", account, "password", rounds=1_000)
    settings = WatchSettings(
        rpc=net.anvil.url,
        addresses=net.folder / "addresses.json",
        ipfs=f"dir://{blocks}",
        gateway="http://127.0.0.1:9",
        keystore=tmp_path / "key.json",
        password=SecretStr("password"),
        data=tmp_path / "watch",
    )
    with Journal(settings.data) as journal:
        yield compose(settings, journal)


def _turn(program: Watcher, times: int = 1) -> None:
    for _ in range(times):
        program.turn()
    assert program.failed == 0, "no step ends in an error that nobody expected"


def _phase(net: TestNet, epoch: int) -> Phase:
    return net.network.reports.phase(epoch)


def test_stranger__without_a_stake__brings_down_false_medians_by_what_the_chain_says(
    net: TestNet, program: Watcher, played, honest: Ledger, blocks: Path
):
    raised = [replace(row, median=255) if row.t == len(honest.rows) - 1 else row for row in honest.rows]
    lie = Ledger(honest.dom, honest.epoch, resum(raised), honest.price)
    propose(net, lie, net.validators[0], store=BlockDirectory(blocks))
    _turn(program)
    assert _phase(net, played.epoch) is Phase.REPORT


def test_stranger__without_a_stake__brings_down_hidden_rows_and_takes_its_deposits_back(
    net: TestNet, program: Watcher, played, honest: Ledger
):
    sender = program.watch.sender
    before = net.network.token.balance_of(sender.address)
    propose(net, stolen(honest), net.validators[0])
    _turn(program, 3)
    pending = program.pending()
    assert [(one["epoch"], one["kind"], one["deposit"]) for one in pending] == [(played.epoch, "rows", 8 * TOKEN)] * 2
    assert all(int(str(one["until"])) > net.network.connection.now() for one in pending)
    net.anvil.pass_time(2 * net.network.parameters.answer_seconds)
    _turn(program)
    assert _phase(net, played.epoch) is Phase.REPORT
    net.anvil.pass_time(200)
    _turn(program, 3)
    assert program.pending() == [], "the deposits are back, one in each turn"
    assert net.network.token.balance_of(sender.address) > before


def test_stranger__without_entries__demands_no_more_leaves_than_its_budget_says(
    net: TestNet, program: Watcher, played, honest: Ledger, blocks: Path, scene
):
    propose(net, stolen(honest), net.validators[0], store=BlockDirectory(blocks))
    _turn(program, 4)
    assert [one["kind"] for one in program.pending()] == ["leaf"], "one leaf of a report, by default"
    one: Scene = scene()
    one.discard()


@pytest.fixture(scope="module")
def second(net: TestNet, honest: Ledger, blocks: Path) -> tuple[Played, Ledger]:
    """An epoch after one with an honest report, and its honest ledger. Its seats publish the leaves."""
    store = BlockDirectory(blocks)
    propose(net, honest, net.validators[0], store=store)
    people = [row.pay_to for row in honest.rows[-5:]]
    scores = [bytes(60 + i % 100 for i in range(RECORDS)) for _ in range(5)]
    played = play_scores(net, net.gateway(), people * (RECORDS // 5), scores, store=store)
    return played, honest_ledger(net, played, honest.earlier_after({}))


def test_error__about_one_epoch__stops_the_watch_of_no_other(
    net: TestNet, program: Watcher, played, second: tuple[Played, Ledger], blocks: Path, planted: list[str], monkeypatch
):
    """The report of one epoch makes our code raise what nobody expects. The lie about the next one falls all the same."""
    epoch, honest = second[0].epoch, second[1]
    raised = [replace(row, credits=row.credits + 1) if row.t == RECORDS - 1 else row for row in honest.rows]
    lie = Ledger(honest.dom, epoch, tuple(raised), honest.price)
    propose(net, lie, net.validators[0], store=BlockDirectory(blocks))

    def broken(network: Network, number: int, *rest: Any) -> Ledger:
        if number == played.epoch:
            raise ZeroDivisionError("planted")
        return settle(network, number, *rest)

    planted.append("ZeroDivisionError")
    monkeypatch.setattr("kula.node.validator.reporting.settle", broken)
    program.turn()
    assert program.failed == 1
    assert _phase(net, epoch) is Phase.REPORT


def test_stranger__with_the_leaves_that_one_seat_publishes__proves_a_wrong_payee_without_a_deposit(
    net: TestNet, program: Watcher, second: tuple[Played, Ledger], blocks: Path
):
    epoch, honest = second[0].epoch, second[1]
    propose(net, stolen(honest), net.validators[0], store=BlockDirectory(blocks))
    before = net.network.token.balance_of(program.watch.sender.address)
    _turn(program)
    assert _phase(net, epoch) is Phase.REPORT
    assert not any(one["epoch"] == epoch for one in program.pending())
    assert net.network.token.balance_of(program.watch.sender.address) > before


def test_stranger__with_all_leaves__answers_what_others_demand_of_an_honest_report(
    net: TestNet, program: Watcher, second: tuple[Played, Ledger], blocks: Path
):
    epoch, honest = second[0].epoch, second[1]
    propose(net, honest, net.validators[0])
    asker, demands = net.sender("asker", 9 * TOKEN), net.network.demands
    asker.send(net.network.token.approve(demands.address, 9 * TOKEN))
    asker.send(demands.demand_rows(epoch, 1))
    asker.send(demands.demand_leaf(epoch, *honest.proven(RECORDS - 1)))
    before = net.network.token.balance_of(program.watch.sender.address)
    _turn(program)
    digest = net.network.reports.standing(epoch).digest
    assert demands.open_of(digest) == 1, "one answer in each turn, so that no flood keeps it from other reports"
    _turn(program)
    assert demands.open_of(digest) == 0
    assert net.network.token.balance_of(program.watch.sender.address) >= before + 8 * TOKEN


def test_leaves__of_epochs_that_are_long_final__do_not_fill_the_disk(
    net: TestNet, program: Watcher, monkeypatch: pytest.MonkeyPatch
):
    journal = program.holding.journal
    for epoch in (1_000, 1_039):
        journal.put_leaves(epoch, bytes(32), bytes(89))
    monkeypatch.setattr(type(net.network.reports), "final_upto", lambda _: 1_040)
    _turn(program)
    assert [journal.leaves(epoch, bytes(32)) is None for epoch in (1_000, 1_039)] == [True, False]


def test_command__once__looks_and_prints_the_open_demands(net: TestNet, account, second, blocks: Path, tmp_path: Path):
    save_keystore(tmp_path / "key.json", account, "password", rounds=1_000)
    settings = {
        "KULA_RPC": net.anvil.url,
        "KULA_ADDRESSES": str(net.folder / "addresses.json"),
        "KULA_IPFS": f"dir://{blocks}",
        "KULA_GATEWAY": "http://127.0.0.1:9",
        "KULA_KEYSTORE": str(tmp_path / "key.json"),
        "KULA_PASSWORD": "password",
        "KULA_DATA": str(tmp_path / "watch"),
    }
    words = [sys.executable, "-c", "from kula.node.commands.watch import app; app()", "--once"]
    done = subprocess.run(
        words, env={**os.environ, **settings}, capture_output=True, text=True, timeout=120, check=True
    )
    demanded = json.loads(done.stdout)
    assert [(one["epoch"], one["kind"], one["deposit"]) for one in demanded] == [(1, "leaf", TOKEN)]
    assert demanded[0]["until"] > net.network.connection.now()
    assert (tmp_path / "watch" / "watch" / "deposits.sqlite").exists()


class Clock:
    """Time that passes only while somebody waits. It is a stop that comes after four minutes."""

    now = 0.0

    def is_set(self) -> bool:
        return self.now > 240

    def wait(self, seconds: float) -> None:
        self.now += seconds


def test_run__turns_that_fail_again_and_again__wait_twice_as_long_each_time(
    program: Watcher, monkeypatch: pytest.MonkeyPatch
):
    clock, turns = Clock(), list[float]()

    def turn(_: Watcher) -> None:
        turns.append(clock.now)
        raise Unavailable("the RPC is away")

    monkeypatch.setattr(Watcher, "turn", turn)
    program.edge = Edge(first_seconds=15, clock=lambda: clock.now)
    with capture_logs() as logs:
        program.run(clock, 15)  # type: ignore[arg-type]
    assert turns == [0, 15, 45, 105, 225]
    assert [line["failures"] for line in logs] == [1, 2, 3, 4, 5]
    assert program.failed == 0, "it was expected"
