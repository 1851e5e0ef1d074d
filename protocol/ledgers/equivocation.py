"""Two signatures of one seat under two reports for the same place: epoch, attempt and parent. Pure.

Twin: Challenges.challenge_equivocation.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kula.protocol.types import Report

Place = tuple[int, int, bytes, int]
"""The epoch, the attempt, the digest of the parent, and the seat."""


@dataclass(frozen=True, slots=True)
class SignedReport:
    """A seat's signature under a report. Whoever makes one has checked it against the seat's operator."""

    seat: int
    report: Report
    signature: bytes

    @property
    def place(self) -> Place:
        """A seat may sign one report only with the same place."""
        return self.report.epoch, self.report.attempt, self.report.parent, self.seat


def double_signatures(signed: Iterable[SignedReport]) -> Iterator[tuple[SignedReport, SignedReport]]:
    """Yields two signatures for each place in which a seat signed two different reports."""
    first: dict[Place, SignedReport] = {}
    proven: set[Place] = set()
    for one in signed:
        other = first.setdefault(one.place, one)
        if other.report != one.report and one.place not in proven:
            proven.add(one.place)
            yield other, one
