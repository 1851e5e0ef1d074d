"""The numbers of the protocol that a deployment may choose. Every report digest covers their hash.

Twin, in the same order: `Parameters` in contracts/interfaces/IParameters.vyi.
"""

from dataclasses import dataclass

TOKEN = 10**18


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The numbers of one deployment. docs/protocol.md says what each of them protects."""

    open_seconds: int = 3_600
    """An epoch takes batches for at least this long."""
    commit_seconds: int = 1_800
    reveal_seconds: int = 900
    report_seconds: int = 1_800
    challenge_seconds: int = 86_400
    answer_seconds: int = 14_400
    """A demand must be answered within this time. The time is longer while many demands are open."""
    vote_seconds: int = 7_200
    """How long validators may vote on a candidate, counted from the report of the epoch that it is judged on."""
    floor: int = 64
    """A record whose median is at or below the floor earns nothing."""
    import_percent: int = 50
    """Percentage of its credit that a record keeps if an assistant turn carries no signed answer."""
    duplicate_permille: int = 800
    """A record is a duplicate if an earlier one contains at least this share of it."""
    budget: int = 10_000 * TOKEN
    """Most pay of all contributors in one epoch, in units of 10^-18 KULA."""
    cap: int = TOKEN // 2
    """Highest price of one credit, in units of 10^-18 KULA."""
    pool: int = 1_000 * TOKEN
    """Pay of all validators in one epoch, in units of 10^-18 KULA."""
    lazy_distance: int = 24
    """A score that is further than this from the median counts as far (fault F6)."""
    lazy_rows: int = 4
    """A seat loses its pay if more than this many of its 16 drawn scores are far."""
    margin: int = 2
    """Milli-nats. The lower bound of a candidate's gain must be above it."""
    checks: int = 24
    """Number of generation checks in a judgement."""
    checks_lost: int = 1
    """How many generation checks a candidate may lose."""
