"""The settings that all programs share.

A flag overrides the environment (KULA_…), the environment overrides the TOML file (KULA_CONFIG), and the file overrides
the default. Settings are frozen and hold no clients. Each program has a subclass with its own settings, and registers
it under the entry point group GROUP.
"""

import os
from functools import cached_property
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from kula.protocol.chain.rpc.fees import GWEI, MOST_FEE
from kula.protocol.errors import MalformedInput

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from kula.protocol.chain.network import Network
    from kula.protocol.chain.sender import Sender
    from kula.protocol.ipfs.store import Store
    from kula.protocol.reading.ledgers import Ledgers

GROUP = "kula.settings"


class Settings(BaseSettings):
    """The settings that all programs share."""

    model_config = SettingsConfigDict(env_prefix="KULA_", frozen=True, extra="ignore")

    rpc: str = "http://127.0.0.1:8545"
    """JSON-RPC endpoints, comma-separated, in order of preference."""
    addresses: Path = Path("addresses.json")
    ipfs: str = "http://127.0.0.1:5001"
    """URL of the store: dir:///path, or the RPC of a Kubo node. Further URLs after commas are read from if it fails."""
    gateway: str = "http://127.0.0.1:8000"
    keystore: Path | None = None
    password: SecretStr | None = None
    password_file: Path | None = None
    data: Path = Path("kula-data")
    """The folder in which the program keeps its files."""
    finality: str = ""
    """The block tag at which the program reads the chain. If it is empty, the chain's preset decides."""
    max_fee_gwei: int = MOST_FEE // GWEI
    """The most that a transaction offers per gas, with all replacements."""
    device: str = "auto"

    @classmethod
    def settings_customise_sources(  # pyright: ignore[reportIncompatibleMethodOverride]
        cls, settings_cls: type[BaseSettings], **sources: PydanticBaseSettingsSource
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Adds the TOML file after the environment."""
        path = os.environ.get("KULA_CONFIG")
        toml = (TomlConfigSettingsSource(settings_cls, path),) if path else ()
        return (sources["init_settings"], sources["env_settings"], *toml)

    def network(self) -> "Network":
        """Connects to the chain. A program that has a folder keeps there the events that it has read."""
        from kula.protocol.chain.network import connect

        events = self.data / "events.sqlite" if self.data.is_dir() else None
        return connect(self.rpc.split(","), self.addresses, self.finality, events=events)

    def store(self) -> "Store":
        """Opens the store."""
        from kula.protocol.ipfs.open import open_store

        return open_store(self.ipfs)

    def ledgers(self) -> "Ledgers":
        """Returns a reader of ledgers, over a new connection to the chain and the store.

        A program that has a folder keeps there which ledgers are final, and the accounts' last rows in them.
        """
        from kula.protocol.reading.ledgers import Ledgers

        return Ledgers(self.network(), self.store(), line=self.data if self.data.is_dir() else None)

    def sender(self, network: "Network") -> "Sender":
        """Returns a sender for our account. Its journal is in our folder."""
        from kula.protocol.chain.sender import Sender

        most_fee = self.max_fee_gwei * GWEI
        return Sender(network.connection, self.account(), self.data / "sent.sqlite", most_fee=most_fee)

    def account(self) -> "LocalAccount":
        """Opens the keystore. Raises MalformedInput if the keystore or its password is missing or wrong."""
        return self._account

    @cached_property
    def _account(self) -> "LocalAccount":
        from kula.protocol.program.keys import load_keystore

        # Opening a keystore takes about a second, because trying passwords must be slow. So it is opened only once.
        if not self.keystore:
            raise MalformedInput("keystore", "is not set; give KULA_KEYSTORE")
        return load_keystore(self.keystore, self.read_password())

    def read_password(self) -> str:
        """Reads the keystore's password from `password` or `password_file`. Raises MalformedInput if neither is set."""
        if self.password:
            return self.password.get_secret_value()
        if self.password_file:
            return self.password_file.read_text().strip()
        raise MalformedInput("password", "is not set; give KULA_PASSWORD_FILE")


def settings_of(program: str) -> Settings:
    """Returns the effective settings of a program. Raises MalformedInput with the known names for an unknown one."""
    known = {point.name: point for point in entry_points(group=GROUP)}
    if program not in known:
        raise MalformedInput("program", f"must be one of {', '.join(sorted(known))}, not {program!r}")
    return known[program].load()()


def shown(settings: Settings) -> dict[str, Any]:
    """Returns the effective values without secrets: no password, and no account, key or token in a URL."""
    values = settings.model_dump(mode="json", exclude={"password"})
    return {name: _plain(value) if isinstance(value, str) else value for name, value in values.items()}


def _plain(value: str) -> str:
    return ",".join(_without_secret(part) for part in value.split(",")) if "://" in value else value


def _without_secret(url: str) -> str:
    """Returns a URL with its scheme, host and port only.

    Providers put keys into paths and queries, and databases put passwords into the account.
    """
    parts = urlsplit(url)
    if parts.scheme in ("dir", "sqlite") or not parts.hostname:
        return url
    bare = parts.path in ("", "/") and not parts.query and not parts.username and not parts.password
    return url if bare else f"{parts.scheme}://…@{parts.hostname}:{parts.port or ''}/…"
