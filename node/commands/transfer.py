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
    wallet: str | None = typer.Option(
        None, help="A contract wallet that takes the signature of KULA_KEYSTORE's key as its own: its coin is sent."
    ),
    fee: str | None = typer.Option(
        None, help="KULA. None signs the gateway's least; a wallet's own check may need more."
    ),
    most_fee: str = typer.Option("1", help="KULA. Nothing is signed if the gateway asks for a higher fee."),
    as_json: bool = typer.Option(False, "--json"),
) -> None:
    """Send AMOUNT KULA of the account in KULA_KEYSTORE, or of its wallet, through KULA_GATEWAY, which keeps its fee."""
    from eth_utils.address import is_checksum_address

    from kula.node.contributor.coin import send_coin
    from kula.protocol.program.settings import Settings
    from kula.protocol.types import Address

    for name, account in (("to", to), ("wallet", wallet)):
        if account is not None and not is_checksum_address(account):
            raise MalformedInput(name, "must be an address with its EIP-55 checksum")
    settings = Settings()
    sent = send_coin(
        settings.gateway,
        settings.account(),
        Address(to),
        from_kula(amount),
        most_fee=from_kula(most_fee, "most-fee"),
        fee=from_kula(fee, "fee") if fee else 0,
        wallet=Address(wallet) if wallet else None,
    )
    say(sent, as_json, f"{sent['amount']} KULA sent to {to} for a fee of {sent['fee']} KULA: {sent['transaction']}")
