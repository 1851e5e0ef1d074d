"""`kula transfer`: move coin without coin for gas."""

import typer

from kula.protocol.amounts import from_kula
from kula.protocol.errors import MalformedInput
from kula.protocol.program.console import say

app = typer.Typer(help="Move coin without coin for gas: sign a transfer, and let a gateway send it for a fee.")


@app.command()
def transfer(
    to: str = typer.Argument(help="The account that receives the coin."),
    amount: str = typer.Argument(help="KULA, such as 12.5"),
    most_fee: str = typer.Option("1", help="KULA. Nothing is signed if the gateway asks for a higher fee."),
    as_json: bool = typer.Option(False, "--json"),
) -> None:
    """Send AMOUNT KULA of the account in KULA_KEYSTORE through KULA_GATEWAY, which keeps its fee."""
    from eth_utils.address import is_checksum_address

    from kula.node.contributor.coin import send_coin
    from kula.protocol.program.settings import Settings
    from kula.protocol.types import Address

    if not is_checksum_address(to):
        raise MalformedInput("to", "must be an address with its EIP-55 checksum")
    settings = Settings()
    units = from_kula(amount)
    most = from_kula(most_fee, "most-fee")
    sent = send_coin(settings.gateway, settings.account(), Address(to), units, most_fee=most)
    say(sent, as_json, f"{sent['amount']} KULA sent to {to} for a fee of {sent['fee']} KULA: {sent['transaction']}")
