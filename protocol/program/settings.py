"""What each program is told: flag > KULA_… environment > TOML file (KULA_CONFIG) > default. Frozen; holds no clients.

A program's own settings stand with it; it names their class under the entry point group GROUP.
"""

import os
from functools import cached_property
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from eth_account.signers.local import LocalAccount
from pydantic import SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from kula.protocol.chain.network import Network, connect
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import MalformedInput
from kula.protocol.ipfs.open import open_store
from kula.protocol.ipfs.store import Store
from kula.protocol.program.keys import load_keystore
from kula.protocol.reading.ledgers import Ledgers

GROUP = "kula.settings"


class Settings(BaseSettings):
    """What all programs share."""

    model_config = SettingsConfigDict(env_prefix="KULA_", frozen=True, extra="ignore")

    rpc: str = "http://127.0.0.1:8545"
    """JSON-RPC endpoints, comma-separated, in order of preference."""
    addresses: Path = Path("addresses.json")
    ipfs: str = "http://127.0.0.1:5001"
    """dir:///path or the RPC of a Kubo node."""
    gateway: str = "http://127.0.0.1:8000"
    keystore: Path | None = None
    password: SecretStr | None = None
    password_file: Path | None = None
    data: Path = Path("kula-data")
    """The program's own folder."""
    finality: str = ""
    """Block tag that the chain is read at; empty takes what the chain's preset says."""
    device: str = "auto"

    @classmethod
    def settings_customise_sources(  # pyright: ignore[reportIncompatibleMethodOverride]
        cls, settings_cls: type[BaseSettings], **sources: PydanticBaseSettingsSource
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Add the TOML file after the environment."""
        path = os.environ.get("KULA_CONFIG")
        toml = (TomlConfigSettingsSource(settings_cls, path),) if path else ()
        return (sources["init_settings"], sources["env_settings"], *toml)

    def network(self) -> Network:
        """Connect to the chain."""
        return connect(self.rpc.split(","), self.addresses, self.finality)

    def store(self) -> Store:
        """Open the store."""
        return open_store(self.ipfs)

    def ledgers(self) -> Ledgers:
        """The ledgers of the chain and the store."""
        return Ledgers(self.network(), self.store())

    def sender(self, network: Network) -> Sender:
        """Our account as a sender of transactions, with the one journal in our folder."""
        return Sender(network.connection, self.account(), self.data / "sent.sqlite")

    def account(self) -> LocalAccount:
        """Open the keystore. Raises MalformedInput saying what is missing."""
        return self._account

    @cached_property
    def _account(self) -> LocalAccount:
        # A keystore takes about a second to open, because guessing its password must be slow.
        if not self.keystore:
            raise MalformedInput("keystore", "is not set; give KULA_KEYSTORE")
        return load_keystore(self.keystore, self.read_password())

    def read_password(self) -> str:
        """The keystore's password, from `password` or `password_file`. Raises MalformedInput when neither is set."""
        if self.password:
            return self.password.get_secret_value()
        if self.password_file:
            return self.password_file.read_text().strip()
        raise MalformedInput("password", "is not set; give KULA_PASSWORD_FILE")


def settings_of(program: str) -> Settings:
    """The effective settings of a program by its name. Raises MalformedInput with the names that there are."""
    known = {point.name: point for point in entry_points(group=GROUP)}
    if program not in known:
        raise MalformedInput("program", f"must be one of {', '.join(sorted(known))}, not {program!r}")
    return known[program].load()()


def shown(settings: Settings) -> dict[str, Any]:
    """The effective values without secrets: no password, and no account, key or token in a URL."""
    values = settings.model_dump(mode="json", exclude={"password"})
    return {name: _plain(value) if isinstance(value, str) else value for name, value in values.items()}


def _plain(value: str) -> str:
    return ",".join(_without_secret(part) for part in value.split(",")) if "://" in value else value


def _without_secret(url: str) -> str:
    """A URL's scheme, host and port; providers put their keys into paths and queries, databases into the account."""
    parts = urlsplit(url)
    if parts.scheme in ("dir", "sqlite") or not parts.hostname:
        return url
    bare = parts.path in ("", "/") and not parts.query and not parts.username and not parts.password
    return url if bare else f"{parts.scheme}://…@{parts.hostname}:{parts.port or ''}/…"
