"""What a validator does while nothing happens: almost nothing. And it still sees what happens, and what time alone brings."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from kula.bench.gas.world import FAST, World
from kula.bench.relay import Relay
from kula.node.commands.validator import compose
from kula.node.local.anvil import Anvil
from kula.node.settings import ValidatorSettings
from kula.node.validator.journal import Done, Journal
from kula.node.validator.loop import Validator
from kula.node.validator.plan import Act, Step
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.program.keys import save_keystore

SEATS = 4
OURS = SEATS - 1
"""Our seat. A report needs the signatures of the three before it."""
TURNS = 10
MOST_CALLS = 1_500
"""Python functions that an idle turn may call. Most of them are those of the one request."""


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with Anvil() as anvil:
        yield World(anvil, SEATS)


@contextmanager
def _running(world: World, folder: Path) -> Iterator[tuple[Validator, Relay]]:
    """The validator of our seat as shipped, with the relay that counts its requests."""
    world.network.addresses.write(folder / "addresses.json")
    save_keystore(folder / "key.json", world.validators[OURS], "password", rounds=1_000)
    with Relay(world.anvil.url) as relay, Journal(folder) as journal:
        settings = ValidatorSettings(
            rpc=relay.url("node"),
            addresses=folder / "addresses.json",
            ipfs=f"dir://{folder}/blocks",
            gateway="http://127.0.0.1:9",
            keystore=folder / "key.json",
            password=SecretStr("password"),
            data=folder,
        )
        yield compose(settings, journal), relay


def _standing(world: World) -> Ledger:
    """Plays an epoch up to its report."""
    ledger = world.settle(world.play([world.new_address()], [b"\x64"] * SEATS))
    world.propose(ledger)
    return ledger


def _turn(validator: Validator) -> Step:
    with validator.sender.connection.turn():
        return validator.turn()


def _settle_down(world: World, validator: Validator) -> None:
    """Takes turns until nothing is due."""
    for _ in range(TURNS):
        world.ask("evm_mine")
        if _turn(validator).act is Act.WAIT:
            break
    world.ask("evm_mine")
    assert _turn(validator).act is Act.WAIT


def _learn(validator: Validator, ledger: Ledger) -> None:
    """Notes that a standing report is the one that we compute, and keeps its rows."""
    validator.view.ledgers.learn(ledger)
    digest = validator.view.ledgers.network.reports.standing(ledger.epoch).digest
    validator.view.journal.note(Done.SAME, digest)


def _work(world: World, validator: Validator, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """The Python functions that an empty block's turn calls, and the SQLite files that it opens. The most of ten turns."""
    calls, opened, connect = 0, 0, sqlite3.connect
    most = (0, 0)

    def counting(_: object, event: str, __: object) -> None:
        nonlocal calls
        calls += event == "call"

    def opening(*arguments: object, **words: object) -> sqlite3.Connection:
        nonlocal opened
        opened += 1
        return connect(*arguments, **words)  # type: ignore[arg-type]

    monkeypatch.setattr(sqlite3, "connect", opening)
    for _ in range(TURNS):
        world.ask("evm_mine")
        calls = opened = 0
        before = sys.getprofile()
        sys.setprofile(counting)
        try:
            step = _turn(validator)
        finally:
            sys.setprofile(before)
        assert step.act is Act.WAIT
        most = max(most[0], calls), max(most[1], opened)
    return most


def test_turn__an_empty_block_after_the_last_epoch__asks_once_and_does_little(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    world.finish(_standing(world))
    with _running(world, tmp_path) as (validator, relay):
        _settle_down(world, validator)
        asked = relay.calls["node"]
        calls, opened = _work(world, validator, monkeypatch)
        assert relay.calls["node"] - asked == TURNS
        assert opened <= 1, "the sender's journal, which processes may share"
        assert calls <= MOST_CALLS


def test_turn__an_empty_block_while_a_report_may_be_disputed__asks_once_and_does_little_until_something_happens(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    ledger, network = _standing(world), world.network
    with _running(world, tmp_path) as (validator, relay):
        _learn(validator, ledger)
        _settle_down(world, validator)
        asked = relay.calls["node"]
        calls, opened = _work(world, validator, monkeypatch)
        assert relay.calls["node"] - asked == TURNS
        assert opened <= 1
        assert calls <= MOST_CALLS
        world.send(world.relayer, network.demands.demand_rows(ledger.epoch, 0))
        assert _turn(validator).act is Act.ANSWER, "a demand ends the idleness at once"
        _settle_down(world, validator)
        world.pass_time(FAST.challenge_seconds)
        _turn(validator)
        assert network.reports.final_upto() < ledger.epoch, "others have some seconds to do it first"
        world.pass_time(60)
        _turn(validator)
        assert network.reports.final_upto() == ledger.epoch, "time alone ended the window, and no log told it"
    world.earlier = ledger.earlier_after(world.earlier)


def test_turn__the_commit_window_ends_by_time_alone__reveals_in_the_next_turn(tmp_path: Path):
    with Anvil() as anvil:
        world = World(anvil, SEATS)
        network = world.network
        epoch, _ = world.post([world.new_address()])
        world.close()
        with _running(world, tmp_path) as (validator, _):
            validator.view.journal.put_scores(epoch, network.scores.epoch(epoch).batches_root, b"\x64", [["fine"]])
            assert _turn(validator).act is Act.COMMIT
            _settle_down(world, validator)
            world.pass_time(FAST.commit_seconds)
            assert _turn(validator).act is Act.REVEAL
            assert network.scores.epoch(epoch).has_revealed(OURS)
