"""Which epochs the mirror looks at: a hidden ledger holds up no other one, and costs a turn one look."""

from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.index import mirror
from kula.node.gateway.index.mirror import Mirror
from kula.protocol.errors import Unavailable
from kula.protocol.program.edge import Edge
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.types import ZERO_ADDRESS


class Line:
    """Final epochs, some of whose ledgers are hidden. It counts how often each is asked for."""

    def __init__(self) -> None:
        self.final = 0
        self.hidden: set[int] = set()
        self.states: Counter[int] = Counter()
        self.copied: Counter[int] = Counter()
        self.network = SimpleNamespace(reports=SimpleNamespace(final_upto=lambda: self.final))

    def epochs(self, upto: int | None = None, after: int = 0) -> list[int]:
        return list(range(after + 1, self.final + 1))

    def state(self, epoch: int) -> Any:
        self.states[epoch] += 1
        return SimpleNamespace(digest=epoch.to_bytes(32, "big"))

    def outcomes(self, _: object, epoch: int, *__: object) -> list[object]:
        self.copied[epoch] += 1
        if epoch in self.hidden:
            raise Unavailable(f"no place gives the rows of epoch {epoch}")
        return []


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    line = Line()
    monkeypatch.setattr(mirror, "own_hashes", lambda *_: {0: b"h" * 32})
    monkeypatch.setattr(mirror, "outcomes", line.outcomes)
    return line


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(open_database(f"sqlite:///{tmp_path}/rows.sqlite"))


def test_hidden_ledger__of_a_final_epoch__holds_up_no_other_and_is_copied_once_it_is_shown(
    line: Line, repository: Repository
):
    now = [0.0]
    looking = Mirror(cast(Ledgers, line), repository, ZERO_ADDRESS, Edge(clock=lambda: now[0]))
    line.final, line.hidden = 40, {3}
    looking.turn()
    assert line.copied == Counter(range(1, 41))
    for turn in range(1, 5):
        line.final += 1
        line.states.clear()
        now[0] += 1
        looking.turn()
        assert line.copied[line.final] == 1
        assert set(line.states) <= {3, 40 + turn - 1, 40 + turn}, "what is copied is not looked at again"
    line.hidden = set()
    now[0] += 1_000
    looking.turn()
    line.states.clear()
    before = line.copied[3]
    now[0] += 1_000
    looking.turn()
    assert line.copied[3] == before, "it is copied now"


def test_hidden_ledgers__many__cost_a_turn_one_look(line: Line, repository: Repository):
    now = [0.0]
    looking = Mirror(cast(Ledgers, line), repository, ZERO_ADDRESS, Edge(clock=lambda: now[0]))
    line.final, line.hidden = 30, set(range(1, 31))
    looking.turn()
    for _ in range(200):
        before = line.copied.total()
        now[0] += 60
        looking.turn()
        assert line.copied.total() - before <= 1
    assert min(line.copied.values()) >= 3, "each is tried again"


def test_restart__after_many_epochs__looks_at_none_of_them_again(line: Line, repository: Repository):
    now = [0.0]

    def start() -> Mirror:
        return Mirror(cast(Ledgers, line), repository, ZERO_ADDRESS, Edge(clock=lambda: now[0]))

    # Most epochs hold no record of ours, so no outcome tells that they were looked at.
    line.final, line.hidden = 200, {7}
    start().turn()
    line.states.clear()
    line.copied.clear()
    again = start()
    line.final = 201
    again.turn()
    assert set(line.states) <= {7, 200, 201}
    assert set(line.copied) == {7, 201}
    line.hidden = set()
    last = start()
    line.copied.clear()
    last.turn()
    assert set(line.copied) == {7}, "what was late before two restarts is not forgotten"
    last.turn()
    assert set(line.copied) == {7}


def test_restart__on_a_chain_with_another_final_report__copies_all_again(
    line: Line, repository: Repository, monkeypatch: pytest.MonkeyPatch
):
    line.final = 5
    Mirror(cast(Ledgers, line), repository, ZERO_ADDRESS, Edge()).turn()
    line.copied.clear()
    monkeypatch.setattr(Line, "state", lambda _, epoch: SimpleNamespace(digest=epoch.to_bytes(31, "big") + b"x"))
    Mirror(cast(Ledgers, line), repository, ZERO_ADDRESS, Edge()).turn()
    assert set(line.copied) == set(range(1, 6))
