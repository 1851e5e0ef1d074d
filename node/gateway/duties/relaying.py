"""Relayed claims: final epochs pay their accounts, many per transaction, and the gateway pays the gas."""

import time
from collections.abc import Sequence

from web3.contract.contract import ContractFunction

from kula.node.gateway.database.repository import Repository
from kula.node.gateway.duties.budget import GasBudget, Relayed
from kula.node.gateway.problems import Problem
from kula.protocol.amounts import kula
from kula.protocol.chain.presets import usable_gas_of
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import ChainRefused, Unavailable
from kula.protocol.ledgers.claims import Claim, Width, plan_claims, width_within
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.program.edge import Edge
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.types import Address, Row

_SECONDS = 10.0
"""After so long a turn begins with no further epoch: meanwhile the worker does nothing else."""
_FACT = "unrelayed"
_MOST_SECONDS = 86_400
"""The longest wait before a hidden ledger is asked for again."""


class Relayer:
    """Claims for accounts for which this gateway has taken records, if final epochs owe them at least the threshold."""

    def __init__(self, ledgers: Ledgers, sender: Sender, repository: Repository, threshold: int) -> None:
        """`threshold` is in the token's smallest unit. The gas of accounts without a record in `repository` is theirs."""
        self._ledgers = ledgers
        self._network = ledgers.network
        self._sender = sender
        self._repository = repository
        self._threshold = threshold
        self._width = width_within(usable_gas_of(ledgers.network.connection.chain_id))

    def relay(self, epoch: int, edge: Edge) -> None:
        """Claims for the accounts that we know and to which a final epoch owes the threshold.

        If a claim for many accounts fails, each of them is paid alone. So an account that cannot be paid bars no other.
        Raises Unavailable if some account is still to be paid: the caller tries again later.
        """
        ledger = self._ledgers.at(epoch)
        rows = ledger.last_rows()
        known = self._repository.payees_among(list(rows))
        due = self._due(ledger, max(1, self._threshold), [row for account, row in rows.items() if account in known])
        unpaid = [
            claim for claim in plan_claims(ledger, due, self._width) if not self._relayed(ledger, claim, due, edge)
        ]
        if unpaid:
            raise Unavailable(f"{len(unpaid)} claims of epoch {epoch} are not paid")

    def relay_account(self, account: Address, epoch: int, budget: GasBudget) -> list[bytes]:
        """Claims what a final epoch still owes to an account; returns the transactions' hashes.

        Raises Problem `nothing-due` if that is something below the threshold. Raises Problem `gas-used-up`.
        """
        ledger = self._ledgers.at(epoch)
        row = ledger.last_rows().get(account)
        due = self._due(ledger, 1, [row] if row else [])
        if due and not self._due(ledger, self._threshold, due):
            raise Problem("nothing-due", f"claims of at least {kula(self._threshold)} KULA are relayed", "account")
        return [
            budget.send(Relayed.CLAIM, account, self._call(ledger, claim))
            for claim in plan_claims(ledger, due, self._width)
        ]

    def _due(self, ledger: Ledger, least: int, rows: Sequence[Row]) -> list[Row]:
        return [row for row in rows if self._owed(ledger, row) >= least]

    def _relayed(self, ledger: Ledger, claim: Claim, due: Sequence[Row], edge: Edge) -> bool:
        """Relays a claim; returns whether all its accounts are paid."""
        places = {row.t for row in claim.rows}
        inside = [row for row in due if row.t in places]

        def pay_all() -> None:
            try:
                self._claim(ledger, claim)
            except ChainRefused:
                if not self._pay_each(ledger, inside, edge):
                    raise

        return edge.take(("claims", ledger.epoch, claim.rows[0].t, len(inside)), pay_all)

    def _pay_each(self, ledger: Ledger, rows: Sequence[Row], edge: Edge) -> bool:
        """Pays each account by a claim of its own; returns whether all are paid."""
        alone = Width(levels=0, rows=1)
        claims = [claim for row in rows for claim in plan_claims(ledger, [row], alone)]
        paid = [
            edge.take(("claim", claim.rows[0].pay_to), lambda one=claim: self._claim(ledger, one)) for claim in claims
        ]
        return all(paid)

    def _owed(self, ledger: Ledger, row: Row) -> int:
        return ledger.earned(row) - self._network.token.earned_of(row.pay_to)

    def _claim(self, ledger: Ledger, claim: Claim) -> None:
        self._sender.send(self._call(ledger, claim))

    def _call(self, ledger: Ledger, claim: Claim) -> ContractFunction:
        claims = self._network.claims
        if claim.is_range:
            return claims.claim_range(ledger.epoch, claim.levels, claim.rows, claim.siblings)
        return claims.claim_rows(ledger.epoch, claim.rows, claim.siblings)


class ClaimsLine:
    """Relays the claims of each final epoch once. An epoch that fails holds up no other one, also after a restart.

    Those that failed are kept by their numbers. A turn tries one of them at most: first those whose claims were refused, and
    less and less often those whose ledger nobody shows. Earnings add up, so the claim of a later ledger pays for a hidden one too.
    """

    def __init__(self, relayer: Relayer, ledgers: Ledgers, repository: Repository, edge: Edge) -> None:
        """`edge` is around claims, and its longest wait is short."""
        self._relayer = relayer
        self._ledgers = ledgers
        self._repository = repository
        self._edge = edge
        self._hidden = Edge(most_seconds=_MOST_SECONDS, count=repository.tallies.count_failure)
        self._late: list[int] = list(repository.chain.fact(_FACT) or ())
        self._upto = repository.relayed_upto()
        """All final epochs up to this one are relayed, or late."""

    def turn(self) -> None:
        """Relays what became final, the oldest first, for some seconds, and then one epoch that is late."""
        started, final_upto = time.monotonic(), self._ledgers.network.reports.final_upto()
        for epoch in self._ledgers.epochs(final_upto, after=self._upto):
            is_late = not self._relayed(epoch) and epoch not in self._late
            self._move(epoch, [*self._late, epoch] if is_late else self._late)
            if time.monotonic() - started > _SECONDS:
                return
        late = self._late
        if due := next((epoch for epoch in late if self._is_due(epoch)), None):
            # What was tried goes to the end, so that each one has its turn.
            late = [*(epoch for epoch in late if epoch != due), *([] if self._relayed(due) else [due])]
        self._move(max(self._upto, final_upto), late)

    def _is_due(self, epoch: int) -> bool:
        return self._hidden.is_due(("relay", epoch)) and self._edge.is_due(("relay", epoch))

    def _relayed(self, epoch: int) -> bool:
        """Relays the claims of an epoch. Returns whether all are paid."""
        if not self._hidden.take(("relay", epoch), lambda: self._ledgers.at(epoch)):
            return False
        return self._edge.take(("relay", epoch), lambda: self._relayer.relay(epoch, self._edge))

    def _move(self, upto: int, late: list[int]) -> None:
        """Writes down what is late, and then how far we are."""
        if late != self._late:
            self._repository.chain.put_fact(_FACT, late)
            self._late = late
        if upto != self._upto:
            self._repository.mark_relayed(upto)
            self._upto = upto
