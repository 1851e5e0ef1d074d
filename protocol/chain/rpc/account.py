"""One account at the chain: it tries calls, signs them, gives them to the pool, and asks what became of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from eth_account.signers.local import LocalAccount
from structlog import get_logger
from web3 import Web3
from web3.contract.contract import ContractFunction
from web3.exceptions import TransactionNotFound, Web3Exception
from web3.types import TxReceipt

from kula.protocol.chain.rpc.creation import Creation
from kula.protocol.chain.rpc.errors import confirmed, kula_errors, reason_of
from kula.protocol.chain.rpc.failover import Failover
from kula.protocol.chain.rpc.fees import Fees
from kula.protocol.chain.rpc.journal import Sending, Version
from kula.protocol.errors import ChainRefused, Unavailable

_GAS_MARGIN_PERCENT = 125
# What clients and providers say, in lower case.
_KNOWN = ("already known", "already imported", "known transaction", "already exists", "duplicate transaction")
_USED = ("nonce too low", "nonce is too low", "nonce has already been used", "old nonce")
_UNDERPRICED = ("underpriced", "fee too low", "less than block base fee", "could not replace", "gas price too low")


class ChainAccount:
    """An account at a chain. It keeps nothing."""

    def __init__(self, web3: Web3, chain_id: int, account: LocalAccount) -> None:
        self._web3 = web3
        self._chain_id = chain_id
        self._account = account

    def try_call(self, call: ContractFunction | Creation, most_gas: int | None = None) -> None:
        """Runs a call without sending it, with at most so much gas. Raises ChainRefused with the contract's reason.

        Another endpoint is asked first then, because one that lies could refuse whatever we try.
        """
        with self._doubting(), kula_errors("trying a call"):
            call.call(self._within(most_gas))

    def failure(self, call: ContractFunction | Creation, most_gas: int | None, receipt: TxReceipt) -> ChainRefused:
        """Returns why a call was mined and failed: the contract's reason, if a trial shows one. And the gas that it took."""
        reason = f"transaction 0x{receipt['transactionHash'].hex()} was mined and failed"
        try:
            self.try_call(call, most_gas)
        except ChainRefused as refused:
            reason = refused.reason
        else:
            self.turn_to_another()
        return ChainRefused(reason, receipt["gasUsed"])

    def fields(self, call: ContractFunction | Creation, most_gas: int | None = None) -> dict[str, Any]:
        """Returns the fields of a call's transaction but nonce and fees. Its gas includes a margin.

        Raises ChainRefused for a call that takes more than `most_gas`.
        """
        with self._doubting(), kula_errors("estimating the gas of a call"):
            # A transaction of another account can change the state between the trial and the estimate.
            gas = call.estimate_gas(self._within(most_gas)) * _GAS_MARGIN_PERCENT // 100
            if most_gas and gas > most_gas:
                raise ChainRefused(f"it may take {gas} gas, and at most {most_gas} are spent on it")
            wanted: Any = {"gas": gas, "chainId": self._chain_id, "maxPriorityFeePerGas": 0, "maxFeePerGas": 0}
            return dict(call.build_transaction(wanted))

    def _within(self, most_gas: int | None) -> Any:
        """The fields of a trial. A limit on its gas also bounds the work of the endpoint, whatever code it calls."""
        return {"from": self._account.address, **({"gas": most_gas} if most_gas else {})}

    def sign(self, fields: dict[str, Any], fees: Fees) -> Version:
        """Signs a transaction. `fields` include its nonce."""
        wanted = {**fields, "maxPriorityFeePerGas": fees.tip, "maxFeePerGas": fees.most}
        signed = self._account.sign_transaction(wanted)
        return Version(bytes(signed.hash), int(wanted["nonce"]), bytes(signed.raw_transaction), fees)

    def market(self) -> tuple[int, int]:
        """Returns the base fee of the newest block and the tip that the chain suggests, in wei per gas."""
        with kula_errors("asking for fees"):
            tip = confirmed(self._web3.provider, lambda: int(self._web3.eth.max_priority_fee))
            return confirmed(self._web3.provider, self._base_fee), tip

    def turn_to_another(self) -> None:
        """Asks another endpoint first from now on, if there is one: what this one does or says is doubtful."""
        if isinstance(self._web3.provider, Failover):
            self._web3.provider.turn_to_another()

    def mined(self) -> int:
        """Returns how many transactions of the account are in blocks: its next nonce, if none waits."""
        return self._count("latest")

    def waiting(self) -> int:
        """Returns the next nonce after those that wait in the endpoint's pool."""
        return self._count("pending")

    def receipt(self, sending: Sending) -> TxReceipt | None:
        """Returns the receipt of whichever version was mined, or None."""
        for version in sending.versions:
            with kula_errors(f"asking for the receipt of 0x{version.hash.hex()}"):
                receipt = confirmed(self._web3.provider, partial(self._receipt, version.hash))
            if receipt:
                return receipt
        return None

    def broadcast(self, version: Version) -> None:
        """Gives a version to the pool. Raises ChainRefused if it does not take it, Unavailable without an answer.

        A version that the pool has, or whose nonce or fees it does not like, is no error: time or a replacement helps.
        """
        try:
            self._web3.eth.send_raw_transaction(version.raw)
        except Unavailable:
            raise
        except (Web3Exception, ValueError, TypeError) as error:
            words = str(error).lower()
            if not any(pattern in words for pattern in (*_KNOWN, *_USED, *_UNDERPRICED)):
                with self._doubting():
                    raise ChainRefused(reason_of(error)) from error

    def broadcast_again(self, version: Version) -> None:
        """Gives a version to the pool that was there before. A refusal is logged, because nobody waits for it."""
        try:
            self.broadcast(version)
        except (ChainRefused, Unavailable) as error:
            get_logger("sender").warning("not sent again", nonce=version.nonce, problem=str(error))

    @contextmanager
    def _doubting(self) -> Iterator[None]:
        try:
            yield
        except ChainRefused:
            self.turn_to_another()
            raise

    def _base_fee(self) -> int:
        return int(self._web3.eth.get_block("latest").get("baseFeePerGas", 0))

    def _receipt(self, digest: bytes) -> TxReceipt | None:
        """Raises ValueError or what web3.py raises if an answer is no receipt, or has a number that no journal holds."""
        try:
            receipt = self._web3.eth.get_transaction_receipt(digest)  # type: ignore[arg-type]
        except TransactionNotFound:
            return None
        if not 0 <= receipt["blockNumber"] < 1 << 63 or receipt["status"] not in (0, 1):
            raise ValueError("its block or its status is out of range")
        return receipt

    def _count(self, block: str) -> int:
        with kula_errors("asking for the nonce"):
            return self._web3.eth.get_transaction_count(self._account.address, block)  # type: ignore[arg-type]
