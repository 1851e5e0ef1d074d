"""What the network is doing now: the clock of each epoch, typical pay, and languages."""

from typing import Literal

from pydantic import ConfigDict, Field

from kula.node.gateway.api.shapes.fields import Account, Amount, Hash, Kind, Shape

PhaseName = Literal["open", "commit", "reveal", "report", "challenge", "final"]


class EpochTimes(Shape):
    """An epoch's phase, and when it goes on at the latest. All times are block time, in seconds.

    If a phase is over time, `late` is true, and all times are new guesses that move on until it ends.
    """

    epoch: int
    phase: PhaseName
    ends_at: int = Field(description="when the phase ends at the latest")
    scored_at: int = Field(description="when its records have a score at the latest")
    final_at: int = Field(description="when their score and pay are final at the latest")
    paid_at: int = Field(description="when their pay is paid out at the latest")
    late: bool


class TypicalPay(Shape):
    """The median pay of the records of one kind and language that became final in the last seven days. No promise."""

    kind: Kind
    language: str | None = Field(description="ISO 639-1, or a script in capitals; null for all languages together")
    records: int
    amount: Amount | None = Field(description="null if there are too few records")


class Languages(Shape):
    """What is known beside English. Null if this gateway cannot say it."""

    model: list[str] | None = Field(description="languages of the served model, ISO 639-1")
    scorer: list[str] | None = Field(description="scripts that the adopted scorer knows, by their names in Unicode")


class ServedModel(Shape):
    """The model that the chain serves."""

    model: int
    manifest: Hash


class Deployed(Shape):
    """The addresses of the contracts, as in the addresses file."""

    model_config = ConfigDict(extra="allow")
    chain_id: int
    token: Account
    grants: Account


class Network(Shape):
    """What a client needs before its first signature, and what the network is doing."""

    chain_id: int
    addresses: Deployed
    gateway: Account
    origin: str
    licences: list[str]
    rpc: str
    walletconnect_project: str = Field("", description="empty if the page offers no WalletConnect")
    epoch: int
    now: int
    indexed: int = Field(description="the block up to which this gateway knows the chain")
    parameters: dict[str, str]
    served: ServedModel
    transfer_fee: Amount
    clock: EpochTimes = Field(description="of the open epoch: when a record that is sent now is scored, final and paid")
    epochs: list[EpochTimes] = Field(description="of the closed epochs that are not final, oldest first")
    typical: list[TypicalPay]
    languages: Languages
