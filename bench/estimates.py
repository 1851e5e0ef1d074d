"""Seconds from sending a record to its estimates, by the gateway's programs as shipped, and what that costs whoever sends.

Real records of all kinds come in at a steady rate. Their account's stream of events tells when each estimate is there.
They are sent a second time to a gateway without estimates, for the time of a request alone.
KULA_BENCH_RECORDS is how many are sent, KULA_BENCH_RATE how many per second.
"""

import asyncio
import json
import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from kula.bench.figures import Figures
from kula.bench.gas.world import FAST, World
from kula.bench.records import contents
from kula.node.contributor.client import AsyncContributor
from kula.node.local.anvil import Anvil, free_port
from kula.node.local.processes import Processes, Program
from kula.protocol.program.keys import new_key, save_keystore
from kula.scoring.features.text import Content
from kula.scoring.scorer import scorer_id

_SEED = 23
_WARM = 4
"""Records that are sent first and not counted: the programs load the weights and the encoder."""
_WAIT_SECONDS = 120.0
"""For the last estimates, and for a gateway to start."""
_PASSWORD = "estimates"  # noqa: S105 (it guards a key of a local chain that ends with the bench)


@dataclass
class _Times:
    """Seconds of the monotonic clock by record hash."""

    sent: dict[str, float] = field(default_factory=dict)
    request: dict[str, float] = field(default_factory=dict)
    """How long each request took."""
    first: dict[str, float] = field(default_factory=dict)
    whole: dict[str, float] = field(default_factory=dict)

    def after(self, stage: Mapping[str, float]) -> list[float]:
        """Returns the seconds from the receipt of each record to this stage."""
        return [stage[record] - at for record, at in self.sent.items()]


def run() -> Figures:
    """Sends the records with and without estimates."""
    count, rate = int(os.environ.get("KULA_BENCH_RECORDS", "120")), float(os.environ.get("KULA_BENCH_RATE", "2"))
    records = contents(_SEED, (count + _WARM) // 4 + 1)[: count + _WARM]
    with_estimates, without = _measured(records, rate, True), _measured(records, rate, False)
    first, whole = with_estimates.after(with_estimates.first), with_estimates.after(with_estimates.whole)
    return Figures(
        {
            "seconds_to_first_stage_p95": _p95(first),
            "seconds_to_whole_estimate_p95": _p95(whole),
            "request_ms_p95": 1_000 * _p95([*with_estimates.request.values()]),
        },
        {
            "seconds_to_first_stage_median": round(sorted(first)[len(first) // 2], 3),
            "seconds_to_whole_estimate_median": round(sorted(whole)[len(whole) // 2], 3),
            "decided_by_first_stage": sum(a == b for a, b in zip(first, whole, strict=True)),
            "request_ms_p95_without_estimates": 1_000 * _p95([*without.request.values()]),
            "records": count,
            "records_per_second": rate,
        },
    )


def _measured(records: Sequence[Content], rate: float, estimate: bool) -> _Times:
    """Plays one gateway with its worker on a new chain."""
    with tempfile.TemporaryDirectory() as name, Anvil(block_seconds=1) as anvil:
        folder, port = Path(name), free_port()
        world = World(anvil, 1, scorer=scorer_id(FAST))
        world.network.addresses.write(folder / "addresses.json")
        save_keystore(folder / "key.json", world.gateway, _PASSWORD, rounds=1_000)
        environment = _environment(folder, anvil.url, port, estimate)
        with Processes(folder / "logs") as processes:
            for word in ("run", "work"):
                processes.start(Program(name=f"gateway-{word}", words=["gateway", word], environment=environment))
            return asyncio.run(_send_all(f"http://127.0.0.1:{port}", records, rate, estimate))


def _environment(folder: Path, rpc: str, port: int, estimate: bool) -> dict[str, str]:
    return {
        "KULA_RPC": rpc,
        "KULA_ADDRESSES": str(folder / "addresses.json"),
        "KULA_IPFS": f"dir://{folder / 'blocks'}",
        "KULA_KEYSTORE": str(folder / "key.json"),
        "KULA_PASSWORD": _PASSWORD,
        "KULA_DATA": str(folder / "gateway"),
        "KULA_PORT": str(port),
        "KULA_CHAT": "0",
        "KULA_ESTIMATE": str(int(estimate)),
        "KULA_RATE_FACTOR": "0",
        "OMP_NUM_THREADS": "1",
    }


async def _send_all(url: str, records: Sequence[Content], rate: float, estimate: bool) -> _Times:
    """Sends the records at a steady rate, and waits for all estimates. Raises TimeoutError if they do not come."""
    await _started(url)
    person, times = AsyncContributor(url, new_key()), _Times()
    listening = asyncio.create_task(_listen(url, person.owner, times)) if estimate else None
    for content in records[:_WARM]:
        await person.contribute(content)
    await _until(lambda: not estimate or len(times.whole) == _WARM)
    began = time.monotonic()
    for place, content in enumerate(records[_WARM:]):
        await asyncio.sleep(max(0.0, began + place / rate - time.monotonic()))
        asked = time.monotonic()
        receipt = await person.contribute(content)
        times.sent[receipt.record] = time.monotonic()
        times.request[receipt.record] = time.monotonic() - asked
    await _until(lambda: not estimate or times.sent.keys() <= times.whole.keys())
    if listening:
        listening.cancel()
    return times


async def _listen(url: str, owner: str, times: _Times) -> None:
    """Notes when the account's stream tells of each estimate."""
    async with (
        httpx.AsyncClient(timeout=_WAIT_SECONDS) as client,
        client.stream("GET", f"{url}/v1/accounts/{owner}/events") as stream,
    ):
        async for line in stream.aiter_lines():
            if not line.startswith("data: "):
                continue
            change = json.loads(line.removeprefix("data: "))
            if change["change"] == "estimate":
                now = time.monotonic()
                times.first.setdefault(change["record"], now)
                if change["stage"] == "whole":
                    times.whole[change["record"]] = now


async def _started(url: str) -> None:
    async with httpx.AsyncClient() as client:

        async def answers() -> bool:
            try:
                return (await client.get(f"{url}/v1/network")).is_success
            except httpx.TransportError:
                return False

        deadline = time.monotonic() + _WAIT_SECONDS
        while not await answers():
            if time.monotonic() > deadline:
                raise TimeoutError("the gateway did not start")
            await asyncio.sleep(0.5)


async def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _WAIT_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError("not all estimates came")
        await asyncio.sleep(0.05)


def _p95(seconds: list[float]) -> float:
    return round(sorted(seconds)[len(seconds) * 95 // 100], 3)
