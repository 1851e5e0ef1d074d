"""Holds gateways to their receipts: accuses those that broke one, and convicts those that do not answer."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from eth_account import Account
from structlog import get_logger
from web3.contract.contract import ContractFunction

from kula.protocol.chain.network import Network
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import ChainRefused
from kula.protocol.promises.leaves import leaves_from_gateways
from kula.protocol.promises.state import Promise, PromiseReader, State, read_promise

log = get_logger("receipts")


class Promises(PromiseReader):
    """Looks at promises, accuses and convicts. `leaves_of` asks the gateways for the leaves of their batches."""

    def hold(self, promises: Iterable[Promise], sender: Sender, deposits: int) -> dict[State, int]:
        """Accuse for what is broken and convict what is due. At most `deposits` (10^-18 KULA) are at risk at once.

        Returns how many promises are in which state. What fails for one promise costs the others nothing.
        """
        promises = list(promises)
        states = [self.state(promise) for promise in promises]
        counts = _count(states)
        at_risk = sum(state in (State.ACCUSED, State.CONVICTABLE) for state in states)
        deposit = self._network.gateways.deposit()
        for promise, state in zip(promises, states, strict=True):
            try:
                if state is State.CONVICTABLE:
                    self._send(sender, self._network.gateways.convict(promise.receipt), promise)
                elif state is State.BROKEN and (at_risk + 1) * deposit <= deposits:
                    at_risk += 1
                    sender.send(self._network.token.approve(self._network.gateways.address, deposit))
                    self._send(sender, self._network.gateways.accuse(promise.receipt, promise.signature), promise)
            except ChainRefused as refused:
                log.warning("refused", seq=promise.receipt.seq, reason=refused.reason)
        return counts

    def states(self, promises: Iterable[Promise]) -> dict[State, int]:
        """Returns how many promises are in which state. Sends nothing."""
        return _count([self.state(promise) for promise in promises])

    def _send(self, sender: Sender, call: ContractFunction, promise: Promise) -> None:
        sender.send(call)
        log.info(call.fn_name, gateway=promise.receipt.gateway, seq=promise.receipt.seq)


def _count(states: Sequence[State]) -> dict[State, int]:
    return {state: states.count(state) for state in State if state in states}


def state_of(network: Network, receipt: Mapping[str, Any]) -> State:
    """Returns what became of a receipt's promise, as the chain proves it."""
    return PromiseReader(network, leaves_from_gateways(network)).state(read_promise(network, receipt))


def hold_all(
    network: Network, key: bytes, receipts: Iterable[Mapping[str, Any]], deposits: int, folder: Path
) -> dict[State, int]:
    """Holds a gateway to receipts, with a key that pays. `folder` keeps what was sent."""
    folder.mkdir(parents=True, exist_ok=True)
    sender = Sender(network.connection, Account.from_key(key), folder / "sent.sqlite")
    promises = [read_promise(network, receipt) for receipt in receipts]
    return Promises(network, leaves_from_gateways(network)).hold(promises, sender, deposits)
