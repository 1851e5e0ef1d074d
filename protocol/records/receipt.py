"""What a contributor checks of a receipt, so that it can be used against the gateway. Pure.

Twin: web/client/src/actions/records/verifyReceipt.ts.
"""

from dataclasses import dataclass
from typing import Any

from kula.contracts.modules.constants import MAX_AHEAD
from kula.protocol.errors import IntegrityError, InvalidSignature, MalformedInput
from kula.protocol.shapes import account, fields, hexadecimal, number
from kula.protocol.signatures import SIGNATURE_BYTES, SigningDomain, receipt_digest, require_signer
from kula.protocol.types import Address, Receipt

EPOCHS_TO_POST = 1
"""A receipt promises to post within the open epoch and this many more."""

_SIGNED_RECEIPT = fields(
    lambda signature, **receipt: (Receipt(**receipt), signature),
    gateway=account,
    seq=number(64),
    record=hexadecimal(32),
    last_epoch=number(32),
    signature=hexadecimal(SIGNATURE_BYTES),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainView:
    """What the chain says of a gateway."""

    next_seq: int
    """The first number that it has not posted."""
    epoch: int
    """The open epoch."""


def check_receipt(
    domain: SigningDomain, answer: Any, *, gateway: Address, record: bytes, chain: ChainView | None = None
) -> Receipt:
    """Returns the receipt in a gateway's answer, if it promises what it should.

    It is signed by `gateway` for `record`. With `chain`, its last epoch is near, and its number is less than MAX_AHEAD
    ahead. A number that is further ahead need not be posted for a long time. Raises IntegrityError with what is wrong.
    """
    try:
        receipt, signature = _SIGNED_RECEIPT(answer, "receipt")
        if receipt.gateway != gateway or receipt.record != record:
            raise IntegrityError("the receipt", "is for another record or by another gateway; do not rely on it")
        require_signer(receipt_digest(domain, receipt), signature, gateway, "the receipt")
    except (MalformedInput, InvalidSignature) as error:
        raise IntegrityError("the receipt", f"proves nothing against the gateway: {error}") from error
    if chain and receipt.seq >= chain.next_seq + MAX_AHEAD:
        raise IntegrityError("the receipt", f"has number {receipt.seq}, and only {chain.next_seq} are posted")
    if chain and receipt.last_epoch > chain.epoch + EPOCHS_TO_POST + 1:
        raise IntegrityError(
            "the receipt", f"promises nothing before epoch {receipt.last_epoch}; {chain.epoch} is open"
        )
    return receipt
