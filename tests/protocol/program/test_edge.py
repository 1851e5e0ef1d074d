"""The outer edge of a loop: it survives every exception, waits longer after each, and lets other subjects go on."""

import pytest

from kula.protocol.errors import Unavailable
from kula.protocol.program.edge import Edge


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def _fail(error: Exception):
    def step() -> None:
        raise error

    return step


@pytest.mark.parametrize("error", [Unavailable("away"), KeyError("records"), RecursionError(), MemoryError()])
def test_edge__whatever_a_step_raises__the_others_are_taken_and_it_is_counted(error: Exception):
    counted: list[tuple[str, str]] = []
    edge = Edge(count=lambda step, kind: counted.append((step, kind)))
    done: list[int] = []
    assert not edge.take(("mirror", 1), _fail(error))
    assert edge.take(("mirror", 2), lambda: done.append(2))
    assert done == [2]
    assert counted == [("mirror", type(error).__name__)]


def test_edge__a_step_that_fails_again__waits_twice_as_long_up_to_the_most():
    clock, tries = _Clock(), []
    edge = Edge(first_seconds=2, most_seconds=9, clock=clock)

    def step() -> None:
        tries.append(clock.now)
        raise Unavailable("away")

    for clock.now in range(40):
        edge.take(("relay", 1), step)
    assert tries == [0, 2, 6, 14, 23, 32]


def test_edge__a_step_that_ends_well__begins_anew_and_is_forgotten():
    clock = _Clock()
    edge = Edge(first_seconds=2, clock=clock)
    for moment in (0, 2):
        clock.now = moment
        edge.take(("relay", 1), _fail(Unavailable("away")))
    clock.now = 6
    assert edge.take(("relay", 1), lambda: None)
    assert not edge.waits(("relay", 1))
    edge.take(("relay", 1), _fail(Unavailable("away")))
    clock.now = 8
    assert edge.take(("relay", 1), lambda: None), "after one failure it waits for two seconds again"


def test_edge__subjects_of_strangers_that_nobody_comes_back_to__are_forgotten():
    clock = _Clock()
    edge = Edge(first_seconds=2, most_seconds=9, clock=clock)
    for clock.now in range(1_000):
        edge.take(("publish", clock.now), _fail(Unavailable("away")))
    assert edge.waits(("publish", 999))
    assert len(edge._waits) == 2 + 9


def test_edge__a_count_that_fails__stops_nothing():
    def count(_step: str, _error: str) -> None:
        raise OSError("the database is away")

    edge = Edge(count=count)
    assert not edge.take(("pin",), _fail(KeyError("x")))
    assert edge.take(("post",), lambda: None)
