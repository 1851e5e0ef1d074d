"""POST proofs that other gateways broke their receipts; GET what became of them.

A person's own gateway may be the one that broke the receipt, so its page hands the proof to another gateway. The guard
lets any page call these paths, and they read no cookie.
"""

from typing import cast

from fastapi import APIRouter, Response

from kula.node.gateway.api.body import StrictRoute
from kula.node.gateway.api.context import Context
from kula.node.gateway.api.shapes.accusations import Accusation, PostAccusation, State
from kula.node.gateway.database.accusations import AccusationRow, Step
from kula.node.gateway.problems import Problem, raises
from kula.protocol.errors import MalformedInput
from kula.protocol.hex import unhex

router = APIRouter(prefix="/v1", route_class=StrictRoute)
_PREFLIGHT = {
    "access-control-allow-methods": "GET, POST, OPTIONS",
    "access-control-allow-headers": "content-type",
    "access-control-max-age": "86400",
}


@router.post("/accusations", status_code=202, responses={200: {"model": Accusation, "description": "it was known"}})
@raises(
    "accusations-off",
    "own-receipt",
    "invalid-signature",
    "not-a-gateway",
    "not-broken",
    "answered-lately",
    "no-deposit",
    "accusations-full",
    "chain-refused",
)
def post_accusation(body: PostAccusation, context: Context, response: Response) -> Accusation:
    """Takes the proof that another gateway broke its receipt. This gateway accuses it, and pays deposit and gas.

    Whoever signed the receipt has a day to answer. Then it is fined, and this gateway keeps half of the fine. Answers 200
    if the proof was known.
    """
    row, is_new = context.proofs.take(body.to_promise())
    response.status_code = 202 if is_new else 200
    return _shown(row)


@router.get("/accusations/{id}")
@raises("unknown-accusation")
def get_accusation(id: str, context: Context) -> Accusation:
    """Tells what became of a proof. `id` is the receipt's EIP-712 digest."""
    try:
        row = context.repository.accusations.one(unhex(id, 32))
    except MalformedInput as error:
        raise Problem("unknown-accusation", "an id is 0x and 64 hexadecimal digits") from error
    if not row:
        raise Problem("unknown-accusation", "this gateway has no proof with this id; POST it")
    return _shown(row)


@router.options("/accusations", include_in_schema=False)
@router.options("/accusations/{id}", include_in_schema=False)
async def options() -> Response:
    """Tells browsers that other pages may call these paths."""
    return Response(status_code=204, headers=_PREFLIGHT)


def _shown(row: AccusationRow) -> Accusation:
    return Accusation(
        id=row.digest,
        gateway=row.gateway,
        record=row.record,
        seq=row.seq,
        state=cast(State, str(Step.ACCUSING if row.step == Step.SENT else row.step)),
        accuser=row.accuser,
        until=row.until or None,
    )
