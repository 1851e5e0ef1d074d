"""A gateway that shows signatures under a report to some seats and hides them from others, while seats are killed."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kula.protocol.parameters import TOKEN
from kula.protocol.types import Phase
from tests.hostile.conftest import NAMES, Scene, paid, staked
from tests.support.network import until
from tests.support.validators import Bulletin

pytestmark = [pytest.mark.slow, pytest.mark.long]
_FAVOURED, _OTHER = NAMES[:2]
"""Both are killed. One of them then sees all signatures."""


class TwoFaced:
    """A bulletin at one URL per seat. It takes every signature, and shows them to the seats in `favoured` alone."""

    def __init__(self, scene: Scene, stack: ExitStack) -> None:
        self.favoured: set[str] = set()
        self._bulletin = Bulletin(scene.local)
        self.urls = {name: stack.enter_context(self._bulletin.served(self._to(name))) for name in NAMES}

    def _to(self, name: str) -> Callable[[object], bool]:
        return lambda _: name in self.favoured

    def posted(self, epoch: int, seat: int) -> list[str]:
        """The signatures that a seat has sent, in the order in which they came."""
        return [row["signature"] for row in list(self._bulletin.taken.get(epoch, [])) if row["seat"] == seat]


@pytest.fixture
def two_faced(scene: Scene) -> Iterator[TwoFaced]:
    with ExitStack() as stack:
        yield TwoFaced(scene, stack)


def test_bulletin__that_shows_signatures_to_one_seat_while_two_are_killed__makes_nobody_sign_twice(
    scene: Scene, two_faced: TwoFaced, tmp_path: Path
):
    before, network = scene.stakes(), scene.local.network
    settings = {name: {"KULA_GATEWAY": url} for name, url in two_faced.urls.items()}
    # A silent seat keeps each phase open until the clock moves.
    with staked(scene, 1, 1_000 * TOKEN, tmp_path), scene.changed(settings):
        scene.contribute(4)
        epoch = scene.close()
        scene.committed(epoch)
        seats = {name: scene.seat(epoch, scene.address(name)) for name in NAMES}

        def restart(name: str) -> None:
            scene.local.processes.kill(name)
            scene.local.start(name, ["validator", "run"], settings[name])

        with scene.away("gateway", "gateway-worker"):
            scene.commits(epoch)
            scene.reveals(epoch)
            until(lambda: all(two_faced.posted(epoch, seat) for seat in seats.values()), "signatures of all seats")
            sent = len(two_faced.posted(epoch, seats[_OTHER]))
            restart(_OTHER)
            until(lambda: len(two_faced.posted(epoch, seats[_OTHER])) > sent, "its signature once more")
            assert network.reports.phase(epoch) is Phase.REPORT, "nobody has seen enough signatures"
            two_faced.favoured.add(_FAVOURED)
            restart(_FAVOURED)
            until(lambda: network.reports.phase(epoch) is Phase.CHALLENGE, "a report of the seat that sees them")
        ledger = scene.report(epoch)
    for seat in seats.values():
        assert len(set(two_faced.posted(epoch, seat))) == 1, "each seat signed one report"
    assert network.challenges.read("equivocated", epoch) == 0
    assert paid(ledger) >= 1, "the honest author is paid, and whoever's batch was carried here"
    assert scene.stakes() == before
