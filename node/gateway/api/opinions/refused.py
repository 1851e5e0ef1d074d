"""GET the content ids that this gateway refuses."""

from fastapi import APIRouter

from kula.node.gateway.api.context import Context
from kula.node.gateway.api.opinions.shapes import RefusedContents

router = APIRouter(prefix="/v1")


@router.get("/refused-contents")
def get_refused(context: Context) -> RefusedContents:
    """Lists the content ids that this gateway neither takes nor serves, so that others may refuse them too."""
    return RefusedContents(content_ids=list(context.repository.refusals.all_of("content")))
