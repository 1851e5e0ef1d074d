"""Owners' signatures, in every form in which a wallet gives them. What a contract wallet agrees to is registered on chain."""

from collections.abc import Callable
from typing import Any

from web3.contract.contract import ContractFunction

from kula.node.gateway.duties.budget import GasBudget, Relayed
from kula.protocol.chain.network import Network
from kula.protocol.chain.rpc.creation import Creation
from kula.protocol.chain.rpc.errors import kula_errors
from kula.protocol.errors import ChainRefused, InvalidSignature
from kula.protocol.records.wallets import deploy_and_register, is_wallet, normal_signature, undeployed
from kula.protocol.signatures import require_signer
from kula.protocol.types import Address

RequireOwner = Callable[[Address, bytes, bytes, str], bytes]
"""(owner, digest, signature, what) → the signature in the form to keep, or as contracts take it. Raises InvalidSignature."""
Call = ContractFunction | Creation
_AGREES = bytes.fromhex("1626ba7e").ljust(32, b"\0")
_ASK_GAS = 2_000_000
"""The most gas with which a wallet is asked, so that a stranger's wallet takes little of the RPC's time."""
_ASK = [
    {
        "type": "function",
        "name": "isValidSignature",
        "stateMutability": "view",
        "inputs": [{"name": "digest", "type": "bytes32"}, {"name": "proof", "type": "bytes"}],
        "outputs": [{"name": "", "type": "bytes32"}],
    }
]


class Owners:
    """Judges owners' signatures with the chain's help."""

    def __init__(self, network: Network, budget: GasBudget) -> None:
        self._network = network
        self._budget = budget

    def require(self, owner: Address, digest: bytes, signature: bytes, what: str) -> bytes:
        """Returns the signature in the form to keep. Raises InvalidSignature unless `owner` signed, by key or as a wallet.

        A wallet is asked by a call that changes nothing (ERC-1271).
        """
        normal = normal_signature(signature)
        try:
            require_signer(digest, normal, owner, what)
        except InvalidSignature:
            if not is_wallet(self._code(owner)) or not self._agrees(owner, digest, normal):
                raise
        return normal

    def agreement(self, owner: Address, digest: bytes, signature: bytes, what: str) -> bytes:
        """Returns a signature as the Token takes it: a key's, or what a contract wallet accepts, whom the Token asks itself.

        Raises InvalidSignature unless `owner` signed. A wallet that is not deployed yet can not be asked.
        """
        normal = normal_signature(signature)
        wallet = undeployed(normal)
        if wallet and not is_wallet(self._code(owner)):
            raise InvalidSignature(f"{what} is of a wallet that is not deployed; deploy it first, and send this again")
        return self.require(owner, digest, wallet.signature if wallet else normal, what)

    def require_grant(self, owner: Address, digest: bytes, signature: bytes) -> bytes:
        """Returns a grant's signature in the form to keep, and sees to it that all readers will take it.

        A key's signature needs nothing. A contract wallet's agreement is registered on chain, and the gateway pays. A wallet
        that is not there yet is deployed by its own factory (ERC-6492). Nothing is sent unless it will succeed. Raises
        InvalidSignature, or Problem `gas-used-up`.
        """
        normal = normal_signature(signature)
        self._require_on_chain(owner, digest, normal, "the grant")
        return normal

    def proof(self, owner: Address, digest: bytes, signature: bytes, what: str) -> bytes:
        """Returns what contracts take as proof that an owner signed a message: a key's signature.

        It is empty for a contract wallet, whose agreement is registered on chain as that to a grant is. Raises
        InvalidSignature, or Problem `gas-used-up`.
        """
        normal = normal_signature(signature)
        return normal if self._require_on_chain(owner, digest, normal, what) else b""

    def _require_on_chain(self, owner: Address, digest: bytes, signature: bytes, what: str) -> bool:
        """Says whether a key signed. If not, the wallet's agreement is registered, or InvalidSignature is raised."""
        try:
            require_signer(digest, signature, owner, what)
        except InvalidSignature as error:
            if self._network.grants.registered(owner, digest):
                return False
            call = self._registration(owner, digest, signature)
            if not call:
                raise
            try:
                self._budget.send(Relayed.REGISTRATION, owner, call)
            except ChainRefused as refused:
                raise InvalidSignature(f"the wallet does not agree to {what}: {refused.reason}") from error
            return False
        return True

    def _registration(self, owner: Address, digest: bytes, signature: bytes) -> Call | None:
        """Returns what registers that a wallet agrees to a message; None if the owner is no wallet."""
        grants = self._network.grants
        wallet = undeployed(signature)
        is_there = is_wallet(self._code(owner))
        if wallet and not is_there:
            code = deploy_and_register(wallet, grants.address, owner, digest)
            return Creation(self._network.connection.web3, code)
        return grants.register(owner, digest, wallet.signature if wallet else signature) if is_there else None

    def _agrees(self, owner: Address, digest: bytes, signature: bytes) -> bool:
        web3: Any = self._network.connection.web3
        wallet = web3.eth.contract(owner, abi=_ASK)
        unwrapped = undeployed(signature)
        try:
            return bool(
                wallet.functions.isValidSignature(digest, unwrapped.signature if unwrapped else signature).call(
                    {"gas": _ASK_GAS}
                )
                == _AGREES
            )
        except Exception:  # noqa: BLE001 - a stranger's contract may answer anything, and then it does not agree
            return False

    def _code(self, owner: Address) -> bytes:
        web3: Any = self._network.connection.web3
        with kula_errors("asking for an account's code"):
            return bytes(web3.eth.get_code(owner))
