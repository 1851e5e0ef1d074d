"""A deployment on a real anvil, with funded and staked accounts, and the steps of an epoch as tests need them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eth_abi.abi import encode
from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.abi import function_signature_to_4byte_selector
from hexbytes import HexBytes

from kula.bench.gas.played import BOND, STAKE
from kula.node.local.anvil import Anvil
from kula.protocol.chain.connection import Connection
from kula.protocol.chain.deploy import Deployment, deploy
from kula.protocol.chain.network import Network
from kula.protocol.chain.presets import DEPLOYER_KEY
from kula.protocol.chain.sender import Sender
from kula.protocol.parameters import TOKEN, Parameters
from kula.protocol.program.keys import new_key
from kula.protocol.types import Address
from kula.scoring.scorer import scorer_id as id_of_shipped

FAST = Parameters(
    open_seconds=60,
    commit_seconds=60,
    reveal_seconds=60,
    report_seconds=60,
    challenge_seconds=60,
    vote_seconds=60,
    round_epochs=1,
    round_limit=3,
)
POCKET = 1_000 * TOKEN


@dataclass
class TestNet:
    """A deployment, its bank and its validators' senders."""

    __test__ = False

    anvil: Anvil
    network: Network
    bank: Sender
    folder: Path
    admitted: list[LocalAccount]
    """The accounts that may take a seat while fewer than four hold one."""
    validators: list[Sender] = field(default_factory=list)

    def sender(self, name: str, kula: int = 0, account: LocalAccount | None = None) -> Sender:
        """Makes an account with coin for gas and `kula` tokens."""
        chosen = account or new_key()
        self.anvil.give_coin(chosen.address, 10**21)
        if kula:
            self.bank.send(self.network.token.transfer(Address(chosen.address), kula))
        return Sender(self.network.connection, chosen, self.folder / f"{name}.sqlite")

    def add_validator(self, stake: int = STAKE) -> Sender:
        """Stakes one more validator."""
        number = len(self.validators)
        account = self.admitted[number] if number < len(self.admitted) else None
        sender = self.sender(f"validator-{number}", stake + POCKET, account)
        sender.send(self.network.token.approve(self.network.validators.address, stake))
        sender.send(self.network.validators.stake(stake))
        self.validators.append(sender)
        return sender

    def gateway(self, url: str = "http://127.0.0.1:9") -> Sender:
        """Makes the account of a bonded gateway with a place."""
        sender = self.sender("gateway", BOND + POCKET)
        sender.send(self.network.token.approve(self.network.gateways.address, BOND))
        sender.send(self.network.gateways.bond(sender.address, BOND))
        sender.send(self.network.gateways.take_place(url))
        return sender


def launch(
    anvil: Anvil,
    folder: Path,
    parameters: Parameters = FAST,
    scorer_id: bytes | None = None,
    base_manifest: bytes = b"\x06" * 32,
) -> TestNet:
    """Deploys to a running anvil."""
    connection = Connection([anvil.url])
    deployer = Account.from_key(DEPLOYER_KEY)
    admitted = [new_key() for _ in range(4)]
    plan = Deployment(
        parameters=parameters,
        scorer_id=scorer_id or id_of_shipped(parameters),
        base_manifest=base_manifest,
        admitted=tuple(Address(account.address) for account in admitted),
    )
    addresses = deploy(connection, deployer, plan)
    addresses.write(folder / "addresses.json")
    bank = Sender(connection, deployer, folder / "bank.sqlite")
    return TestNet(anvil, Network(connection, addresses), bank, folder, admitted)


def calldata_of(function: str, types: Sequence[str], *arguments: object) -> bytes:
    """A call of a function by its signature, such as `close()`, with arguments that are encoded as other types."""
    return function_signature_to_4byte_selector(function) + encode(types, arguments)


def send_raw(anvil: Anvil, account: LocalAccount, to: Address, calldata: bytes, gas: int = 500_000) -> bool:
    """Sends bytes that no client of ours would encode. Tells whether the chain took the call."""
    eth = anvil.web3.eth
    fields: dict[str, Any] = {
        "to": to,
        "data": HexBytes(calldata),
        "gas": gas,
        "nonce": eth.get_transaction_count(account.address),
        "maxFeePerGas": 10**11,
        "maxPriorityFeePerGas": 10**9,
        "chainId": eth.chain_id,
    }
    sent = eth.send_raw_transaction(account.sign_transaction(fields).raw_transaction)
    return eth.wait_for_transaction_receipt(sent)["status"] == 1
