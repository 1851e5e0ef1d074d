"""An answer of a model server goes on for a reader who comes back by its id, and nothing is made meanwhile."""

import asyncio
import json
from contextlib import aclosing
from dataclasses import replace

import pytest

from kula.node.gateway.answers.forwarded import Forwarded, without_known
from kula.node.gateway.answers.running import Answers
from kula.node.gateway.answers.turns import Asker
from kula.protocol.errors import Unavailable
from tests.support.gateway.model_server import CHAT, VLLM, ModelServer, forwarded
from tests.support.scoring.counting_model import MANIFEST, PARENT

NEW_LINE = {"choices": [{"index": 0, "delta": {"content": "\n\n"}, "finish_reason": None}]}


@pytest.mark.parametrize("most", [9, 3], ids=["words-left", "one-word-left"])
def test_forwarded__reader_comes_back_by_the_answers_id__the_server_goes_on_with_it(
    model_server: ModelServer, most: int
):
    """The request with which it does is that of vLLM and llama.cpp; Ollama reads only the last message."""
    model_server.first = "".join(f"data: {json.dumps(event)}\n\n" for event in [*VLLM[:2], NEW_LINE])
    model_server.for_ever = ": ping\n\n"
    chat = replace(CHAT, sampling=replace(CHAT.sampling, most_tokens=most))

    async def scene():
        answers = Answers(forwarded(model_server), parallel=1, seconds=60)
        one = await answers.start(chat, Asker("a"))
        async with aclosing(one.follow()) as items:
            assert [await anext(items), await anext(items)] == ["Six", "\n\n"]
        assert await asyncio.to_thread(model_server.closed.wait, 60), "nothing is made while nobody reads"
        model_server.first, model_server.events = "", [NEW_LINE, *VLLM[2:]]
        rest = [item async for item in answers.running(one.id).follow(2)]
        assert (rest, one.text) == ([" minutes"], "Six\n\n minutes"), "the space at the end is not told twice"
        assert (one.making.ending, one.making.prompt_tokens, one.making.tokens) == ("length", 7, 4)

    asyncio.run(scene())
    (_, first), (_, second) = model_server.requests
    assert second == {
        **first,
        "messages": [*first["messages"], {"role": "assistant", "content": "Six"}],
        "max_tokens": most - 2,
        "add_generation_prompt": False,
        "continue_final_message": True,
    }


def test_forwarded__reader_comes_back_to_an_answer_without_words__it_is_asked_anew(model_server: ModelServer):
    model_server.for_ever = ": ping\n\n"

    async def scene():
        answers = Answers(forwarded(model_server), parallel=1, seconds=60)
        one = await answers.start(CHAT, Asker("a"))
        reading = asyncio.create_task(anext(one.follow()))
        while not model_server.requests:
            await asyncio.sleep(0.01)
        reading.cancel()
        assert await asyncio.to_thread(model_server.closed.wait, 60)
        model_server.events = VLLM
        assert [item async for item in answers.running(one.id).follow()] == ["Six", " minutes"]

    asyncio.run(scene())
    (_, first), (_, second) = model_server.requests
    assert first == second


def test_forwarded__another_model_is_adopted_before_the_reader_is_back__no_answer_is_of_two_models(
    model_server: ModelServer,
):
    adopted = [MANIFEST]

    async def scene():
        answers = Answers(Forwarded(lambda: adopted[0], model_server.url, seconds=60), parallel=1, seconds=60)
        one = await answers.start(CHAT, Asker("a"))
        async with aclosing(one.follow()) as items:
            await anext(items)
        adopted[0] = PARENT
        with pytest.raises(Unavailable, match="another model was adopted"):
            async for _ in answers.running(one.id).follow():
                pass

    asyncio.run(scene())
    assert len(model_server.requests) == 1


@pytest.mark.parametrize(
    ("pieces", "known", "shown"),
    [
        (["word"], "", "word"),
        ([" word"], "", " word"),
        ([" word"], " ", "word"),
        (["\n", "\n\nword"], "\n\n", "\nword"),
        (["word", " more"], "\n", "word more"),
        (["", "  "], " ", " "),
    ],
    ids=["word", "space-of-its-own", "known", "in-two-pieces", "not-made-again", "more-of-it"],
)
def test_without_known__space_at_the_seam__stands_there_once(pieces: list[str], known: str, shown: str):
    new = ""
    for piece in pieces:
        piece, known = without_known(piece, known)
        new += piece
    assert new == shown
