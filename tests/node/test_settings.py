"""Where settings come from, in which order, and that nobody is shown a secret."""

from pathlib import Path

import pytest
from eth_account import Account

from kula.node.settings import GatewaySettings, ValidatorSettings
from kula.protocol.errors import MalformedInput
from kula.protocol.program.keys import save_keystore
from kula.protocol.program.settings import Settings, settings_of, shown

SECRETS = ("hunter2", "s3cret", "apikey123", "tok456")


def test_settings__environment_over_file_over_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "kula.toml").write_text('rpc = "http://file"\ngateway = "http://file"\n')
    monkeypatch.setenv("KULA_CONFIG", str(tmp_path / "kula.toml"))
    monkeypatch.setenv("KULA_GATEWAY", "http://environment")
    settings = Settings()
    assert (settings.rpc, settings.gateway, settings.ipfs) == (
        "http://file",
        "http://environment",
        "http://127.0.0.1:5001",
    )
    assert Settings(gateway="http://flag").gateway == "http://flag"


@pytest.mark.parametrize("program", ["gateway", "validator", "trainer"])
def test_settings__of_each_program__read_from_the_same_file(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "kula.toml").write_text('rpc = "http://file"\ntokens = 900\nport = 9\n')
    monkeypatch.setenv("KULA_CONFIG", str(tmp_path / "kula.toml"))
    shown_values = shown(settings_of(program))
    assert shown_values["rpc"] == "http://file"
    assert "password" not in shown_values
    assert {"gateway": ("port", 9), "trainer": ("tokens", 900)}.get(
        program, ("rpc", "http://file")
    ) in shown_values.items()


def test_settings__of_an_unknown_program__names_those_that_there_are():
    with pytest.raises(MalformedInput, match="gateway, trainer, validator"):
        settings_of("miner")


def test_shown__passwords_accounts_and_tokens__left_out(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KULA_PASSWORD", "hunter2")
    monkeypatch.setenv("KULA_DATABASE", "postgresql+psycopg://kula:s3cret@db:5432/kula")
    monkeypatch.setenv("KULA_BROKER", "redis://:s3cret@queue:6379/0")
    monkeypatch.setenv("KULA_RPC", "https://mainnet.example/v3/apikey123,https://rpc.example?token=tok456")
    for settings in (GatewaySettings(), ValidatorSettings()):
        text = str(shown(settings))
        assert not [secret for secret in SECRETS if secret in text], text
        assert "mainnet.example" in text
    assert shown(GatewaySettings(ipfs="dir:///blocks"))["ipfs"] == "dir:///blocks"
    assert shown(GatewaySettings(gateway="http://127.0.0.1:8000"))["gateway"] == "http://127.0.0.1:8000"


def test_account__password_from_a_file__opens_the_keystore(tmp_path: Path):
    account = Account.create()
    save_keystore(tmp_path / "key.json", account, "hunter2", rounds=1_000)
    (tmp_path / "password").write_text("hunter2\n")
    settings = Settings(keystore=tmp_path / "key.json", password_file=tmp_path / "password")
    assert settings.account().address == account.address
    with pytest.raises(MalformedInput, match="KULA_PASSWORD_FILE"):
        Settings(keystore=tmp_path / "key.json").account()
    with pytest.raises(MalformedInput, match="KULA_KEYSTORE"):
        Settings().account()


def test_settings__page_connects__to_walletconnect_only_with_a_project():
    assert GatewaySettings(rpc="http://a,http://b").page_connects == ("http://a",)
    settings = GatewaySettings(public_rpc="http://public", walletconnect_project="0" * 32)
    assert settings.page_connects == ("http://public", "wss://relay.walletconnect.org")
