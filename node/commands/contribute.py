"""`kula contribute`: send the records of an export, or of a file in Kula's own form."""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from kula.node.contributor.exports.sending import Personal
from kula.protocol.program.console import say, warn
from kula.protocol.types import DEFAULT_LICENCE

if TYPE_CHECKING:
    from kula.node.contributor.direct import DirectContributor
    from kula.node.contributor.exports.left_out import LeftOut
    from kula.node.contributor.exports.sending import Result
    from kula.protocol.program.settings import Settings
    from kula.protocol.records.content import Content

_SERVE_SECONDS = 10
"""Pause between two looks whether an epoch is closed."""
_LINE = 160
"""Most characters of a line that is shown."""


class _ImportFirst(TyperGroup):
    """A group in which `kula contribute FILE` means `kula contribute import FILE`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Puts the word `import` before words that name no command."""
        known = {*self.commands, *self.get_help_option_names(ctx)}
        return super().parse_args(ctx, args if not args or args[0] in known else ["import", *args])


app = typer.Typer(cls=_ImportFirst, help="Sign and send records.", no_args_is_help=True)


@app.callback()
def contribute() -> None:
    """Sign and send records."""


@app.command("import")
def import_(
    file: Path = typer.Argument(exists=True, dir_okay=False, help="A ZIP, JSON or JSON lines; plain or gzipped."),
    receipts: Path = typer.Option(
        Path("receipts.jsonl"), help="Receipts with salts are added here. Records that have one are not sent again."
    ),
    licence: str = typer.Option(DEFAULT_LICENCE),
    personal: Personal = typer.Option(
        Personal.HOLD,
        help="Records with mail addresses, phone numbers, cards, keys or names: hold, redact or keep them.",
    ),
    dry_run: bool = typer.Option(False, "--dry-run", help="Show what would be sent, and send nothing."),
    direct: bool = typer.Option(
        False, help="Post without a gateway, and pay the fee and the gas yourself. Everybody can read such records."
    ),
    as_json: bool = typer.Option(False, "--json"),
) -> None:
    """Send what is new in FILE to KULA_GATEWAY, signed with the key in KULA_KEYSTORE.

    FILE is an export of ChatGPT, Claude, Gemini, Open WebUI, LibreChat or DeepSeek, a file for fine-tuning, or a set of
    preferences. Exit code 1 if a record is refused or an item cannot be read.
    """
    from kula.node.contributor.exports.left_out import UNREADABLE, LeftOut
    from kula.node.contributor.exports.reader import read_export
    from kula.node.contributor.exports.sending import Receipts, send_new
    from kula.protocol.program.settings import Settings

    settings = Settings()
    contributor = _direct(settings, licence) if direct and not dry_run else None
    left_out = LeftOut()
    if dry_run:
        send, kept = _nowhere, Receipts(receipts, read_only=True)
    else:
        send = _directly(contributor) if contributor else _through_gateway(settings, licence)
        kept = Receipts(receipts)
    results = send_new(read_export(file, left_out), kept, send, left_out, personal)
    body = _show(results, left_out, quiet=as_json) | {"receipts": str(receipts), "dry_run": dry_run}
    if contributor:
        _serve(contributor)
    _report(body, as_json)
    raise typer.Exit(1 if body["refused"] or any(left_out.counts[reason] for reason in UNREADABLE) else 0)


def _show(results: Iterable["Result"], left_out: "LeftOut", *, quiet: bool) -> dict[str, Any]:
    """Takes all results, shows personal data and refusals as they come, and returns the counts."""
    from rich.console import Console
    from rich.progress import track

    states: Counter[str] = Counter()
    rows: list[dict[str, Any]] = []
    for outcome in track(results, "importing", total=None, console=Console(stderr=True), disable=quiet):
        states[outcome.state] += 1
        place = f"{outcome.imported.file}, item {outcome.imported.number}"
        if outcome.state == "refused":
            warn(f"{place}: {outcome.problem}")
        if outcome.details:
            items = [{"kind": kind, "text": text} for kind, text in outcome.details]
            rows.append({"place": place, "state": outcome.state, "found": items, "redacted": outcome.content})
            if not quiet:
                _warn_of(place, outcome)
    for place in left_out.places:
        warn(place)
    counts = dict(sorted(left_out.counts.items()))
    return {"sent": states["sent"], "refused": states["refused"], "left_out": counts, "personal": rows}


def _warn_of(place: str, outcome: "Result") -> None:
    """Shows the personal data of a record, and the lines of its redacted version that hide it."""
    warn(f"{place}, {outcome.state}: " + ", ".join(f"{kind} {text!r}" for kind, text in outcome.details)[:_LINE])
    content = outcome.content
    texts = [message["content"] for message in content.get("prompt", content.get("messages", []))]
    texts += [content[field] for field in ("corrected", "a", "b") if field in content]
    for line in (line for text in texts for line in text.splitlines()):
        if any(f"[{kind.upper()}]" in line for kind, _ in outcome.details):
            warn(f"    {line[:_LINE]}")


def _report(body: dict[str, Any], as_json: bool) -> None:
    from kula.node.contributor.exports.vocabulary import LEFT_OUT

    word = "would be sent" if body["dry_run"] else "sent"
    lines = [f"{body['sent']} {word}, {body['refused']} refused; receipts in {body['receipts']}"]
    if body["left_out"]:
        lines.append("left out:")
        lines += [f"{count:8}  {reason:21} {LEFT_OUT[reason]}" for reason, count in body["left_out"].items()]
    if "personal-data" in body["left_out"]:
        lines.append("Look at the records with personal data, and run again with --personal redact or --personal keep.")
    say(body, as_json, "\n".join(lines))


def _nowhere(content: "Content") -> dict[str, Any]:
    """Sends nothing."""
    return {}


def _through_gateway(settings: "Settings", licence: str) -> "Callable[[Content], dict[str, Any]]":
    from kula.node.contributor.blocking import Contributor
    from kula.protocol.program.keys import new_key

    network = settings.network() if settings.addresses.exists() else None
    contributor = Contributor(settings.gateway, settings.account(), new_key(), network)
    contributor.grant(licences=(licence,))

    def send(content: "Content") -> dict[str, Any]:
        contribution = contributor.contribute(content, licence)
        return contribution.row

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
