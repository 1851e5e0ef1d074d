"""Relayed claims: final epochs pay their accounts, many per transaction, and the gateway pays the gas."""

from kula.protocol.chain.presets import usable_gas_of
from kula.protocol.chain.sender import Sender
from kula.protocol.ledgers.claims import Claim, plan_claims, width_within
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.types import Row


class Relayer:
    """Claims for every account to which final epochs owe at least the threshold."""

    def __init__(self, ledgers: Ledgers, sender: Sender, threshold: int) -> None:
        self._ledgers = ledgers
        self._network = ledgers.network
        self._sender = sender
        self._threshold = threshold
        self._width = width_within(usable_gas_of(ledgers.network.connection.chain_id))

    def relay(self, epoch: int, only: str | None = None) -> list[bytes]:
        """Claims for all accounts of a final epoch that are owed the threshold; returns the transactions' hashes.

        With `only` it claims for that account, whatever it is owed.
        """
        ledger = self._ledgers.at(epoch)
        least = 1 if only else max(1, self._threshold)
        rows = [row for account, row in ledger.last_rows().items() if only in (None, account)]
        due = [row for row in rows if self._owed(ledger, row) >= least]
        return [self._claim(ledger, claim) for claim in plan_claims(ledger, due, self._width)]

    def relay_account(self, account: str) -> list[bytes]:
        """Claims what the final epochs owe to one account, the newest first; returns the transactions' hashes."""
        final_upto = self._network.reports.final_upto()
        epochs = [epoch for epoch in self._ledgers.epochs() if epoch <= final_upto]
        return [transaction for epoch in reversed(epochs) for transaction in self.relay(epoch, only=account)]

    def _owed(self, ledger: Ledger, row: Row) -> int:
        return ledger.earned(row) - self._network.token.earned_of(row.pay_to)

    def _claim(self, ledger: Ledger, claim: Claim) -> bytes:
        claims = self._network.claims
        if claim.is_range:
            call = claims.claim_range(ledger.epoch, claim.levels, claim.rows, claim.siblings)
        else:
            call = claims.claim_rows(ledger.epoch, claim.rows, claim.siblings)
        return bytes(self._sender.send(call)["transactionHash"])
