"""All contracts deployed in process, the people who use them, and whole epochs in a few lines.

Trees, ledgers and signatures come from the Python twins, so every epoch played here is also a test that both sides agree.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from eth_utils.crypto import keccak

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

STAKE = 1_000_000 * TOKEN
BOND = 8_000 * TOKEN
POCKET = 10_000 * TOKEN
FAST = Parameters(
    open_seconds=60,
    commit_seconds=60,
    reveal_seconds=60,
    report_seconds=60,
    challenge_seconds=90,
    answer_seconds=20,
    vote_seconds=600,
)
PAID = ("validators", "gateways", "batches", "demands", "registry", "royalties")
"""The contracts that take payments from people."""


@dataclass
class Network:
    """A deployment, and what everybody who watches it knows."""

    contracts: dict[str, Contract]
    plan: Deployment
    owner: Actor
    people: dict[Address, Actor] = field(default_factory=dict)
    """Validators, by address."""
    leaves: dict[int, list[Leaf]] = field(default_factory=dict)
    """Every batch's leaves, by number."""
    shown: dict[int, dict[int, bytes]] = field(default_factory=dict)
    """The scores that each seat commits to, by epoch and seat."""
    sets: dict[int, list[Seat]] = field(default_factory=dict)
    """Snapshots of stakes, by number."""
    ledgers: dict[bytes, Ledger] = field(default_factory=dict)
    """The ledger of every report ever proposed, by its digest."""

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
        """What ties leaves and digests to the deployment."""
        return domain(chain_id(), self.reports.address)

    @property
    def signing(self) -> SigningDomain:
        """What ties typed messages to the deployment."""
        return SigningDomain(chain_id(), self.grants.address)

    def fund(self, person: Actor, amount: int = POCKET) -> Actor:
        """Give somebody coin, and let every contract that takes payment take theirs."""
        self.token.transfer(person.address, amount, sender=self.owner.address)
        for name in PAID:
            self.token.approve(self.contracts[name].address, 2**256 - 1, sender=person.address)
        return person

    def add_validator(self, name: str, stake: int = STAKE) -> Actor:
        """Stake one more validator."""
        person = self.fund(actor(name), stake + POCKET)
        self.people[person.address] = person
        self.validators.stake(stake, sender=person.address)
        return person

    def add_gateway(self, name: str = "gateway", bond: int = BOND) -> Actor:
        """Bond one more gateway."""
        person = self.fund(actor(name), bond + POCKET)
        self.gateways.bond(bond, sender=person.address)
        return person

    def seats(self, epoch: int) -> list[Seat]:
        """Who holds the epoch's seats. A snapshot is read once: it never changes."""
        set_id = self.scores.epoch(epoch).set_id
        if set_id not in self.sets:
            found = self.validators.seats(set_id)
            self.sets[set_id] = [Seat(validator=seat.validator, weight=seat.weight) for seat in found]
        return self.sets[set_id]

    def holder(self, epoch: int, seat: int) -> Actor:
        """The validator of a seat."""
        return self.people[self.seats(epoch)[seat].validator]

    # --- an epoch, step by step

    def post(self, gateway: Actor, payees: Sequence[Address]) -> int:
        """Post one batch with a record for each payee; returns its number."""
        first = self.batches.next_seq(gateway.address)
        leaves = [make_leaf(gateway.address, first + i, payee) for i, payee in enumerate(payees)]
        root = Tree([batch_leaf(self.dom, leaf) for leaf in leaves]).root
        number = self.batches.post_batch(first, len(leaves), root, ZERO_HASH, sender=gateway.address)
        self.leaves[number] = leaves
        return number

    def close(self) -> int:
        """Wait until the open epoch may close, and close it; returns its number."""
        epoch = self.batches.current()
        pass_time(self.parameters.open_seconds)
        self.batches.close()
        return epoch

    def commit(self, epoch: int, seat: int, scores: bytes) -> None:
        """Commit to scores from a seat."""
        state = self.scores.epoch(epoch)
        person = self.holder(epoch, seat)
        self.shown.setdefault(epoch, {})[seat] = scores
        commitment = commit_hash(
            chain_id(),
            self.scores.address,
            epoch,
            batches_root=state.batches_root,
            validator=person.address,
            scorer_id=state.scorer_id,
            scores=scores,
            salt=salt_of(epoch, seat),
        )
        self.scores.commit(epoch, seat, commitment, sender=person.address)

    def reveal(self, epoch: int, seat: int) -> None:
        """Reveal what a seat has committed to."""
        person = self.holder(epoch, seat)
        scores = self.shown[epoch][seat]
        self.scores.reveal(epoch, seat, salt_of(epoch, seat), scores, ZERO_HASH, sender=person.address)

    def play_scores(self, epoch: int, scores: Sequence[bytes]) -> None:
        """Commit and reveal from all seats, in order."""
        for seat, mine in enumerate(scores):
            self.commit(epoch, seat, mine)
        for seat in range(len(scores)):
            self.reveal(epoch, seat)

    def open_epoch(self, gateway: Actor, payees: Sequence[Address], scores: Sequence[bytes]) -> int:
        """Post, close, commit and reveal; returns the epoch."""
        self.post(gateway, payees)
        epoch = self.close()
        self.play_scores(epoch, scores)
        return epoch

    def settle(self, epoch: int) -> Ledger:
        """The one honest ledger of an epoch, on the line that stands."""
        leaves = self.leaves_of(epoch)
        return compute_ledger(
            self.dom,
            epoch,
            leaves,
            self.medians(epoch),
            floor=self.parameters.floor,
            earlier=self.earlier(),
            budget=self.batches.budget_of(epoch),
            cap=self.parameters.cap,
        )

    def report(self, ledger: Ledger) -> Report:
        """What validators sign for a ledger, on the line that stands."""
        return ledger.report(
            attempt=self.reports.attempt(), parent=self.reports.standing(self.reports.tip()).digest, files=ZERO_HASH
        )

    def digest(self, report: Report) -> bytes:
        """A report's digest."""
        return report_digest(self.dom, report, parameters_hash(self.parameters))

    def propose(self, ledger: Ledger, signers: Sequence[int] | None = None, sender: Actor | None = None) -> bytes:
        """Sign a ledger from seats (all by default) and propose it; returns its digest."""
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
        """Wait for the window's end and make the report final."""
        pass_time(self.parameters.challenge_seconds)
        self.reports.finalise(epoch)

    def turn(self, gateway: Actor, payees: Sequence[Address], scores: Sequence[bytes]) -> Ledger:
        """A whole epoch up to its final ledger."""
        ledger = self.settle(self.open_epoch(gateway, payees, scores))
        self.propose(ledger)
        self.finalise(ledger.epoch)
        return ledger

    def claim(self, ledger: Ledger, account: Address) -> int:
        """Claim by an account's last row; returns what was paid."""
        row, proof = ledger.proven(ledger.last_rows()[account].t)
        return self.claims.claim_for(account, ledger.epoch, row, proof)

    # --- what everybody knows

    def leaves_of(self, epoch: int) -> list[Leaf]:
        """An epoch's batch leaves by position."""
        return [leaf for number in self.batches.batches_of(epoch) for leaf in self.leaves[number]]

    def revealed(self, epoch: int) -> dict[int, bytes]:
        """The scores that were revealed, by seat."""
        bitmap = self.scores.epoch(epoch).revealed
        return {seat: scores for seat, scores in self.shown.get(epoch, {}).items() if bitmap >> seat & 1}

    def medians(self, epoch: int) -> bytes:
        """The median of every position."""
        seats = self.seats(epoch)
        shown = [(seats[seat], scores) for seat, scores in sorted(self.revealed(epoch).items())]
        return medians(shown, self.scores.epoch(epoch).records)

    def line(self, before: int | None = None) -> dict[int, Ledger]:
        """The ledgers that stand or are final, by epoch, the newest first."""
        found: dict[int, Ledger] = {}
        epoch = self.reports.tip()
        while epoch:
            state = self.reports.standing(epoch)
            if before is None or epoch < before:
                found[epoch] = self.ledgers[state.digest]
            epoch = state.parent
        return found

    def earlier(self) -> dict[Address, Earlier]:
        """Where each account stands at the tip of the line."""
        accounts: dict[Address, Earlier] = {}
        for ledger in reversed(self.line().values()):
            accounts = ledger.earlier_after(accounts)
        return accounts

    def copy(self) -> "Network":
        """The same deployment with a memory of its own."""
        return replace(
            self,
            people=dict(self.people),
            leaves=dict(self.leaves),
            shown={epoch: dict(scores) for epoch, scores in self.shown.items()},
            sets=dict(self.sets),
            ledgers=dict(self.ledgers),
        )


def deploy(parameters: Parameters = FAST, validators: int = 5, **numbers: int) -> Network:
    """Create all contracts where each expects the others, and stake some validators of equal weight."""
    start_clock()
    owner = actor("owner")
    admitted = tuple(actor(f"validator {i}").address for i in range(4))
    plan = Deployment(
        parameters=parameters,
        scorer_id=keccak(b"scorer"),
        base_manifest=keccak(b"base"),
        admitted=admitted,
        **numbers,  # type: ignore[arg-type]
    )
    places = {name: next_address(owner.address, i) for i, name in enumerate(NAMES)}
    arguments = constructor_arguments(plan, owner.address, places)
    made = {name: create(name, arguments[name], owner.address) for name in NAMES}
    wrong = [name for name in NAMES if made[name].address != places[name]]
    if wrong:
        raise RuntimeError(f"created elsewhere than predicted: {', '.join(wrong)}")
    network = Network({name.lower(): contract for name, contract in made.items()}, plan, owner)
    for i in range(validators):
        network.add_validator(f"validator {i}")
    return network


@contextmanager
def fresh(network: Network) -> Iterator[Network]:
    """The network as it is now; whatever happens to it inside is undone."""
    with undone():
        yield network.copy()
