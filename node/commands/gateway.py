"""`kula gateway`: the HTTP program and its worker."""

from typing import TYPE_CHECKING

import typer

from kula.protocol.program.console import say

if TYPE_CHECKING:
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


def _bonded(gateway: str) -> "tuple[Network, Sender, Address]":
    """Returns the network, a sender with our key, and the gateway's account."""
    from eth_utils.address import to_checksum_address

    from kula.node.settings import GatewaySettings
    from kula.protocol.types import Address

    settings = GatewaySettings()
    network = settings.network()
    sender = settings.sender(network)
    return network, sender, Address(to_checksum_address(gateway)) if gateway else sender.address
