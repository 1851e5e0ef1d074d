"""RPC endpoints that break, limit, lag and contradict each other, under running nodes. No commit or reveal is lost."""

import hashlib
import itertools
import json
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.hostile.conftest import NAMES, Scene, paid
from tests.support.rpc.front import (
    Call,
    Front,
    Quirk,
    Reply,
    behind,
    every,
    gone,
    html,
    http_429,
    logs_at_most,
    of_another,
    result,
    slow,
    too_many_requests,
    truncated,
    without_tag,
)
from tests.support.rpc.views import VIEWS, of_views

pytestmark = pytest.mark.slow
_PERIOD = 4
"""A rotating endpoint does harm once in so many reads."""
_READS = ("eth_call", "eth_getLogs", "eth_getBlockByNumber", "eth_blockNumber", "eth_getTransactionReceipt")


def nested(_: Call) -> Reply:
    """A million open brackets."""
    return Reply(b"[" * 1_000_000)


def wrong_types(call: Call) -> Reply:
    """A result of no form that any method has."""
    return result(call, [[{"number": {}, "hash": 5}], None, "0xzz"])


HARMS = (html, truncated, too_many_requests, http_429, gone, of_another, nested, wrong_types)


def rotating(done: set[str]) -> Quirk:
    """Does one harm after the other to reads. Their names go into `done`."""
    turn = itertools.count()

    def quirk(call: Call, _: Front) -> Reply | None:
        number = next(turn) if call["method"] in _READS else 1
        if number % _PERIOD:
            return None
        harm = HARMS[number // _PERIOD % len(HARMS)]
        done.add(harm.__name__)
        return harm(call)

    return quirk


def invented_blocks(call: Call, front: Front) -> Reply | None:
    """Gives each block a hash that is not its own, and not its child's parent."""
    if call["method"] != "eth_getBlockByNumber":
        return None
    answer = front.forward(call)
    block = answer["result"]
    if block:
        block["hash"] = "0x" + hashlib.sha256(block["number"].encode()).hexdigest()
    return Reply(json.dumps(answer).encode())


def drawn(quirks: list[Quirk]) -> Quirk:
    """A drawn quirk for each call: in a fixed turn, a node whose turns have as many calls would see one of them only."""
    chance = random.Random(4)
    return lambda call, front: chance.choice(quirks)(call, front)


def honest(_: Call, __: Front) -> None:
    """Nothing."""


@pytest.fixture
def fronts(scene: Scene) -> Iterator[Callable[..., Front]]:
    with ExitStack() as stack:
        yield lambda *quirks: stack.enter_context(Front(scene.local.anvil.url, *quirks))


def test_endpoints__that_break_limit_lag_and_contradict__cost_no_commit_and_no_reveal(
    scene: Scene, fronts: Callable[..., Front]
):
    chain, done = scene.local.anvil.url, set[str]()
    broken = [fronts(rotating(done)) for _ in range(2)]
    limited = fronts(
        every(7, too_many_requests, _READS),
        every(11, html),
        logs_at_most(3, -32_005, "query returned more than 10000 results"),
        without_tag("finalized", lambda call: result(call, None)),
        slow(0.05, ("eth_call",)),
    )
    lagging = fronts(drawn([behind(50), honest, behind(200)]))
    inventing = fronts(invented_blocks)
    settings = [
        {"KULA_RPC": ",".join(front.url for front in broken)},
        {"KULA_RPC": limited.url, "KULA_FINALITY": "finalized"},
        {"KULA_RPC": f"{lagging.url},{chain}"},
        {"KULA_RPC": f"{inventing.url},{chain}"},
    ]
    _play_epoch(scene, settings)
    assert len(done) > len(HARMS) // 2, "harm was done"
    assert all(front.total for front in (limited, lagging, inventing))


@pytest.mark.long
def test_endpoints__whose_first_refuses_or_empties_each_view__cost_no_commit_and_no_reveal(
    scene: Scene, fronts: Callable[..., Front]
):
    replies = [VIEWS[name] for name in ("nothing", "a list", "invalid params", "revert with a reason")]
    lying = [fronts(of_views(reply)) for reply in replies]
    settings = [{"KULA_RPC": f"{front.url},{scene.local.anvil.url}"} for front in lying]
    _play_epoch(scene, settings)
    assert all(front.calls["eth_call"] for front in lying), "each was asked"


def _play_epoch(scene: Scene, settings: list[dict[str, str]]) -> None:
    """Plays an epoch in which each validator has its settings. It must cost no honest party anything."""
    before = scene.stakes()
    with scene.changed(dict(zip(NAMES, settings, strict=True))):
        scene.contribute(4)
        ledger = scene.report(scene.close())
    assert paid(ledger) == 1, "the honest author is paid"
    assert scene.stakes() == before
