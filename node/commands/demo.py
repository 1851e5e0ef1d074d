"""`kula demo`: the whole network over a stream of real records, then a report."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from kula.protocol.program.console import say

if TYPE_CHECKING:
    from kula.node.demo.run import DemoRun
    from kula.node.demo.stream import Stream
    from kula.node.local.network import LocalNetwork, LocalPlan
    from kula.protocol.parameters import Parameters

app = typer.Typer(help="Run the whole network on this machine over a stream of records, then write a report.")


@app.command()
def demo(
    data: Path | None = typer.Option(
        None, exists=True, dir_okay=False, help="A stream (JSON lines, .gz or not); without it the shipped sample."
    ),
    epochs: int = typer.Option(3, min=2),
    validators: int = typer.Option(5, min=4),
    out: Path = typer.Option(Path("build/demo")),
    save_trace: Path | None = typer.Option(
        None,
        file_okay=False,
        help="Train small adapters, and save the trace of one paid record in this folder, for `kula trace --from`.",
    ),
) -> None:
    """Sign, receive, encrypt, score, agree, pay, curate, train, judge, adopt, serve; then report.json and report.html."""
    from kula.node.demo.run import DemoRun
    from kula.node.demo.stream import read_stream
    from kula.node.demo.traced import save_longest_trace
    from kula.node.local.network import LocalNetwork

    began = time.monotonic()

    def note(line: str) -> None:
        say(f"[{time.monotonic() - began:6.1f} s] {line}")

    stream = read_stream(data)
    note(
        f"{len(stream.arrivals)} records by {len(stream.behaviours)} accounts, {epochs} epochs, {validators} validators"
    )
    plan = _plan(out, validators, train_until=max(1, epochs - 2), small_adapters=bool(save_trace))
    note("starting the chain, the contracts, IPFS and the network's programs")
    with LocalNetwork(plan) as local:
        local.wait_ready(note)
        note("the network is up")
        run = DemoRun(local, stream, epochs, note)
        run.play()
        _write_report(local, run, stream, round(time.monotonic() - began, 1), out)
        if save_trace:
            trace = save_longest_trace(local, run, save_trace)
            note(f"wrote the trace of {trace.record} to {save_trace}")
    note(f"wrote {out / 'report.json'} and {out / 'report.html'}")


def _plan(out: Path, validators: int, **options: Any) -> "LocalPlan":
    from kula.node.local.network import LocalPlan

    return LocalPlan(folder=_fresh(out), parameters=_parameters(), validators=validators, **options)


def _write_report(local: "LocalNetwork", run: "DemoRun", stream: "Stream", seconds: float, out: Path) -> None:
    """Write report.json and report.html of a demo that took so many seconds."""
    from kula.node.demo.page import write_page
    from kula.node.demo.report import build_report

    report = build_report(local, run, stream, seconds)
    (out / "report.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    write_page(report, out / "report.html")


def _parameters() -> "Parameters":
    from dataclasses import replace

    from kula.protocol.chain.presets import LOCAL

    hour = 3_600
    return replace(
        LOCAL.parameters,
        # Longer than all windows together: the next epoch, which opens when this one closes, is still open when they are over.
        open_seconds=8 * hour,
        commit_seconds=hour,
        reveal_seconds=hour,
        report_seconds=hour,
        challenge_seconds=hour,
        vote_seconds=hour,
    )


def _fresh(out: Path) -> Path:
    """A folder of its own for this run's keys, rows and logs; those of earlier runs go."""
    import shutil
    import tempfile

    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("run-*"):
        shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix="run-", dir=out))
