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
    """How long a vote lasts after it was opened: on a round's candidates, a scorer or the served model."""
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
    seed_blocks: int = 2
    """The seed of an epoch comes from the block that is this much further than the end of the reveals."""
    round_epochs: int = 24
    """Epochs whose records judge the candidates of one round."""
    round_limit: int = 72
    """A round grows to at most this many epochs while its sample is too small."""
    sample_drawn: int = 192
    """Records that a seat draws in a round, before the limit per account."""
    sample_per_account: int = 8
    """Most records of one account that a seat keeps of those that it drew."""
    sample_records: int = 96
    """A sample with fewer records is too small."""
    sample_accounts: int = 24
    """A sample of fewer accounts is too small."""
    better_permille: int = 850
    """At least this share of the sample must gain more than `margin`."""
    margin: int = 2
    """Milli-nats. The lower bound of a candidate's gain must be above it."""
    level_permille: int = 25
    """Level of the lower bound, divided by the number of candidates in the round."""
    tie: int = 5
    """Milli-nats. An earlier candidate whose bound is this near to the best one wins instead."""
    slice_records: int = 24
    """A slice (kind or language) with fewer records is not looked at. 0: no slice is."""
    slice_accounts: int = 12
    """A slice of fewer accounts is not looked at."""
    slice_margin: int = 50
    """Milli-nats. A slice that is surely worse by more than this refuses a candidate."""
    checks: int = 512
    """Checks from templates, the same for candidate, parent and base."""
    checks_margin: int = 5
    """Points per 100 checks that a candidate may lose against its parent."""
    base_margin: int = 8
    """Points per 100 checks that a candidate may lose against the base."""
    set_checks: int = 57
    """Checks that are drawn from each seat's committed bank."""
    set_margin: int = 4
    """Points per 100 committed checks that a candidate may lose, in the median of the sets."""
    set_seats: int = 9
    """With fewer seats, no bank is committed."""
    words_least: int = 800
    """Permille. Least mean words of a candidate's free answers, against those of the parent and of the base."""
    words_most: int = 1_250
    """Permille. Most mean words of a candidate's free answers."""
