"""The account that a command signs with, and the password that opens it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from kula.protocol.chain.presets import DEPLOYER_KEY, LOCAL_CHAIN_ID
from kula.protocol.errors import MalformedInput

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount


def account_of(keystore: Path | None, chain_id: int) -> "LocalAccount":
    """The account of a keystore. Without one, anvil's first account; raises MalformedInput if the chain is not local."""
    from eth_account import Account

    from kula.protocol.program.keys import load_keystore

    if keystore:
        return load_keystore(keystore, password())
    if chain_id != LOCAL_CHAIN_ID:
        raise MalformedInput("keystore", "is needed on a chain that is not a local anvil")
    return Account.from_key(DEPLOYER_KEY)


def password(confirm: bool = False) -> str:
    """The password in the file that KULA_PASSWORD_FILE names; without it, the one that is typed (twice to confirm)."""
    path = os.environ.get("KULA_PASSWORD_FILE")
    if path:
        return Path(path).read_text().strip()
    return typer.prompt("password", hide_input=True, confirmation_prompt=confirm)
