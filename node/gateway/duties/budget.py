"""The gas that a gateway spends for others: so much per day for each kind of call, and per account."""

import threading
from enum import StrEnum

from web3.contract.contract import ContractFunction

from kula.node.gateway.database.repository import Repository
from kula.node.gateway.problems import Problem
from kula.protocol.chain.rpc.creation import Creation
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import ChainRefused
from kula.protocol.types import Address

MOST_WAITING = 8
"""Calls that wait at the same time. Each holds a thread until it is mined, and the threads are those of all requests."""
_AGAIN_SECONDS = 15
_DAY = 86_400
MOST_GAS = 4_000_000
"""The most gas of one call, whatever is left of the budgets: a wallet's code, which a stranger wrote, may burn all it gets."""
FAILED_GAS = 150_000
"""What a transaction counts at least that was mined and failed, if the caller does not say: more than most of these calls need."""


class Relayed(StrEnum):
    """What a gateway sends for others. Each kind has a budget of its own, so none can use up another's."""

    CLAIM = "claim"
    TRANSFER = "transfer"
    REVOCATION = "revocation"
    UNUSED_REVOCATION = "unused key"
    """The end of a key without records. Strangers can grant such keys, so they may use up no one else's revocations."""
    REGISTRATION = "registration"
    ERASURE = "erasure"
    ACCUSATION = "accusation"
    """The account is the gateway that is accused."""


class GasBudget:
    """Sends calls for others, within `per_day` of gas per kind and `per_account` per kind and account.

    Days are of block time. What was spent is in the rows, so a restart forgets nothing.
    """

    def __init__(self, sender: Sender, repository: Repository, *, per_day: int, per_account: int) -> None:
        self._sender = sender
        self._repository = repository
        self._per_day = per_day
        self._per_account = per_account
        self._one_at_a_time = threading.Lock()
        self._places = threading.BoundedSemaphore(MOST_WAITING)

    def send(
        self, kind: Relayed, account: Address, call: ContractFunction | Creation, *, failed_gas: int = FAILED_GAS
    ) -> bytes:
        """Sends a call for an account; returns the transaction's hash. If it is mined and fails, it counts `failed_gas`
        at least.

        Raises Problem `gas-used-up` if a budget of today is used up, or `unavailable` if too many calls wait. Raises what
        `Sender.send` raises.
        """
        if not self._places.acquire(blocking=False):
            raise Problem("unavailable", "too many calls wait to be sent; try again soon", retry_after=_AGAIN_SECONDS)
        try:
            return self._send(kind, account, call, failed_gas)
        finally:
            self._places.release()

    def _send(self, kind: Relayed, account: Address, call: ContractFunction | Creation, failed_gas: int) -> bytes:
        with self._one_at_a_time:
            now = self._sender.connection.now()
            self._require(kind, account, now)
            try:
                receipt = self._sender.send(call, most_gas=MOST_GAS)
            except ChainRefused as refused:
                if refused.gas_used:
                    self._repository.tallies.add_gas(now // _DAY, kind, account, max(failed_gas, refused.gas_used))
                raise
            self._repository.tallies.add_gas(now // _DAY, kind, account, receipt["gasUsed"])
            return bytes(receipt["transactionHash"])

    def _require(self, kind: Relayed, account: Address, now: int) -> None:
        spent, for_account = self._repository.tallies.gas_spent(now // _DAY, kind, account)
        if spent >= self._per_day or for_account >= self._per_account:
            whose = "this account" if for_account >= self._per_account else "this gateway"
            detail = f"{whose} has used up today's gas for each {kind}; send the transaction yourself, or wait"
            raise Problem("gas-used-up", detail, retry_after=_DAY - now % _DAY)
