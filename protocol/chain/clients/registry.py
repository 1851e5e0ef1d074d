"""Client of Registry."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from web3.contract.contract import ContractFunction

from kula.protocol.chain.client import Client
from kula.protocol.chain.connection import Connection
from kula.protocol.types import Address


class ModelState(IntEnum):
    """The state of a model. The contracts use the same numbers."""

    CANDIDATE = 0
    ADOPTED = 1
    REJECTED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A dataset version as the chain stores it."""

    publisher: Address
    manifest: bytes
    parent: int
    rows: int
    first_epoch: int
    last_epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model as the chain stores it."""

    trainer: Address
    """Zero for a base, and for models that a deployment took over."""
    manifest: bytes
    size: int
    """Bytes of its adapter. 0 if no round has judged it."""
    parent: int
    round: int
    """The round that judges or judged it, or 0."""
    state: int


class Registry(Client):
    """A client of Registry: datasets, models, trainers' bonds, and which model is served."""

    NAME = "Registry"
    KEPT = ("Bonded", "CandidateFixed", "DatasetPublished")

    def __init__(self, connection: Connection, address: Address, first_block: int) -> None:
        super().__init__(connection, address, first_block)
        self._published: tuple[int, dict[int, Dataset]] = first_block, {}
        """The block up to which publications were read, and the datasets that were published until then."""

    def served(self) -> int:
        """Returns the number of the model that gateways serve."""
        return self.read("served")

    def last_dataset(self) -> int:
        """Returns the newest dataset's number, or 0 before the first."""
        return self.read("last_dataset")

    def last_model(self) -> int:
        """Returns the newest model's number. The base is number 1."""
        return self.read("last_model")

    def dataset(self, number: int) -> Dataset:
        """Returns a dataset version by its number."""
        names = list(Dataset.__dataclass_fields__)
        return Dataset(**dict(zip(names, self.read("dataset", number), strict=True)))

    def model(self, number: int) -> Model:
        """Returns a model by its number."""
        names = list(Model.__dataclass_fields__)
        return Model(**dict(zip(names, self.read("model", number), strict=True)))

    def datasets(self, after: int = 0) -> dict[int, Dataset]:
        """Returns the dataset versions after number `after`, by number, oldest first.

        They never change, so each is read once, from the events. Anybody can publish thousands for a bond that comes back,
        and to ask for each of them would take a program hours.
        """
        last = self.last_dataset()
        block, known = self._published
        newest = max(known, default=0)
        if newest > last or (newest and self.dataset(newest) != known[newest]):
            block, known = self._first_block, {}  # A reorganisation undid some.
        if len(known) < last:
            known = dict(known)
            for event in self.events("DatasetPublished", from_block=block):
                values, block = event["args"], event["blockNumber"]
                known[values["dataset"]] = Dataset(**{name: values[name] for name in Dataset.__dataclass_fields__})
        self._published = block, known
        # An endpoint may hide an event, and the base of a deployment has none.
        return {number: known.get(number) or self.dataset(number) for number in range(after + 1, last + 1)}

    def models(self, after: int = 0) -> dict[int, Model]:
        """Returns the models after number `after`, by number. The base is number 1."""
        return {number: self.model(number) for number in range(after + 1, self.last_model() + 1)}

    def datasets_of(self, model: int) -> list[int]:
        """Returns the numbers of the datasets that a model was trained on."""
        return self.read("datasets_of", model)

    def line(self) -> list[bytes]:
        """Returns the digests of the manifests of the adopted models, from the base to the one that is served."""
        manifests: list[bytes] = []
        number = self.served()
        while number:
            model = self.model(number)
            manifests.append(model.manifest)
            number = model.parent
        return manifests[::-1]

    def bonds(self) -> dict[Address, int]:
        """Returns the bond of every trainer that has one."""
        trainers = sorted({event["args"]["trainer"] for event in self.events("Bonded")})
        return {trainer: bond for trainer in trainers if (bond := self.bond_of(trainer))}

    def fixed_at(self, model: int) -> int:
        """Returns when a candidate was fixed (block time, seconds), or 0 for a model that no round judges."""
        for event in self.events("CandidateFixed", model=model):
            return int(self.connection.block_at(event["blockNumber"])["timestamp"])  # type: ignore[typeddict-item]
        return 0

    def bond_of(self, trainer: Address) -> int:
        """Returns a trainer's bond."""
        return self.read("bond_of", trainer)

    def minimum_bond(self) -> int:
        """Returns the smallest bond that a trainer needs."""
        return self.constant("MINIMUM_BOND")

    def waiting_of(self, trainer: Address) -> int:
        """Returns how many candidates of a trainer wait. Each locks a minimum bond."""
        return self.read("waiting_of", trainer)

    def fee(self) -> int:
        """Returns what the next candidate pays. It doubles with each candidate of a round."""
        return self.read("fee")

    def bond(self, amount: int) -> ContractFunction:
        """Adds to the sender's bond as a trainer. Approve the Token first."""
        return self.write("bond", amount)

    def take_bond(self) -> ContractFunction:
        """Takes back the part of the bond that no candidate or dataset locks."""
        return self.write("take_bond")

    def publish_dataset(
        self, manifest: bytes, parent: int, rows: int, first_epoch: int, last_epoch: int
    ) -> ContractFunction:
        """Publishes a dataset version. It locks the minimum bond for seven days."""
        return self.write("publish_dataset", manifest, parent, rows, first_epoch, last_epoch)

    def propose_candidate(
        self, manifest: bytes, size: int, parent: int, datasets: Sequence[int], most: int
    ) -> ContractFunction:
        """Proposes a candidate by the digest of its manifest, for a fee of at most `most`. Approve the Token first."""
        return self.write("propose_candidate", manifest, size, parent, list(datasets), most)

    def propose_served(self, manifest: bytes, seat: int) -> ContractFunction:
        """Opens a vote to serve an adopted model again, or a new base."""
        return self.write("propose_served", manifest, seat)

    def vote_served(self, manifest: bytes, seat: int) -> ContractFunction:
        """Votes to serve a model. More than two thirds of the stake serve it at once."""
        return self.write("vote_served", manifest, seat)
