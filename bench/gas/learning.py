"""Plays what is built on paid records: a dataset, candidates, a new scorer, and licences."""

from collections.abc import Sequence

from eth_account.signers.local import LocalAccount

from kula.bench.gas.world import World
from kula.protocol.chain.clients.challenges import Proven
from kula.protocol.judging import NO_SLICE, Failure, Numbers
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.parameters import TOKEN
from kula.protocol.signatures import erase_digest, sign
from kula.protocol.types import Address

NUMBERS = Numbers(
    better=1_000,
    bound=50,
    worst_slice=NO_SLICE,
    won_parent=3,
    lost_parent=2,
    won_base=3,
    lost_base=2,
    sets=0,
    words_parent=1_000,
    words_base=1_000,
    loss_before=3_000,
    loss_after=2_900,
)
"""What every seat posts. It passes all criteria."""


class Learning:
    """A trainer's dataset and candidate, a rival's candidate, a new scorer, and licences."""

    def __init__(self, world: World, ledgers: Sequence[Ledger], people: Sequence[LocalAccount]) -> None:
        self._world = world
        self._ledgers = ledgers
        self._people = people
        self._trainer, self._rival, self._buyer = (world.new_account() for _ in range(3))

    def propose(self) -> None:
        """Publishes a dataset, fixes two candidates for the next epoch, and opens a scorer's vote."""
        world, registry = self._world, self._world.network.registry
        for trainer, bond in ((self._trainer, 200 * TOKEN), (self._rival, 100 * TOKEN)):
            world.fund(trainer, bond, registry.address)
            world.send(trainer, registry.bond(bond))
        epochs, rows = [ledger.epoch for ledger in self._ledgers], sum(len(ledger.rows) for ledger in self._ledgers)
        call = registry.publish_dataset(world.new_hash(), 0, rows, epochs[0], epochs[-1])
        world.send(self._trainer, call)
        for trainer in (self._trainer, self._rival):
            self._propose_candidate(trainer)
        judgements = world.network.judgements
        world.send(world.validators[0], judgements.commit_bank(judgements.last_round(), 0, world.new_hash()))
        scorers, scorer, manifest = world.network.scorers, world.new_hash(), world.new_hash()
        world.send(world.validators[0], scorers.propose(scorer, manifest, 0))
        for seat, validator in enumerate(world.validators[:4]):
            world.send(validator, scorers.vote(scorer, manifest, seat))

    def judge(self) -> None:
        """Adopts the first candidate, and burns the bond of the rival, whose files are broken."""
        world, judgements, registry = self._world, self._world.network.judgements, self._world.network.registry
        number = judgements.last_round()
        world.send(world.relayer, judgements.open_vote(number, judgements.round(number).last))
        world.send(world.validators[0], judgements.open_set(number, 0, 1, world.new_hash()))
        for seat, validator in enumerate(world.validators):
            world.send(validator, judgements.post_sample(number, seat, 1, 96, 24))
            world.send(validator, judgements.post_numbers(2, seat, 1, NUMBERS))
            world.send(validator, judgements.post_failure(3, seat, 1, Failure.BROKEN))
        world.send(world.relayer, judgements.conclude(number))
        if registry.served() != 2:
            raise RuntimeError(f"model {registry.served()} is served, expected the adopted candidate 2")
        self._roll_back()
        world.send(self._trainer, registry.take_bond())

    def _roll_back(self) -> None:
        """Serves the base again, and drops a candidate whose parent is no longer served."""
        world, registry = self._world, self._world.network.registry
        self._propose_candidate(self._trainer)
        base = registry.model(1).manifest
        world.send(world.validators[0], registry.propose_served(base, 0))
        for seat, validator in enumerate(world.validators[:4]):
            world.send(validator, registry.vote_served(base, seat))
        world.send(world.relayer, world.network.judgements.drop(registry.last_model()))

    def _propose_candidate(self, trainer: LocalAccount) -> None:
        registry = self._world.network.registry
        call = registry.propose_candidate(self._world.new_hash(), 5_000_000, registry.served(), [1], registry.fee())
        self._world.send(trainer, call)

    def sell(self) -> None:
        """Sells the dataset and the model, pays an account's royalties, and erases a record each of two others."""
        world, royalties = self._world, self._world.network.royalties
        for ledger in self._ledgers:
            world.send(world.relayer, royalties.open_ledger(ledger.epoch, ledger.proven(len(ledger.rows) - 1)))
        world.fund(self._buyer, 0, royalties.address)
        buyer = Address(self._buyer.address)
        world.send(self._buyer, royalties.buy_dataset(1, buyer, 10 * TOKEN))
        world.send(self._buyer, royalties.buy_model(2, buyer, 10 * TOKEN))
        paid, erasing, signing = self._people[:3]
        proven = [(ledger.epoch, self._last(ledger, paid)) for ledger in self._ledgers]
        world.send(world.relayer, royalties.claim_royalties(Address(paid.address), proven))
        world.anvil.give_coin(erasing.address, 10**21)
        ledger = self._ledgers[0]
        world.send(erasing, royalties.erase(ledger.epoch, self._last(ledger, erasing)))
        row, proof = self._last(ledger, signing)
        digest = erase_digest(world.network.signing, row.pay_to, ledger.epoch, row.pos)
        signature = sign(digest, bytes(signing.key))
        world.send(world.relayer, royalties.erase_for(row.pay_to, ledger.epoch, (row, proof), signature))

    @staticmethod
    def _last(ledger: Ledger, person: LocalAccount) -> Proven:
        return ledger.proven(ledger.last_rows()[Address(person.address)].t)
