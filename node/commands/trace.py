"""`kula trace`: verify the way from a record to the served model."""

import json
from pathlib import Path

import typer

from kula.protocol.program.console import say

app = typer.Typer(help="Follow a record's hashes to the served model and verify every step.")


@app.command()
def trace(
    record: str = typer.Argument(help="0x… the record's hash, as the receipt names it"),
    receipts: Path | None = typer.Option(
        None, exists=True, dir_okay=False, help="Receipts of `kula contribute`: the salt finds the dataset's row."
    ),
    as_json: bool = typer.Option(False, "--json"),
) -> None:
    """Exit code 0 if every step that exists verifies, 1 if one breaks."""
    from kula.node.trace.walk import trace as follow
    from kula.protocol.files import read_lines
    from kula.protocol.hex import unhex
    from kula.protocol.program.settings import Settings

    salt = b""
    if receipts:
        rows = [json.loads(line) for line in read_lines(receipts)]
        salt = next((unhex(row["salt"], 32) for row in rows if row["record"] == record), b"")
    settings = Settings()
    found = follow(settings.ledgers(), settings.gateway, record, salt)
    body = {"record": record, "verified": found.verified, "steps": [s.__dict__ for s in found.steps]}
    lines = [f"{'ok  ' if s.ok else 'FAIL'} {s.step:9}{s.detail}\n              {s.hash}" for s in found.steps]
    say(body, as_json, "\n".join(lines))
    raise typer.Exit(0 if found.verified else 1)
