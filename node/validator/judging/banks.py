"""Committed checks of a validator: it commits to a bank before a round, opens the drawn set in the vote, and reads the others'.

A bank is used in one round only, so no check is opened twice. Banks come from the operator's own questions, or else from
templates with a secret seed.
"""

import json
import secrets
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from structlog import get_logger

from kula.protocol.chain.clients.judgements import Round
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import MalformedInput, unexpected
from kula.protocol.files import read_lines, write_whole
from kula.protocol.hex import hex0, unhex_up_to
from kula.protocol.ipfs.cid import bytes32_to_cid, cid_to_bytes32
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.parallel import at_once
from kula.protocol.types import MAX_SEATS, ZERO_HASH
from kula.scoring.models.answers import Check
from kula.scoring.models.banks import Sealed, SetDraw, commitment, open_set, read_bank, read_set, write_bank
from kula.scoring.models.checks import draw_checks

_MOST_BYTES = 300_000
"""Most bytes of one opened set."""
_BANKS_KEPT = 32
"""Rounds whose banks stay on disk."""
_SALT_BYTES = 16
_SECONDS = 60
"""Longest wait for the sets of all seats together."""


@dataclass(frozen=True, slots=True)
class OpenedSet:
    """The checks of one seat's set, and the stake that it weighs."""

    checks: list[Check]
    stake: int


@dataclass(slots=True)
class Banks:
    """One validator's banks, in files `round-N.json` of its folder. A file is on disk before its commitment is sent."""

    ledgers: Ledgers
    sender: Sender
    folder: Path

    def commit(self, seat: int) -> None:
        """Commits to a bank for the next round, if there are seats enough for sets. `seat` is one of the last closed epoch."""
        network = self.ledgers.network
        closed = network.scores.epoch(network.batches.current() - 1)
        if closed.seats < network.parameters.set_seats:
            return
        number = network.judgements.last_round() + 1
        owner = network.validators.owners(closed.set_id)[seat]
        if network.judgements.bank(number, owner) == ZERO_HASH:
            self.sender.send(network.judgements.commit_bank(number, seat, commitment(self._bank(number))))

    def open(self, number: int, judged: Round, seat: int) -> str | None:
        """Opens what the seed draws from our bank, once per vote. Returns the content id of what it wrote to the store then."""
        network = self.ledgers.network
        path = self._path(number)
        if not path.exists() or network.judgements.samples(number, judged.attempt).opened >> seat & 1:
            return None
        bank = read_bank(path.read_bytes())
        draw = self._draw(judged, seat)
        content = self.ledgers.store.put_node({"v": 1, "set": hex0(open_set(bank, draw.indices(len(bank))))})
        self.sender.send(network.judgements.open_set(number, seat, judged.attempt, cid_to_bytes32(content)))
        return content

    def opened(self, number: int, judged: Round) -> list[OpenedSet]:
        """Returns all sets that are what their seats committed to. Others count for nothing, and neither do those that hang."""
        network = self.ledgers.network
        owners, seats = network.validators.owners(judged.set_id), network.validators.seats(judged.set_id)
        tasks = {
            seat: partial(self._read, content, network.judgements.bank(number, owners[seat]), self._draw(judged, seat))
            for seat, content in network.judgements.sets(number, judged.attempt).items()
        }
        sets: list[OpenedSet] = []
        for seat, checks in sorted(at_once(tasks, _SECONDS, MAX_SEATS).items()):
            if isinstance(checks, Exception):
                get_logger("banks").warning("set", seat=seat, problem=str(checks), exc_info=unexpected(checks))
                continue
            sets.append(OpenedSet(checks, seats[seat].weight))
        return sets

    def _read(self, content: bytes, committed: bytes, draw: SetDraw) -> list[Check]:
        """Reads a seat's set. Raises a KulaError if it is not to be had, or is not what the seat committed to."""
        node = self.ledgers.store.get_node(bytes32_to_cid(content))
        return list(read_set(unhex_up_to(node.get("set"), _MOST_BYTES), committed, draw).values())

    def awaited(self, number: int, judged: Round) -> bool:
        """Whether a seat that is committed to a bank has not opened its set yet."""
        network = self.ledgers.network
        opened = network.judgements.samples(number, judged.attempt).opened
        owners = enumerate(network.validators.owners(judged.set_id))
        return any(network.judgements.bank(number, o) != ZERO_HASH and not opened >> seat & 1 for seat, o in owners)

    def _bank(self, number: int) -> list[Sealed]:
        """Our bank for a round: the file that is there, the operator's next one, or a new one from templates."""
        path = self._path(number)
        if not path.exists():
            own = sorted(self.folder.glob("own-*.json"))
            if own:
                own[0].replace(path)
            else:
                count = self.ledgers.network.parameters.set_checks
                write_whole(path, write_bank(sealed(draw_checks(secrets.token_bytes(32), count))))
            self._path(number - _BANKS_KEPT).unlink(missing_ok=True)
        return read_bank(path.read_bytes())

    def _path(self, number: int) -> Path:
        return self.folder / f"round-{number}.json"

    def _draw(self, judged: Round, seat: int) -> SetDraw:
        network = self.ledgers.network
        seed = network.scores.epoch(judged.epoch).seed
        return SetDraw(seed=seed, seat=seat, size=network.parameters.set_checks)


def sealed(checks: list[Check]) -> list[Sealed]:
    """Returns checks with random salts, which hide them behind the bank's root."""
    return [Sealed(check, secrets.token_hex(_SALT_BYTES)) for check in checks]


def bank_of(file: Path) -> bytes:
    """Returns the bank of a file of questions: JSON lines with `question` and `accepted`, a list of answers.

    Raises MalformedInput naming the line that is wrong.
    """
    checks: list[Check] = []
    for number, line in enumerate(read_lines(file), start=1):
        try:
            row = json.loads(line)
            checks.append(Check(str(row["question"]), tuple(map(str, row["accepted"]))))
        except (ValueError, KeyError, TypeError) as error:
            raise MalformedInput(f"line {number}", "must be an object with `question` and a list `accepted`") from error
    bank = write_bank(sealed(checks))
    read_bank(bank)
    return bank
