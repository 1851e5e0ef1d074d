"""What validators exchange through a gateway: entries of records, and signatures under reports."""

from fastapi import APIRouter, Request

from kula.node.gateway.api.access import SIGNED, check_access, readers_of
from kula.node.gateway.api.body import StrictRoute
from kula.node.gateway.api.context import Context
from kula.node.gateway.api.shapes.fields import Number
from kula.node.gateway.api.shapes.requests import PostSignature
from kula.node.gateway.api.shapes.responses import (
    BatchEntries,
    Bulletin,
    Entry,
    EpochEntries,
    SeatSignature,
    Signed,
)
from kula.node.gateway.database.chain_tables import BatchRow
from kula.node.gateway.database.tables import SignatureRow
from kula.node.gateway.problems import Problem, raises
from kula.protocol.chain.settlement import signed_digest
from kula.protocol.signatures import require_signer
from kula.protocol.types import Report, Seat

router = APIRouter(prefix="/v1/epochs", route_class=StrictRoute)
MOST_DIGESTS = 4
"""Reports that a seat may sign for one epoch in one attempt. An honest seat signs one for each parent."""


@router.get("/{number}/entries", openapi_extra={"security": [SIGNED]})
@raises("access-denied")
def get_entries(number: Number, request: Request, context: Context) -> EpochEntries:
    """Serves the entries of this gateway's records: to the epoch's seats until it is final, and then to curators."""
    state, chain = context.chain(), context.repository.chain
    header = request.headers.get("authorization")
    account = check_access(
        context.network.signing,
        header,
        gateway=context.address,
        path=request.url.path,
        now=state.now,
        allowed=lambda: readers_of(chain, state, context.settings, number),
        newest=context.network.connection.now,
    )
    context.limits.take_for_account("entries", account)
    ours = [batch for batch in chain.batches_of(number) if batch.gateway == context.address]
    is_final = number <= state.final_upto
    return EpochEntries(batches=[_entries(context, batch, is_final) for batch in ours])


@router.post("/{number}/signatures", status_code=201)
@raises("access-denied", "invalid-signature", "bulletin-full")
def post_signature(number: Number, body: PostSignature, context: Context) -> Signed:
    """Puts a seat's signature on the bulletin: a valid one of a seat of an epoch that is not final, and a few at most."""
    seats = _seats(context, number)
    if not 0 <= body.seat < len(seats):
        raise Problem(
            "access-denied", f"seat {body.seat} does not exist: epoch {number} has {len(seats)} seats", "seat"
        )
    final_upto = context.network.reports.final_upto()
    if number <= final_upto:
        raise Problem("access-denied", f"epoch {number} is final: it takes no more reports")
    attempt = context.network.reports.attempt()
    if body.attempt != attempt:
        raise Problem("access-denied", f"attempt {body.attempt} is over: sign a report of attempt {attempt}", "attempt")
    report = _report(context, number, body)
    digest = signed_digest(context.network, report)
    require_signer(digest, body.signature, seats[body.seat].operator, "the report")
    row = SignatureRow(
        epoch=number,
        attempt=attempt,
        seat=body.seat,
        digest=digest,
        parent=report.parent,
        root=report.root,
        files=report.files,
        sum_credit=report.sum_credit,
        signature=body.signature,
    )
    if not context.repository.add_signature(row, MOST_DIGESTS):
        raise Problem("bulletin-full", f"seat {body.seat} has signed {MOST_DIGESTS} other reports of epoch {number}")
    context.repository.drop_signatures(final_upto)
    return Signed(digest=digest)


@router.get("/{number}/signatures")
def get_signatures(number: Number, context: Context) -> Bulletin:
    """Serves the bulletin of the epoch's current attempt."""
    attempt = context.chain().attempt
    rows = context.repository.signatures(number, attempt)
    return Bulletin(attempt=attempt, signatures=[SeatSignature.of(row) for row in rows])


def _seats(context: Context, epoch: int) -> list[Seat]:
    """Returns the seats of an epoch as the chain has them now; none while it is open."""
    state = context.network.scores.epoch(epoch)
    return context.network.validators.seats(state.set_id) if state.closed_at else []


def _report(context: Context, epoch: int, body: PostSignature) -> Report:
    """Returns the report that these fields make, if it is the next in line."""
    network = context.network
    return Report(
        epoch=epoch,
        attempt=body.attempt,
        parent=network.reports.standing(network.reports.tip()).digest,
        root=body.root,
        records=network.batches.records(epoch),
        sum_credit=body.sum_credit,
        files=body.files,
    )


def _entries(context: Context, batch: BatchRow, is_final: bool) -> BatchEntries:
    rows = context.repository.records_from(batch.first_seq, batch.count)
    return BatchEntries(number=batch.number, entries=[Entry.of(row.entry(is_final=is_final)) for row in rows])
