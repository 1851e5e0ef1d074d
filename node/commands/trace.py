"""`kula trace`: verify the way from a record to the served model."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from kula.protocol.program.console import say

if TYPE_CHECKING:
    from kula.node.trace.follow import Trace

app = typer.Typer(help="Follow a record's hashes to the served model and verify every step.")


@app.command()
def trace(
    record: str = typer.Argument("", help="0x… the record's hash, as the receipt names it"),
    example: bool = typer.Option(False, "--example", help="Verify the trace that Kula ships; needs no network."),
    saved: Path | None = typer.Option(
        None, "--from", exists=True, file_okay=False, help="Verify a saved trace; needs no network."
    ),
    save: Path | None = typer.Option(None, file_okay=False, help="Also save the trace in this folder, for --from."),
    receipts: Path | None = typer.Option(
        None,
        exists=True,
        dir_okay=False,
        help="Receipts of `kula contribute`. The record's salt is in them; it finds the dataset's row, and --save keeps it.",
    ),
    as_json: bool = typer.Option(False, "--json"),
) -> None:
    """Exit code 0 if every step that exists verifies, 1 if one breaks."""
    from kula.node.trace.saved import EXAMPLE, read_saved

    folder = EXAMPLE if example else saved
    if bool(record) == bool(folder) or (example and saved) or (folder and save):
        raise typer.BadParameter("give exactly one of a record's hash, --example and --from; --save needs a hash")
    if folder:
        bundle = read_saved(folder)
        _print(bundle.replay(), bundle.trusts(), as_json)
    else:
        _print(_live(record, receipts, save), "The chain's answers are those of your RPC endpoint.", as_json)


def _live(record: str, receipts: Path | None, save: Path | None) -> "Trace":
    """The trace of a record over the network that the settings name."""
    from kula.node.trace.follow import trace_record
    from kula.node.trace.pages import HttpPages
    from kula.node.trace.recording import save_trace
    from kula.protocol.files import read_lines
    from kula.protocol.hex import unhex
    from kula.protocol.program.settings import Settings

    salt = b""
    if receipts:
        rows = [json.loads(line) for line in read_lines(receipts)]
        salt = next((unhex(row["salt"], 32) for row in rows if row["record"] == record), b"")
    settings = Settings()
    ledgers, pages = settings.ledgers(), HttpPages(settings.gateway)
    if save:
        return save_trace(ledgers, pages, record, salt, save)
    return trace_record(ledgers, pages, record, salt)


def _print(trace: "Trace", trusts: str, as_json: bool) -> None:
    """Print the steps, and leave with the exit code of the trace."""
    steps = [step.__dict__ for step in trace.steps]
    body = {"record": trace.record, "verified": trace.verified, "trusts": trusts, "steps": steps}
    lines = [f"record {trace.record}", trusts, ""]
    for step in trace.steps:
        lines += [f"{'ok  ' if step.ok else 'FAIL'} {step.step:9}{step.detail}", f"              {step.hash}".rstrip()]
    lines += ["", f"{len(steps)} steps verify." if trace.verified else f"The step {trace.steps[-1].step!r} breaks."]
    say(body, as_json, "\n".join(lines))
    raise typer.Exit(0 if trace.verified else 1)
