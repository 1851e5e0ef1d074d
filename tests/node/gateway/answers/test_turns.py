"""Turns at the model: networks, and the keys behind each, are served in turn, and nobody is kept out of the queue."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.node.gateway.answers.running import Answers, Running
from kula.node.gateway.answers.turns import MOST_OF_ONE, MOST_WAITING, Asker, Turns
from kula.node.gateway.problems import Problem
from tests.support.scoring.counting_model import Counter, chat


async def _read(running: Running) -> list[str]:
    return [item async for item in running.follow() if isinstance(item, str)]


def test_turns__one_asks_much__another_is_next():
    async def scene():
        model = Counter()
        answers = Answers(model, parallel=1, seconds=60)
        flood = [await answers.start(chat(f"flood {i}", 4), Asker("flood")) for i in range(MOST_OF_ONE)]
        reading = [asyncio.create_task(_read(one)) for one in flood]
        await asyncio.sleep(0.003)
        person = await answers.start(chat("person", 4), Asker("person"))
        await _read(person)
        over = [one.making.ending for one in flood]
        assert over.count("length") <= 1, "only the answer that was being made went first"
        await asyncio.gather(*reading)

    asyncio.run(scene())


def test_turns__whoever_waits__sees_its_place_until_its_turn_comes():
    async def scene():
        answers = Answers(Counter(), parallel=1, seconds=60)
        running = [await answers.start(chat(name, 6), Asker(name)) for name in "abc"]
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
        own = [await answers.start(chat("own", 300), Asker("one")) for _ in range(MOST_OF_ONE + 1)]
        tasks = [asyncio.create_task(_read(one)) for one in own]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        with pytest.raises(Problem, match="chats of your network") as refused:
            await done.pop()
        assert (refused.value.slug, refused.value.retry_after) == ("network-limited", 5)
        others = [await answers.start(chat("other", 1), Asker(str(i))) for i in range(MOST_WAITING + 2)]
        results = await asyncio.gather(*map(_read, others), return_exceptions=True)
        full = [one for one in results if isinstance(one, Problem)]
        assert full
        assert all(one.slug == "busy" and "chats wait" in str(one) for one in full)
        assert ["1 "] in results
        for task in tasks:
            task.cancel()

    asyncio.run(scene())


def test_turns__too_many_of_a_granted_key__blame_nobody_else():
    async def scene():
        crowd = Crowd(Turns(1))
        chats = await crowd.join(*[Asker("home", "key") for _ in range(MOST_OF_ONE + 1)])
        with pytest.raises(Problem, match="of your chats") as refused:
            await chats[-1]
        assert refused.value.slug == "rate-limited"
        crowd.go_on.set()
        await asyncio.gather(*chats[:-1])

    asyncio.run(scene())


def test_turns__none_comes_in_time__says_so_and_leaves_the_queue():
    async def scene():
        turns = Turns(1)
        async with turns.turn(Asker("a"), 5, lambda _: None):
            with pytest.raises(Problem, match="no turn came"):
                async with turns.turn(Asker("b"), 0.02, lambda _: None):
                    pass
        async with turns.turn(Asker("c"), 0.02, lambda _: None):
            pass

    asyncio.run(scene())


class Crowd:
    """Chats that wait for the one turn of `turns` until they get it, and then hold it until they are told to go on."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.served: list[Asker] = []
        self.go_on = asyncio.Event()

    async def join(self, *askers: Asker) -> list[asyncio.Task[None]]:
        """Lets further chats wait, in this order."""
        tasks = [asyncio.create_task(self._ask(asker)) for asker in askers]
        await asyncio.sleep(0)
        return tasks

    async def _ask(self, asker: Asker) -> None:
        async with self.turns.turn(asker, 60, lambda _: None):
            self.served.append(asker)
            await self.go_on.wait()


def test_turns__of_many_keys_of_one_network__leave_every_other_network_its_share():
    async def scene():
        crowd = Crowd(Turns(1))
        flood = [Asker("flood", f"key {i}") for i in range(30)]
        tasks = await crowd.join(*flood, Asker("home", "a"), Asker("home", "b"), Asker("home", "a"))
        crowd.go_on.set()
        await asyncio.gather(*tasks)
        assert [one.network for one in crowd.served[:6]] == ["flood", "home"] * 3
        assert [one.key for one in crowd.served[1:6:2]] == ["a", "b", "a"], "and so are the keys of a network"

    asyncio.run(scene())


def test_turns__a_queue_that_one_network_filled__has_room_for_others_and_not_for_more_of_it():
    async def scene():
        crowd = Crowd(Turns(1))
        flood = await crowd.join(*[Asker("flood", f"key {i}") for i in range(MOST_WAITING + 1)])
        people = await crowd.join(*[Asker(f"home {i}") for i in range(3)])
        late = await crowd.join(Asker("flood", "late"))
        with pytest.raises(Problem, match="chats wait"):
            await late[0]
        crowd.go_on.set()
        results = await asyncio.gather(*flood, *people, return_exceptions=True)
        refused = [place for place, one in enumerate(results) if isinstance(one, Problem)]
        assert refused == list(range(MOST_WAITING - 2, MOST_WAITING + 1)), "those of the flood that came last"
        assert [one.network for one in crowd.served[1:4]] == [f"home {i}" for i in range(3)]

    asyncio.run(scene())


@pytest.mark.parametrize("room", [0, MOST_WAITING], ids=["a short queue", "a full queue"])
def test_turns__who_leaves_at_the_moment_of_its_turn__breaks_and_takes_nothing(room: int):
    async def scene():
        crowd = Crowd(Turns(1))
        first, leaver = await crowd.join(Asker("a"), Asker("b", "leaves"))
        others = await crowd.join(*[Asker("b", f"key {i}") for i in range(room - 1)])
        crowd.go_on.set()
        leaver.cancel()
        others += await crowd.join(Asker("c")) if room else []
        results = await asyncio.gather(first, leaver, *others, return_exceptions=True)
        assert isinstance(results[1], asyncio.CancelledError)
        assert [one for one in (results[0], *results[2:]) if one and not isinstance(one, Problem)] == []
        crowd.go_on.clear()
        await crowd.join(Asker("d"), Asker("e"))
        await asyncio.sleep(0)
        assert [one.network for one in crowd.served if one.network in "de"] == ["d"], "there is one turn, as before"

    asyncio.run(scene())


class Play:
    """People who join, leave and end their turns, in any order."""

    def __init__(self, parallel: int) -> None:
        self.turns = Turns(parallel)
        self.tasks: list[asyncio.Task[None]] = []
        self.running: list[asyncio.Event] = []
        self.most = 0

    async def move(self, move: str, number: int) -> None:
        """Makes a move; `number` says whose."""
        if move == "join":
            self.tasks.append(asyncio.create_task(self._ask(Asker(f"network {number % 2}", f"key {number}"))))
        elif move == "leave" and self.tasks:
            self.tasks[number % len(self.tasks)].cancel()
        elif move == "end" and self.running:
            self.running[number % len(self.running)].set()
        else:
            await asyncio.sleep(0)

    async def _ask(self, asker: Asker) -> None:
        async with self.turns.turn(asker, 60, lambda _: None):
            self.running.append(end := asyncio.Event())
            self.most = max(self.most, len(self.running))
            try:
                await end.wait()
            finally:
                self.running.remove(end)

    async def end(self) -> list[BaseException | None]:
        """Lets all turns end. Returns how each did."""
        while not all(task.done() for task in self.tasks):
            for end in self.running:
                end.set()
            await asyncio.sleep(0)
        return await asyncio.gather(*self.tasks, return_exceptions=True)


MOVE = st.tuples(st.sampled_from(["join", "join", "leave", "end", "pass"]), st.integers(0, 5))


@settings(max_examples=300)
@given(st.lists(MOVE, max_size=60), st.integers(1, 3))
def test_turns__whoever_joins_leaves_and_ends_in_any_order__as_many_run_as_may(
    moves: list[tuple[str, int]], parallel: int
):
    async def scene():
        play = Play(parallel)
        for move in moves:
            await play.move(*move)
        assert {type(one) for one in await play.end()} <= {type(None), asyncio.CancelledError, Problem}
        assert play.most <= parallel
        async with AsyncExitStack() as stack:
            for number in range(parallel):
                await stack.enter_async_context(play.turns.turn(Asker(str(number)), 5, lambda _: None))
            with pytest.raises(Problem, match="no turn came"):
                await stack.enter_async_context(play.turns.turn(Asker("one too many"), 0.001, lambda _: None))

    asyncio.run(scene())
