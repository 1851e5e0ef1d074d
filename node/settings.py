"""The settings of the gateway and the validator, beyond those that all programs share."""

from pathlib import Path

from eth_utils.address import to_checksum_address
from pydantic import IPvAnyNetwork, SecretStr

from kula.protocol.program.settings import Settings
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.types import LICENCES, Address

WALLETCONNECT_RELAY = "wss://relay.walletconnect.org"
"""The one host that the page asks for WalletConnect: it carries encrypted messages between page and wallet."""


class GatewaySettings(Settings):
    """The gateway and its worker."""

    host: str = "127.0.0.1"
    port: int = 8000
    hosts: tuple[str, ...] = ()
    """Further host names, or addresses, under which this gateway may be asked, without port."""
    proxies: tuple[IPvAnyNetwork, ...] = ()
    """Networks of the proxies in front, whose X-Forwarded-For counts."""
    rate_factor: float = 1.0
    """Multiplies every rate limit. 0 turns them off."""
    origin: str = ""
    """The page's origin, which grants must name; empty takes the gateway's own URL."""
    database: str = ""
    """SQLAlchemy URL; empty takes SQLite in the data folder."""
    broker: str = ""
    """Celery broker URL; empty takes files in the data folder."""
    licences: tuple[str, ...] = LICENCES
    """The licences that grants may name here, the first one offered first."""
    curators: tuple[str, ...] = ()
    """Accounts that may read the entries of final epochs, to curate datasets."""
    newcomers: bool = False
    """Whether every seat may read the entries of final epochs. A new validator needs them once, for its index."""
    web: Path | None = None
    """The built page; empty takes web/dist of this repository."""
    chat: bool = True
    """Whether this gateway serves the model."""
    chat_url: str = ""
    """An OpenAI-compatible server to forward chats to instead of loading the model here."""
    chat_key: SecretStr | None = None
    """The API key of that server."""
    chat_model: str = ""
    """The adopted model's name at that server; empty takes the hash of its manifest."""
    chat_parallel: int = 4
    """Answers that are made at once; further chats wait for their turn."""
    guest_chats: int = 10
    """Chats and pairs that a network address may begin per minute without a key that a grant names."""
    chat_seconds: float = 180.0
    """How long a chat waits for its turn at most, and how long an answer then takes at most."""
    answer_tokens: int = 512
    """Most tokens of an answer."""
    prompt_tokens: int = 2_048
    """Most tokens of a talk that the model reads."""
    pair_parent_percent: int = 10
    """How many of a hundred blind pairs hold an answer of the adopted model's parent. The first pair has the parent loaded
    too, if the model is loaded here and this is not 0."""
    post_seconds: int = 0
    """Records are posted this long before their epoch may be closed. 0 takes the number of the chain's preset."""
    spend_bond: int = 0
    """Whole KULA of bond that one batch may cost beyond the gateway's own slot and share of an epoch."""
    relay_threshold: int = 10**16
    """Claims below this amount wait; in the token's smallest unit."""
    relay_gas_per_day: int = 10_000_000
    """The most gas per day for each kind of call that the gateway sends for others (duties/budget.py)."""
    relay_gas_per_account: int = 1_000_000
    """The most gas per day of each of these kinds for one account."""
    transfer_fee: int = 10**17
    """The least fee for which the gateway relays a signed transfer of coin; in the token's smallest unit."""
    accuse_deposits: int = 3
    """The most whole KULA that accusations for other people may put at risk at once. Each takes 1; 0 turns them off."""
    public_rpc: str = ""
    """RPC that the page may use; empty takes the first of `rpc`."""
    walletconnect_project: str = ""
    """The operator's project at WalletConnect. With one the page offers WalletConnect, and may reach its relay."""
    estimate: bool = True
    """Whether the worker scores records when they come in, as an estimate."""
    train: bool = False
    """Whether the worker starts the trainer after each final epoch."""
    tick_seconds: float = 2.0
    """Pause between two ticks of the worker's timer."""

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL of the rows."""
        return self.database or f"sqlite:///{self.data.absolute()}/gateway.sqlite"

    @property
    def page_origin(self) -> str:
        """The origin that a grant must name."""
        return self.origin or f"http://{self.host}:{self.port}"

    @property
    def page_rpc(self) -> str:
        """The RPC that the page may use."""
        return self.public_rpc or self.rpc.split(",")[0]

    @property
    def page_connects(self) -> tuple[str, ...]:
        """What the page may connect to beside the gateway."""
        return (self.page_rpc, *((WALLETCONNECT_RELAY,) if self.walletconnect_project else ()))


class WatchSettings(Settings):
    """A watcher: any account with coin for gas and for deposits."""

    turn_seconds: float = 15.0
    """Pause between two passes of the loop."""
    demand_epoch: int = 600
    """Whole KULA that demands for the reports of one epoch may cost. All rows of a full epoch take 512."""
    demand_whole: int = 1_000
    """Whole KULA that demands may cost in all. Deposits that came back do not count."""
    demand_leaves: int = 1
    """Most batch leaves that are demanded of one report. Each costs a KULA, unless the report falls."""
    gateways_anywhere: bool = False
    """Whether gateways may be asked by http, and in private networks; on a local chain they always are."""

    def ledgers(self) -> Ledgers:
        """Returns a reader of ledgers that keeps all rows in our folder, so that no store can take them away again."""
        return Ledgers(self.network(), self.store(), self.data / "ledgers")


class ValidatorSettings(WatchSettings):
    """A validator: the operator of a stake."""

    owner: str = ""
    """Whose stake this validator acts for; empty takes its own account."""
    turn_seconds: float = 1.0
    """Pause between two passes of the loop."""
    demand_leaves: int = 64
    """As for a watcher. A validator demands leaves only if a gateway hides its entries from it."""
    broker: str = ""
    """Celery broker URL for scoring on other machines; empty scores in this process."""

    def owner_of_stake(self) -> Address:
        """Whose stake this validator acts for."""
        return Address(to_checksum_address(self.owner) if self.owner else self.account().address)
