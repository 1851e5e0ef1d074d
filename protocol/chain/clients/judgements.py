"""Client of Judgements."""

from dataclasses import astuple, dataclass
from enum import IntEnum

from web3.contract.contract import ContractFunction

from kula.protocol.chain.client import Client
from kula.protocol.judging import Failure, Numbers
from kula.protocol.types import Address


class RoundState(IntEnum):
    """The state of a round. The contracts use the same numbers."""

    WAITING = 0
    """Its epochs are not all settled, or nobody has opened its vote."""
    VOTING = 1
    OVER = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A round as the chain stores it. What follows `attempt` belongs to its last vote."""

    first: int
    last: int
    state: int
    attempt: int
    """How many votes have been opened. Every post names it."""
    epoch: int
    """The epoch whose seats judge, and whose seed draws the samples."""
    digest: bytes
    """The digest of that epoch's report when the vote was opened."""
    set_id: int
    total: int
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """What the seats have posted of a round in one attempt: bitmaps, and the stake whose sample is too small."""

    posted: int
    opened: int
    small: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What one seat posted of one candidate."""

    attempt: int
    seat: int
    posted: Numbers | Failure


class Judgements(Client):
    """A client of Judgements: rounds, and the numbers that seats post."""

    NAME = "Judgements"
    KEPT = ("SamplePosted", "NumbersPosted", "FailurePosted", "SetOpened")

    def last_round(self) -> int:
        """Returns the newest round's number, or 0 before the first."""
        return self.read("last_round")

    def round(self, number: int) -> Round:
        """Returns a round by its number."""
        names = list(Round.__dataclass_fields__)
        return Round(**dict(zip(names, self.read("round", number), strict=True)))

    def candidates_of(self, number: int) -> list[int]:
        """Returns the candidates of a round, the earliest first."""
        return self.read("candidates_of", number)

    def samples(self, number: int, attempt: int) -> Samples:
        """Returns what the seats have posted of a round."""
        names = list(Samples.__dataclass_fields__)
        return Samples(**dict(zip(names, self.read("samples", number, attempt), strict=True)))

    def sample_sizes(self, number: int, attempt: int) -> dict[int, tuple[int, int]]:
        """Returns how many records of how many accounts each seat's sample has, by seat."""
        sizes = (event["args"] for event in self.events("SamplePosted", round=number))
        return {one["seat"]: (one["records"], one["accounts"]) for one in sizes if one["attempt"] == attempt}

    def posted(self, model: int, attempt: int) -> int:
        """Returns a bitmap of the seats that have posted on a candidate."""
        return self.read("ballots_of", model, attempt)[0]

    def bank(self, number: int, owner: Address) -> bytes:
        """Returns the root of the bank that the owner of a seat is committed to for a round, or zero bytes."""
        return self.read("bank", number, owner)

    def judgements(self, model: int) -> list[Judgement]:
        """Returns what the seats posted on a candidate, of all attempts, in order of the chain."""
        numbers = [(event, Numbers(**event["args"]["numbers"])) for event in self.events("NumbersPosted", model=model)]
        failures = [(event, Failure(event["args"]["kind"])) for event in self.events("FailurePosted", model=model)]
        pairs = sorted([*numbers, *failures], key=lambda pair: (pair[0]["blockNumber"], pair[0]["logIndex"]))
        return [Judgement(attempt=e["args"]["attempt"], seat=e["args"]["seat"], posted=posted) for e, posted in pairs]

    def sets(self, number: int, attempt: int) -> dict[int, bytes]:
        """Returns the content digest of each opened set, by seat."""
        opened = (event["args"] for event in self.events("SetOpened", round=number))
        return {one["seat"]: one["content"] for one in opened if one["attempt"] == attempt}

    def open_vote(self, number: int, epoch: int) -> ContractFunction:
        """Opens a round's vote. `epoch` is its last one with a ledger, or the one before it if there is none."""
        return self.write("open_vote", number, epoch)

    def post_sample(self, number: int, seat: int, attempt: int, records: int, accounts: int) -> ContractFunction:
        """Posts the size of a seat's sample."""
        return self.write("post_sample", number, seat, attempt, records, accounts)

    def post_numbers(self, model: int, seat: int, attempt: int, numbers: Numbers) -> ContractFunction:
        """Posts what a seat measured of a candidate."""
        return self.write("post_numbers", model, seat, attempt, astuple(numbers))

    def post_failure(self, model: int, seat: int, attempt: int, kind: Failure) -> ContractFunction:
        """Posts that a seat could not measure a candidate."""
        return self.write("post_failure", model, seat, attempt, int(kind))

    def conclude(self, number: int) -> ContractFunction:
        """Ends a round whose vote is over, or on which each seat has posted."""
        return self.write("conclude", number)

    def drop(self, model: int) -> ContractFunction:
        """Rejects a candidate whose parent is no longer served, before its vote."""
        return self.write("drop", model)

    def commit_bank(self, number: int, seat: int, root: bytes) -> ContractFunction:
        """Commits the owner of the sender's seat to a bank of checks. `seat` is one of the last closed epoch."""
        return self.write("commit_bank", number, seat, root)

    def open_set(self, number: int, seat: int, attempt: int, content: bytes) -> ContractFunction:
        """Publishes the checks that the seed draws from the bank of the sender's seat."""
        return self.write("open_set", number, seat, attempt, content)
