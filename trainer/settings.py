"""What the trainer is told: flag > KULA_… environment > default. Frozen; holds no clients."""

from pathlib import Path

from eth_account.signers.local import LocalAccount
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from protocol.chain.network import Network, connect
from protocol.errors import MalformedInput
from protocol.keys import load_keystore
from protocol.store import Store, open_store


class TrainerSettings(BaseSettings):
    """A trainer."""

    model_config = SettingsConfigDict(env_prefix="KULA_", frozen=True, extra="ignore")

    rpc: str = "http://127.0.0.1:8545"
    addresses: Path = Path("addresses.json")
    ipfs: str = "http://127.0.0.1:5001"
    gateway: str = "http://127.0.0.1:8000"
    keystore: Path | None = None
    password: SecretStr | None = None
    password_file: Path | None = None
    data: Path = Path("kula-trainer")
    finality: str = "latest"
    device: str = "auto"
    curate: bool = False
    """Whether this trainer also publishes datasets; the gateway must name its account as a curator."""
    tokens: int = 15_000
    """Most tokens that a candidate is trained on."""
    last_epoch: int = 0
    """Train nothing from epochs after this one; 0 has no end."""
    turn_seconds: float = 2.0

    def network(self) -> Network:
        """Connect to the chain."""
        return connect(self.rpc.split(","), self.addresses, self.finality)

    def store(self) -> Store:
        """Open the store."""
        return open_store(self.ipfs)

    def account(self) -> LocalAccount:
        """Open the keystore. Raises MalformedInput saying what is missing."""
        if not self.keystore:
            raise MalformedInput("keystore", "is not set; give KULA_KEYSTORE")
        if self.password:
            return load_keystore(self.keystore, self.password.get_secret_value())
        if self.password_file:
            return load_keystore(self.keystore, self.password_file.read_text().strip())
        raise MalformedInput("password", "is not set; give KULA_PASSWORD_FILE")
