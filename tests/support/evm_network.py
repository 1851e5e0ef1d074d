"""All contracts deployed in process, the people who use them, and whole epochs in a few lines.

Trees, ledgers and signatures come from the Python twins. So every epoch played here also tests that both sides agree.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from eth_utils.crypto import keccak

from kula.bench.gas.played import BOND, STAKE
from kula.contracts import NAMES
from kula.protocol.chain.deploy import Deployment, constructor_arguments
from kula.protocol.encoding import batch_leaf, commit_hash, domain, parameters_hash, report_digest
from kula.protocol.ledgers.ledger import Earlier, Ledger, compute_ledger
from kula.protocol.ledgers.scores import medians
from kula.protocol.merkle import Tree
from kula.protocol.parameters import TOKEN, Parameters
from kula.protocol.signatures import SigningDomain, sign
from kula.protocol.types import ZERO_HASH, Address, Leaf, Report, Seat
from tests.support.actors import Actor, actor, make_leaf, salt_of
from tests.support.evm import Contract, chain_id, create, next_address, pass_time, start_clock, undone

POCKET = 10_000 * TOKEN
FAST = Parameters(
    open_seconds=60,
    commit_seconds=60,
    reveal_seconds=60,
    report_seconds=60,
    challenge_seconds=90,
    answer_seconds=20,
    vote_seconds=80,
    round_epochs=1,
    round_limit=3,
    seed_blocks=0,
)
PAID = ("validators", "gateways", "batches", "demands", "registry", "royalties")
"""The contracts that take payments from people."""


@dataclass
class Network:
    """A deployment, and what every observer knows of it."""

    contracts: dict[str, Contract]
    plan: Deployment
    owner: Actor
    people: dict[Address, Actor] = field(default_factory=dict)
    """Validators, by address."""
    leaves: dict[int, list[Leaf]] = field(default_factory=dict)
    """Every batch's leaves, by number."""
    committed: dict[int, dict[int, bytes]] = field(default_factory=dict)
    """The scores that each seat commits to, by epoch and seat."""
    sets: dict[int, list[Seat]] = field(default_factory=dict)
    """Snapshots of stakes, by number."""
    ledgers: dict[bytes, Ledger] = field(default_factory=dict)
    """The ledger of every report that was ever proposed, by its digest."""

    def __getattr__(self, name: str) -> Contract:
        if name.startswith("_") or name not in self.contracts:
            raise AttributeError(name)
        return self.contracts[name]

    @property
    def parameters(self) -> Parameters:
        """The deployment's numbers."""
        return self.plan.parameters

    @property
    def dom(self) -> bytes:
        """The hash that binds leaves and digests to the deployment."""
        return domain(chain_id(), self.reports.address)

    @property
    def signing(self) -> SigningDomain:
        """The domain that binds typed messages to the deployment."""
        return SigningDomain(chain_id(), self.grants.address)

    def fund(self, person: Actor, amount: int = POCKET) -> Actor:
        """Gives a person coin, and approves every contract that takes payments."""
        self.token.transfer(person.address, amount, sender=self.owner.address)
        for name in PAID:
            self.token.approve(self.contracts[name].address, 2**256 - 1, sender=person.address)
        return person

    def add_validator(self, name: str, stake: int = STAKE) -> Actor:
        """Stakes one more validator."""
        person = self.fund(actor(name), stake + POCKET)
        self.people[person.address] = person
        self.validators.stake(stake, sender=person.address)
        return person

    def add_operator(self, owner: str, name: str) -> Actor:
        """Lets another key act for a validator from the next snapshot on."""
        self.people[actor(name).address] = actor(name)
        self.validators.set_operator(actor(name).address, sender=actor(owner).address)
        return actor(name)

    def add_gateway(self, name: str = "gateway", bond: int = BOND) -> Actor:
        """Bonds one more gateway."""
        person = self.fund(actor(name), bond + POCKET)
        self.gateways.bond(person.address, bond, sender=person.address)
        self.gateways.take_place(f"https://{name.replace(' ', '-')}.example", sender=person.address)
        return person

    def seats(self, epoch: int) -> list[Seat]:
        """The epoch's seats. A snapshot never changes, so it is read once."""
        set_id = self.scores.epoch(epoch).set_id
        if set_id not in self.sets:
            self.sets[set_id] = [Seat(operator=s.operator, weight=s.weight) for s in self.validators.seats(set_id)]
        return self.sets[set_id]

    def holder(self, epoch: int, seat: int) -> Actor:
        """The validator that holds a seat."""
        return self.people[self.seats(epoch)[seat].operator]

    def post(self, gateway: Actor, payees: Sequence[Address]) -> int:
        """Posts one batch with a record per payee. Returns its number."""
        first = self.batches.next_seq(gateway.address)
        leaves = [make_leaf(gateway.address, first + i, payee) for i, payee in enumerate(payees)]
        root = Tree([batch_leaf(self.dom, leaf) for leaf in leaves]).root
        number = self.batches.post_batch(first, len(leaves), root, ZERO_HASH, 2**256 - 1, sender=gateway.address)
        self.leaves[number] = leaves
        return number

    def close(self) -> int:
        """Waits until the open epoch may close, and closes it. Returns its number."""
        epoch = self.batches.current()
        pass_time(self.parameters.open_seconds)
        self.batches.close()
        return epoch

    def commit(self, epoch: int, seat: int, scores: bytes) -> None:
        """Commits to scores from a seat."""
        state = self.scores.epoch(epoch)
        person = self.holder(epoch, seat)
        self.committed.setdefault(epoch, {})[seat] = scores
        commitment = commit_hash(
            chain_id(),
            self.scores.address,
            epoch,
            batches_root=state.batches_root,
            operator=person.address,
            scorer_id=state.scorer_id,
            scores=scores,
            salt=salt_of(epoch, seat),
        )
        self.scores.commit(epoch, seat, commitment, sender=person.address)

    def reveal(self, epoch: int, seat: int) -> None:
        """Reveals what a seat has committed to."""
        person = self.holder(epoch, seat)
        scores = self.committed[epoch][seat]
        self.scores.reveal(epoch, seat, salt_of(epoch, seat), scores, ZERO_HASH, sender=person.address)

    def play_scores(self, epoch: int, scores: Sequence[bytes]) -> None:
        """Commits and reveals from all seats, in order."""
        for seat, mine in enumerate(scores):
            self.commit(epoch, seat, mine)
        for seat in range(len(scores)):
            self.reveal(epoch, seat)

    def open_epoch(self, gateway: Actor, payees: Sequence[Address], scores: Sequence[bytes]) -> int:
        """Posts, closes, commits and reveals. Returns the epoch."""
        self.post(gateway, payees)
        epoch = self.close()
        self.play_scores(epoch, scores)
        return epoch

    def settle(self, epoch: int) -> Ledger:
        """The honest ledger of an epoch, on the line of live and final reports."""
        return compute_ledger(
            self.dom,
            epoch,
            self.leaves_of(epoch),
            self.medians(epoch),
            floor=self.parameters.floor,
            earlier=self.earlier(),
            budget=self.batches.budget_of(epoch),
            cap=self.parameters.cap,
        )

    def report(self, ledger: Ledger) -> Report:
        """The report of a ledger, on the line of live and final reports."""
        return ledger.report(
            attempt=self.reports.attempt(), parent=self.reports.standing(self.reports.tip()).digest, files=ZERO_HASH
        )

    def digest(self, report: Report) -> bytes:
        """A report's digest."""
        return report_digest(self.dom, report, parameters_hash(self.parameters))

    def propose(self, ledger: Ledger, signers: Sequence[int] | None = None, sender: Actor | None = None) -> bytes:
        """Signs a ledger from seats (all by default) and proposes it. Returns its digest."""
        epoch = ledger.epoch
        seats = range(len(self.seats(epoch))) if signers is None else sorted(signers)
        digest = self.digest(self.report(ledger))
        signatures = b"".join(sign(digest, self.holder(epoch, seat).key) for seat in seats)
        last, proof = ledger.proven(len(ledger.rows) - 1)
        bitmap = sum(1 << seat for seat in seats)
        who = (sender or self.owner).address
        self.reports.propose(epoch, ledger.root, ZERO_HASH, last, proof, bitmap, signatures, sender=who)
        self.ledgers[digest] = ledger
        return digest

    def finalise(self, epoch: int) -> None:
        """Waits for the end of the window and makes the report final."""
        pass_time(self.parameters.challenge_seconds)
        self.reports.finalise(epoch)

    def turn(self, gateway: Actor, payees: Sequence[Address], scores: Sequence[bytes]) -> Ledger:
        """Plays a whole epoch up to its final ledger."""
        ledger = self.settle(self.open_epoch(gateway, payees, scores))
        self.propose(ledger)
        self.finalise(ledger.epoch)
        return ledger

    def claim(self, ledger: Ledger, account: Address) -> int:
        """Claims by an account's last row. Returns the amount paid."""
        row, proof = ledger.proven(ledger.last_rows()[account].t)
        return self.claims.claim_for(account, ledger.epoch, row, proof)

    # --- what everybody knows

    def leaves_of(self, epoch: int) -> list[Leaf]:
        """An epoch's batch leaves by position."""
        return [leaf for number in self.batches.batches_of(epoch) for leaf in self.leaves[number]]

    def revealed(self, epoch: int) -> dict[int, bytes]:
        """The scores that were revealed, by seat."""
        bitmap = self.scores.epoch(epoch).revealed
        return {seat: scores for seat, scores in self.committed.get(epoch, {}).items() if bitmap >> seat & 1}

    def medians(self, epoch: int) -> bytes:
        """The median of every position."""
        seats = self.seats(epoch)
        weighed = [(seats[seat], scores) for seat, scores in sorted(self.revealed(epoch).items())]
        return medians(weighed, self.scores.epoch(epoch).records)

    def line(self, before: int | None = None) -> dict[int, Ledger]:
        """The ledgers that are live or final, by epoch, the newest first."""
        ledgers: dict[int, Ledger] = {}
        epoch = self.reports.tip()
        while epoch:
            state = self.reports.standing(epoch)
            if before is None or epoch < before:
                ledgers[epoch] = self.ledgers[state.digest]
            epoch = state.parent
        return ledgers

    def earlier(self) -> dict[Address, Earlier]:
        """Each account's last row at the tip of the line."""
        accounts: dict[Address, Earlier] = {}
        for ledger in reversed(self.line().values()):
            accounts = ledger.earlier_after(accounts)
        return accounts

    def copy(self) -> "Network":
        """The same deployment with separate Python state."""
        return replace(
            self,
            people=dict(self.people),
            leaves=dict(self.leaves),
            committed={epoch: dict(scores) for epoch, scores in self.committed.items()},
            sets=dict(self.sets),
            ledgers=dict(self.ledgers),
        )


def deploy(parameters: Parameters = FAST, validators: int = 5, **settings: Any) -> Network:
    """Creates all contracts at their predicted addresses, and stakes some validators of equal weight."""
    start_clock()
    owner = actor("owner")
    admitted = tuple(actor(f"validator {i}").address for i in range(4))
    plan = Deployment(
        parameters=parameters,
        scorer_id=keccak(b"scorer"),
        base_manifest=keccak(b"base"),
        admitted=admitted,
        **settings,
    )
    places = {name: next_address(owner.address, i) for i, name in enumerate(NAMES)}
    arguments = constructor_arguments(plan, owner.address, places)
    created = {name: create(name, arguments[name], owner.address) for name in NAMES}
    if wrong := [name for name in NAMES if created[name].address != places[name]]:
        raise RuntimeError(f"created elsewhere than predicted: {', '.join(wrong)}")
    network = Network({name.lower(): contract for name, contract in created.items()}, plan, owner)
    for i in range(validators):
        network.add_validator(f"validator {i}")
    return network


@contextmanager
def fresh(network: Network) -> Iterator[Network]:
    """A copy of the network. What happens to it inside is rolled back."""
    with undone():
        yield network.copy()
