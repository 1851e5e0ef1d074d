"""GET datasets and models, page by page."""

from typing import Annotated

from fastapi import APIRouter, Query

from kula.node.gateway.api.context import Context
from kula.node.gateway.api.shapes.responses import Datasets, DatasetStatus, Models, ModelStatus
from kula.node.gateway.database.chain_tables import DatasetRow, ModelRow
from kula.protocol.ipfs.cid import bytes32_to_cid

router = APIRouter(prefix="/v1")
_MOST = 100
After = Annotated[int, Query(ge=0, lt=2**32, description="the last number of the page before")]
Limit = Annotated[int, Query(ge=1, le=_MOST)]


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
            )
            for row in context.repository.chain.page(ModelRow, after, limit)
        ],
    )
