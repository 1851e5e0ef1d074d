"""`kula contribute`: send the records of a file."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from kula.protocol.program.settings import Settings
    from kula.protocol.records.content import Content

app = typer.Typer(help="Sign and send records from a file or a chat export; writes receipts.")


@app.command()
def contribute(
    file: Path = typer.Argument(exists=True, dir_okay=False, help="JSON lines, one JSON list, or either gzipped."),
    receipts: Path = typer.Option(
        Path("receipts.jsonl"), help="Receipts with salts; sending goes on after the last one."
    ),
    licence: str = typer.Option("CC-BY-4.0"),
    direct: bool = typer.Option(
        False, help="Post past every gateway, with a fee and gas of your own. Such records can be read by everybody."
    ),
    as_json: bool = typer.Option(False, "--json"),
) -> None:
    """Send every record of FILE with the owner's key (KULA_KEYSTORE) to KULA_GATEWAY; exit code 1 if one was refused."""
    from rich.console import Console
    from rich.progress import track

    from kula.node.contributor.chat_exports import read_export
    from kula.protocol.errors import KulaError
    from kula.protocol.program.settings import Settings

    settings = Settings()
    done = _read(receipts)
    send = _directly(settings, licence) if direct else _through_gateway(settings, licence)
    sent = refused = 0
    with receipts.open("a", encoding="utf-8") as out:
        items = [(number, content) for number, content in read_export(file) if number not in done]
        for number, content in track(items, "sending", console=Console(stderr=True), disable=as_json):
            try:
                if isinstance(content, KulaError):
                    raise content
                found = send(content)
            except KulaError as error:
                refused += 1
                sys.stderr.write(f"line {number}: {error}\n")
                continue
            sent += 1
            out.write(json.dumps({"line": number, **found}) + "\n")
            out.flush()
    _report({"sent": sent, "refused": refused, "skipped": len(done), "receipts": str(receipts)}, as_json)
    raise typer.Exit(1 if refused else 0)


def _report(body: dict[str, Any], as_json: bool) -> None:
    told = f"{body['sent']} sent, {body['refused']} refused; receipts in {body['receipts']}"
    sys.stdout.write((json.dumps(body) if as_json else told) + "\n")


def _through_gateway(settings: "Settings", licence: str) -> "Callable[[Content], dict[str, Any]]":
    from kula.node.contributor.client import Contributor
    from kula.protocol.program.keys import new_key

    contributor = Contributor(settings.gateway, settings.account(), new_key())
    contributor.grant(licences=(licence,))

    def send(content: "Content") -> dict[str, Any]:
        found = contributor.contribute(content, licence)
        return {"salt": found.salt, **found.receipt}

    return send


def _directly(settings: "Settings", licence: str) -> "Callable[[Content], dict[str, Any]]":
    from kula.node.contributor.direct import DirectContributor
    from kula.protocol.hex import hex0

    network, owner = settings.network(), settings.account()
    contributor = DirectContributor(network, settings.store(), settings.sender(network), owner, licence)

    def send(content: "Content") -> dict[str, Any]:
        record, batch = contributor.contribute(content)
        return {"record": hex0(record), "batch": batch}

    return send


def _read(path: Path) -> dict[int, Any]:
    if not path.exists():
        return {}
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {int(row["line"]): row for row in rows}
