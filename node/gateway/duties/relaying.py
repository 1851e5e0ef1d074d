"""Relayed claims: what final epochs owe goes to the accounts, many per transaction, and the gateway pays the gas."""

from kula.protocol.chain.presets import usable_gas_of
from kula.protocol.chain.sender import Sender
from kula.protocol.ledgers.claims import Claim, plan_claims, width_within
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.types import Row


class Relayer:
    """Relayed claims: every account that is owed enough, many in a transaction."""

    def __init__(self, ledgers: Ledgers, sender: Sender, threshold: int) -> None:
        self._ledgers = ledgers
        self._network = ledgers.network
        self._sender = sender
        self._threshold = threshold
        self._width = width_within(usable_gas_of(ledgers.network.connection.chain_id))

    def relay(self, epoch: int, only: str | None = None) -> list[str]:
        """Claim for all accounts of a final epoch that are owed the threshold (or for one account); returns transactions."""
        ledger = self._ledgers.at(epoch)
        owed = {a: self._owed(ledger, r) for a, r in ledger.last_rows().items() if only in (None, a)}
        least = 1 if only else max(1, self._threshold)
        due = [row for account, row in ledger.last_rows().items() if owed.get(account, 0) >= least]
        return [self._claim(ledger, claim) for claim in plan_claims(ledger, due, self._width)]

    def _owed(self, ledger: Ledger, row: Row) -> int:
        return ledger.earned(row) - self._network.token.earned_of(row.pay_to)

    def _claim(self, ledger: Ledger, claim: Claim) -> str:
        claims = self._network.claims
        if claim.is_range:
            call = claims.claim_range(ledger.epoch, claim.levels, claim.rows, claim.siblings)
        else:
            call = claims.claim_rows(ledger.epoch, claim.rows, claim.siblings)
        return f"0x{self._sender.send(call)['transactionHash'].hex()}"
