"""Two EVMs in this process with one interface: revm, and titanoboa's py-evm, which is twenty times slower.

revm is used if its wheel is installed. KULA_EVM=boa selects py-evm, so that the two can be compared. Both run Cancun.
"""

import importlib.util
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from kula.protocol.types import Address

GAS = 60_000_000
CHAIN = 31_337
NOBODY = Address("0x" + "00" * 19 + "65")
"""The caller of a call without a sender."""


class Undone(Exception):
    """The EVM reverted a call. `output` is what it returned."""

    def __init__(self, output: bytes) -> None:
        super().__init__(output.hex())
        self.output = output


class Engine(Protocol):
    """A chain of one process: without blocks to wait for, signatures of transactions, or gas to pay."""

    def call(self, to: Address, calldata: bytes, sender: Address | None, *, writes: bool) -> bytes:
        """Calls a contract. Returns its output. Raises Undone."""
        ...

    def deploy(self, code: bytes, sender: Address) -> str:
        """Creates a contract. Returns its address. Raises Undone."""
        ...

    def nonce(self, account: Address) -> int:
        """The number of contracts that an account has created."""
        ...

    def storage(self, account: Address, slot: int) -> int:
        """A word of an account's storage."""
        ...

    def now(self) -> int:
        """The block's time."""
        ...

    def set_time(self, seconds: int) -> None:
        """Begins the next block at a time."""
        ...

    def undone(self) -> Any:
        """A context that rolls back all that happens inside, the clock included."""
        ...


class Revm:
    """Rust's revm, through pyrevm."""

    def __init__(self) -> None:
        import pyrevm

        self._revm = pyrevm
        self._block = 1
        self._time = 1
        self._evm = pyrevm.EVM(
            spec_id="CANCUN",
            env=pyrevm.Env(cfg=pyrevm.CfgEnv(chain_id=CHAIN), block=pyrevm.BlockEnv(number=1, timestamp=1)),
        )

    def call(self, to: Address, calldata: bytes, sender: Address | None, *, writes: bool) -> bytes:
        self._evm.reset_transient_storage()
        try:
            return self._evm.message_call(sender or NOBODY, to, calldata=calldata, gas=GAS)
        except RuntimeError as failed:
            raise _undone(failed) from failed

    def deploy(self, code: bytes, sender: Address) -> str:
        self._evm.reset_transient_storage()
        try:
            return self._evm.deploy(sender, code, gas=GAS)
        except RuntimeError as failed:
            raise _undone(failed) from failed

    def nonce(self, account: Address) -> int:
        return self._evm.basic(account).nonce

    def storage(self, account: Address, slot: int) -> int:
        return self._evm.storage(account, slot)

    def now(self) -> int:
        return self._time

    def set_time(self, seconds: int) -> None:
        self._set(self._block + 1, seconds)

    @contextmanager
    def undone(self) -> Iterator[None]:
        block, seconds, mark = self._block, self._time, self._evm.snapshot()
        try:
            yield
        finally:
            self._evm.revert(mark)
            self._set(block, seconds)

    def _set(self, block: int, seconds: int) -> None:
        self._block, self._time = block, seconds
        self._evm.set_block_env(self._revm.BlockEnv(number=block, timestamp=seconds))


class Boa:
    """py-evm, through titanoboa."""

    def __init__(self) -> None:
        import boa
        from eth.exceptions import Revert

        self._env, self._revert = boa.env, Revert
        self._env.evm.patch.chain_id = CHAIN

    def call(self, to: Address, calldata: bytes, sender: Address | None, *, writes: bool) -> bytes:
        done = self._env.execute_code(to_address=to, sender=sender, gas=GAS, data=calldata, is_modifying=writes)
        if done.is_error:
            raise Undone(done.output)
        return done.output

    def deploy(self, code: bytes, sender: Address) -> str:
        try:
            address, _ = self._env.deploy_code(sender=sender, gas=GAS, bytecode=code)
        except self._revert as failed:
            raise Undone(failed.args[0]) from failed
        return str(address)

    def nonce(self, account: Address) -> int:
        return self._env.evm.vm.state.get_nonce(bytes.fromhex(account[2:]))

    def storage(self, account: Address, slot: int) -> int:
        return self._env.get_storage(account, slot)

    def now(self) -> int:
        return int(self._env.evm.patch.timestamp)

    def set_time(self, seconds: int) -> None:
        self._env.evm.patch.timestamp = seconds
        self._env.evm.patch.block_number += 1

    def undone(self) -> Any:
        return self._env.anchor()


def _undone(failed: RuntimeError) -> Undone:
    """The output of a failed call, from the text of pyrevm's error, which has it nowhere else."""
    reverted = re.match(r"Revert \{ gas_used: \d+, output: 0x([0-9a-f]*) \}", str(failed))
    if not reverted and not str(failed).startswith("Halt"):
        raise failed
    return Undone(bytes.fromhex(reverted[1]) if reverted else b"")


def engine() -> Engine:
    """The EVM of this process."""
    slow = os.environ.get("KULA_EVM") == "boa" or importlib.util.find_spec("pyrevm") is None
    return Boa() if slow else Revm()


ENGINE = engine()
