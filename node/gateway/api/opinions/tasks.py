"""GET what a session key may do: pairs to compare, answers to correct, questions to answer."""

from typing import Annotated, cast

from eth_utils.crypto import keccak
from fastapi import APIRouter, Query

from kula.node.gateway.api.context import Context, GatewayContext
from kula.node.gateway.api.opinions.shapes import FreeTasks, Task, TaskKind, Tasks
from kula.node.gateway.api.shapes.chat import SignedAnswer
from kula.node.gateway.api.shapes.fields import AnyCase
from kula.node.gateway.database.opinion_tables import TaskRow
from kula.node.gateway.index.estimating import language_of
from kula.node.gateway.opinions.lacking import Judged, Lack, lack
from kula.node.gateway.problems import Problem, raises
from kula.protocol.hex import unhex
from kula.protocol.signatures import answer_digest, answer_hash, sign
from kula.protocol.types import Address, Answer
from kula.scoring.models.base import LANGUAGES

router = APIRouter(prefix="/v1")
HOLD_SECONDS = 900
"""How long a key holds a task (block time)."""
MOST_HELD = 8
RECENT_EPOCHS = 32
MOST_JUDGED = 2_048
"""Outcomes of recent epochs that say what the scorer lacks."""
Most = Annotated[int, Query(ge=1, le=MOST_HELD, description="how many tasks the key may hold in all")]


@router.get("/tasks")
@raises("unknown-grant")
def get_tasks(key: AnyCase, context: Context, most: Most = 3) -> Tasks:
    """Serves what a granted session key holds, and lets it hold more, up to `most`. Nobody else gets these meanwhile.

    A task ends with a record about its talk. Its talk comes from a published dataset. Kinds and languages come more often if
    few of their records earned something in recent epochs, or if their scores lie near the floor.
    """
    if not context.repository.has_key(key):
        raise Problem("unknown-grant", "tasks are for session keys with a grant", "key")
    now, lacking = context.chain().now, _lack(context)

    def rank(row: TaskRow) -> int:
        drawn = int.from_bytes(keccak(row.task + key.encode())[:8], "big")
        return drawn // lacking.of_language(language_of({"kind": "conversation", "messages": row.messages}))

    rows = context.repository.tasks.hold(key, most, now, now + HOLD_SECONDS, lacking.kinds, rank)
    free = [
        FreeTasks(kind=cast(TaskKind, kind), count=count) for kind, count in context.repository.tasks.free(now).items()
    ]
    return Tasks(tasks=[_task(context, row, key) for row in rows], free=free)


def _lack(context: GatewayContext) -> Lack:
    state, floor = context.chain(), context.network.parameters.floor
    recent = context.repository.outcomes.recent(state.epoch - RECENT_EPOCHS, MOST_JUDGED)
    scripts = context.languages.of(unhex(state.scorer, 32))
    return lack([Judged(*one) for one in recent], floor, None if scripts is None else {*LANGUAGES, *scripts})


def _task(context: GatewayContext, row: TaskRow, key: Address) -> Task:
    return Task(
        task=row.task,
        kind=cast(TaskKind, row.kind),
        messages=row.messages,
        dataset=row.dataset,
        answer=_signed(context, row, key),
        until=row.until,
    )


def _signed(context: GatewayContext, row: TaskRow, key: Address) -> SignedAnswer | None:
    """Signs a bad answer of a published row for this key, so that its correction counts in full."""
    if not row.model:
        return None
    answer = Answer(
        prompt_hash=row.prompt_hash,
        answer_hash=answer_hash(row.messages[-1]["content"]),
        model_id=row.model,
        key=key,
    )
    signature = sign(answer_digest(context.network.signing, answer), bytes(context.account.key))
    return SignedAnswer(model=row.model, signature=signature)
