"""Answers in OpenAI's form: as server-sent events while they are made, and what stands beside their text."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any

from kula.node.gateway.answers.running import Running
from kula.node.gateway.api.context import GatewayContext
from kula.node.gateway.api.openai import error_body
from kula.node.gateway.api.shapes.chat import (
    ChunkChoice,
    CompletionChunk,
    Delta,
    KulaPart,
    SignedAnswer,
    Usage,
    Waiting,
)
from kula.node.gateway.problems import problem_of
from kula.protocol.errors import KulaError
from kula.protocol.signatures import answer_digest, answer_hash, prompt_hash, sign
from kula.protocol.types import Answer

HEARTBEAT_SECONDS = 15.0


async def alive(events: AsyncGenerator[str]) -> AsyncGenerator[str]:
    """Yields events, and a comment while none comes, which clients of event streams pass over."""
    coming: asyncio.Task[str] | None = None
    try:
        while True:
            coming = coming or asyncio.ensure_future(anext(events))
            if not (await asyncio.wait([coming], timeout=HEARTBEAT_SECONDS))[0]:
                yield ": nothing yet\n\n"
                continue
            done, coming = coming, None
            try:
                event = done.result()
            except StopAsyncIteration:
                return
            yield event
    finally:
        if coming:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)
        await events.aclose()


class Chunks:
    """The events of answers that are made at once. Each event's id says how many pieces of each answer came up to it."""

    def __init__(self, context: GatewayContext, answers: Sequence[Running], after: Sequence[int] = ()) -> None:
        """`after` is what the last event that was read had as its id, one number per answer."""
        self._context = context
        self._answers = answers
        self._numbers = list(after) or [0] * len(answers)

    async def events(self, *, usage: bool) -> AsyncGenerator[str]:
        """Yields the events. An answer that breaks off ends them with an error, and without `[DONE]`."""
        for i, number in enumerate(self._numbers):
            if not number:
                yield self._event(ChunkChoice(index=i, delta=Delta(role="assistant", content=""), finish_reason=None))
        try:
            async with aclosing(together(self._answers, tuple(self._numbers))) as items:
                async for i, item in items:
                    if event := self._event_of(i, item):
                        yield event
        except KulaError as error:
            yield f"data: {json.dumps(error_body(problem_of(error)))}\n\n"
            return
        if usage:
            yield self._event(usage=usage_of(self._answers))
        yield "data: [DONE]\n\n"

    def _event_of(self, i: int, item: str | int | None) -> str:
        """The event of a piece, of the end, or of a place in the queue, which only our own clients understand."""
        if isinstance(item, int):
            return self._event(kula=Waiting(place=item)) if self._answers[0].key else ""
        if item is not None:
            self._numbers[i] += 1
            return self._event(ChunkChoice(index=i, delta=Delta(content=item), finish_reason=None))
        part = signed(self._context, self._answers[i])
        more = {"kula": part} if part else {}
        ending = self._answers[i].making.ending
        return self._event(ChunkChoice(index=i, delta=Delta(), finish_reason=ending, **more))

    def _event(self, choice: ChunkChoice | None = None, **more: Any) -> str:
        first = self._answers[0]
        chunk = CompletionChunk(
            id=first.id,
            object="chat.completion.chunk",
            created=first.created,
            model=first.making.manifest,
            choices=[choice] if choice else [],
            **more,
        )
        return f"id: {'.'.join(map(str, self._numbers))}\ndata: {chunk.model_dump_json(exclude_unset=True)}\n\n"


def usage_of(answers: Sequence[Running]) -> Usage:
    """Returns the tokens of the talk, which is read once, and of all answers."""
    prompt, tokens = answers[0].making.prompt_tokens, sum(answer.making.tokens for answer in answers)
    return Usage(prompt_tokens=prompt, completion_tokens=tokens, total_tokens=prompt + tokens)


def signed(context: GatewayContext, running: Running) -> KulaPart | None:
    """Returns the signed answer, or None if no session key asks or the answer is empty."""
    if not running.key or not running.text.strip():
        return None
    answer = Answer(
        prompt_hash=prompt_hash(list(running.chat.messages)),
        answer_hash=answer_hash(running.text),
        model_id=running.making.manifest,
        key=running.key,
    )
    signature = sign(answer_digest(context.network.signing, answer), bytes(context.account.key))
    return KulaPart(answer=SignedAnswer(model=running.making.manifest, signature=signature))


async def together(
    answers: Sequence[Running], after: Sequence[int] = ()
) -> AsyncGenerator[tuple[int, str | int | None]]:
    """Yields what comes of several answers, with their index: pieces, places in the queue, and None at each end.

    `after` is how many pieces of each answer are passed over.
    """
    queue: asyncio.Queue[tuple[int, str | int | None]] = asyncio.Queue()

    async def pump(i: int, answer: Running) -> None:
        try:
            async with aclosing(answer.follow(after[i] if after else 0)) as items:
                async for item in items:
                    queue.put_nowait((i, item))
        finally:
            queue.put_nowait((i, None))

    tasks = [asyncio.create_task(pump(i, answer)) for i, answer in enumerate(answers)]
    try:
        running = len(tasks)
        while running:
            i, item = await queue.get()
            if item is None:
                running -= 1
                await tasks[i]
            yield i, item
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
