"""GET the session keys of an account that this gateway knows, and which of them are revoked."""

from fastapi import APIRouter

from kula.node.gateway.api.context import Context
from kula.node.gateway.api.opinions.shapes import AccountKey, AccountKeys
from kula.node.gateway.api.shapes.fields import AnyCase

router = APIRouter(prefix="/v1")
_MOST = 100
"""Grants that one answer lists, those that expire last."""


@router.get("/accounts/{address}/keys")
def get_keys(address: AnyCase, context: Context) -> AccountKeys:
    """Lists an account's session keys with their grants. Each can be ended by POST /v1/revocations."""
    revoked = context.repository.chain.revocations(address)
    return AccountKeys(
        account=address,
        keys=[
            AccountKey(
                key=row.key,
                grant=row.hash,
                pay_to=row.pay_to,
                expiry=row.expiry,
                revoked_in=revoked.get(row.key, 0),
            )
            for row in context.repository.grants_of(address, _MOST)
        ],
    )
