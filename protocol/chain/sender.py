"""Sends transactions exactly once, even if the process is killed at any line.

A Sender writes the signed transaction to a journal before it sends it. After a kill, the next Sender on the journal
sends the same bytes again.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from eth_account.signers.local import LocalAccount
from filelock import FileLock
from hexbytes import HexBytes
from web3.contract.contract import ContractFunction
from web3.exceptions import ContractLogicError, TransactionNotFound, Web3Exception
from web3.types import TxReceipt

from kula.protocol.chain.connection import Connection
from kula.protocol.chain.rpc.errors import reason_of
from kula.protocol.errors import ChainRefused, Unavailable
from kula.protocol.types import Address

_KNOWN = ("already known", "already imported", "nonce too low")
_WAIT_SECONDS = 120
_POLL_SECONDS = 0.2
_GAS_MARGIN_PERCENT = 125


class Sender:
    """An account that sends transactions one after the other. `journal` is an SQLite file, made if it is missing."""

    def __init__(self, connection: Connection, account: LocalAccount, journal: Path) -> None:
        self.connection = connection
        self.account = account
        self.address = Address(account.address)
        journal.parent.mkdir(parents=True, exist_ok=True)
        self._journal = journal
        self._lock = FileLock(f"{journal}.lock")
        with self._open() as rows:
            rows.execute(
                "CREATE TABLE IF NOT EXISTS sent (nonce INTEGER PRIMARY KEY, hash TEXT, raw BLOB, mined INTEGER)"
            )

    def send(self, call: ContractFunction) -> TxReceipt:
        """Sends a contract call and waits until it is mined.

        Raises ChainRefused with the contract's reason. If the chain refuses the call already in a trial, nothing is
        sent. Raises Unavailable if the transaction is not mined in time.
        """
        with self._lock:
            self.resume()
            self._try(call)
            nonce = self.connection.web3.eth.get_transaction_count(self.account.address, "pending")
            raw, digest = self._sign(call, nonce)
            with self._open() as rows:
                rows.execute("INSERT OR REPLACE INTO sent VALUES (?, ?, ?, 0)", (nonce, digest.hex(), raw))
            receipt = self._deliver(raw, digest)
            self._mark(nonce)
        if receipt["status"] != 1:
            self._try(call)
            raise ChainRefused(f"transaction 0x{digest.hex()} was mined and failed")
        return receipt

    def resume(self) -> None:
        """Sends the transactions that an earlier process signed but did not see mined."""
        with self._lock, self._open() as rows:
            waiting = rows.execute("SELECT nonce, hash, raw FROM sent WHERE mined = 0 ORDER BY nonce").fetchall()
        for nonce, digest, raw in waiting:
            self._deliver(raw, HexBytes(digest))
            self._mark(nonce)

    def _try(self, call: ContractFunction) -> None:
        try:
            call.call({"from": self.account.address})
        except ContractLogicError as error:
            raise ChainRefused(reason_of(error)) from error

    def _estimate(self, call: ContractFunction) -> int:
        try:
            return call.estimate_gas({"from": self.account.address})
        except ContractLogicError as error:
            # A transaction of another account can change the state between the trial and the estimate.
            raise ChainRefused(reason_of(error)) from error

    def _sign(self, call: ContractFunction, nonce: int) -> tuple[bytes, HexBytes]:
        web3 = self.connection.web3
        tip = web3.eth.max_priority_fee
        base = web3.eth.get_block("latest").get("baseFeePerGas", 0)
        gas = self._estimate(call) * _GAS_MARGIN_PERCENT // 100
        wanted: Any = {
            "from": self.account.address,
            "nonce": nonce,
            "gas": gas,
            "chainId": self.connection.chain_id,
            "maxPriorityFeePerGas": tip,
            "maxFeePerGas": 2 * base + tip,
        }
        transaction = call.build_transaction(wanted)
        signed = self.account.sign_transaction(transaction)  # type: ignore[arg-type]
        return bytes(signed.raw_transaction), signed.hash

    def _deliver(self, raw: bytes, digest: HexBytes) -> TxReceipt:
        deadline = time.monotonic() + _WAIT_SECONDS
        self._broadcast(raw)
        while time.monotonic() < deadline:
            try:
                return self.connection.web3.eth.get_transaction_receipt(digest)
            except TransactionNotFound:
                time.sleep(_POLL_SECONDS)
        raise Unavailable(f"transaction 0x{digest.hex()} was not mined within {_WAIT_SECONDS} s")

    def _broadcast(self, raw: bytes) -> None:
        try:
            self.connection.web3.eth.send_raw_transaction(raw)
        except Web3Exception as error:
            if not any(known in str(error).lower() for known in _KNOWN):
                raise ChainRefused(reason_of(error)) from error

    def _mark(self, nonce: int) -> None:
        with self._open() as rows:
            rows.execute("UPDATE sent SET mined = 1 WHERE nonce = ?", (nonce,))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._journal, timeout=30, isolation_level=None)) as rows:
            rows.execute("PRAGMA journal_mode=WAL")
            rows.execute("PRAGMA synchronous=FULL")
            yield rows
