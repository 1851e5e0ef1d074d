"""`kula trace`: verify the way from a record to the served model."""

import json
import sys
from pathlib import Path

import typer

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
    if as_json:
        body = {"record": record, "verified": found.verified, "steps": [s.__dict__ for s in found.steps]}
        sys.stdout.write(json.dumps(body, indent=1) + "\n")
    else:
        for step in found.steps:
            sys.stdout.write(f"{'ok  ' if step.ok else 'FAIL'} {step.step:9}{step.detail}\n              {step.hash}\n")
    raise typer.Exit(0 if found.verified else 1)
