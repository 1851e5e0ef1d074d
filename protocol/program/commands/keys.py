"""`kula keys`: encrypted keystores."""

import sys
from pathlib import Path

import typer

from kula.protocol.errors import MalformedInput
from kula.protocol.program.commands.signer import password
from kula.protocol.program.console import say

keys = typer.Typer(no_args_is_help=True, help="Make, import and list encrypted keystores.")


@keys.command("new")
def keys_new(path: Path) -> None:
    """Make an encrypted keystore (password from KULA_PASSWORD_FILE or typed)."""
    from kula.protocol.program.keys import new_key, save_keystore

    account = new_key()
    save_keystore(path, account, password(confirm=True))
    say(account.address)


@keys.command("import")
def keys_import(path: Path) -> None:
    """Encrypt a private key that is read, hidden, from the terminal or standard input."""
    from eth_account import Account

    from kula.protocol.program.keys import save_keystore

    secret = typer.prompt("private key", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline().strip()
    try:
        account = Account.from_key(secret)
    except ValueError as error:
        raise MalformedInput("private key", "must be 32 bytes in hexadecimal digits") from error
    save_keystore(path, account, password(confirm=True))
    say(account.address)


@keys.command("list")
def keys_list(folder: Path = typer.Argument(Path()), as_json: bool = typer.Option(False, "--json")) -> None:
    """The keystores of a folder."""
    from kula.protocol.program.keys import address_of

    keystores: list[dict[str, str]] = []
    for path in sorted(folder.glob("*.json")):
        try:
            keystores.append({"file": path.name, "address": address_of(path)})
        except (ValueError, KeyError, AttributeError, TypeError):
            # Another kind of JSON file.
            continue
    say(keystores, as_json, "\n".join(f"{one['address']}  {one['file']}" for one in keystores))
