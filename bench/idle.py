"""What five idle validators cost: requests per minute and processor time, as shipped, at their default settings.

They run against one anvil that makes an empty block per second, after one epoch was played to its end. Nothing happens
while they are measured. KULA_BENCH_SECONDS is how long that is.
"""

import os
import tempfile
import time
from pathlib import Path

from kula.bench.figures import Figures
from kula.bench.gas.world import World
from kula.bench.relay import Relay
from kula.node.local.anvil import Anvil
from kula.node.local.processes import Processes, Program
from kula.protocol.program.keys import save_keystore

VALIDATORS = 5
_WARM_SECONDS = 20.0
"""Programs load their libraries meanwhile."""
_PASSWORD = "idle"  # noqa: S105 (it guards keys of a local chain that ends with the bench)


def run() -> Figures:
    """Measures. Figures are per validator, but for the share of a core, which is of all together."""
    seconds = float(os.environ.get("KULA_BENCH_SECONDS", "60"))
    with tempfile.TemporaryDirectory() as folder, Anvil(block_seconds=1) as anvil, Relay(anvil.url) as relay:
        world = World(anvil, VALIDATORS)
        ledger = world.settle(world.play([world.new_address()], [b"\x64"] * VALIDATORS))
        world.propose(ledger)
        world.finish(ledger)
        names = [f"validator-{number}" for number in range(VALIDATORS)]
        with Processes(Path(folder) / "logs") as processes:
            for name, account in zip(names, world.validators, strict=True):
                save_keystore(Path(folder) / f"{name}.json", account, _PASSWORD, rounds=1_000)
                environment = _environment(Path(folder), name, relay.url(name), world)
                processes.start(Program(name=name, words=["validator", "run"], environment=environment))
            _settle_down(relay, names)
            before, used = dict(relay.calls), [_cpu_seconds(processes.pid(name)) for name in names]
            time.sleep(seconds)
            processes.check()
            calls = [relay.calls[name] - before[name] for name in names]
            spent = [_cpu_seconds(processes.pid(name)) - then for name, then in zip(names, used, strict=True)]
    return Figures(
        {
            "requests_per_minute": max(calls) / seconds * 60,
            "cpu_ms_per_second": max(spent) / seconds * 1_000,
            "core_share_of_all": sum(spent) / seconds,
        },
        {"seconds": seconds, "validators": VALIDATORS},
    )


def _environment(folder: Path, name: str, rpc: str, world: World) -> dict[str, str]:
    addresses = folder / "addresses.json"
    world.network.addresses.write(addresses)
    return {
        "KULA_RPC": rpc,
        "KULA_ADDRESSES": str(addresses),
        "KULA_IPFS": f"dir://{folder / 'blocks'}",
        "KULA_KEYSTORE": str(folder / f"{name}.json"),
        "KULA_PASSWORD": _PASSWORD,
        "KULA_DATA": str(folder / name),
        "OMP_NUM_THREADS": "1",
    }


def _settle_down(relay: Relay, names: list[str]) -> None:
    """Waits until every validator runs, and for some time more."""
    deadline = time.monotonic() + 300
    while any(not relay.calls[name] for name in names) and time.monotonic() < deadline:
        time.sleep(0.5)
    time.sleep(_WARM_SECONDS)


def _cpu_seconds(pid: int) -> float:
    """The processor time that a process has used, from /proc."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
