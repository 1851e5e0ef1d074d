"""`kula receipts`: what became of a file of receipts, and how gateways are held to them."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from kula.protocol.program.console import say, warn

if TYPE_CHECKING:
    from kula.node.contributor.accusing.promises import Promises
    from kula.protocol.chain.network import Network
    from kula.protocol.promises.state import Promise

app = typer.Typer(
    help="Check receipts by the chain; accuse gateways that broke them, and convict those without an answer."
)

_BROKEN = ("worthless", "broken", "accused", "convictable")
_OVER = ("kept", "settled", "worthless")


@app.command()
def receipts(
    file: Path = typer.Argument(
        Path("receipts.jsonl"), exists=True, dir_okay=False, help="What `kula contribute` wrote."
    ),
    deposit: int = typer.Option(
        0, help="Whole KULA that accusations may put at risk at once; each takes one. With 0, nobody is accused."
    ),
    through: str = typer.Option(
        "", help="URL of another gateway. It gets the proof of each broken receipt, and accuses on its own account."
    ),
    stay: int = typer.Option(0, help="Look again after so many seconds, until every receipt is kept or settled."),
    as_json: bool = typer.Option(False, "--json"),
) -> None:
    """Check every receipt of FILE; exit code 1 if one is broken or worthless."""
    from kula.node.contributor.accusing.promises import Promises
    from kula.protocol.parameters import TOKEN
    from kula.protocol.program.settings import Settings
    from kula.protocol.promises.leaves import leaves_from_gateways

    settings = Settings()
    network = settings.network()
    promises, worthless = _read(network, file)
    keeper = Promises(network, leaves_from_gateways(network))
    while True:
        if through:
            _hand_in(keeper, promises, through)
        if deposit:
            states = keeper.hold(promises, settings.sender(network), deposit * TOKEN)
        else:
            states = keeper.states(promises)
        counts: dict[str, int] = {state.value: number for state, number in states.items()}
        if worthless:
            counts["worthless"] = worthless
        say(counts, as_json, ", ".join(f"{number} {state}" for state, number in counts.items()) or "no receipts")
        if not stay or not set(counts) - set(_OVER):
            raise typer.Exit(1 if set(counts) & set(_BROKEN) else 0)
        time.sleep(stay)


def _hand_in(keeper: "Promises", promises: "list[Promise]", gateway: str) -> None:
    """Hands the proof of each broken receipt to a gateway, and says what it answers."""
    from kula.node.contributor.accusing.through import hand_in
    from kula.protocol.errors import KulaError
    from kula.protocol.promises.state import State, row_of
    from kula.protocol.reading.gateway_client import GatewayApi

    api = GatewayApi(gateway)
    for promise in promises:
        if keeper.state(promise) is not State.BROKEN:
            continue
        try:
            handed = hand_in(api, row_of(promise))
        except KulaError as error:
            warn(f"{gateway}: {error}")
            return
        warn(f"{gateway}: the proof of number {promise.receipt.seq} is {handed.problem or handed.state}")


def _read(network: "Network", file: Path) -> "tuple[list[Promise], int]":
    """Returns the promises of a file, and how many rows prove nothing. Records without a gateway have no receipt."""
    from kula.protocol.errors import IntegrityError
    from kula.protocol.files import read_lines
    from kula.protocol.promises.state import read_promise

    promises: list[Promise] = []
    worthless = 0
    for number, text in enumerate(read_lines(file), start=1):
        row: dict[str, Any] = json.loads(text)
        if "gateway" not in row:
            continue
        try:
            promises.append(read_promise(network, row))
        except IntegrityError as error:
            worthless += 1
            warn(f"line {number}: {error}")
    return promises, worthless
