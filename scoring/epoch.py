"""An epoch's scores as one validator computes them. Pure: records in order of position, and the index of credited ones, in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from kula.protocol.ledgers.scores import value_of
from kula.protocol.parameters import Parameters
from kula.protocol.records.entry import OpenedRecord
from kula.protocol.types import UNAVAILABLE, VOID
from kula.scoring.duplicates import DuplicateIndex, Shingles, shingles_of_all
from kula.scoring.features.text import Content, whole_text
from kula.scoring.scorer import Verdict

AT_ONCE = 1_024
"""Records that are scored together: the more there are, the fuller are the encoder's groups of equal length."""


class RecordScorer(Protocol):
    """Whatever scores records: a `Scorer` in this process, or one in another."""

    def score(self, contents: Sequence[Content]) -> Sequence[Verdict]:
        """Verdicts in order."""
        ...


@dataclass(frozen=True, slots=True)
class EpochScores:
    """One byte and the reasons for each position."""

    scores: bytes
    reasons: list[list[str]]


def score_epoch(
    scorer: RecordScorer,
    credited: DuplicateIndex,
    entries: Sequence[OpenedRecord],
    parameters: Parameters,
    at_once: int = AT_ONCE,
) -> EpochScores:
    """Score every entry. A duplicate of a credited record, or of an earlier one here above the floor, is void.

    What is too costly to read is not compared with earlier records either. The scorer gets `at_once` records at a time.
    """
    contents = [entry.content for entry in entries if entry.content is not None]
    verdicts = list(_verdicts(scorer, contents, at_once))
    read = [content for content, verdict in zip(contents, verdicts, strict=True) if not _too_costly(verdict)]
    shingles = shingles_of_all((content["kind"], whole_text(content)) for content in read)
    ordered = iter(verdicts)
    accepted = DuplicateIndex()
    scores = bytearray()
    reasons: list[list[str]] = []
    for entry in entries:
        if entry.content is None:
            scores.append(UNAVAILABLE if entry.problem in ("unavailable", "withheld") else VOID)
            reasons.append([entry.problem])
            continue
        verdict = next(ordered)
        if _too_costly(verdict):
            score, why = verdict.score, list(verdict.reasons)
        else:
            score, why = _score_entry(entry, next(shingles), verdict, (credited, accepted), parameters)
        scores.append(score)
        reasons.append(why)
    return EpochScores(bytes(scores), reasons)


def _too_costly(verdict: Verdict) -> bool:
    return verdict.reasons == ("too_costly",)


def _score_entry(
    entry: OpenedRecord,
    shingles: Shingles,
    verdict: Verdict,
    earlier: tuple[DuplicateIndex, DuplicateIndex],
    parameters: Parameters,
) -> tuple[int, list[str]]:
    """The score and reasons of one entry. An entry above the floor joins the second index, of what is accepted here."""
    credited, accepted = earlier
    # A rating holds what it rates; whoever copies anything else gains nothing by naming it as the parent.
    rated = entry.parent if entry.content and entry.content["kind"] == "rating" else None
    for index in (credited, accepted):
        if index.containing(shingles, parameters.duplicate_permille, exclude=rated):
            return VOID, ["duplicate"]
    score, reasons = score_alone(verdict, entry.imported, parameters)
    if score > parameters.floor:
        accepted.add(shingles, entry.record_hash)
    return score, reasons


def score_alone(verdict: Verdict, is_imported: bool, parameters: Parameters) -> tuple[int, list[str]]:
    """The score and reasons of a record that no earlier one contains."""
    score = value_of(verdict.score, is_imported, parameters)
    imported = ["imported"] if is_imported else []
    if score <= parameters.floor < verdict.score:
        # A record that only falls below the floor because it is unsigned gets that as its reason, not "good".
        return score, imported
    return score, [*verdict.reasons, *(imported if score > parameters.floor else [])]


def _verdicts(scorer: RecordScorer, contents: Sequence[Content], at_once: int) -> Iterable[Verdict]:
    for start in range(0, len(contents), at_once):
        yield from scorer.score(contents[start : start + at_once])
