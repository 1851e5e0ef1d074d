"""GET datasets and models page by page, the public files behind their hashes, and validators."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from kula.node.gateway.api.context import Context
from kula.node.gateway.api.shapes.responses import (
    Datasets,
    DatasetStatus,
    ModelLoss,
    Models,
    ModelStatus,
    SeatReveal,
    Validators,
    ValidatorStatus,
)
from kula.node.gateway.database.chain_tables import DatasetRow, EpochRow, ModelRow
from kula.node.gateway.index.clock import phase_of
from kula.node.gateway.index.roster import EPOCHS, Member, kept_members
from kula.node.gateway.problems import Problem, raises
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.types import Phase

router = APIRouter(prefix="/v1")
_MOST = 100
After = Annotated[int, Query(ge=0, lt=2**32, description="the last number of the page before")]
Limit = Annotated[int, Query(ge=1, le=_MOST)]


class Octets(Response):
    """Plain bytes."""

    media_type = "application/octet-stream"


@router.get("/datasets")
def get_datasets(context: Context, after: After = 0, limit: Limit = _MOST) -> Datasets:
    """Serves a page of dataset versions, oldest first. `last` is the newest version's number."""
    return Datasets(
        last=context.chain().last_dataset,
        datasets=[
            DatasetStatus(
                version=row.number,
                cid=bytes32_to_cid(row.manifest),
                rows=row.rows,
                parent=row.parent,
                first_epoch=row.first_epoch,
                last_epoch=row.last_epoch,
            )
            for row in context.repository.chain.page(DatasetRow, after, limit)
        ],
    )


@router.get("/network/models")
def get_network_models(context: Context, after: After = 0, limit: Limit = _MOST) -> Models:
    """Serves a page of models with their state, the base first. `last` is the newest model's number."""
    state = context.chain()
    return Models(
        last=state.last_model,
        models=[
            ModelStatus(
                version=row.number,
                cid=bytes32_to_cid(row.manifest),
                parent=row.parent,
                trainer=row.trainer,
                round=row.round,
                state=row.state,
                datasets=row.datasets,
                served=row.number == state.served,
                loss=_loss(row),
            )
            for row in context.repository.chain.page(ModelRow, after, limit)
        ],
    )


@router.get("/published/{cid}", response_class=Octets)
@raises("not-found")
def get_published(cid: Annotated[str, Path(max_length=64)], context: Context) -> Response:
    """Serves the bytes of a small public file, which hash to its content id.

    It is the manifest of a model or of a dataset, a list of row ids, or the sample answers of an adopted model. What this
    gateway has not read yet, or refuses, is not there.
    """
    block = context.repository.chain.published(cid)
    if block is None or context.repository.refusals.any_of("content", [cid]):
        raise Problem("not-found", "this gateway has no public file with this content id")
    forever = {"cache-control": "public, max-age=31536000, immutable"}
    return Octets(block, headers=forever)


@router.get("/network/validators")
def get_validators(context: Context) -> Validators:
    """Serves who validates: stake, seat, jail, and in which of the newest epochs each one revealed scores."""
    state, chain = context.chain(), context.repository.chain
    rows = [
        row
        for row in chain.epochs_after(max(0, state.epoch - EPOCHS - 1))
        if row.owners and not row.lost and phase_of(row, state, context.network.parameters) >= Phase.REPORT
    ]
    members = sorted(kept_members(chain), key=lambda member: (-int(member.stake), member.owner))
    return Validators(epochs=[row.number for row in rows], validators=[_validator(member, rows) for member in members])


def _loss(row: ModelRow) -> ModelLoss | None:
    """Returns the losses of a model, if they are here."""
    return ModelLoss(before=row.loss_before, after=row.loss_after, seats=row.loss_seats) if row.loss_seats else None


def _validator(member: Member, rows: Sequence[EpochRow]) -> ValidatorStatus:
    return ValidatorStatus(
        owner=member.owner,
        operator=member.operator,
        stake=int(member.stake),
        seated=member.seated,
        jailed_until=member.jailed_until,
        epochs=[
            SeatReveal(epoch=row.number, revealed=row.owners.index(member.owner) in row.revealed)
            for row in rows
            if member.owner in row.owners
        ],
    )
