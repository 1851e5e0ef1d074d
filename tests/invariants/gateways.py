"""Rules of the machine, part three: what is posted, bonds and places, and what others do with receipts."""

from eth_utils.crypto import keccak
from hypothesis import strategies as st

from kula.protocol.encoding import batch_leaf
from kula.protocol.merkle import Tree
from kula.protocol.parameters import TOKEN
from kula.protocol.signatures import receipt_digest, sign
from kula.protocol.types import ZERO_ADDRESS, ZERO_HASH, Receipt
from tests.invariants.world import CONTRIBUTORS, GATEWAYS, THIEF, WATCHER, World, move
from tests.support.actors import make_leaf
from tests.support.challenger import covered
from tests.support.evm import pass_time

PAYEES = [*(person.address for person in CONTRIBUTORS), THIEF.address, ZERO_ADDRESS]


class Gates:
    """Posting, places, receipts."""

    world: World

    @move(which=st.integers(0, 1), payees=st.lists(st.sampled_from(PAYEES), min_size=1, max_size=5))
    def gateway_posts(self, which: int, payees: list) -> None:
        """A gateway with a place and enough bond posts. Beyond its slot and share it burns bond."""
        net, world, gateway = self.world.net, self.world, GATEWAYS[which].address
        epoch, bond = net.batches.current(), world.books.bond[gateway]
        before = net.batches.posted(epoch, gateway)
        done, why = world.may(net.post, GATEWAYS[which], payees)
        assert done or "no place" in why or "full" in why or "no bond above" in why, why
        if done:
            assert world.places[gateway] <= epoch, "nobody posts before its term"
            fee = net.plan.minimum_bond // 1_000 if before else 0
            world.books.bond[gateway] = bond - fee
            world.books.burnt += fee

    @move(who=st.integers(0, 3))
    def contributor_submits_directly(self, who: int) -> None:
        net, person = self.world.net, CONTRIBUTORS[who]
        leaf = make_leaf(net.batches.address, net.batches.next_seq(net.batches.address), person.address)
        fee = net.plan.direct_fee << net.batches.posted(net.batches.current(), net.batches.address)
        arguments = covered(leaf), ZERO_HASH
        self.world.must_not(net.batches.submit_direct, *arguments, fee - 1, sender=person.address)
        done, number = self.world.may(net.batches.submit_direct, *arguments, fee, sender=person.address)
        if done:
            net.leaves[number] = [leaf]
            self.world.books.burnt += fee

    @move(which=st.integers(0, 1), amount=st.sampled_from([TOKEN, 4_000 * TOKEN]))
    def gateway_unbonds(self, which: int, amount: int) -> None:
        books, gateway = self.world.books, GATEWAYS[which]
        if not (books.bond[gateway.address] >= amount):
            return
        self.world.must(self.world.net.gateways.unbond, gateway.address, amount, sender=gateway.address)
        books.bond[gateway.address] -= amount
        books.bond_leaving[gateway.address] += amount
        self.world.vacate(gateway.address)

    @move(which=st.integers(0, 1), amount=st.sampled_from([1, 10 * TOKEN, 1_000 * TOKEN, 4_000 * TOKEN]))
    def gateway_bonds_and_takes_a_place(self, which: int, amount: int) -> None:
        """A place begins with the open epoch exactly if that holds no record."""
        world, net, gateway = self.world, self.world.net, GATEWAYS[which]
        done, _ = world.may(net.gateways.bond, gateway.address, amount, sender=gateway.address)
        world.books.bond[gateway.address] += amount if done else 0
        able = world.books.bond[gateway.address] >= net.plan.minimum_bond and gateway.address not in world.places
        done, _ = world.may(net.gateways.take_place, "https://gateway.example", sender=gateway.address)
        assert done == able
        if done:
            epoch = net.batches.current()
            world.places[gateway.address] = epoch + (net.batches.records(epoch) > 0)

    @move(which=st.integers(0, 1))
    def gateway_withdraws(self, which: int) -> None:
        books, gateway = self.world.books, GATEWAYS[which]
        done, _ = self.world.may(self.world.net.gateways.withdraw, gateway.address, sender=gateway.address)
        if done:
            books.bond_leaving[gateway.address] = 0

    @move(which=st.integers(0, 1), back=st.integers(0, 3), kept=st.booleans(), early=st.integers(0, 3))
    def somebody_accuses(self, which: int, back: int, kept: bool, early: int) -> None:
        """A kept receipt can be answered from any epoch and costs the gateway nothing. A broken one costs the fine."""
        net, world, gateway = self.world.net, self.world, GATEWAYS[which]
        posted = [(n, leaf) for n, leaves in net.leaves.items() for leaf in leaves if leaf.gateway == gateway.address]
        if not (posted):
            return
        number, leaf = posted[-1 - back % len(posted)]
        record = leaf.record_hash if kept else keccak(leaf.record_hash)
        last = max(0, net.batches.batch(number).posted_in - early)
        receipt = Receipt(gateway=gateway.address, seq=leaf.seq, record=record, last_epoch=last)
        digest = receipt_digest(net.signing, receipt)
        done, _ = world.may(net.gateways.accuse, receipt, sign(digest, gateway.key), sender=WATCHER.address)
        if not done:
            return
        deposit = net.gateways.DEPOSIT()
        world.books.deposits[f"receipt {digest.hex()}"] = deposit
        tree = Tree([batch_leaf(net.dom, each) for each in net.leaves[number]])
        at = leaf.seq - net.leaves[number][0].seq
        answer = net.gateways.answer, receipt, number, covered(leaf), tree.proof(at)
        if kept:
            world.must(*answer, sender=gateway.address)
        else:
            world.must_not(*answer, sender=gateway.address)
            world.must_not(net.gateways.convict, receipt)
            pass_time(86_400)
            world.must(net.gateways.convict, receipt)
            self.book_fine(gateway.address, net.gateways.FINE())
        del world.books.deposits[f"receipt {digest.hex()}"]

    def book_fine(self, gateway, fine: int) -> None:
        books = self.world.books
        bonded = min(fine, books.bond[gateway])
        leaving = min(fine - bonded, books.bond_leaving[gateway])
        books.bond[gateway] -= bonded
        books.bond_leaving[gateway] -= leaving
        books.burnt += bonded + leaving - (bonded + leaving) // 2
        self.world.vacate(gateway)
