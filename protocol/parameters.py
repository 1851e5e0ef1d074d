"""The numbers of the protocol that may change. Their hash stands in every report.

The same struct, in the same order, is `Parameters` in contracts/interfaces/IParameters.vyi.
"""

from dataclasses import dataclass

TOKEN = 10**18


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """See docs/protocol.md for what each number protects."""

    open_seconds: int = 3_600
    """An epoch takes batches at least this long."""
    commit_seconds: int = 1_800
    reveal_seconds: int = 900
    report_seconds: int = 1_800
    challenge_seconds: int = 86_400
    answer_seconds: int = 14_400
    """A demand must be answered this soon; later while many are open."""
    vote_seconds: int = 7_200
    """Validators vote on a candidate this long after the report of the epoch it is judged on."""
    floor: int = 64
    """A median at or below it earns nothing."""
    import_percent: int = 50
    """Share of the credit for records whose assistant turns carry no signed answer."""
    duplicate_permille: int = 800
    """Containment from which a record is a duplicate."""
    budget: int = 10_000 * TOKEN
    """Contributors' pay in one epoch, at most."""
    cap: int = TOKEN // 2
    """Price of one credit, at most."""
    pool: int = 1_000 * TOKEN
    """Validators' pay in one epoch."""
    lazy_distance: int = 24
    """A score further than this from the median is far (F6)."""
    lazy_rows: int = 4
    """With more far ones than this, of the 16 drawn, a seat's pay is void."""
    margin: int = 2
    """Milli-nats: the lower bound of a candidate's gain must lie above it."""
    checks: int = 24
    """Generation checks in a judgement."""
    checks_lost: int = 1
    """How many of them a candidate may lose."""
