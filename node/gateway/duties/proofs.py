"""Which proofs against other gateways this gateway takes. Strangers hand them in, and it risks a deposit for each."""

from collections.abc import Sequence
from dataclasses import dataclass

from kula.node.gateway.database.accusations import SPENT, AccusationRow, Accusations
from kula.node.gateway.problems import Problem
from kula.protocol.amounts import kula
from kula.protocol.chain.network import Network
from kula.protocol.errors import Unavailable
from kula.protocol.promises.state import Promise, PromiseReader, State
from kula.protocol.signatures import receipt_digest, require_signer
from kula.protocol.types import Address

BARRED_SECONDS = 30 * 86_400
"""How long a gateway that answered our accusation is not accused again (block time)."""
_DEBATED = (State.ACCUSED, State.CONVICTABLE)


def barred_until(accusations: Accusations, gateway: Address, us: Address) -> int:
    """Until when (block time) a gateway that answered our accusation is not accused again: on purpose it earns one deposit."""
    return accusations.last_answer(gateway, us) + BARRED_SECONDS


@dataclass(frozen=True, slots=True)
class Proofs:
    """Takes proofs, by the chain alone: no gateway is asked for leaves while somebody waits."""

    network: Network
    accusations: Accusations
    us: Address
    most_at_risk: int
    """The most coin that deposits may put at risk at once, in the token's smallest unit."""

    def take(self, promise: Promise) -> tuple[AccusationRow, bool]:
        """Keeps a proof, which the worker accuses with. Returns its row, and whether it is new.

        Raises InvalidSignature if the gateway that it names did not sign it on this chain. Raises Problem with the reason
        why it is not taken.
        """
        receipt = promise.receipt
        digest = receipt_digest(self.network.signing, receipt)
        known = self.accusations.one(digest)
        if known and not (known.step in SPENT and known.promise() != promise):
            return known, False
        if self.most_at_risk < self.network.gateways.deposit():
            raise Problem("accusations-off", "this gateway accuses nobody for others; ask another one")
        if receipt.gateway == self.us:
            raise Problem("own-receipt", "this gateway does not accuse itself; ask another one", "gateway")
        require_signer(digest, promise.signature, receipt.gateway, "the receipt")
        with self.network.connection.turn():
            self._require_bond(receipt.gateway)
            self._require_broken(promise)
            self._require_means(receipt.gateway)
            row = AccusationRow.of(digest, promise, self.network.connection.now())
        if not self.accusations.add(row):
            raise Problem("accusations-full", "many proofs against this gateway wait already; try again later")
        return row, True

    def _require_bond(self, gateway: Address) -> None:
        if not self.network.gateways.pays_fine(gateway):
            raise Problem("not-a-gateway", f"{gateway} holds no place, and no bond pays for its receipts", "gateway")

    def _require_broken(self, promise: Promise) -> None:
        reader = PromiseReader(self.network, _unread)
        state = reader.state(promise)
        if state in _DEBATED or state is State.BROKEN:
            return
        # Only the leaf tells then. The worker asks for it.
        if state is State.LATE and promise.pay_to and reader.is_posted(promise.receipt):
            return
        raise Problem("not-broken", _WHY_NOT[state].format(last=promise.receipt.last_epoch))

    def _require_means(self, gateway: Address) -> None:
        deposit = self.network.gateways.deposit()
        wait = barred_until(self.accusations, gateway, self.us) - self.network.connection.now()
        if wait > 0:
            detail = "it answered this gateway's accusation less than 30 days ago; ask another gateway"
            raise Problem("answered-lately", detail, "gateway", retry_after=wait)
        if self.network.token.balance_of(self.us) < deposit:
            raise Problem("no-deposit", f"this gateway's account holds less than {kula(deposit)} KULA; ask another one")


def _unread(number: int) -> Sequence[bytes]:
    raise Unavailable(f"the leaves of batch {number} are read later")


_WHY_NOT = {
    State.WAITING: "it promises to post until epoch {last} is closed; come back then",
    State.LATE: "there was too little room since epoch {last}, so it is no fault yet; come back some epochs later",
    State.KEPT: "a record stands under its number; with `pay_to` and `signatures_hash` we look whether it is yours",
    State.ANSWERED: "somebody accused with it already, and that is over",
}
