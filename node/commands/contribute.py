"""`kula contribute`: send the records of a file."""

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from kula.protocol.program.console import say, warn
from kula.protocol.types import DEFAULT_LICENCE

if TYPE_CHECKING:
    from kula.node.contributor.direct import DirectContributor
    from kula.protocol.errors import KulaError
    from kula.protocol.program.settings import Settings
    from kula.protocol.records.content import Content

_SERVE_SECONDS = 10
"""Pause between two looks whether an epoch is closed."""

app = typer.Typer(help="Sign and send records from a file or a chat export; writes receipts.")


@app.command()
def contribute(
    file: Path = typer.Argument(exists=True, dir_okay=False, help="JSON lines, one JSON list, or either gzipped."),
    receipts: Path = typer.Option(
        Path("receipts.jsonl"), help="Receipts with salts are added here. Records that have one are skipped."
    ),
    licence: str = typer.Option(DEFAULT_LICENCE),
    direct: bool = typer.Option(
        False, help="Post without a gateway, and pay the fee and the gas yourself. Everybody can read such records."
    ),
    as_json: bool = typer.Option(False, "--json"),
) -> None:
    """Send every record of FILE to KULA_GATEWAY, signed with the key in KULA_KEYSTORE; exit code 1 if one is refused."""
    from kula.node.contributor.chat_exports import read_export
    from kula.protocol.program.settings import Settings

    settings = Settings()
    known = _read_receipts(receipts)
    contributor = _direct(settings, licence) if direct else None
    send = _directly(contributor) if contributor else _through_gateway(settings, licence)
    sent, refused = _send_all(read_export(file), known, send, receipts, quiet=as_json)
    if contributor:
        _serve(contributor)
    _report({"sent": sent, "refused": refused, "skipped": len(known), "receipts": str(receipts)}, as_json)
    raise typer.Exit(1 if refused else 0)


def _send_all(
    records: "Iterable[tuple[int, Content | KulaError]]",
    known: dict[int, Any],
    send: "Callable[[Content], dict[str, Any]]",
    receipts: Path,
    *,
    quiet: bool,
) -> tuple[int, int]:
    """Send every record that has no receipt yet; returns how many were sent, and how many were refused."""
    from rich.console import Console
    from rich.progress import track

    from kula.protocol.errors import KulaError

    sent = refused = 0
    with receipts.open("a", encoding="utf-8") as receipts_file:
        unsent = [(number, content) for number, content in records if number not in known]
        for number, content in track(unsent, "sending", console=Console(stderr=True), disable=quiet):
            try:
                if isinstance(content, KulaError):
                    raise content
                receipt = send(content)
            except KulaError as error:
                refused += 1
                warn(f"line {number}: {error}")
                continue
            sent += 1
            receipts_file.write(json.dumps({"line": number, **receipt}) + "\n")
            receipts_file.flush()
    return sent, refused


def _report(body: dict[str, Any], as_json: bool) -> None:
    say(body, as_json, f"{body['sent']} sent, {body['refused']} refused; receipts in {body['receipts']}")


def _through_gateway(settings: "Settings", licence: str) -> "Callable[[Content], dict[str, Any]]":
    from kula.node.contributor.client import Contributor
    from kula.protocol.program.keys import new_key

    network = settings.network() if settings.addresses.exists() else None
    contributor = Contributor(settings.gateway, settings.account(), new_key(), network)
    contributor.grant(licences=(licence,))

    def send(content: "Content") -> dict[str, Any]:
        contribution = contributor.contribute(content, licence)
        return {"salt": contribution.salt, **contribution.leaf, **contribution.receipt}

    return send


def _direct(settings: "Settings", licence: str) -> "DirectContributor":
    from kula.node.contributor.direct import DirectContributor

    network = settings.network()
    return DirectContributor(
        network,
        settings.store(),
        settings.sender(network),
        settings.account(),
        licence=licence,
        folder=settings.data / "direct",
    )


def _serve(contributor: "DirectContributor") -> None:
    """Wait until the epochs of our records are closed, and serve their blocks. A later run does what is left."""
    while waiting := contributor.serve():
        warn(f"{waiting} records wait until their epoch is closed; keep this running, or run it again later")
        time.sleep(_SERVE_SECONDS)


def _directly(contributor: "DirectContributor") -> "Callable[[Content], dict[str, Any]]":
    from kula.protocol.hex import hex0

    def send(content: "Content") -> dict[str, Any]:
        record, batch = contributor.contribute(content)
        return {"record": hex0(record), "batch": batch}

    return send


def _read_receipts(path: Path) -> dict[int, Any]:
    """The receipts of an earlier run by the line of their record."""
    from kula.protocol.files import read_lines

    if not path.exists():
        return {}
    rows = [json.loads(line) for line in read_lines(path)]
    return {int(row["line"]): row for row in rows}
