"""Owners' signatures, in every form in which a wallet gives them. What a contract wallet agrees to is registered on chain."""

from collections.abc import Callable
from typing import Any

from web3.contract.contract import ContractFunction

from kula.node.gateway.duties.budget import GasBudget, Relayed
from kula.protocol.chain.network import Network
from kula.protocol.chain.rpc.creation import Creation
from kula.protocol.chain.rpc.errors import kula_errors
from kula.protocol.errors import ChainRefused, InvalidSignature
from kula.protocol.records.wallets import deploy_and_register, normal_signature, undeployed, wallet_proofs
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

        A wallet is asked by a call that changes nothing (ERC-1271). So is the delegate of an EIP-7702 account, once its key
        has not signed.
        """
        normal = normal_signature(signature)
        return normal if self._accepted(owner, digest, signature, what) == normal else signature

    def agreement(self, owner: Address, digest: bytes, signature: bytes, what: str) -> bytes:
        """Returns a signature as the Token takes it: a key's, or what a contract wallet accepts, whom the Token asks itself.

        Raises InvalidSignature unless `owner` signed. A wallet that is not deployed yet can not be asked.
        """
        if undeployed(signature) and not self._code(owner):
            raise InvalidSignature(f"{what} is of a wallet that is not deployed; deploy it first, and send this again")
        return self._accepted(owner, digest, signature, what)

    def require_grant(self, owner: Address, digest: bytes, signature: bytes) -> bytes:
        """Returns a grant's signature in the form to keep, and sees to it that all readers will take it.

        A key's signature needs nothing. A contract wallet's agreement is registered on chain, and the gateway pays. A wallet
        that is not there yet is deployed by its own factory (ERC-6492). Nothing is sent unless it will succeed. Raises
        InvalidSignature, or Problem `gas-used-up`.
        """
        return self.proof(owner, digest, signature, "the grant") or signature

    def proof(self, owner: Address, digest: bytes, signature: bytes, what: str) -> bytes:
        """Returns what contracts take as proof that an owner signed a message: a key's signature.

        It is empty for a contract wallet, whose agreement is registered on chain as that to a grant is. Raises
        InvalidSignature, or Problem `gas-used-up`.
        """
        normal = normal_signature(signature)
        try:
            require_signer(digest, normal, owner, what)
        except InvalidSignature as error:
            if not self._network.grants.registered(owner, digest):
                self._register(owner, digest, signature, what, error)
            return b""
        return normal

    def _register(self, owner: Address, digest: bytes, signature: bytes, what: str, no_key: InvalidSignature) -> None:
        """Registers that a wallet agrees. Raises `no_key` if the owner is no wallet, or InvalidSignature with its reason."""
        refused: ChainRefused | None = None
        for call in self._registrations(owner, digest, signature):
            try:
                self._budget.send(Relayed.REGISTRATION, owner, call)
            except ChainRefused as error:
                refused = error
            else:
                return
        if not refused:
            raise no_key
        raise InvalidSignature(f"the wallet does not agree to {what}: {refused.reason}") from refused

    def _registrations(self, owner: Address, digest: bytes, signature: bytes) -> list[Call]:
        """Returns what registers that a wallet agrees to a message, for each form of its proof; none without a wallet."""
        grants = self._network.grants
        wallet = undeployed(signature)
        proofs = wallet_proofs(wallet.signature if wallet else signature)
        if self._code(owner):
            return [grants.register(owner, digest, proof) for proof in proofs]
        if not wallet:
            return []
        web3 = self._network.connection.web3
        return [Creation(web3, deploy_and_register(wallet, one, grants.address, owner, digest)) for one in proofs]

    def _accepted(self, owner: Address, digest: bytes, signature: bytes, what: str) -> bytes:
        """Returns the form of a signature in which the owner's key made it, or in which the owner's code agrees to it."""
        normal = normal_signature(signature)
        try:
            require_signer(digest, normal, owner, what)
        except InvalidSignature:
            proof = self._agreed(owner, digest, signature) if self._code(owner) else None
            if proof is None:
                raise
            return proof
        return normal

    def _agreed(self, owner: Address, digest: bytes, signature: bytes) -> bytes | None:
        web3: Any = self._network.connection.web3
        ask = web3.eth.contract(owner, abi=_ASK).functions.isValidSignature
        unwrapped = undeployed(signature)
        for proof in wallet_proofs(unwrapped.signature if unwrapped else signature):
            try:
                if ask(digest, proof).call({"gas": _ASK_GAS}) == _AGREES:
                    return proof
            except Exception:  # noqa: BLE001, S112 - a stranger's contract may answer anything: then it does not agree
                continue
        return None

    def _code(self, owner: Address) -> bytes:
        web3: Any = self._network.connection.web3
        with kula_errors("asking for an account's code"):
            return bytes(web3.eth.get_code(owner))
