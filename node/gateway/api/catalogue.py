"""GET datasets and models, page by page."""

from typing import Annotated

from fastapi import APIRouter, Query

from kula.node.gateway.api.context import Context
from kula.node.gateway.api.shapes.responses import Datasets, DatasetStatus, Models, ModelStatus
from kula.protocol.chain.clients.registry import ModelState
from kula.protocol.ipfs.cid import bytes32_to_cid

router = APIRouter(prefix="/v1")
_MOST = 100
After = Annotated[int, Query(ge=0, lt=2**32, description="the last number of the page before")]
Limit = Annotated[int, Query(ge=1, le=_MOST)]


@router.get("/datasets")
def get_datasets(context: Context, after: After = 0, limit: Limit = _MOST) -> Datasets:
    """Serves a page of dataset versions, oldest first. `last` is the newest version's number."""
    last = context.network.registry.last_dataset()
    numbers = range(after + 1, min(after + limit, last) + 1)
    rows = [(number, context.kept.dataset(number)) for number in numbers]
    return Datasets(
        last=last,
        datasets=[
            DatasetStatus(
                version=number,
                cid=bytes32_to_cid(dataset.manifest),
                rows=dataset.rows,
                parent=dataset.parent,
                first_epoch=dataset.first_epoch,
                last_epoch=dataset.last_epoch,
            )
            for number, dataset in rows
        ],
    )


@router.get("/network/models")
def get_network_models(context: Context, after: After = 0, limit: Limit = _MOST) -> Models:
    """Serves a page of models with their state, the base first. `last` is the newest model's number."""
    registry = context.network.registry
    served, last = registry.served(), registry.last_model()
    rows = [(number, *context.kept.model(number)) for number in range(after + 1, min(after + limit, last) + 1)]
    return Models(
        last=last,
        models=[
            ModelStatus(
                version=number,
                cid=bytes32_to_cid(model.manifest),
                parent=model.parent,
                trainer=model.trainer,
                round=model.round,
                state=ModelState(model.state).name.lower(),
                datasets=datasets,
                served=number == served,
            )
            for number, model, datasets in rows
        ],
    )
