"""Counts what an import leaves out, by reason."""

from collections import Counter

from kula.protocol.errors import KulaError

MOST_PLACES = 50
UNREADABLE = ("unknown-form", "unknown-role", "not-a-record", "not-json", "broken-text", "too-large", "truncated")
"""The reasons that name a fault of the file, and not something that is left out on purpose."""


class LeftOut:
    """Counts of what is left out. `places` names the first items that could not be read, with the problem."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.places: list[str] = []

    def add(self, reason: str, count: int = 1, place: str = "") -> None:
        """Adds `count` to a reason of vocabulary.json. Keeps `place` if it is given and there is room for it."""
        if count:
            self.counts[reason] += count
        if place and len(self.places) < MOST_PLACES:
            self.places.append(place)


class Refused(KulaError):
    """Raised for an item that gives no record; `reason` is one of vocabulary.json."""

    def __init__(self, reason: str, problem: str) -> None:
        super().__init__(problem)
        self.reason = reason
