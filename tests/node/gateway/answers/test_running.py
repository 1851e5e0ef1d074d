"""Many people chat at once: each is served in turn, a reader who leaves costs nobody anything, and may come back."""

import asyncio
from contextlib import aclosing

import pytest

from kula.node.gateway.answers import running as module
from kula.node.gateway.answers.running import Answers, Running
from kula.node.gateway.answers.turns import MOST_OF_ONE, MOST_WAITING, Turns
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
        abandoned = await answers.start(chat("left", 500), "a")
        if most:
            await _read(abandoned, most)
        after = await answers.start(chat("next", 3), "b")
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
        one = await answers.start(chat("one", 12), "a")
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
        one = await answers.start(chat("one", 500), "a")
        await _read(one, 2)
        await _end(one)
        assert model.log[-1] == "one closed"
        await asyncio.sleep(0.06)
        with pytest.raises(Problem, match="no answer"):
            answers.running(one.id)

    asyncio.run(scene())


def test_reader__of_a_forwarded_answer_leaves__the_request_is_closed_at_once():
    async def scene():
        model = Counter(can_pause=False)
        answers = Answers(model, parallel=1, seconds=60)
        one = await answers.start(chat("one", 500), "a")
        await _read(one, 2)
        await _end(one)
        assert model.log[-1] == "one closed"
        with pytest.raises(Unavailable, match="the reader left"):
            await _read(answers.running(one.id), start=2)

    asyncio.run(scene())


def test_answers__of_two__come_at_once_piece_by_piece():
    async def scene():
        model = Counter()
        answers = Answers(model, parallel=2, seconds=60)
        both = [await answers.start(chat(name, 20), name) for name in "ab"]
        await asyncio.gather(*map(_read, both))
        order = "".join(name for name in model.log if len(name) == 1)
        assert max(order[:30].count("a"), order[:30].count("b")) <= 20, order

    asyncio.run(scene())


def test_turns__one_asks_much__another_is_next():
    async def scene():
        model = Counter()
        answers = Answers(model, parallel=1, seconds=60)
        flood = [await answers.start(chat(f"flood {i}", 4), "flood") for i in range(MOST_OF_ONE)]
        reading = [asyncio.create_task(_read(one)) for one in flood]
        await asyncio.sleep(0.003)
        person = await answers.start(chat("person", 4), "person")
        await _read(person)
        over = [one.making.ending for one in flood]
        assert over.count("length") <= 1, "only the answer that was being made went first"
        await asyncio.gather(*reading)

    asyncio.run(scene())


def test_turns__whoever_waits__sees_its_place_until_its_turn_comes():
    async def scene():
        answers = Answers(Counter(), parallel=1, seconds=60)
        running = [await answers.start(chat(name, 6), name) for name in "abc"]
        followed: list[list[str | int]] = [[], [], []]

        async def follow(i: int):
            async for item in running[i].follow():
                followed[i].append(item)

        await asyncio.gather(*(follow(i) for i in range(3)))
        assert [[item for item in items if isinstance(item, int)] for items in followed] == [[], [1, 0], [2, 1, 0]]

    asyncio.run(scene())


def test_turns__too_many_of_one_or_in_all__are_refused_and_others_go_on():
    async def scene():
        answers = Answers(Counter(), parallel=1, seconds=60)
        own = [await answers.start(chat("own", 300), "one") for _ in range(MOST_OF_ONE + 1)]
        tasks = [asyncio.create_task(_read(one)) for one in own]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        with pytest.raises(Problem, match="of your chats"):
            await done.pop()
        others = [await answers.start(chat("other", 1), str(i)) for i in range(MOST_WAITING + 2)]
        results = await asyncio.gather(*map(_read, others), return_exceptions=True)
        refused = [str(one) for one in results if isinstance(one, Problem)]
        assert refused
        assert all("chats wait" in one for one in refused)
        assert ["1 "] in results
        for task in tasks:
            task.cancel()

    asyncio.run(scene())


def test_turns__none_comes_in_time__says_so_and_leaves_the_queue():
    async def scene():
        turns = Turns(1)
        async with turns.turn("a", 5, lambda _: None):
            with pytest.raises(Problem, match="no turn came"):
                async with turns.turn("b", 0.02, lambda _: None):
                    pass
        async with turns.turn("c", 0.02, lambda _: None):
            pass

    asyncio.run(scene())


def test_answer__takes_too_long__ends_as_one_that_is_too_long():
    async def scene():
        answers = Answers(Counter(), parallel=1, seconds=0.05)
        one = await answers.start(chat("one", 10_000), "a")
        assert len(await _read(one)) < 100
        assert one.making.ending == "length"

    asyncio.run(scene())
