"""The world of the machine: a deployment, its people, and our own books of every number.

The books follow our rules and never read the chain, so that the two can disagree.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from eth_utils.crypto import keccak
from hypothesis.strategies import SearchStrategy

from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.parameters import TOKEN
from kula.protocol.types import ZERO_ADDRESS, Address
from tests.support.actors import Actor, actor
from tests.support.evm import Reverted, StoredMap
from tests.support.evm_network import BOND, STAKE, Network, deploy

VALIDATORS = 7
CONTRIBUTORS = [actor(f"contributor {i}") for i in range(4)]
THIEF, WATCHER, RELAYER, BUYER, TRAINER = (actor(name) for name in ("thief", "watcher", "relayer", "buyer", "trainer"))
GATEWAYS = [actor("gateway"), actor("second gateway")]
WEIGHTS = [3, 2, 2, 1, 1, 1, 1]


def move(**strategies: SearchStrategy[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Marks a method as a move, and says from which strategies its arguments come."""

    def mark(method: Callable[..., None]) -> Callable[..., None]:
        method.strategies = strategies  # type: ignore[attr-defined]
        return method

    return mark


def arguments_of(method: Callable[..., None]) -> dict[str, SearchStrategy[Any]]:
    """The strategies of a move's arguments."""
    return getattr(method, "strategies")  # noqa: B009 (functions have no such attribute for the type checker)


def moves_of(kind: type) -> list[str]:
    """The names of all moves of a class."""
    return sorted(name for name in vars(kind) if hasattr(getattr(kind, name), "strategies"))


@dataclass
class Books:
    """What everybody should have, by our own books."""

    stake: dict[Address, int] = field(default_factory=lambda: defaultdict(int))
    leaving: dict[Address, int] = field(default_factory=lambda: defaultdict(int))
    bond: dict[Address, int] = field(default_factory=lambda: defaultdict(int))
    bond_leaving: dict[Address, int] = field(default_factory=lambda: defaultdict(int))
    slashed: dict[Address, int] = field(default_factory=lambda: defaultdict(int))
    earned: dict[Address, int] = field(default_factory=lambda: defaultdict(int))
    operator: dict[Address, Address] = field(default_factory=dict)
    """The key that acts for a stake, if it is not the owner's own."""
    deposits: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    royalties_in: int = 0
    royalties_out: int = 0
    burnt: int = 0
    minted_pay: int = 0
    payable: int = 0
    """What all final ledgers together may pay."""


@dataclass
class World:
    """A network and its books."""

    net: Network
    balances: StoredMap
    """earned << 128 | balance of every account, from the token's storage."""
    stakes: StoredMap
    books: Books = field(default_factory=Books)
    honest: set[Address] = field(default_factory=set)
    lies: set[bytes] = field(default_factory=set)
    """Digests of reports with a false ledger."""
    hidden: set[bytes] = field(default_factory=set)
    """Digests of reports whose signers withhold the rows."""
    fallen: set[bytes] = field(default_factory=set)
    final: dict[int, bytes] = field(default_factory=dict)
    """Digest of every final epoch; zero for one without a ledger."""
    stood: dict[bytes, set[Address]] = field(default_factory=dict)
    """The signers of a report, by its digest."""
    lost: dict[int, int] = field(default_factory=dict)
    """The budget of every epoch that is lost, by its number."""
    places: dict[Address, int] = field(default_factory=dict)
    """From which epoch on a gateway may post."""
    equivocated_at: dict[Address, int] = field(default_factory=dict)
    jailed: list[tuple[int, int]] = field(default_factory=list)
    """(time, weight) of each jail."""
    owned: dict[int, list[Address]] = field(default_factory=dict)
    """The owners of each snapshot's seats."""
    refusals: set[str] = field(default_factory=set)
    calls: int = 0

    @property
    def tainted(self) -> bool:
        """Whether a false ledger became final because nobody challenged it.

        What follows from it is not honest any more.
        """
        return any(digest in self.lies for digest in self.final.values())

    def balance(self, account: Address) -> int:
        """The balance of an account."""
        return self.balances[account] & (2**128 - 1)

    def may(self, call: Callable[..., Any], *arguments: Any, **options: Any) -> tuple[bool, Any]:
        """Makes a call that may be refused. A refusal must have a reason."""
        self.calls += 1
        try:
            return True, call(*arguments, **options)
        except Reverted as refused:
            self.refusals.add(refused.reason)
            return False, refused.reason

    def must(self, call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """Makes a call that must be accepted."""
        self.calls += 1
        return call(*arguments, **options)

    def must_not(self, call: Callable[..., Any], *arguments: Any, **options: Any) -> None:
        """Makes a call that must be refused."""
        done, _ = self.may(call, *arguments, **options)
        assert not done, f"{call} with {arguments} was not refused"

    def slash(self, guilty: Iterable[Address], basis_points: int, *, rewarded: bool, fine: bool = False) -> None:
        """Books a slash: half goes to the challenger, and the rest is burnt. A fine for an absence is burnt whole."""
        taken = 0
        books = self.books
        for validator in guilty:
            staked = books.stake[validator] * basis_points // 10_000
            leaving = books.leaving[validator] * basis_points // 10_000
            books.stake[validator] -= staked
            books.leaving[validator] -= leaving
            if not fine:
                books.slashed[validator] += staked + leaving
            taken += staked + leaving
        books.burnt += taken - (taken // 2 if rewarded else 0)

    def owners(self, epoch: int) -> list[Address]:
        """Whose stake each seat of an epoch stands for. A snapshot never changes, so it is read once."""
        set_id = self.net.scores.epoch(epoch).set_id
        if set_id not in self.owned:
            self.owned[set_id] = self.net.validators.owners(set_id)
        return self.owned[set_id]

    def vacate(self, gateway: Address) -> None:
        """Books that a gateway loses its place if its bond is below the minimum."""
        if self.books.bond[gateway] < self.net.plan.minimum_bond:
            self.places.pop(gateway, None)

    def pool_of(self, epoch: int) -> int:
        """The most that all seats of a final epoch may earn: a tenth of what its contributors do."""
        ledger = self.net.ledgers[self.final[epoch]]
        return self.net.parameters.pool * ledger.sum_credit * ledger.price // self.net.parameters.budget

    def fell(self, epoch: int, digest: bytes) -> None:
        """Books the fall of a report."""
        self.fallen.add(digest)
        self.slash(self.stood[digest], 100, rewarded=True)

    def record_finals(self) -> None:
        """Books the epochs that became final, with or without a ledger."""
        for epoch in range(len(self.final) + 1, self.net.reports.final_upto() + 1):
            digest = self.net.reports.standing(epoch).digest
            self.final[epoch] = digest
            if any(digest):
                ledger = self.net.ledgers[digest]
                self.books.payable += ledger.sum_credit * ledger.price

    def unfinal(self) -> list[tuple[int, bytes, Ledger]]:
        """The live reports, the oldest first."""
        upto = self.net.reports.final_upto()
        line = self.net.line()
        digests = {epoch: self.net.reports.standing(epoch).digest for epoch in line if epoch > upto}
        return [(epoch, digests[epoch], line[epoch]) for epoch in sorted(digests)]


def truth(leaf_hash: bytes) -> int:
    """The score that an honest validator gives a record: a byte from 2 on, the same for all."""
    return 2 + keccak(leaf_hash)[0] % 254


def build() -> Network:
    """Seven validators of unequal stake, two gateways, four contributors, watcher, relayer, buyer and trainer."""
    net = deploy(validators=0, minimum_stake=STAKE // 2)
    for i, weight in enumerate(WEIGHTS):
        net.add_validator(f"validator {i}", weight * STAKE)
    for gateway in GATEWAYS:
        net.add_gateway(gateway.name)
    for person in (*CONTRIBUTORS, THIEF, WATCHER, RELAYER, BUYER, TRAINER):
        net.fund(person, 100_000 * TOKEN)
    net.registry.bond(1_000 * TOKEN, sender=TRAINER.address)
    return net


def world_of(net: Network, honest: int) -> World:
    """The world before anything happens; the first `honest` validators by number are honest."""
    first = actor("validator 0").address
    world = World(
        net,
        balances=StoredMap(net.token, net.owner.address, net.token.balanceOf(net.owner.address)),
        stakes=StoredMap(net.validators, first, net.validators.stake_of(first)),
    )
    for i, weight in enumerate(WEIGHTS):
        address = actor(f"validator {i}").address
        world.books.stake[address] = weight * STAKE
        if i < honest:
            world.honest.add(address)
    for gateway in GATEWAYS:
        world.books.bond[gateway.address] = BOND
        world.places[gateway.address] = 1
    return world


def everybody(net: Network) -> list[Address]:
    """All accounts that can hold coin here."""
    people: list[Actor] = [*CONTRIBUTORS, *GATEWAYS, THIEF, WATCHER, RELAYER, BUYER, TRAINER, net.owner]
    validators = [actor(f"validator {i}") for i in range(VALIDATORS)]
    places = [contract.address for contract in net.contracts.values()]
    return [*(person.address for person in (*people, *validators)), *places, ZERO_ADDRESS]
