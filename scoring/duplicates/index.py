"""The index of duplicates: candidates by shared anchors, then an exact count. Integers only; knows no scores and no chain."""

from pathlib import Path
from types import TracebackType

import numpy as np

from kula.protocol.errors import IntegrityError
from kula.scoring.duplicates.log import Log
from kula.scoring.duplicates.postings import Postings
from kula.scoring.duplicates.shingles import Shingles, held

_VERIFIED = 16
"""Most candidates that are counted out for one text."""
_SAMPLED = np.uint32(1 << 30)
"""A record's anchors are its shingles below this, a quarter of them, whatever its length; the same of every text."""
_FEWEST = 16
"""A record with fewer below _SAMPLED has its least shingles as anchors, this many if it has so many."""
_PAIR = np.uint32(0x9E3779B1)
_SHORT = 64
"""A text of at most so many shingles is sought by all of them."""


class DuplicateIndex:
    """Earlier records, and which of them holds most of another. In memory, or in a folder if one is given.

    The folder holds the log of records and the table of anchors. If a kill left the table unfinished, the next opening makes
    it anew from the log. The bytes of both follow from the added records and their order. Only one process may write.
    """

    def __init__(self, folder: Path | None = None) -> None:
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        self._log = Log(folder / "records" if folder else None)
        self._postings = Postings(folder / "anchors" if folder else None)
        self._last: tuple[Shingles | None, Shingles] = (None, np.zeros(0, dtype=np.uint32))
        self._covered = self._postings.covered or 0
        if self._covered > self._log.end:
            raise IntegrityError(
                str(folder), "records are missing that were there when it was closed; delete the folder"
            )
        if self._covered != self._log.end:
            self._rebuild()

    @classmethod
    def of_log(cls, log: bytes) -> "DuplicateIndex":
        """The index in memory over the bytes of a log. Raises IntegrityError unless all of them are whole records."""
        index = cls()
        index._log = Log.of(log)
        index._rebuild()
        if len(index.log_bytes()) != len(log):
            raise IntegrityError("log", "some of its records are damaged; get the file again")
        return index

    def log_bytes(self) -> bytes:
        """The records in order, as the file of their log."""
        return self._log.content()

    def __enter__(self) -> "DuplicateIndex":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add(self, shingles: Shingles, key: bytes) -> None:
        """Remember a record by its shingles under its 32-byte key. Each record is added once."""
        self._postings.reopen()
        place = self._log.append(key, shingles)
        self._postings.insert(self._anchors(shingles), place)
        # If an insert failed, `_covered` stays behind. The next opening then makes the table anew.
        self._covered = self._log.end if self._covered == place else self._covered

    def containing(self, shingles: Shingles, permille: int, exclude: bytes | None = None) -> bytes | None:
        """The key of a record that holds at least `permille` of the shingles, or None.

        Of several such records it is the one with most shared anchors, then the oldest. The share is counted exactly. A record
        that shares few anchors with the text may be missed; `python -m kula.bench duplicates` measures how often.
        """
        anchors = self._anchors(shingles)
        sought = anchors if len(shingles) > _SHORT else np.concatenate((shingles, anchors[_singles(shingles) :]))
        places = self._postings.candidates(sought, _least_hits(len(sought)), _VERIFIED)
        enough = -(-permille * len(shingles) // 1000)
        large = [(place, theirs) for place in places if len(theirs := self._log.read(place)) >= enough]
        for (place, _), count in zip(large, held(shingles, [theirs for _, theirs in large]), strict=True):
            if count >= enough and (key := self._log.key(place)) != exclude:
                return key
        return None

    def close(self) -> None:
        """Write everything to disk; opening then costs nothing. Without it the next opening reads the whole log."""
        self._log.close()
        self._postings.close(self._covered)

    def _anchors(self, shingles: Shingles) -> Shingles:
        if self._last[0] is not shingles:
            self._last = (shingles, _anchors(shingles))
        return self._last[1]

    def _rebuild(self) -> None:
        self._postings.clear()
        for place, shingles in self._log.scan():
            self._postings.insert(_anchors(shingles), place)
        self._covered = self._log.end


def _singles(shingles: Shingles) -> int:
    return min(len(shingles), max(_FEWEST, int(shingles.searchsorted(_SAMPLED))))


def _anchors(shingles: Shingles) -> Shingles:
    """Some shingles, and some pairs of neighbours among them: a pair stays rare where both have become popular."""
    some = shingles[: _singles(shingles)]
    pairs = (some[:-1] * _PAIR) ^ some[1:]
    pairs *= _PAIR
    return np.concatenate((some, pairs[pairs < _SAMPLED]))


def _least_hits(sought: int) -> int:
    return max(1, sought // 16)
