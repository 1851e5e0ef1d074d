"""`kula gateway`: the HTTP program and its worker."""

from typing import TYPE_CHECKING, Literal

import typer

from kula.protocol.program.console import say

if TYPE_CHECKING:
    from kula.node.gateway.database.repository import Repository
    from kula.protocol.chain.network import Network
    from kula.protocol.chain.sender import Sender
    from kula.protocol.types import Address

app = typer.Typer(no_args_is_help=True, help="Take records in, post batches, relay claims, serve the model.")


@app.command()
def run() -> None:
    """Serve the HTTP API and the page. `kula config show gateway` prints its settings."""
    from kula.node.gateway.api.app import create_app
    from kula.node.gateway.api.front.server import server
    from kula.node.logs import log_json
    from kula.node.settings import GatewaySettings

    log_json()
    settings = GatewaySettings()
    server(create_app(settings), settings).run()


@app.command()
def openapi() -> None:
    """Print the API's OpenAPI document, from which the page's TypeScript is generated."""
    from kula.node.gateway.api.app import routes

    say(routes().openapi(), as_json=True)


@app.command()
def work() -> None:
    """Run the gateway's worker: it pins, posts, closes and finalises, and relays claims."""
    from kula.node.celery_app import run_worker
    from kula.node.gateway.worker import app as worker
    from kula.node.gateway.worker import configure
    from kula.node.logs import log_json
    from kula.node.settings import GatewaySettings

    log_json()
    settings = GatewaySettings()
    settings.data.mkdir(parents=True, exist_ok=True)
    configure(settings)
    run_worker(worker, "--beat", "--pool", "solo", "--queues", "io,train")


@app.command()
def bond(
    amount: int = typer.Argument(help="Whole KULA"),
    gateway: str = typer.Option(
        "", help="The gateway's account; empty takes our own. Whoever pays first owns the bond."
    ),
) -> None:
    """Add KULA to a gateway's bond. Its worker then takes a place by itself."""
    from kula.protocol.parameters import TOKEN

    network, sender, account = _bonded(gateway)
    sender.send(network.token.approve(network.gateways.address, amount * TOKEN))
    sender.send(network.gateways.bond(account, amount * TOKEN))
    say(f"{account}: bond is {network.gateways.bond_of(account) // TOKEN} KULA")


@app.command()
def unbond(
    amount: int = typer.Argument(help="Whole KULA"),
    gateway: str = typer.Option("", help="The gateway's account; empty takes our own."),
) -> None:
    """Start to take bond out; it can be withdrawn after 30 days. Below the minimum, the gateway loses its place."""
    from kula.protocol.parameters import TOKEN

    network, sender, account = _bonded(gateway)
    sender.send(network.gateways.unbond(account, amount * TOKEN))
    say(f"{account}: bond is {network.gateways.bond_of(account) // TOKEN} KULA")


@app.command()
def withdraw(gateway: str = typer.Option("", help="The gateway's account; empty takes our own.")) -> None:
    """Withdraw the bond whose waiting time has ended to its owner."""
    network, sender, account = _bonded(gateway)
    sender.send(network.gateways.withdraw(account))
    say(f"{sender.address}: balance is {network.token.balance_of(sender.address) // 10**18} KULA")


@app.command()
def quarantine(
    record: str = typer.Argument(help="The record's hash"),
    release: bool = typer.Option(False, "--release", help="Serve it again."),
) -> None:
    """Withhold a record: nothing of it is pinned, and nobody gets its key. Its number is still posted."""
    import time

    from kula.protocol.hex import unhex

    rows, record_hash = _rows(), unhex(record, 32)
    row = rows.record(record_hash)
    if not row:
        raise typer.BadParameter("this gateway did not take the record")
    if release:
        rows.withholding.release(record_hash)
    else:
        rows.withholding.quarantine(record_hash, int(time.time()))
    why = row.withheld.why if (row := rows.record(record_hash)) and row.withheld else "served"
    say({"record": record, "state": why, "block": row.link if row else ""}, text=f"{record}: {why}")


@app.command()
def refuse(
    names: list[str] = typer.Argument(None, help="Accounts (session keys or owners), or content ids"),
    end: bool = typer.Option(False, "--end", help="Refuse them no longer."),
) -> None:
    """Refuse accounts and content ids, and print what is refused. Waiting records are withheld before they are pinned."""
    rows = _rows()
    for name in names or ():
        kind, known_as = _refusal(name)
        (rows.refusals.remove if end else rows.refusals.add)(kind, known_as)
    for name in (*rows.refusals.all_of("account"), *rows.refusals.all_of("content")):
        say(name)


def _refusal(name: str) -> "tuple[Literal['account', 'content'], str]":
    """Returns what a name is, and its usual form. Raises BadParameter for neither an account nor a content id."""
    from eth_utils.address import is_address, to_checksum_address

    from kula.protocol.errors import MalformedInput
    from kula.protocol.ipfs.cid import codec_of

    if is_address(name):
        return "account", to_checksum_address(name)
    try:
        codec_of(name)
    except MalformedInput as error:
        raise typer.BadParameter(f"{name} is neither an account nor a content id") from error
    return "content", name


def _rows() -> "Repository":
    """Returns the rows of the gateway with our settings."""
    from kula.node.gateway.database.repository import Repository, open_database
    from kula.node.settings import GatewaySettings

    return Repository(open_database(GatewaySettings().database_url))


def _bonded(gateway: str) -> "tuple[Network, Sender, Address]":
    """Returns the network, a sender with our key, and the gateway's account."""
    from eth_utils.address import to_checksum_address

    from kula.node.settings import GatewaySettings
    from kula.protocol.types import Address

    settings = GatewaySettings()
    network = settings.network()
    sender = settings.sender(network)
    return network, sender, Address(to_checksum_address(gateway)) if gateway else sender.address
