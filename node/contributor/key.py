"""Private keys of owners and of sessions. A key never appears in a message, a log or an error."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, Self

from kula.protocol.errors import MalformedInput
from kula.protocol.hex import unhex
from kula.protocol.signatures import account_of
from kula.protocol.types import Address


class HasKey(Protocol):
    """An account with its private key, such as eth_account's LocalAccount."""

    @property
    def key(self) -> bytes:
        """The 32 bytes of the private key."""
        ...


@dataclass(frozen=True, slots=True)
class Key:
    """A private key with its account."""

    key: bytes = field(repr=False)
    address: Address

    @classmethod
    def new(cls) -> Self:
        """Returns a new random key."""
        return cls.of(secrets.token_bytes(32))

    @classmethod
    def of(cls, value: "str | bytes | HasKey") -> Self:
        """Returns the key of 32 bytes, of 0x and 64 digits, or of an account that holds its key.

        Raises MalformedInput for anything else. The error does not repeat the value.
        """
        try:
            raw = unhex(value, 32) if isinstance(value, str) else value if isinstance(value, bytes) else value.key
            return cls(bytes(raw), account_of(bytes(raw)))
        except (MalformedInput, ValueError, AttributeError) as error:
            raise MalformedInput("key", "must be a private key: 0x and 64 hexadecimal digits") from error

    @classmethod
    def load(cls, path: Path | str, password: str) -> Self:
        """Opens an encrypted keystore in Ethereum's format. Raises MalformedInput if it does not open."""
        from kula.protocol.program.keys import load_keystore

        return cls.of(load_keystore(Path(path), password))

    def save(self, path: Path | str, password: str) -> None:
        """Writes an encrypted keystore that only this user can read, for `load`. Raises MalformedInput if the file exists."""
        from eth_account import Account

        from kula.protocol.program.keys import save_keystore

        save_keystore(Path(path), Account.from_key(self.key), password)
