"""Both sides of a demand: asking for what a standing report withholds, and posting what we hold."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eth_utils.crypto import keccak
from web3.contract.contract import ContractFunction

from kula.node.validator.epoch import leaf_proof
from kula.node.validator.watching.challenging import ProvenRows
from kula.node.validator.watching.deposits import Deposits
from kula.protocol.chain.clients.demands import DemandKind
from kula.protocol.chain.clients.reports import ReportState
from kula.protocol.chain.network import Network
from kula.protocol.chain.rpc.errors import kula_errors
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import ChainRefused, Unavailable
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.ledgers.opened import LEVELS, SUBTREE
from kula.protocol.merkle import depth
from kula.protocol.parameters import TOKEN
from kula.protocol.reading.material import Material
from kula.protocol.types import Address, Row


def opened_payees(network: Network, epoch: int) -> dict[int, Address]:
    """The payees of the batch leaves that were posted on demand, by position."""
    digest = network.reports.standing(epoch).digest
    events = network.demands.events("LeafOpened", digest=digest)
    return {event["args"]["pos"]: Address(event["args"]["leaf"]["pay_to"]) for event in events}


def chance_order(places: Sequence[int], secret: bytes, digest: bytes) -> list[int]:
    """The places in an order that nobody knows who does not know our secret."""
    return sorted(places, key=lambda place: _chance(secret, digest, place))


def credit_order(rows: Sequence[Row], floor: int, secret: bytes, digest: bytes) -> list[Row]:
    """The rows in an order of chance in which a row comes first with a probability that grows with its own credit.

    Weighted sampling without replacement: Efraimidis and Spirakis, Information Processing Letters 97 (2006).
    """

    def key(row: Row) -> float:
        return -math.log(_chance(secret, digest, row.pos)) / (row.median - floor)

    return sorted(rows, key=key)


def _chance(secret: bytes, digest: bytes, place: int) -> float:
    """A number above 0 and at most 1."""
    number = int.from_bytes(keccak(secret + digest + place.to_bytes(4, "big"))[:6], "big")
    return (number + 1) / 2**48


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks for what a report withholds, within our budget. Each method sends at most one demand or challenge."""

    network: Network
    sender: Sender
    deposits: Deposits

    def overdue(self, state: ReportState, epoch: int, now: int) -> bool:
        """Bring the report down by a demand whose deadline has passed, whoever made it. Returns whether it did.

        Liars may demand what they hide, so that we cannot, and then leave it open for ever.
        """
        demands, digest = self.network.demands, state.digest
        ours = [(asked.kind, asked.place) for asked in self.deposits.open() if asked.digest == digest]
        others = [(one.kind, one.place) for one in demands.waiting(digest, state.proposed_at) if now >= one.until]
        for kind, place in dict.fromkeys([*ours, *others]):
            demand = demands.demand(digest, kind, place)
            if demand.until and not demand.answered and now >= demand.until:
                self.sender.send(demands.challenge_unopened(epoch, kind, place))
                return True
        return False

    def rows(self, state: ReportState, epoch: int, missing: Sequence[int], now: int) -> bool:
        """Demand the next missing range of rows. Returns whether there was one that can still be demanded."""
        if now >= state.proposed_at + self.network.parameters.challenge_seconds // 3:
            return False
        asked = self.network.demands.asked(state.digest, DemandKind.ROWS)
        for subtree in chance_order(missing, self.deposits.secret, state.digest):
            if subtree not in asked and self._may_ask(state.digest, DemandKind.ROWS, subtree):
                call = self.network.demands.demand_rows(epoch, subtree)
                return self._ask(state.digest, DemandKind.ROWS, subtree, epoch, call)
        return False

    def leaf(self, state: ReportState, at_hand: ProvenRows, unknown: Sequence[Row], now: int) -> bool:
        """The same for the batch leaf of one of the `unknown` rows."""
        network = self.network
        since = max(state.proposed_at, network.demands.read("rows_opened_at", state.digest))
        if now >= since + network.parameters.challenge_seconds // 3:
            return False
        # Liars may demand thousands of leaves themselves. To ask the chain about each would take hours.
        asked = network.demands.asked(state.digest, DemandKind.LEAF)
        for row in credit_order(unknown, network.parameters.floor, self.deposits.secret, state.digest):
            if row.pos not in asked and self._may_ask(state.digest, DemandKind.LEAF, row.pos):
                call = network.demands.demand_leaf(at_hand.epoch, *at_hand.proven(row.t))
                return self._ask(state.digest, DemandKind.LEAF, row.pos, at_hand.epoch, call)
        return False

    def _may_ask(self, digest: bytes, kind: DemandKind, place: int) -> bool:
        """Whether neither we nor others have asked. What we read of the chain may be older than our last demand."""
        asked = self.deposits.has(digest, kind, place)
        return not asked and not self.network.demands.demand(digest, kind, place).until

    def _ask(self, digest: bytes, kind: DemandKind, place: int, epoch: int, call: ContractFunction) -> bool:
        """Sends one demand, and allows exactly its deposit. Returns False if it would exceed the budget."""
        if not self.deposits.allows(digest, kind, epoch):
            return False
        deposit, token = self.deposits.deposit(kind), self.network.token
        if token.balance_of(self.sender.address) < deposit:
            raise Unavailable(f"epoch {epoch}: a demand needs a deposit of {deposit / TOKEN:g} KULA; send coin to us")
        self._try(call)
        self.sender.send(token.approve(self.network.demands.address, deposit))
        self.deposits.note(digest, kind, place, epoch)
        try:
            self.sender.send(call)
        except ChainRefused:
            self.deposits.drop(digest, kind, place)
            raise
        return True

    def _try(self, call: ContractFunction) -> None:
        """Raises ChainRefused if the chain refuses a demand for another reason than its deposit: before we pay for gas."""
        try:
            with kula_errors(call.fn_name):
                call.call({"from": self.sender.address})
        except ChainRefused as refused:
            if not refused.reason.startswith("token: "):
                raise


def answer_demands(network: Network, ledger: Ledger, material: Material) -> Iterator[ContractFunction]:
    """The calls that post every row and leaf that is demanded of a standing report and that we hold."""
    state = network.reports.standing(ledger.epoch)
    for asked in network.demands.waiting(state.digest, state.proposed_at):
        if asked.kind is DemandKind.ROWS:
            rows = ledger.rows[asked.place * SUBTREE : (asked.place + 1) * SUBTREE]
            proof = ledger.tree.subtree_proof(asked.place, min(LEVELS, depth(len(ledger.rows))))
            yield network.demands.answer_rows(ledger.epoch, asked.place, rows, proof)
        elif material.leaves[asked.place].known:
            proven = leaf_proof(network, material, asked.place)
            yield network.demands.answer_leaf(ledger.epoch, asked.place, *proven)
