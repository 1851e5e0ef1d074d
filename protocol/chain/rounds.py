"""The rounds of candidates that are not over. A cursor in a file keeps a restart from reading all earlier ones."""

import json
from pathlib import Path

from kula.protocol.chain.clients.judgements import Judgements, Round, RoundState
from kula.protocol.files import write_whole


class OpenRounds:
    """Reads each round until it is over, and then never again. `path` is the cursor's file; None keeps it in memory."""

    def __init__(self, judgements: Judgements, path: Path | None = None) -> None:
        self._judgements = judgements
        self._path = path
        self._over: set[int] = set()
        """Rounds after the cursor that are over."""
        self._upto = _read(path)
        """The cursor: all rounds up to this one are over."""

    def open(self) -> dict[int, Round]:
        """Returns the rounds that are not over, by number, the earliest first. Raises Unavailable."""
        rounds = range(self._upto + 1, self._judgements.last_round() + 1)
        read = {number: self._judgements.round(number) for number in rounds if number not in self._over}
        self._over |= {number for number, one in read.items() if one.state == RoundState.OVER}
        self._move()
        return {number: one for number, one in read.items() if number not in self._over and number > self._upto}

    def _move(self) -> None:
        before = self._upto
        while self._upto + 1 in self._over:
            self._upto += 1
            self._over.remove(self._upto)
        if self._upto > before and self._path:
            write_whole(self._path, json.dumps({"over_upto": self._upto}))


def _read(path: Path | None) -> int:
    """The cursor that an earlier process left. A file that cannot be read counts as none."""
    try:
        return int(json.loads(path.read_bytes())["over_upto"]) if path else 0
    except (OSError, ValueError, KeyError, TypeError):
        return 0
