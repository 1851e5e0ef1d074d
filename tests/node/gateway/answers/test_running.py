"""Many people chat at once: each is served in turn, a reader who leaves costs nobody anything, and may come back."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from kula.node.gateway.answers import running as module
from kula.node.gateway.answers.running import MOST_PAUSED, Answers, Running
from kula.node.gateway.answers.turns import Asker
from kula.node.gateway.api import chunks
from kula.node.gateway.problems import Problem
from kula.protocol.errors import Unavailable
from tests.support.scoring.counting_model import Counter, chat


async def _read(running: Running, most: int = 1_000, start: int = 0) -> list[str]:
    """Reads up to `most` pieces, then leaves."""
    pieces: list[str] = []
    async with aclosing(running.follow(start)) as items:
        async for item in items:
            if isinstance(item, str):
                pieces.append(item)
                if len(pieces) == most:
                    break
    return pieces


async def _end(one: Running) -> None:
    async with asyncio.timeout(20):
        while not one.over_at:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("most", [0, 1, 5, 60])
def test_reader__leaves_after_some_pieces__the_model_stops_and_the_next_is_answered(most: int):
    async def scene():
        model = Counter()
        answers = Answers(model, parallel=1, seconds=60)
        abandoned = await answers.start(chat("left", 500), Asker("a"))
        if most:
            await _read(abandoned, most)
        after = await answers.start(chat("next", 3), Asker("b"))
        assert await _read(after) == ["1 ", "2 ", "3 "]
        pieces = model.log.count("left")
        await asyncio.sleep(0.05)
        assert model.log.count("left") == pieces, "nobody reads it, so nobody makes it"
        assert pieces <= most + 2

    asyncio.run(scene())


def test_reader__comes_back__goes_on_where_it_left():
    async def scene():
        model = Counter()
        answers = Answers(model, parallel=1, seconds=60)
        one = await answers.start(chat("one", 12), Asker("a"))
        first = await _read(one, 4)
        await asyncio.sleep(0.02)
        rest = await _read(answers.running(one.id), start=4)
        assert first + rest == [f"{n} " for n in range(1, 13)]
        assert (one.text, one.making.ending) == ("1 2 3 4 5 6 7 8 9 10 11 12 ", "length")
        assert await _read(answers.running(one.id)) == first + rest, "an answer that is over can be read again"

    asyncio.run(scene())


def test_reader__never_comes_back__the_answer_ends_and_is_forgotten(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(module, "KEPT_SECONDS", 0.05)

    async def scene():
        model = Counter()
        answers = Answers(model, parallel=1, seconds=60)
        one = await answers.start(chat("one", 500), Asker("a"))
        await _read(one, 2)
        await _end(one)
        assert model.log[-1] == "one closed"
        await asyncio.sleep(0.06)
        with pytest.raises(Problem, match="no answer"):
            answers.running(one.id)

    asyncio.run(scene())


def test_readers__of_one_network_that_leave_their_answers__hold_a_bounded_number_and_none_of_others():
    async def scene():
        answers = Answers(Counter(), parallel=1, seconds=60)

        async def left(network: str) -> Running:
            one = await answers.start(chat(network, 50), Asker(network))
            await _read(one, 2)
            return one

        person = await left("home")
        flood = [await left("flood") for _ in range(3 * MOST_PAUSED)]
        async with asyncio.timeout(20):
            while sum(not one.over_at for one in flood) >= MOST_PAUSED:
                await asyncio.sleep(0.01)
        assert sum(not one.over_at for one in flood) == MOST_PAUSED - 1
        assert len(await _read(answers.running(person.id))) == 50
        with pytest.raises(Unavailable, match="the reader left"):
            await _read(flood[0], start=2)

    asyncio.run(scene())


def test_reader__leaves_amid_a_piece__the_model_stops_without_an_end_of_it_and_the_next_is_answered():
    async def scene():
        model = Counter()
        answers = Answers(model, parallel=1, seconds=60)
        model.hang_after = 2
        hung = await answers.start(chat("left", 6), Asker("a"))
        first = await _read(hung, 2)
        model.hang_after = 0
        next_ = await answers.start(chat("next", 3), Asker("b"))
        async with asyncio.timeout(20):
            assert await _read(next_) == ["1 ", "2 ", "3 "]
            assert model.log.index("left closed") < model.log.index("next")
            assert first + await _read(answers.running(hung.id), start=2) == [f"{n} " for n in range(1, 7)]

    asyncio.run(scene())


def test_readers__of_which_one_leaves__the_other_reads_on():
    async def scene():
        answers = Answers(Counter(), parallel=1, seconds=60)
        one = await answers.start(chat("one", 30), Asker("a"))
        stays = asyncio.create_task(_read(one))
        await _read(one, 3)
        assert await stays == [f"{n} " for n in range(1, 31)]

    asyncio.run(scene())


def test_reader__comes_back_before_the_turn_has_ended__misses_nothing():
    async def scene():
        model = Counter()
        one = await Answers(model, parallel=1, seconds=60).start(chat("one", 40), Asker("a"))
        pieces: list[str] = []
        while not one.making.ending:
            pieces += await _read(one, 1, start=len(pieces))
        pieces += await _read(one, start=len(pieces))
        assert pieces == [f"{n} " for n in range(1, 41)]

    asyncio.run(scene())


def test_answers__of_two__come_at_once_piece_by_piece():
    async def scene():
        model = Counter()
        answers = Answers(model, parallel=2, seconds=60)
        both = [await answers.start(chat(name, 20), Asker(name)) for name in "ab"]
        await asyncio.gather(*map(_read, both))
        order = "".join(name for name in model.log if len(name) == 1)
        assert min(order[:30].count("a"), order[:30].count("b")) >= 10, order

    asyncio.run(scene())


def test_answer__takes_too_long__ends_as_one_that_is_too_long():
    async def scene():
        answers = Answers(Counter(), parallel=1, seconds=0.05)
        one = await answers.start(chat("one", 10_000), Asker("a"))
        assert len(await _read(one)) < 100
        assert one.making.ending == "length"

    asyncio.run(scene())


def test_stream__while_nothing_comes__has_comments_and_loses_no_event(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(chunks, "HEARTBEAT_SECONDS", 0.01)

    async def scene():
        is_heard, is_closed = asyncio.Event(), asyncio.Event()

        async def events() -> AsyncGenerator[str]:
            try:
                yield "first"
                await is_heard.wait()
                yield "second"
                await asyncio.Event().wait()
            finally:
                is_closed.set()

        async with aclosing(chunks.alive(events())) as stream:
            assert await anext(stream) == "first"
            assert await anext(stream) == ": nothing yet\n\n"
            is_heard.set()
            while (event := await anext(stream)) != "second":
                assert event == ": nothing yet\n\n"
            assert await anext(stream) == ": nothing yet\n\n"
        assert is_closed.is_set(), "whoever makes the events is told that the reader left"

    asyncio.run(scene())
