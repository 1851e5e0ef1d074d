"""Rules of the machine, part two: claims, the pay of seats, royalties."""

from hypothesis import strategies as st

from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.ledgers.royalties import BURN_PERCENT, ONE
from kula.protocol.parameters import TOKEN
from kula.protocol.signatures import fee_digest, sign
from kula.protocol.types import ZERO_HASH, Fee
from tests.invariants.world import BUYER, CONTRIBUTORS, RELAYER, THIEF, TRAINER, WATCHER, World, move
from tests.support.evm import now


class Dealings:
    """What people do besides reports."""

    world: World

    # --- claims

    def final_ledgers(self) -> list[Ledger]:
        """Ledgers of final epochs, the oldest first."""
        world = self.world
        return [world.net.ledgers[digest] for _, digest in sorted(world.final.items()) if any(digest)]

    def due(self, ledger: Ledger, rows) -> dict:
        """What claiming rows, in this order, must pay each account."""
        had, due = dict(self.world.books.earned), {}
        for row in rows:
            more = max(0, ledger.earned(row) - had.get(row.pay_to, 0)) if int(row.pay_to, 16) else 0
            had[row.pay_to] = had.get(row.pay_to, 0) + more
            due[row.pay_to] = due.get(row.pay_to, 0) + more
        return due

    def book(self, due: dict, call, *arguments, sender=THIEF) -> None:
        """Claims. No sequence of calls may block a claim of an honest line, and each claim pays the exact amount."""
        books = self.world.books
        if self.world.tainted:
            done, why = self.world.may(call, *arguments, sender=sender.address)
            assert done or why == "claims: more than final ledgers allot"
            due = {account: (self.world.balances[account] >> 128) - books.earned[account] for account in due}
        else:
            self.world.must(call, *arguments, sender=sender.address)
        for account, amount in due.items():
            books.earned[account] += amount

    @move(which=st.integers(0, 3), t=st.integers(0, 20))
    def somebody_claims_a_row(self, which: int, t: int) -> None:
        ledgers = self.final_ledgers()
        if not (ledgers):
            return
        ledger = ledgers[which % len(ledgers)]
        row, proof = ledger.proven(t % len(ledger.rows))
        call = self.world.net.claims.claim_for
        self.book(self.due(ledger, [row]), call, row.pay_to, ledger.epoch, row, proof)

    @move(which=st.integers(0, 3), picked=st.sets(st.integers(0, 20), min_size=1, max_size=5))
    def somebody_claims_many_rows(self, which: int, picked: set) -> None:
        ledgers = self.final_ledgers()
        if not (ledgers):
            return
        ledger = ledgers[which % len(ledgers)]
        places = sorted({t % len(ledger.rows) for t in picked})
        rows = [ledger.rows[t] for t in places]
        call = self.world.net.claims.claim_rows
        self.book(self.due(ledger, rows), call, ledger.epoch, rows, ledger.tree.multiproof(places))

    @move(which=st.integers(0, 3), levels=st.integers(0, 3), place=st.integers(0, 7))
    def somebody_claims_a_range(self, which: int, levels: int, place: int) -> None:
        ledgers = self.final_ledgers()
        if not (ledgers):
            return
        ledger = ledgers[which % len(ledgers)]
        levels = min(levels, (len(ledger.rows) - 1).bit_length())
        place %= ((len(ledger.rows) - 1) >> levels) + 1
        rows = list(ledger.rows[place << levels : (place + 1) << levels])
        arguments = ledger.epoch, place << levels, levels, rows, ledger.tree.subtree_proof(place, levels)
        self.book(self.due(ledger, rows), self.world.net.claims.claim_range, *arguments)

    @move(who=st.integers(0, 3), amount=st.integers(0, 40 * TOKEN), nonce=st.integers(0, 2))
    def relayer_claims_for_a_fee(self, who: int, amount: int, nonce: int) -> None:
        world, net, person = self.world, self.world.net, CONTRIBUTORS[who]
        ledgers = [ledger for ledger in self.final_ledgers() if person.address in ledger.last_rows()]
        if not (ledgers and not self.world.tainted):
            return
        ledger = ledgers[-1]
        row, proof = ledger.proven(ledger.last_rows()[person.address].t)
        fee = Fee(account=person.address, relayer=RELAYER.address, amount=amount, deadline=now(), nonce=nonce)
        signed = sign(fee_digest(net.signing, fee), person.key)
        due = max(0, ledger.earned(row) - self.world.books.earned[person.address])
        used = net.claims.fee_used(person.address, nonce)
        arguments = ledger.epoch, row, proof, fee, signed
        self.world.must_not(net.claims.claim_with_fee, *arguments, sender=THIEF.address)
        if used or due == 0 or due < amount:
            self.world.must_not(net.claims.claim_with_fee, *arguments, sender=RELAYER.address)
            return
        before = world.balance(RELAYER.address)
        self.world.must(net.claims.claim_with_fee, *arguments, sender=RELAYER.address)
        assert world.balance(RELAYER.address) - before == amount
        self.world.books.earned[person.address] += due

    # --- validators' pay

    @move(back=st.integers(0, 2))
    def somebody_mints_pay(self, back: int) -> None:
        net, world = self.world.net, self.world
        epoch = net.reports.final_upto() - back
        if not (epoch > 0):
            return
        before = net.token.totalSupply()
        done, minted = world.may(net.pay.claim_pay, epoch)
        if done:
            world.books.minted_pay += minted
            assert net.token.totalSupply() - before == minted <= world.pool_of(epoch)
            assert net.pay.paid(epoch) & net.reports.fallen_signers(epoch) == 0

    # --- royalties

    @move(amount=st.integers(10 * TOKEN, 90 * TOKEN))
    def buyer_buys_the_last_ledger(self, amount: int) -> None:
        net, world = self.world.net, self.world
        ledgers = self.final_ledgers()
        if not (ledgers and not world.tainted):
            return
        ledger = ledgers[-1]
        if not net.royalties.ledger(ledger.epoch).opened:
            world.must(net.royalties.open_ledger, ledger.epoch, ledger.proven(len(ledger.rows) - 1))
            world.must(
                net.registry.publish_dataset, ZERO_HASH, 0, 1, ledger.epoch, ledger.epoch, sender=TRAINER.address
            )
        held = net.royalties.ledger(ledger.epoch)
        number = net.registry.last_dataset()
        before = world.balance(net.royalties.address)
        done, why = world.may(net.royalties.buy_dataset, number, BUYER.address, amount, sender=BUYER.address)
        if not done:
            assert held.live == 0, why
            return
        revenue = (amount - amount * BURN_PERCENT // 100) * ONE // held.live
        kept = -(-revenue * held.live // ONE)
        assert world.balance(net.royalties.address) - before == kept
        assert net.royalties.ledger(ledger.epoch).revenue == held.revenue + revenue
        world.books.royalties_in += kept
        world.books.burnt += amount - kept

    @move(t=st.integers(0, 20), which=st.integers(0, 3))
    def contributor_claims_royalties(self, t: int, which: int) -> None:
        net, world = self.world.net, self.world
        ledgers = [ledger for ledger in self.final_ledgers() if net.royalties.ledger(ledger.epoch).opened]
        if not (ledgers and not world.tainted):
            return
        ledger = ledgers[which % len(ledgers)]
        proven = ledger.proven(t % len(ledger.rows))
        account = proven[0].pay_to
        if not (int(account, 16)):
            return
        before = world.balance(account)
        world.must(net.royalties.claim_royalties, account, [ledger.epoch], [proven])
        world.books.royalties_out += world.balance(account) - before
        again = world.balance(account)
        world.must(net.royalties.claim_royalties, account, [ledger.epoch], [proven])
        assert world.balance(account) == again, "a second claim pays nothing"

    @move(t=st.integers(0, 20))
    def contributor_erases(self, t: int) -> None:
        """An erased record earns nothing more, whatever is sold later."""
        net, world = self.world.net, self.world
        ledgers = [ledger for ledger in self.final_ledgers() if net.royalties.ledger(ledger.epoch).opened]
        if not (ledgers and not world.tainted):
            return
        ledger = ledgers[-1]
        proven = ledger.proven(t % len(ledger.rows))
        account = proven[0].pay_to
        if not (int(account, 16)):
            return
        live = net.royalties.ledger(ledger.epoch).live
        world.must_not(net.royalties.erase, ledger.epoch, proven, sender=WATCHER.address)
        done, _ = world.may(net.royalties.erase, ledger.epoch, proven, sender=account)
        credit = proven[0].median - net.parameters.floor if done else 0
        assert net.royalties.ledger(ledger.epoch).live == live - credit
