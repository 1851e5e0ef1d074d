"""POST grants, records, claims, transfers and revocations."""

from fastapi import APIRouter, Request, Response

from kula.node.gateway.api.body import StrictRoute
from kula.node.gateway.api.context import Context
from kula.node.gateway.api.shapes.requests import (
    OneOrMany,
    PostClaim,
    PostGrant,
    PostRecord,
    PostRevocation,
    PostTransfer,
)
from kula.node.gateway.api.shapes.responses import Claimed, GrantKept, Receipt, Receipts, Revoked, Transferred
from kula.node.gateway.duties.budget import Relayed
from kula.node.gateway.duties.transfers import relay_transfer
from kula.node.gateway.problems import Problem, raises
from kula.protocol.signatures import revoke_digest

router = APIRouter(prefix="/v1", route_class=StrictRoute)


@router.post("/grants", status_code=201, responses={200: {"model": GrantKept, "description": "it was known"}})
@raises("invalid-signature", "foreign-origin", "grant-expired", "account-refused", "chain-refused", "gas-used-up")
def post_grant(body: PostGrant, context: Context, response: Response) -> GrantKept:
    """Keeps a grant; answers 200 if it was known."""
    grant_hash, is_new = context.intake.add_grant(body.grant.to_grant(), body.signature)
    response.status_code = 201 if is_new else 200
    kept = context.repository.grant(grant_hash)
    return GrantKept(grant=grant_hash, signature=kept.signature if kept else b"")


@router.post(
    "/records", status_code=201, responses={200: {"model": Receipt | Receipts, "description": "all were known"}}
)
@raises(
    "unknown-grant",
    "invalid-signature",
    "nonce-repeated",
    "no-place",
    "backlog-full",
    "commitment-mismatch",
    "signed-in-future",
    "grant-expired",
    "key-revoked",
    "key-out-of-scope",
    "quota-used-up",
    "account-refused",
    "content-refused",
    "sold-before",
    "pair-mismatch",
    "no-preference",
)
def post_record(body: OneOrMany, context: Context, request: Request, response: Response) -> Receipt | Receipts:
    """Takes one record, or up to 32 as {"records": […]}; answers 200 if all were known.

    All are judged by the chain's newest state, at which the gateway looks once for each request.
    """
    some = [body] if isinstance(body, PostRecord) else body.records
    with context.network.connection.turn():
        taken = [_take(one, context, request.state.site) for one in some]
    response.status_code = 201 if any(is_new for _, is_new in taken) else 200
    receipts = [receipt for receipt, _ in taken]
    return receipts[0] if isinstance(body, PostRecord) else Receipts(records=receipts)


@router.post("/claims", status_code=202)
@raises("unknown-account", "nothing-due", "gas-used-up", "chain-refused")
def post_claim(body: PostClaim, context: Context) -> Claimed:
    """Relays an account's claim, so that it is paid without a transaction of its own, if it earned something here."""
    if not context.repository.payees_among([body.account]):
        raise Problem("unknown-account", "no record that pays this account is from here", "account")
    token, final_upto = context.network.token, context.network.reports.final_upto()
    before = token.earned_of(body.account)
    epoch = context.repository.last_paid_epoch(body.account, final_upto)
    transactions = context.relayer.relay_account(body.account, epoch, context.budget) if epoch else []
    return Claimed(account=body.account, amount=token.earned_of(body.account) - before, transactions=transactions)


@router.post("/transfers", status_code=202)
@raises("invalid-signature", "fee-too-low", "gas-used-up", "chain-refused")
def post_transfer(body: PostTransfer, context: Context) -> Transferred:
    """Relays an account's signed transfer of coin, and keeps the fee that the account signed."""
    transfer = body.transfer.to_transfer()
    transaction = relay_transfer(
        context.network,
        context.budget,
        context.address,
        transfer,
        body.signature,
        agreement=context.owners.agreement,
        least_fee=context.settings.transfer_fee,
    )
    return Transferred(nonce=transfer.nonce, transaction=transaction)


@router.post("/revocations", status_code=202)
@raises("unknown-account", "invalid-signature", "gas-used-up", "chain-refused")
def post_revocation(body: PostRevocation, context: Context) -> Revoked:
    """Relays an owner's signed end of a session key whose grant is here. What a contract wallet agrees to is registered first."""
    if not context.repository.has_key(body.key, body.owner):
        detail = "no grant of this key is here; ask the gateway that knows it, or call Grants.revoke yourself"
        raise Problem("unknown-account", detail, "key")
    digest = revoke_digest(context.network.signing, body.owner, body.key)
    proof = context.owners.proof(body.owner, digest, body.signature, "the end of the key")
    call = context.network.grants.revoke_for(body.owner, body.key, proof)
    is_used = context.repository.has_records_of(body.owner, body.key)
    kind = Relayed.REVOCATION if is_used else Relayed.UNUSED_REVOCATION
    transaction = context.budget.send(kind, body.owner, call)
    return Revoked(owner=body.owner, key=body.key, transaction=transaction)


def _take(body: PostRecord, context: Context, site: str) -> tuple[Receipt, bool]:
    """Takes one record from a site; returns its receipt and whether it is new."""
    row, is_new = context.intake.add_record(
        body.record.to_record(),
        grant_hash=body.grant,
        signature=body.signature,
        salt=body.salt,
        content=body.content,
        site=site,
    )
    receipt = Receipt(
        record=row.hash,
        gateway=context.address,
        seq=row.seq,
        last_epoch=row.last_epoch,
        signature=row.receipt,
    )
    return receipt, is_new
