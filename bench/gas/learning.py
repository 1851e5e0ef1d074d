"""Plays what is built on paid records: a dataset, candidates, a new scorer, and licences."""

from collections.abc import Sequence

from eth_account.signers.local import LocalAccount

from kula.bench.gas.world import World
from kula.protocol.chain.clients.challenges import Proven
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.parameters import TOKEN
from kula.protocol.signatures import erase_digest, sign
from kula.protocol.types import Address


class Learning:
    """A trainer's dataset and candidate, a rival's candidate, a new scorer, and licences."""

    def __init__(self, world: World, ledgers: Sequence[Ledger], people: Sequence[LocalAccount]) -> None:
        self._world = world
        self._ledgers = ledgers
        self._people = people
        self._trainer, self._rival, self._buyer = (world.new_account() for _ in range(3))

    def propose(self) -> None:
        """Publishes a dataset of the final ledgers, fixes two candidates for the next epoch, and opens a scorer's vote."""
        world, registry = self._world, self._world.network.registry
        for trainer in (self._trainer, self._rival):
            world.fund(trainer, 100 * TOKEN, registry.address)
            world.send(trainer, registry.bond(100 * TOKEN))
        epochs, rows = [ledger.epoch for ledger in self._ledgers], sum(len(ledger.rows) for ledger in self._ledgers)
        call = registry.publish_dataset(world.new_hash(), 0, rows, epochs[0], epochs[-1])
        world.send(self._trainer, call)
        for trainer in (self._trainer, self._rival):
            world.send(trainer, registry.propose_candidate(world.new_hash(), 1, [1]))
        scorers, scorer = world.network.scorers, world.new_hash()
        world.send(world.validators[0], scorers.propose(scorer, world.new_hash(), 0))
        for seat, validator in enumerate(world.validators[:4]):
            world.send(validator, scorers.vote(scorer, seat))

    def judge(self) -> None:
        """Adopts the first candidate. Rejects the rival's, because its parent is no longer served."""
        world, registry = self._world, self._world.network.registry
        for seat, validator in enumerate(world.validators[:4]):
            world.send(validator, registry.vote(2, seat, (3_000, 2_990), 5, (20, 20)))
        if registry.served() != 2:
            raise RuntimeError(f"model {registry.served()} is served, expected the adopted candidate 2")
        world.send(world.relayer, registry.reject(3))
        world.send(self._trainer, registry.take_bond())

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
