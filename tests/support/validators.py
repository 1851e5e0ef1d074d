"""Settings of a validator that runs inside a test."""

from pathlib import Path

from pydantic import SecretStr

from kula.node.settings import ValidatorSettings
from kula.protocol.chain.sender import Sender
from kula.protocol.program.keys import save_keystore
from tests.support.chain import TestNet


def validator_settings(net: TestNet, sender: Sender, blocks: Path, data: Path) -> ValidatorSettings:
    """The settings of the validator that acts with a sender's key. `blocks` is its store. Its gateway answers nothing."""
    save_keystore(data / "key.json", sender.account, "password", rounds=1_000)
    return ValidatorSettings(
        rpc=net.anvil.url,
        addresses=net.folder / "addresses.json",
        ipfs=f"dir://{blocks}",
        gateway="http://127.0.0.1:9",
        keystore=data / "key.json",
        password=SecretStr("password"),
        data=data,
        device="cpu",
    )
