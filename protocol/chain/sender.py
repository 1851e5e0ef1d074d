"""Sends transactions exactly once, even if the process is killed at any line.

A Sender writes each signed transaction to a journal before it sends it. After a kill, the next Sender on the journal
sends the same bytes again. A transaction that does not move is replaced by one with the same nonce and higher fees. One
that a reorganisation undid is sent again. A transaction stays in the journal's care until its block is final.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak
from filelock import FileLock, Timeout
from structlog import get_logger
from web3.contract.contract import ContractFunction
from web3.types import TxReceipt

from kula.protocol.chain.connection import Connection
from kula.protocol.chain.presets import preset_at
from kula.protocol.chain.rpc.account import ChainAccount
from kula.protocol.chain.rpc.creation import Creation
from kula.protocol.chain.rpc.fees import MOST_FEE, first_fees, raised_fees
from kula.protocol.chain.rpc.journal import Sending, SendJournal, State, fields_of
from kula.protocol.errors import ChainRefused, Unavailable
from kula.protocol.types import Address

WAIT_SECONDS = 120.0
"""How long `send` waits for a transaction if the caller does not say."""
_FIRST_POLL_SECONDS, _POLL_SECONDS = 0.01, 0.4
"""Pauses between two looks at a transaction, each twice the one before: a local chain mines within milliseconds."""
_REPLACE_BLOCKS = 3
"""A transaction that is in none of so many blocks is replaced."""
_LEAST_REPLACE_SECONDS = 10
_GAP_GAS = 100_000
_MOST_GAP = 16
"""Other processes leave no longer gap in the nonces. What waits behind a longer one has a nonce that an endpoint made up."""
_FOREIGN_SECONDS = 5
"""How long a used nonce may lack a receipt. An endpoint may show the one later than the other."""


class _Busy(Unavailable):
    """Raised if another thread or process sends for the account."""


class _Used(Unavailable):
    """Raised if another process used the nonce of a transaction, or an endpoint made it up."""


class Sender:
    """An account that sends transactions one after the other. `journal` is an SQLite file, made if it is missing.

    `most_fee` is the most wei per gas that a transaction offers. `replace_seconds` is how long one may not move before
    it is replaced; None takes three blocks of the chain.
    """

    def __init__(
        self,
        connection: Connection,
        account: LocalAccount,
        journal: Path,
        *,
        most_fee: int = MOST_FEE,
        replace_seconds: float | None = None,
    ) -> None:
        self.connection = connection
        self.account = account
        self.address = Address(account.address)
        self._chain = ChainAccount(connection.web3, connection.chain_id, account)
        self._journal = SendJournal(journal)
        self._lock = FileLock(f"{journal}.lock")
        self._most_fee = most_fee
        preset = preset_at(connection.chain_id)
        blocks = _REPLACE_BLOCKS * (preset.block_seconds if preset else 12)
        self._replace_seconds = replace_seconds or max(_LEAST_REPLACE_SECONDS, blocks)
        self._used_since: dict[int, float] = {}
        """Since when the chain counts a nonce without a receipt for ours, in seconds of time.monotonic."""
        self._tended_at = b""
        """The hash of the newest block when the transactions were last looked after."""
        self._log = get_logger("sender").bind(account=self.address)

    def send(
        self, call: ContractFunction | Creation, seconds: float = WAIT_SECONDS, *, most_gas: int | None = None
    ) -> TxReceipt:
        """Sends a contract call and waits until it is mined, for at most `seconds`.

        Raises ChainRefused with the contract's reason. If the chain refuses the call already in a trial, or it may take more
        than `most_gas`, nothing is sent. Raises Unavailable if the transaction is not mined in time. It stays in the journal
        then, and a `send` of the same call within ten minutes waits for it instead of sending another.
        """
        deadline = time.monotonic() + seconds
        with self._locked(deadline):
            self._tend(deadline)
            self._chain.try_call(call, most_gas)
            nonce = self._enter(call, most_gas)
            receipt = self._await(nonce, deadline)
            self._journal.tell(nonce)
        self.connection.look_again()
        if receipt["status"] != 1:
            raise self._chain.failure(call, most_gas, receipt)
        return receipt

    def resume(self) -> None:
        """Sends again what an earlier process signed, what a pool lost, and what a reorganisation undid.

        Does not wait for blocks. It costs nothing if every transaction is final, or if there is no new block, so a loop
        may call it in each turn. While another process sends for the account, that one does all this. Raises Unavailable.
        """
        if not self._journal.open():
            return
        newest = self.connection.head().newest.hash
        if newest == self._tended_at:
            return
        with suppress(_Busy), self._locked(time.monotonic()):
            self._tend(time.monotonic())
            self._tended_at = newest

    def _tend(self, deadline: float) -> None:
        """Looks after every transaction that is not final. Waits until what was undone is mined again."""
        sendings = self._journal.open()
        undone: list[int] = []
        final = self._final_block() if sendings else 0
        for sending in sendings:
            receipt = self._chain.receipt(sending)
            if receipt:
                self._note_mined(sending.nonce, receipt["blockNumber"], final)
                continue
            if sending.state is State.MINED:
                self._log.warning("undone", nonce=sending.nonce, problem="a reorganisation; it is sent again")
                self._journal.mark(sending.nonce, State.SENT)
                undone.append(sending.nonce)
            if self._chain.mined() <= sending.nonce:
                self._chain.broadcast_again(sending.versions[0])
        for nonce in undone:
            if time.monotonic() < deadline:
                self._await(nonce, deadline)

    def _enter(self, call: ContractFunction | Creation, most_gas: int | None) -> int:
        """Signs a call, writes it to the journal and sends it. Returns its nonce. A call that waits is not entered twice."""
        fields = self._chain.fields(call, most_gas)
        digest = keccak(f"{fields['to']}:{fields['data']}:{fields.get('value', 0)}".encode())
        earlier = self._journal.untold(digest)
        if earlier is not None:
            return earlier
        base, tip = self._chain.market()
        version = self._chain.sign({**fields, "nonce": self._next_nonce()}, first_fees(base, tip, self._most_fee))
        self._journal.add(digest, version)
        try:
            self._chain.broadcast(version)
        except ChainRefused:
            self._journal.drop(version.nonce)
            raise
        except Unavailable as error:
            self._log.warning("not sent yet", nonce=version.nonce, problem=str(error))
        return version.nonce

    def _await(self, nonce: int, deadline: float) -> TxReceipt:
        """Waits until a transaction is mined, and replaces it, or one before it, as often as it does not move."""
        replace_at, pause = time.monotonic() + self._replace_seconds, _FIRST_POLL_SECONDS
        while True:
            try:
                receipt = self._look_after(nonce)
                if receipt:
                    return receipt
                if time.monotonic() >= replace_at:
                    # The endpoint may swallow what it is given.
                    self._chain.turn_to_another()
                    self._replace(nonce)
                    replace_at = time.monotonic() + self._replace_seconds
            except _Used:
                raise
            except Unavailable as error:
                self._log.warning("no answer", nonce=nonce, problem=str(error))
            if time.monotonic() >= deadline:
                raise Unavailable(self._why_stuck(nonce))
            time.sleep(min(pause, max(0.0, deadline - time.monotonic())))
            pause = min(2 * pause, _POLL_SECONDS)

    def _look_after(self, nonce: int) -> TxReceipt | None:
        """Returns the receipt of a transaction, if it has one. Raises _Used if another process used its nonce."""
        sending = self._journal.sending(nonce)
        receipt = self._chain.receipt(sending)
        if receipt:
            self._note_mined(nonce, receipt["blockNumber"], self._final_block())
        elif self._is_replaced(sending):
            raise _Used(f"nonce {nonce} of {self.address} was used by another process; the call is decided anew")
        return receipt

    def _replace(self, nonce: int) -> None:
        """Raises the fees of every transaction up to a nonce, because the first that does not move holds the others."""
        self._fill_gap(nonce)
        base, tip = self._chain.market()
        for sending in self._journal.open(nonce):
            if sending.state is not State.SENT:
                continue
            newest = sending.versions[0]
            fees = raised_fees(newest.fees, base, tip, self._most_fee)
            if fees is None:
                self._log.warning(
                    "fee limit", nonce=sending.nonce, offers=newest.fees.most, limit=self._most_fee, base=base
                )
                self._chain.broadcast_again(newest)
                continue
            version = self._chain.sign(fields_of(newest.raw), fees)
            self._journal.add_version(version)
            self._log.info("replaced", nonce=sending.nonce, tip=fees.tip, most=fees.most)
            self._chain.broadcast_again(version)

    def _fill_gap(self, nonce: int) -> None:
        """Sends nothing to ourselves with a nonce that nobody uses, if transactions of ours wait behind it.

        Raises _Used if they wait behind so many that no chain comes to them. They are forgotten then.
        """
        mined = self._chain.mined()
        sent = [one.nonce for one in self._journal.open() if one.state is State.SENT]
        if not sent or mined >= sent[0] or self._chain.waiting() > mined:
            return
        if mined <= self._journal.last_mined():
            return  # This endpoint lags or lies.
        if sent[0] > mined + _MOST_GAP:
            self._journal.drop_from(sent[0])
            self._log.error("nonce", nonce=nonce, mined=mined, problem="an endpoint made it up")
            words = f"nonce {nonce} of {self.address} is far beyond {mined}, which is next; the call is decided anew"
            raise _Used(words)
        fields = {"to": self.address, "value": 0, "data": b"", "gas": _GAP_GAS, "nonce": mined}
        base, tip = self._chain.market()
        fields["chainId"] = self.connection.chain_id
        version = self._chain.sign(fields, first_fees(base, tip, self._most_fee))
        self._journal.add(b"", version)
        self._log.warning("gap", nonce=mined, problem="a transaction of another process with this key was lost")
        self._chain.broadcast_again(version)

    def _is_replaced(self, sending: Sending) -> bool:
        """Tells whether another process used the nonce of a transaction, notes it, and says so.

        An endpoint may count a transaction before it has its receipt. So this must last for a while.
        """
        if self._chain.mined() <= sending.nonce:
            self._used_since.pop(sending.nonce, None)
            return False
        since = self._used_since.setdefault(sending.nonce, time.monotonic())
        if time.monotonic() - since < _FOREIGN_SECONDS or self._chain.receipt(sending):
            return False
        problem = "another process sends with this key; stop it, or give it a key of its own"
        self._log.error("foreign transaction", nonce=sending.nonce, problem=problem)
        self._journal.mark(sending.nonce, State.REPLACED)
        return True

    def _next_nonce(self) -> int:
        """Returns the next nonce: after ours, and after those that other processes use with our key."""
        last, mined, waiting = self._journal.last_nonce(), self._chain.mined(), self._chain.waiting()
        ours = mined if last is None else last + 1
        if max(mined, waiting) > ours + _MOST_GAP:
            # A nonce that an endpoint makes up would hold all later transactions.
            self._chain.turn_to_another()
            mined, waiting = self._chain.mined(), self._chain.waiting()
        if last is not None and max(mined, waiting) > ours:
            problem = "another process sends with this key"
            self._log.warning("foreign transaction", ours=ours, mined=mined, waiting=waiting, problem=problem)
        if last is not None and not any(one.nonce == last for one in self._journal.open()) and mined < ours:
            # The chain went back behind what was final, as a local chain that is set back does. Or the endpoint lies.
            self._chain.turn_to_another()
            mined, waiting = self._chain.mined(), self._chain.waiting()
            if mined < ours:
                self._journal.drop_from(mined)
                ours = mined
        return max(ours, mined, waiting)

    def _why_stuck(self, nonce: int) -> str:
        """Returns why a transaction is not mined, as far as the chain shows it."""
        mined = self._chain.mined()
        known = {one.nonce for one in self._journal.open()}
        words = f"the transaction of {self.address} with nonce {nonce} was not mined in time"
        if mined < nonce and mined not in known:
            return f"{words}: it waits behind nonce {mined}, which another process holds; send that again, or stop it"
        base, _ = self._chain.market()
        if base > self._most_fee:
            return (
                f"{words}: the base fee is {base} wei, our limit is {self._most_fee}; raise KULA_MAX_FEE_GWEI, or wait"
            )
        return f"{words}; it stays in the journal and is looked after"

    def _note_mined(self, nonce: int, block: int, final: int) -> None:
        self._journal.mark(nonce, State.FINAL if block <= final else State.MINED, block)

    def _final_block(self) -> int:
        """Returns the newest block that our finality counts as done."""
        return 2**63 - 1 if self.connection.finality == "latest" else self.connection.block()

    @contextmanager
    def _locked(self, deadline: float) -> Iterator[None]:
        try:
            self._lock.acquire(timeout=max(0.0, deadline - time.monotonic()))
        except Timeout as error:
            raise _Busy(f"another transaction of {self.address} is being sent; try again") from error
        try:
            yield
        finally:
            self._lock.release()
