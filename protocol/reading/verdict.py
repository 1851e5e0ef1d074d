"""What the seats posted about a candidate, criterion by criterion: the number, its limit, the stake behind it, what to change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from kula.protocol.chain.clients.judgements import Round
from kula.protocol.chain.network import Network
from kula.protocol.errors import Unavailable
from kula.protocol.judging import NO_SLICE, Criterion, Failure, Numbers, passed
from kula.protocol.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of a candidate."""

    criterion: str
    number: str
    """The median number of the seats that posted numbers."""
    limit: str
    seats: int
    """Seats whose number passes."""
    stake_percent: int
    """Their part of the total stake. More than half passes."""
    passes: bool
    advice: str
    """What to change. Empty if the criterion passes."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Mean losses on the same records, in milli-nats per token: the middle of what the seats measured."""

    before: int
    """Of the candidate's parent."""
    after: int
    """Of the candidate."""
    seats: int
    """Seats that posted numbers."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """All criteria of a candidate in one vote."""

    seats: int
    posted: int
    failures: Mapping[str, int]
    """Seats by the failure that they posted in place of numbers."""
    lines: Sequence[Line]
    loss: Loss | None
    """None if no seat posted numbers."""


_ADVICE = {
    Criterion.BETTER: "too few records gain: train on more different records, at a lower rate, for fewer steps",
    Criterion.BOUND: "the gain is not sure enough: train on more tokens, or on records that are more like new ones",
    Criterion.SLICES: "one kind or language gets worse: add records of it to the data",
    Criterion.CHECKS_PARENT: "it answers fewer plain questions than its parent: lower the rate, or train fewer steps",
    Criterion.CHECKS_BASE: "the line has lost skill since the base: start again from an earlier model",
    Criterion.SETS: "it answers fewer of the seats' own questions: lower the rate, or train fewer steps",
    Criterion.WORDS: "its answers are too short or too long: train on whole answers of usual length",
}


def verdict_of(network: Network, model: int) -> Verdict:
    """Returns what the seats posted about a candidate in the last vote.

    Raises Unavailable before its vote is open, and if the RPC hides a post.
    """
    number = network.registry.model(model).round
    judged = network.judgements.round(number)
    if not number or not judged.attempt:
        raise Unavailable(f"no vote on model {model} was opened yet")
    posted = _posted(network, model, judged)
    weights = [seat.weight for seat in network.validators.seats(judged.set_id)]
    return verdict(posted, weights, network.parameters)


def _posted(network: Network, model: int, judged: Round) -> dict[int, Numbers | Failure]:
    """Returns what was posted about a candidate in the last vote of its round, by seat."""
    judgements = network.judgements
    posted = {one.seat: one.posted for one in judgements.judgements(model) if one.attempt == judged.attempt}
    hidden = judgements.posted(model, judged.attempt) & ~sum(1 << seat for seat in posted)
    if hidden:
        since = judged.until - network.parameters.vote_seconds
        judgements.miss(f"{hidden.bit_count()} posts on model {model}", ("NumbersPosted", "FailurePosted"), since)
    return posted


def verdict(posted: Mapping[int, Numbers | Failure], weights: Sequence[int], parameters: Parameters) -> Verdict:
    """Returns the criteria by what was posted by seat. `weights` holds the stake of every seat. Pure."""
    numbers = {seat: one for seat, one in posted.items() if isinstance(one, Numbers)}
    failures = [one.name.lower() for one in posted.values() if isinstance(one, Failure)]
    passes_of = {seat: passed(one, parameters) for seat, one in numbers.items()}
    lines = []
    for criterion in Criterion:
        seats = [seat for seat, marks in passes_of.items() if marks[criterion]]
        stake = sum(weights[seat] for seat in seats)
        passes = 2 * stake > sum(weights)
        number, limit = _shown(criterion, list(numbers.values()), parameters)
        percent = 100 * stake // max(1, sum(weights))
        advice = "" if passes else _ADVICE[criterion]
        lines.append(Line(criterion.name.lower(), number, limit, len(seats), percent, passes, advice))
    counts = {name: failures.count(name) for name in sorted(set(failures))}
    return Verdict(len(weights), len(posted), counts, lines, _loss(list(numbers.values())))


def _loss(numbers: Sequence[Numbers]) -> Loss | None:
    if not numbers:
        return None
    before, after = median_low(n.loss_before for n in numbers), median_low(n.loss_after for n in numbers)
    return Loss(before, after, len(numbers))


def _shown(criterion: Criterion, numbers: Sequence[Numbers], parameters: Parameters) -> tuple[str, str]:
    """The median number of a criterion, and its limit, as text."""
    p = parameters

    def median(value: Callable[[Numbers], int]) -> int:
        return sorted(map(value, numbers))[len(numbers) // 2] if numbers else 0

    net_parent, net_base = median(lambda n: n.won_parent - n.lost_parent), median(lambda n: n.won_base - n.lost_base)
    slice_gain = median(lambda n: n.worst_slice)
    words = f"{median(lambda n: n.words_parent)} / {median(lambda n: n.words_base)} ‰"
    table = {
        Criterion.BETTER: (f"{median(lambda n: n.better)} ‰ of records", f"at least {p.better_permille} ‰"),
        Criterion.BOUND: (f"{median(lambda n: n.bound)} milli-nats", f"above {p.margin} milli-nats"),
        Criterion.SLICES: (
            "no slice" if slice_gain == NO_SLICE else f"{slice_gain} milli-nats",
            f"at least {-p.slice_margin} milli-nats" if p.slice_records else "off",
        ),
        Criterion.CHECKS_PARENT: (f"{net_parent:+d} of {p.checks}", f"surely no loss of {p.checks_margin} in 100"),
        Criterion.CHECKS_BASE: (f"{net_base:+d} of {p.checks}", f"surely no loss of {p.base_margin} in 100"),
        Criterion.SETS: (f"{median(lambda n: n.sets):+d} of {p.set_checks}", f"no loss of {p.set_margin} in 100"),
        Criterion.WORDS: (words, f"{p.words_least} to {p.words_most} ‰ of parent / base"),
    }
    return table[criterion] if numbers else ("–", table[criterion][1])
