"""What end-to-end tests do with a local network: contribute, wait for pay, run `kula`, join as a stranger."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx

from kula.node.contributor.blocking import Contributor
from kula.node.demo.stream import read_stream
from kula.node.local.network import LocalNetwork
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.program.keys import new_key, save_keystore
from kula.protocol.reading.published import read_manifest
from kula.protocol.types import Address, Phase

HOUR = 3_600
POST_SECONDS = HOUR // 4
"""How long before an epoch may close its gateway posts: long enough for a slow machine, whose clock runs meanwhile."""
SECONDS = int(os.environ.get("KULA_TEST_SECONDS", "240"))
"""How long real processes may take for one step, if a test names no other time."""
HONEST = [a.content for a in read_stream(None).arrivals if a.account < 4]


def honest_contents() -> Iterator[dict[str, Any]]:
    """What honest people send: each sample alone, then two talks as one, so that some of it is paid in most epochs."""
    yield from HONEST
    talks = [content for content in HONEST if "messages" in content]
    for apart in cycle(range(1, len(talks))):
        for first, second in zip(talks, talks[apart:] + talks[:apart], strict=True):
            yield {**first, "messages": [*first["messages"], *second["messages"]]}


class Logs:
    """The logs of a network's programs, in which a traceback that no test planted is a failure.

    `planted` holds words, such as the name of an error. A traceback with one of them is expected.
    """

    def __init__(self, local: LocalNetwork) -> None:
        self.planted: list[str] = []
        self._folder = local.plan.folder / "logs"
        self._read: dict[str, int] = {}

    def search(self) -> None:
        """Raises AssertionError if a program has logged a traceback since the last search."""
        for log in sorted(self._folder.glob("*.log")):
            text = log.read_bytes()[self._read.get(log.name, 0) :]
            self._read[log.name] = self._read.get(log.name, 0) + len(text)
            for part in text.decode(errors="replace").split("Traceback (most recent call last)")[1:]:
                excerpt = part[:4_000]
                assert any(word in excerpt for word in self.planted), f"{log.name}: Traceback{excerpt}"


def until(done: Callable[[], Any], what: str, seconds: int = SECONDS) -> None:
    """Waits until real processes have done something."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, f"{what} did not happen within {seconds} s"
        time.sleep(0.2)


def post_all(local: LocalNetwork) -> None:
    """Lets time pass until the gateway has posted all that it has acknowledged, before the epoch may close.

    What is acknowledged later goes into the next epoch, because a second batch would cost bond.
    """
    gateway = Address(local.accounts["gateway"].address)
    local.anvil.pass_time(local.network.parameters.open_seconds - POST_SECONDS)
    until(lambda: local.network.batches.next_seq(gateway) == acknowledged(local), "a batch of all records")


def acknowledged(local: LocalNetwork) -> int:
    """How many records the gateway has acknowledged."""
    lines = httpx.get(f"{local.gateway}/metrics", timeout=30).text.splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("kula_records_acknowledged "))


def contribute(local: LocalNetwork, contents: Sequence[dict[str, Any]]) -> list[str]:
    """Sends records as a new person. Returns their hashes."""
    person = Contributor(local.gateway, new_key(), new_key())
    person.grant()
    return [person.contribute(content).record for content in contents]


def settled(local: LocalNetwork, epoch: int) -> Ledger:
    """Lets a reported epoch become final, and waits until its claims are relayed. Returns its ledger."""
    reports, token = local.network.reports, local.network.token
    until(lambda: reports.phase(epoch) >= Phase.CHALLENGE, f"a report of epoch {epoch}")
    local.anvil.pass_time(HOUR)
    until(lambda: reports.phase(epoch) is Phase.FINAL, f"epoch {epoch} final")
    ledger = local.ledgers.at(epoch)
    last = ledger.last_rows()
    until(lambda: all(token.earned_of(a) == ledger.earned(r) for a, r in last.items()), "relayed claims")
    return ledger


def first_paid(local: LocalNetwork, epoch: int) -> str:
    """The hash of an epoch's first paid record."""
    ledger = local.ledgers.at(epoch)
    pos = next(row.pos for row in ledger.rows if int(row.pay_to, 16))
    batches = local.network.batches.batches_of(epoch)
    return f"0x{[digest for batch in batches for digest, _ in read_manifest(local.store, batch)][pos].hex()}"


def public(local: LocalNetwork) -> dict[str, str]:
    """The settings that a stranger knows of a network."""
    return {
        "KULA_RPC": local.anvil.url,
        "KULA_ADDRESSES": str(local.addresses_file),
        "KULA_GATEWAY": local.gateway,
        "KULA_IPFS": local.ipfs,
    }


def stranger(local: LocalNetwork, name: str, folder: Path) -> dict[str, str]:
    """The settings of a new account with coin, KULA and an empty folder of its own."""
    account = new_key()
    save_keystore(folder / "key.json", account, "secret", rounds=1_000)
    (folder / "password").write_text("secret")
    kula({**public(local), "KULA_DATA": str(folder)}, "chain", "fund", account.address, "20000")
    own = {"KULA_KEYSTORE": str(folder / "key.json"), "KULA_PASSWORD_FILE": str(folder / "password")}
    return {**public(local), **own, "KULA_DATA": str(folder / name), "KULA_TOKENS": "900"}


def kula(environment: dict[str, str], *words: str, code: int = 0) -> str:
    """Runs a command to its end. Returns its stdout."""
    done = subprocess.run(
        [sys.executable, "-m", "kula.protocol.program.main", *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == code, f"kula {' '.join(words)}: {done.stdout[-500:]} {done.stderr[-1500:]}"
    return done.stdout


def private_bytes(process: Path) -> int:
    """Memory that belongs to one process alone, by its folder in /proc; 0 once it has ended."""
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1_024 for line in lines if line.startswith("Private_"))
