"""GET the trace of a record: steps that a client verifies by itself. It shows no text, no key and no salt."""

import hmac
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Header, Request

from kula.node.gateway.api.access import SIGNED, check_access
from kula.node.gateway.api.accounts.status import listed
from kula.node.gateway.api.context import Context, GatewayContext, charge_of
from kula.node.gateway.api.shapes.requests import GrantMessage, RecordMessage
from kula.node.gateway.api.shapes.traces import (
    BatchStep,
    DatasetStep,
    LedgerRow,
    ModelStep,
    PaymentStep,
    ReceiptStep,
    RecordStep,
    RowStep,
    TraceStart,
    TraceStep,
)
from kula.node.gateway.database.accounts import Listed
from kula.node.gateway.database.chain_tables import BatchRow, EpochRow
from kula.node.gateway.database.tables import OutcomeRow, RecordRow
from kula.node.gateway.problems import raises
from kula.protocol.encoding import dataset_id, ledger_leaf, row_id, unpack_rows
from kula.protocol.errors import MalformedInput
from kula.protocol.hex import unhex
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.merkle import Tree
from kula.protocol.signatures import has_signed, receipt_digest
from kula.protocol.types import ZERO_ADDRESS, ZERO_HASH, Receipt

_DATASETS = 100
"""Most datasets of an epoch that a trace names. Anybody may publish any number."""
router = APIRouter(prefix="/v1")
Salt = Annotated[
    str, Header(alias="kula-salt", max_length=66, description="the record's salt, for the steps behind the payment")
]


@router.get("/trace/{record}", openapi_extra={"security": [{}, SIGNED]})
@raises("unknown-record", "access-denied")
def get_trace(record: str, context: Context, request: Request, salt: Salt = "") -> TraceStart:
    """Serves the public parts of a record and its steps to the payment.

    The last steps, the dataset's row and the model, need the record's salt, or the Authorization header of the record's
    owner or session key.
    """
    one = listed(context, record)
    row = one.record
    steps: list[TraceStep] = [RecordStep(hash=row.hash, grant=row.grant.hash), _receipt(row, context)]
    batch = context.repository.chain.batch_with(context.address, row.seq)
    if batch:
        steps.append(_batch(row, batch, context.kept.tree(batch, charge_of(request, context))))
        epoch = context.repository.chain.row(EpochRow, batch.epoch)
        if one.outcome and one.outcome.row and epoch and any(epoch.root) and one.outcome.report_digest == epoch.digest:
            steps += _payment(one, one.outcome, epoch, context)
            if one.outcome.credit and _may_see_more(row, salt, request, context):
                steps += _beyond(row, one.outcome, context)
    return TraceStart(
        record=RecordMessage.of(row),
        hash=row.hash,
        grant=GrantMessage.of(row.grant),
        grant_signature=row.grant.signature,
        signature=row.signature,
        gateway=context.address,
        seq=row.seq,
        link=row.served_link,
        receipt=row.receipt,
        last_epoch=row.last_epoch,
        steps=steps,
    )


def _receipt(row: RecordRow, context: GatewayContext) -> ReceiptStep:
    receipt = Receipt(gateway=context.address, seq=row.seq, record=row.hash, last_epoch=row.last_epoch)
    digest = receipt_digest(context.network.signing, receipt)
    return ReceiptStep(hash=digest, seq=row.seq, last_epoch=row.last_epoch)


def _batch(row: RecordRow, batch: BatchRow, tree: Tree) -> BatchStep:
    index = row.seq - batch.first_seq
    return BatchStep(
        number=batch.number,
        epoch=batch.epoch,
        position=batch.offset + index,
        leaf=tree.node(0, index),
        index=index,
        count=batch.count,
        proof=tree.proof(index),
        root=batch.root,
        manifest=bytes32_to_cid(batch.manifest),
        block=row.served_link,
    )


def _payment(one: Listed, outcome: OutcomeRow, epoch: EpochRow, context: GatewayContext) -> list[TraceStep]:
    (packed,) = unpack_rows(outcome.row)
    fields = {name: getattr(packed, name) for name in LedgerRow.model_fields}
    row = LedgerRow(**{**fields, "t": outcome.place})
    step = RowStep(
        epoch=epoch.number,
        row=row,
        leaf=ledger_leaf(context.network.dom, epoch.number, replace(packed, t=outcome.place)),
        count=epoch.records,
        proof=[outcome.proof[i : i + 32] for i in range(0, len(outcome.proof), 32)],
        root=epoch.root,
        report=epoch.digest,
        final=epoch.number <= context.chain().final_upto,
    )
    if row.pay_to == ZERO_ADDRESS:
        return [step]
    return [step, PaymentStep(account=row.pay_to, price=outcome.price, due=outcome.due, paid=one.paid)]


def _may_see_more(row: RecordRow, salt: str, request: Request, context: GatewayContext) -> bool:
    """Says whether the caller proves to hold the salt. The salt of content that is withheld is gone."""
    if row.withheld:
        return False
    if salt:
        try:
            return hmac.compare_digest(unhex(salt, 32), row.salt)
        except MalformedInput:
            return False
    header = request.headers.get("authorization")
    if not header:
        return False
    readers = {row.owner, row.grant.key}
    now, path = context.chain().now, request.url.path
    check_access(
        context.network.signing,
        header,
        gateway=context.address,
        path=path,
        now=now,
        allowed=lambda: readers,
        require_wallet=context.owners.require if _is_of_wallet(row) else None,
    )
    return True


def _is_of_wallet(row: RecordRow) -> bool:
    """Says whether a contract wallet gave the grant. Where a key did, the chain is asked nothing."""
    return not has_signed(row.owner, row.grant.hash, row.grant.signature)


def _beyond(row: RecordRow, outcome: OutcomeRow, context: GatewayContext) -> list[TraceStep]:
    """Returns the datasets of the record's epoch, each with the record's row, and the models trained on them."""
    chain, state = context.repository.chain, context.chain()
    steps: list[TraceStep] = []
    for dataset in chain.datasets_of(outcome.epoch, _DATASETS):
        parent = chain.row(type(dataset), dataset.parent) if dataset.parent else None
        named = dataset_id(outcome.epoch, outcome.epoch, parent.manifest if parent else ZERO_HASH)
        steps.append(
            DatasetStep(version=dataset.number, manifest=bytes32_to_cid(dataset.manifest), row=row_id(row.salt, named))
        )
        steps += [
            ModelStep(
                version=model.number,
                manifest=bytes32_to_cid(model.manifest),
                state=model.state,
                served=model.number == state.served,
            )
            for model in chain.models()
            if dataset.number in model.datasets
        ]
    return steps
