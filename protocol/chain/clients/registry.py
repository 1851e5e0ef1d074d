"""Client of Registry."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from web3.contract.contract import ContractFunction
from web3.types import EventData

from kula.protocol.chain.client import Client
from kula.protocol.types import Address


class ModelState(IntEnum):
    """Where a model stands (same numbers on chain)."""

    CANDIDATE = 0
    ADOPTED = 1
    REJECTED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A dataset version as the chain knows it."""

    publisher: Address
    manifest: bytes
    parent: int
    rows: int
    first_epoch: int
    last_epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model as the chain knows it."""

    trainer: Address
    manifest: bytes
    parent: int
    judged_on: int
    state: int
    yes_weight: int
    no_weight: int


class Registry(Client):
    """Datasets, models, votes and adoption."""

    NAME = "Registry"

    def served(self) -> int:
        """The model that is served."""
        return self.read("served")

    def last_dataset(self) -> int:
        """The newest dataset's number; 0 before the first."""
        return self.read("last_dataset")

    def last_model(self) -> int:
        """The newest model's number; the base is 1."""
        return self.read("last_model")

    def dataset(self, number: int) -> Dataset:
        """A dataset version."""
        names = list(Dataset.__dataclass_fields__)
        return Dataset(**dict(zip(names, self.read("dataset", number), strict=True)))

    def model(self, number: int) -> Model:
        """A model."""
        names = list(Model.__dataclass_fields__)
        return Model(**dict(zip(names, self.read("model", number), strict=True)))

    def datasets(self) -> dict[int, Dataset]:
        """All dataset versions by number, oldest first."""
        return {number: self.dataset(number) for number in range(1, self.last_dataset() + 1)}

    def models(self, after: int = 0) -> dict[int, Model]:
        """The models after number `after`, by number. The base is number 1."""
        return {number: self.model(number) for number in range(after + 1, self.last_model() + 1)}

    def datasets_of(self, model: int) -> list[int]:
        """The datasets that a model was trained on."""
        return self.read("datasets_of", model)

    def bond_of(self, trainer: Address) -> int:
        """What a trainer has put up."""
        return self.read("bond_of", trainer)

    def minimum_bond(self) -> int:
        """What a trainer must put up."""
        return self.read("MINIMUM_BOND")

    def voted(self, model: int) -> int:
        """Bitmap of the seats that have voted on a model."""
        return self.read("voted", model)

    def votes(self, model: int) -> list[EventData]:
        """The votes on a model."""
        return list(self.events("Voted", model=model))

    def bond(self, amount: int) -> ContractFunction:
        """Put up a trainer's bond; approve the Token first."""
        return self.write("bond", amount)

    def take_bond(self) -> ContractFunction:
        """Take the bond back, while no candidate waits."""
        return self.write("take_bond")

    def publish_dataset(
        self, manifest: bytes, parent: int, rows: int, first_epoch: int, last_epoch: int
    ) -> ContractFunction:
        """Name a dataset version."""
        return self.write("publish_dataset", manifest, parent, rows, first_epoch, last_epoch)

    def propose_candidate(self, manifest: bytes, parent: int, datasets: Sequence[int]) -> ContractFunction:
        """Fix a candidate by its hash."""
        return self.write("propose_candidate", manifest, parent, list(datasets))

    def vote(
        self, model: int, seat: int, losses: tuple[int, int], lower_bound: int, checks: tuple[int, int]
    ) -> ContractFunction:
        """A seat's judgement: losses and checks before and after."""
        return self.write("vote", model, seat, *losses, lower_bound, *checks)

    def reject(self, model: int) -> ContractFunction:
        """Reject a candidate that was not adopted in time."""
        return self.write("reject", model)
