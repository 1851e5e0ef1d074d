"""Encrypted keystores in the Ethereum format. No function here prints a key."""

import json
import os
import secrets
from pathlib import Path

from eth_account import Account
from eth_account.signers.local import LocalAccount

from kula.protocol.errors import MalformedInput


def new_key() -> LocalAccount:
    """Returns a new random account."""
    return Account.from_key(secrets.token_bytes(32))


def save_keystore(path: Path, account: LocalAccount, password: str, *, rounds: int | None = None) -> None:
    """Writes an encrypted keystore that only the user can read. Raises MalformedInput if the file exists.

    With `rounds`, the key is derived by so many rounds of pbkdf2, which suits throw-away keys of local networks.
    With None, it is derived by scrypt.
    """
    if path.exists():
        raise MalformedInput("keystore", f"{path} exists; move it away first")
    kdf = "pbkdf2" if rounds else "scrypt"
    encrypted = Account.encrypt(account.key, password, kdf=kdf, iterations=rounds)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(encrypted, file)
        file.flush()
        # Coin may be sent to the address as soon as it is known.
        os.fsync(file.fileno())


def load_keystore(path: Path, password: str) -> LocalAccount:
    """Opens a keystore. Raises MalformedInput if it is missing or broken, or if the password is wrong."""
    try:
        return Account.from_key(Account.decrypt(path.read_text(), password))
    except FileNotFoundError as error:
        raise MalformedInput("keystore", f"{path} does not exist; `kula keys new` makes one") from error
    except (ValueError, KeyError, TypeError) as error:
        raise MalformedInput("keystore", f"{path} does not open with this password") from error


def address_of(path: Path) -> str:
    """Returns the address that a keystore names, without its password."""
    from eth_utils.address import to_checksum_address

    return to_checksum_address("0x" + json.loads(path.read_text())["address"].removeprefix("0x"))
