"""What ends records: the documents that owners and payees sign, also in wallets, and the request made of them. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from kula.protocol.errors import MalformedInput
from kula.protocol.hex import hex0
from kula.protocol.records.opinions import OPINION_TYPES
from kula.protocol.shapes import account, fields, hexadecimal, number
from kula.protocol.signatures import SigningDomain, digest_of, sign, typed_data
from kula.protocol.types import Address

RoyaltyEnd = tuple[Mapping[str, Any], bytes]
"""The document of `royalty_end`, and the payee's signature under it."""
_asked = fields(lambda **message: message, owner=account, gateway=account, record=hexadecimal(32), until=number(64))
_ended = fields(lambda account, epoch, pos: (epoch, pos), account=account, epoch=number(32), pos=number(32))


def erasure_document(
    domain: SigningDomain, owner: Address, gateway: Address, record: bytes, until: int
) -> dict[str, Any]:
    """Returns the `eth_signTypedData_v4` document of EraseContent."""
    message = {"owner": owner, "gateway": gateway, "record": hex0(record), "until": until}
    return typed_data(domain, "EraseContent", message, OPINION_TYPES)


def royalty_document(domain: SigningDomain, payee: Address, status: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the document of Erase for a posted record, by its status. Raises MalformedInput before it is scored."""
    epoch, position = status.get("epoch"), status.get("position")
    if not isinstance(epoch, int) or not isinstance(position, int):
        raise MalformedInput("record", "has no place on chain yet, so it has no royalties: try again once it is posted")
    return typed_data(domain, "Erase", {"account": payee, "epoch": epoch, "pos": position})


def erasure_body(
    domain: SigningDomain,
    document: Mapping[str, Any],
    signature: bytes,
    royalties: Sequence[RoyaltyEnd],
    key: bytes | None,
) -> dict[str, Any]:
    """Returns the body of POST /v1/erasures. Without a signature the owner's `key` signs.

    Raises MalformedInput if there is neither, or for another document.
    """
    message = _asked(document.get("message"), "message")
    if not signature:
        if not key:
            raise MalformedInput(
                "owner", "signs in a wallet: let it sign `erasure(record)`, and pass that and the signature"
            )
        signature = sign(digest_of(domain, "EraseContent", tuple(message.values()), OPINION_TYPES), key)
    ends = [(*_ended(end.get("message"), "message"), hex0(signed)) for end, signed in royalties]
    return {
        "owner": message["owner"],
        "record": hex0(message["record"]),
        "until": message["until"],
        "signature": hex0(signature),
        "royalties": [dict(zip(("epoch", "position", "signature"), end, strict=True)) for end in ends],
    }
