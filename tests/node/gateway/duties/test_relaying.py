"""Which final epochs a gateway relays claims of: a hidden ledger holds up no other one, also after a restart."""

from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.duties.relaying import ClaimsLine, Relayer
from kula.protocol.errors import Unavailable
from kula.protocol.program.edge import Edge
from kula.protocol.reading.ledgers import Ledgers


class Line:
    """Final epochs, some of whose ledgers are hidden. It counts how often each is read and relayed."""

    def __init__(self) -> None:
        self.final = 0
        self.hidden: set[int] = set()
        self.refused: set[int] = set()
        self.read: Counter[int] = Counter()
        self.relayed: list[int] = []
        self.network = SimpleNamespace(reports=SimpleNamespace(final_upto=lambda: self.final))

    def epochs(self, upto: int, after: int = 0) -> list[int]:
        return list(range(after + 1, upto + 1))

    def at(self, epoch: int) -> None:
        self.read[epoch] += 1
        if epoch in self.hidden:
            raise Unavailable(f"no place gives the rows of epoch {epoch}")

    def relay(self, epoch: int, _: Edge) -> None:
        if epoch in self.refused:
            raise Unavailable("1 claim is not paid")
        self.relayed.append(epoch)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(open_database(f"sqlite:///{tmp_path}/rows.sqlite"))


@pytest.fixture
def line() -> Line:
    return Line()


def _claims(line: Line, repository: Repository, clock: Any = None) -> ClaimsLine:
    edge = Edge(clock=clock) if clock else Edge()
    claims = ClaimsLine(cast(Relayer, line), cast(Ledgers, line), repository, edge)
    if clock:
        claims._hidden = Edge(most_seconds=86_400, clock=clock)
    return claims


def test_hidden_ledger__others_are_relayed_once__also_after_a_restart(line: Line, repository: Repository):
    line.final, line.hidden = 5, {2}
    claims = _claims(line, repository)
    for _ in range(3):
        claims.turn()
    assert line.relayed == [1, 3, 4, 5]
    assert repository.relayed_upto() == 5, "the cursor does not wait"
    line.read.clear()
    line.final = 7
    again = _claims(line, repository)
    for _ in range(3):
        again.turn()
    assert line.relayed == [1, 3, 4, 5, 6, 7]
    assert line.read == {6: 1, 7: 1, 2: 1}, "what is paid is not read again"
    line.hidden = set()
    _claims(line, repository).turn()
    assert line.relayed[-1] == 2, "it is relayed as soon as somebody shows it"
    assert repository.chain.fact("unrelayed") == []


def test_hidden_ledgers__many__cost_a_turn_one_look_and_come_less_and_less_often(line: Line, repository: Repository):
    now = [0.0]
    line.final, line.hidden = 50, set(range(1, 51))
    claims = _claims(line, repository, lambda: now[0])
    claims.turn()
    line.read.clear()
    for _ in range(1_000):
        before = line.read.total()
        now[0] += 60
        claims.turn()
        assert line.read.total() - before <= 1
    looks = [line.read[epoch] for epoch in range(1, 51)]
    assert min(looks) >= 3, "each is tried again"
    assert max(looks) <= 16, "not once a turn, but after waits that double"


def test_claims__refused_for_now__wait_for_the_short_edge_and_hold_up_nothing(line: Line, repository: Repository):
    now = [0.0]
    line.final, line.refused = 3, {1}
    claims = _claims(line, repository, lambda: now[0])
    claims.turn()
    assert line.relayed == [2, 3]
    line.refused = set()
    now[0] += 5
    claims.turn()
    assert line.relayed == [2, 3, 1]


def test_backlog__of_a_new_gateway__ends_a_turn_in_time_and_goes_on(
    line: Line, repository: Repository, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("kula.node.gateway.duties.relaying._SECONDS", -1.0)
    line.final = 3
    claims = _claims(line, repository)
    claims.turn()
    assert line.relayed == [1], "one at least"
    claims.turn()
    claims.turn()
    assert line.relayed == [1, 2, 3]
