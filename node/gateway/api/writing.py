"""POST grants, records, claims and revocations."""

from typing import Any

from eth_utils.address import is_checksum_address
from fastapi import APIRouter, Response

from kula.node.gateway.api.context import Body, Gateway, Parts
from kula.node.gateway.api.document import takes
from kula.node.gateway.api.requests import PostClaim, PostGrant, PostRecord, PostRecords, PostRevocation
from kula.node.gateway.api.responses import Claimed, GrantKept, Receipt, Receipts, Revoked
from kula.node.gateway.intake import receipt_json
from kula.protocol.errors import MalformedInput
from kula.protocol.hex import unhex
from kula.protocol.types import Address

router = APIRouter(prefix="/v1")
MOST_AT_ONCE = 32


@router.post("/grants", status_code=201, response_model=GrantKept, openapi_extra=takes(PostGrant))
def post_grant(body: Body, parts: Parts, response: Response) -> dict[str, Any]:
    """Keep a grant; 200 if it was known."""
    digest, new = parts.intake.add_grant(body)
    response.status_code = 201 if new else 200
    return {"grant": digest}


@router.post(
    "/records",
    status_code=201,
    response_model=Receipt | Receipts,
    openapi_extra=takes(PostRecord, PostRecords),
)
def post_record(body: Body, parts: Parts, response: Response) -> dict[str, Any]:
    """Take a record, or up to 32 as {"records": […]}; 200 if all were known."""
    if "records" in body:
        return _many(body["records"], parts, response)
    row, new = parts.intake.add_record(body)
    response.status_code = 201 if new else 200
    return receipt_json(row, parts.address)


@router.post("/claims", status_code=202, response_model=Claimed, openapi_extra=takes(PostClaim))
def post_claim(body: Body, parts: Parts) -> dict[str, Any]:
    """Relay an account's claims; it is paid without a transaction of its own."""
    account = address_field(body, "account")
    before = parts.network.token.earned_of(account)
    transactions: list[str] = []
    for epoch in range(parts.network.reports.final_upto(), 0, -1):
        if parts.network.reports.standing(epoch).exists:
            transactions += parts.claims.relay(epoch, only=account)
    earned = parts.network.token.earned_of(account)
    return {"account": account, "amount": str(earned - before), "transactions": transactions}


@router.post("/revocations", status_code=202, response_model=Revoked, openapi_extra=takes(PostRevocation))
def post_revocation(body: Body, parts: Parts) -> dict[str, Any]:
    """Relay an owner's signed end of a session key."""
    owner, key = address_field(body, "owner"), address_field(body, "key")
    call = parts.network.grants.revoke_for(owner, key, unhex(body.get("signature"), 65))
    receipt = parts.sender.send(call)
    return {"owner": owner, "key": key, "transaction": f"0x{receipt['transactionHash'].hex()}"}


def address_field(body: dict[str, Any], name: str) -> Address:
    """A checksummed address of the body. Raises MalformedInput."""
    value = body.get(name)
    if not isinstance(value, str) or not is_checksum_address(value):
        raise MalformedInput(name, "must be a checksummed address")
    return Address(value)


def _many(items: object, parts: Gateway, response: Response) -> dict[str, Any]:
    if not isinstance(items, list) or not 1 <= len(items) <= MOST_AT_ONCE:
        raise MalformedInput("records", f"must be a list of 1 to {MOST_AT_ONCE} records")
    taken = [parts.intake.add_record(item) for item in items]
    response.status_code = 201 if any(new for _, new in taken) else 200
    return {"records": [receipt_json(row, parts.address) for row, _ in taken]}
