"""The clock of an epoch: the latest times by the deployment's numbers, and new guesses when it is late."""

from typing import Any

from kula.node.gateway.database.chain import ChainState
from kula.node.gateway.database.chain_tables import EpochRow
from kula.node.gateway.index.clock import CLAIM_SECONDS, GRACE_SECONDS, Times, times_of
from kula.protocol.parameters import Parameters
from kula.protocol.types import Phase
from tests.support.gateway.states import chain_state

NUMBERS = Parameters(
    open_seconds=1_000, commit_seconds=200, reveal_seconds=30, report_seconds=400, challenge_seconds=5_000
)
EVENTS = ("closed_at", "reveal_from", "report_from", "proposed_at", "parent")


def _times(now: int, *, final_upto: int = 0, **changes: Any) -> Times:
    row: dict[str, Any] = {"number": 1, "opened_at": 10_000, "records": 3, "lost": False, "price": 0, "block": 1}
    row |= {"digest": bytes(32), "root": bytes(32), "seats": [], **dict.fromkeys(EVENTS, 0), **changes}
    head = 1 if any(row["root"]) else 0
    state = ChainState(**{**chain_state(now=now, head=head, final_upto=final_upto), "judges": ()})
    return times_of(EpochRow(**row), state, NUMBERS)


def test_times__of_an_epoch_in_time__are_the_sums_of_its_windows():
    opened = _times(10_500)
    assert (opened.phase, opened.ends_at, opened.late) == (Phase.OPEN, 11_000, False)
    assert (opened.scored_at, opened.final_at) == (11_000 + 630, 11_000 + 5_630)
    assert opened.paid_at == opened.final_at + CLAIM_SECONDS
    commit = _times(11_050, closed_at=11_010)
    assert (commit.phase, commit.ends_at, commit.scored_at) == (Phase.COMMIT, 11_210, 11_640)
    reveal = _times(11_100, closed_at=11_010, reveal_from=11_090)
    assert (reveal.phase, reveal.ends_at, reveal.scored_at) == (Phase.REVEAL, 11_120, 11_520)
    report = _times(11_130, closed_at=11_010, reveal_from=11_090, report_from=11_110)
    assert (report.phase, report.ends_at, report.scored_at) == (Phase.REPORT, 11_510, 11_510)
    proposed = {"closed_at": 11_010, "reveal_from": 11_090, "report_from": 11_110, "proposed_at": 11_300}
    challenge = _times(11_400, root=b"r" * 32, **proposed)
    assert (challenge.phase, challenge.ends_at, challenge.final_at) == (Phase.CHALLENGE, 16_300, 16_300)
    assert not challenge.late


def test_times__of_a_late_epoch__say_so_and_move_on():
    late = _times(11_700)
    assert (late.phase, late.late, late.ends_at) == (Phase.OPEN, True, 11_700 + GRACE_SECONDS)
    assert late.scored_at == late.ends_at + 630
    assert _times(11_900).ends_at == late.ends_at + 200, "a new guess"
    stuck = _times(20_000, closed_at=11_010, reveal_from=11_090, report_from=11_110)
    assert (stuck.phase, stuck.late, stuck.scored_at) == (Phase.REPORT, True, 20_000 + GRACE_SECONDS)


def test_times__of_an_open_epoch_that_waits_for_its_first_record__is_not_late():
    waiting = _times(11_700, records=0)
    assert (waiting.late, waiting.ends_at) == (False, 11_700 + GRACE_SECONDS)


def test_times__of_a_final_epoch__are_past():
    final = _times(30_000, final_upto=1, root=b"r" * 32, closed_at=11_010, proposed_at=11_300)
    assert (final.phase, final.final_at, final.late) == (Phase.FINAL, 16_300, False)
