"""POST take-backs and erasures; GET the ids of rows whose records are erased."""

from typing import Annotated

from fastapi import APIRouter, Query

from kula.node.gateway.api.body import StrictRoute
from kula.node.gateway.api.context import Context
from kula.node.gateway.api.opinions.shapes import ErasedRows, Erasure, PostErasure, PostTakeBack, TakenBack
from kula.node.gateway.opinions.ending import RoyaltyEnd
from kula.node.gateway.problems import raises
from kula.protocol.records.opinions import EraseContent
from kula.protocol.records.wallets import normal_signature

router = APIRouter(prefix="/v1", route_class=StrictRoute)
_PAGE = 1_000
After = Annotated[int, Query(ge=0, lt=2**31, description="`last` of the page before")]


@router.post("/take-backs")
@raises("unknown-record", "already-posted", "invalid-signature")
def post_take_back(body: PostTakeBack, context: Context) -> TakenBack:
    """Takes a record back until it is posted: its key, salt and text are destroyed. Its number is still posted."""
    row = context.ending.take_back(body.record, normal_signature(body.signature), context.owners.require)
    return TakenBack(record=row.hash, seq=row.seq, last_epoch=row.last_epoch)


@router.post("/erasures")
@raises("unknown-record", "invalid-signature", "chain-refused", "gas-used-up")
def post_erasure(body: PostErasure, context: Context) -> Erasure:
    """Erases one record, or all of an owner, and gives a signed receipt. The same again gives what is erased by then.

    Records that are being scored are erased when their epochs are final. Royalties end only with the signature of the
    account that the record pays.
    """
    message = EraseContent(owner=body.owner, gateway=context.address, record=body.record, until=body.until)
    context.ending.erase(message, body.signature, context.owners.require)
    ends = [RoyaltyEnd(end.epoch, end.position, end.signature) for end in body.royalties]
    ended = context.ending.end_royalties(body.owner, ends, context.budget, context.owners.proof)
    receipt, signature = context.ending.receipt(message, ended)
    return Erasure(
        gateway=receipt.gateway,
        owner=receipt.owner,
        record=receipt.record,
        until=receipt.until,
        records=receipt.records,
        waiting=receipt.waiting,
        royalties_ended=receipt.royalties_ended,
        signature=signature,
    )


@router.get("/erasures")
def get_erasures(context: Context, after: After = 0) -> ErasedRows:
    """Serves the ids of dataset rows whose records are erased, so that curators leave them out of the next version."""
    rows = context.repository.withholding.erased_rows(after, _PAGE)
    return ErasedRows(rows=[row.row_id for row in rows], last=rows[-1].number if rows else after)
