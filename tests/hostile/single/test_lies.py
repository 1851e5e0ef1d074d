"""All seats report false rows, one lie after the other. `kula watch`, which has no stake, proves each by its own fault."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from kula.node.local.anvil import Anvil
from kula.protocol.chain.presets import SEPOLIA
from kula.protocol.chain.sender import Sender
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ledgers.ledger import Ledger, price_of, with_sums
from kula.protocol.program.keys import save_keystore
from kula.protocol.types import ZERO_ADDRESS, Address, Row
from tests.support.chain import TestNet, launch
from tests.support.epochs import honest_ledger, play_scores, propose
from tests.support.network import until
from tests.support.validators import NOBODY

pytestmark = pytest.mark.slow
SEATS = 5
ANNA, BEN, CARA, THIEF = (Address(f"0x{digit * 40}") for digit in "1234")
"""In the order of their rows. Anna and Ben have earned before, Cara has not."""
FORM, MEDIAN, ORDER, PAYEE, START, UNOPENED = range(6)
"""The faults, as Reports counts them."""
FLOOR = SEPOLIA.parameters.floor
Bend = Callable[[list[Row]], list[Row]]


def _changed(rows: list[Row], t: int, **changes: int | str) -> list[Row]:
    return [*rows[:t], replace(rows[t], **changes), *rows[t + 1 :]]  # type: ignore[arg-type]


def _fit(rows: list[Row]) -> list[Row]:
    """The rows sorted, numbered and summed, so that only the intended lie is wrong."""
    fitted: list[Row] = []
    for row in sorted(rows, key=lambda row: (int(row.pay_to, 16), row.pos)):
        fitted.append(replace(with_sums(row, fitted[-1] if fitted else None, FLOOR), t=len(fitted)))
    return fitted


NONE = {"before": 0, "since": 0}
LIES: dict[str, tuple[int, Bend]] = {
    # Row 0 is not paid. Rows 1 and 2 are Anna's, row 3 is Ben's, row 4 is Cara's.
    "pays a record that is in no batch": (FORM, lambda rows: _changed(rows, 4, pos=5)),
    "pays a record at the floor": (FORM, lambda rows: _fit(_changed(rows, 3, median=FLOOR))),
    "begins in the future": (FORM, lambda rows: _changed(rows, 3, since=2)),
    "begins out of nothing": (FORM, lambda rows: _changed(rows, 3, since=0)),
    "pays a record that scored too low": (MEDIAN, lambda rows: _fit(_changed(rows, 0, median=200, pay_to=THIEF))),
    "raises a score": (MEDIAN, lambda rows: _fit(_changed(rows, 3, median=255))),
    "lowers a score": (MEDIAN, lambda rows: _fit(_changed(rows, 3, median=1, pay_to=ZERO_ADDRESS, **NONE))),
    "pays more than the credit": (ORDER, lambda rows: _changed(rows, 4, credits=10**6)),
    "sums up to less": (ORDER, lambda rows: _changed(rows, 4, sum_credit=1)),
    "pays a record twice and leaves one out": (ORDER, lambda rows: _changed(rows, 2, pos=rows[1].pos)),
    "is out of order": (ORDER, lambda rows: _changed(_changed(rows, 3, pay_to=CARA, pos=3, **NONE), 4, pos=2)),
    "pays another account": (PAYEE, lambda rows: _fit(_changed(rows, 4, pay_to=THIEF))),
    "pays nobody for a record": (PAYEE, lambda rows: _fit(_changed(rows, 3, pay_to=ZERO_ADDRESS, **NONE))),
    "pays two accounts for each other's records": (
        PAYEE,
        lambda rows: _fit(_changed(_changed(rows, 3, pos=3), 4, pos=2)),
    ),
    "raises what an account had": (START, lambda rows: _changed(rows, 3, before=rows[3].before + 1)),
    "forgets what an account had": (START, lambda rows: _changed(rows, 3, **NONE)),
    "begins where the account has no row": (START, lambda rows: _changed(rows, 4, before=5, since=1)),
}


@dataclass
class Lied:
    """A network whose seats all lie, and the one watcher."""

    net: TestNet
    honest: Ledger
    """Of the epoch that they lie about."""
    watcher: Sender
    folder: Path
    _looks_at: Path | None = field(default=None, init=False)
    _program: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def propose(self, rows: list[Row], blocks: Path) -> bytes:
        """All seats sign these rows, and publish them. Returns the digest of their report."""
        price = price_of(rows[-1].sum_credit, SEPOLIA.parameters.budget, SEPOLIA.parameters.cap)
        ledger = Ledger(self.honest.dom, self.honest.epoch, tuple(rows), price)
        propose(self.net, ledger, self.net.validators[0], store=BlockDirectory(blocks))
        return self.net.network.reports.standing(ledger.epoch).digest

    def watch(self, blocks: Path) -> None:
        """Lets the watcher run on a store, with a folder of its own for each."""
        if self._looks_at == blocks:
            return
        self.end()
        self._looks_at = blocks
        settings = {
            "KULA_RPC": self.net.anvil.url,
            "KULA_ADDRESSES": str(self.net.folder / "addresses.json"),
            "KULA_IPFS": f"dir://{blocks}",
            "KULA_GATEWAY": NOBODY,
            "KULA_KEYSTORE": str(self.folder / "key.json"),
            "KULA_PASSWORD_FILE": str(self.folder / "password"),
            "KULA_DATA": str(self.folder / f"watch-{blocks.name}"),
            "KULA_TURN_SECONDS": "0.1",
        }
        with (self.folder / "watch.log").open("ab") as log:
            words = [sys.executable, "-m", "kula.protocol.program.main", "watch"]
            self._program = subprocess.Popen(words, env={**os.environ, **settings}, stdout=log, stderr=log)

    def end(self) -> None:
        """Kills the watcher, if it runs."""
        if self._program:
            self._program.kill()
            self._program.wait()

    def fault(self, digest: bytes) -> int:
        """Waits until a report falls. Returns the fault that was proven, after a check of who proved it."""
        events = self.net.network.reports.events
        until(lambda: list(events("ReportFell", digest=digest)), "the fall of the lie")
        (fell,) = (event["args"] for event in events("ReportFell", digest=digest))
        assert fell["challenger"] == self.watcher.address
        return fell["fault"]

    def stakes(self) -> list[int]:
        """The stakes of all seats, in 10^-18 KULA."""
        return [self.net.network.validators.stake_of(sender.address) for sender in self.net.validators]


@pytest.fixture(scope="module")
def lied(anvil: Anvil, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lied]:
    """Two epochs. The first one has an honest report. The leaves of the second one are in the folder `shown` alone."""
    folder = tmp_path_factory.mktemp("lied")
    net, store = launch(anvil, folder, SEPOLIA.parameters), BlockDirectory(folder / "shown")
    for _ in range(SEATS):
        net.add_validator()
    gateway, watcher = net.gateway(), net.sender("watcher", 100 * 10**18)
    save_keystore(folder / "key.json", watcher.account, "secret", rounds=1_000)
    (folder / "password").write_text("secret")
    first = honest_ledger(net, play_scores(net, gateway, [ANNA, BEN], [b"\xc8\xc8"] * SEATS, store=store), {})
    propose(net, first, net.validators[0], store=store)
    shutil.copytree(folder / "shown", folder / "hidden")
    scores = bytes([200, 200, 200, 200, 10])
    second = play_scores(net, gateway, [ANNA, ANNA, BEN, CARA, THIEF], [scores] * SEATS, store=store)
    lied = Lied(net, honest_ledger(net, second, first.earlier_after({})), watcher, folder)
    yield lied
    lied.end()
    assert "Traceback" not in (folder / "watch.log").read_text()


@pytest.mark.parametrize("name", LIES)
def test_rows__that_all_seats_signed_and_that_are_wrong__fall_by_their_own_fault_to_one_watcher(lied: Lied, name: str):
    expected, bend = LIES[name]
    before, folder = lied.stakes(), lied.folder / "shown"
    lied.watch(folder)
    assert lied.fault(lied.propose(bend(list(lied.honest.rows)), folder)) == expected
    assert lied.stakes() == [stake - stake // 100 for stake in before], "each liar loses 1 %"
    assert lied.net.network.reports.head() == lied.honest.epoch - 1, "nothing of it can be claimed"


def test_leaves__that_all_seats_withhold_to_pay_another_account__fall_unopened_to_one_watcher(lied: Lied):
    hidden, (_, bend) = lied.folder / "hidden", LIES["pays another account"]
    before, demands = lied.stakes(), lied.net.network.demands
    lied.watch(hidden)
    digest = lied.propose(bend(list(lied.honest.rows)), hidden)
    until(lambda: demands.open_of(digest) > 0, "the demand for a leaf")
    lied.net.anvil.pass_time(2 * SEPOLIA.parameters.answer_seconds)
    assert lied.fault(digest) == UNOPENED
    assert lied.stakes() == [stake - stake // 100 for stake in before], "each liar loses 1 %"
