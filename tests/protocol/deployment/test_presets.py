"""A preset says what a chain holds, and keeps a deployment off the wrong one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from eth_account import Account
from hypothesis import given
from hypothesis import strategies as st

from kula.node.local.anvil import Anvil
from kula.protocol.chain.connection import FINALITIES
from kula.protocol.chain.genesis import Genesis, genesis_to_json, read_genesis
from kula.protocol.chain.network import connect
from kula.protocol.chain.presets import (
    AURORA,
    BASE,
    DEPLOYER_KEY,
    ENVELOPE_BYTES,
    LOCAL,
    LOCAL_CHAIN_ID,
    PRESETS,
    SEPOLIA,
    TGAS,
    finality_of,
    preset_of,
)
from kula.protocol.errors import MalformedInput
from kula.protocol.ipfs.cid import DAG_CBOR, cid_of
from kula.protocol.types import Address
from tests.protocol.deployment.test_genesis import SEVEN

BASE_MODEL = str(cid_of(b"\xa0", DAG_CBOR))
GAS = st.integers(0, 2**26)
BYTES = st.integers(0, 2**19)


def test_presets__all__are_chains_of_their_own_with_a_finality_that_connections_know():
    assert set(PRESETS) >= {"local", "sepolia", "base", "aurora"}
    assert len({preset.chain_id for preset in PRESETS.values()}) == len(PRESETS)
    assert {preset.finality for preset in PRESETS.values()} <= set(FINALITIES)
    assert LOCAL.chain_id == LOCAL_CHAIN_ID


def test_preset_of__unknown_name__says_which_there_are():
    assert preset_of("aurora") is AURORA
    with pytest.raises(MalformedInput, match="local, sepolia, base, aurora"):
        preset_of("mainnet")


@given(GAS, BYTES)
def test_holds__less_of_what_fits__fits(gas: int, calldata: int):
    for preset in PRESETS.values():
        if preset.holds(gas, calldata):
            assert preset.holds(gas // 2, calldata)
            assert preset.holds(gas, calldata // 2)


def test_holds__at_the_cap__and_one_beyond():
    for preset in (SEPOLIA, BASE):
        room = preset.transaction_bytes - ENVELOPE_BYTES
        assert preset.holds(2**24, room)
        assert not preset.holds(2**24 + 1, room)
        assert not preset.holds(2**24, room + 1)


def test_holds__on_aurora__the_attached_near_gas_ends_first():
    assert AURORA.near
    most = 300 * TGAS // AURORA.near.per_gas
    assert AURORA.holds(most, 0)
    assert not AURORA.holds(most + 1, 0)
    assert AURORA.holds(most + 1, 0, creation=True), "stored code costs little there"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("chain_id", "finality"), [(LOCAL_CHAIN_ID, "latest"), (8_453, "finalized"), (4_242, "finalized")]
)
def test_finality__of_a_chain__its_presets_or_the_safe_one(chain_id: int, finality: str):
    assert finality_of(chain_id) == finality


def test_deploy__rpc_of_another_chain__refused_and_nothing_written(anvil: Anvil, tmp_path: Path):
    done = _deploy(anvil, tmp_path, "--preset", "sepolia")
    assert done.returncode == 1
    assert "serves chain 31337, expected 11155111" in done.stderr
    assert not (tmp_path / "addresses.json").exists()


@pytest.mark.slow
def test_deploy__preset_from_the_environment__deployed_and_told_its_finality(anvil: Anvil, tmp_path: Path):
    done = _deploy(anvil, tmp_path, KULA_CHAIN="local")
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "addresses.json").read_text())["chain_id"] == LOCAL_CHAIN_ID
    assert "nodes read it at 'latest'" in done.stderr


@pytest.mark.slow
def test_deploy__from_a_genesis_file__mints_it_and_says_who_decides(anvil: Anvil, tmp_path: Path):
    genesis = tmp_path / "genesis.json"
    genesis.write_text(genesis_to_json(Genesis(rows=SEVEN, models=(b"\x07" * 32,))))
    done = _deploy(anvil, tmp_path, "--genesis", str(genesis), base=None)
    assert done.returncode == 0, done.stderr
    assert "7 parties; parties that together hold the stake: 3 for more than 1/3, 4 for" in done.stderr
    network = connect([anvil.url], tmp_path / "addresses.json")
    assert network.addresses.parties["party 3"] == [SEVEN[6].account]
    assert network.parameters == LOCAL.parameters
    assert network.registry.model(network.registry.served()).manifest == b"\x07" * 32
    assert network.token.balance_of(Address(Account.from_key(DEPLOYER_KEY).address)) == 0
    assert network.token.supply() == sum(row.amount for row in SEVEN)
    command = [sys.executable, "-m", "kula.protocol.program.main", "chain", "snapshot", "--json", "--rpc", anvil.url]
    command += ["--addresses", str(tmp_path / "addresses.json"), "--out", str(tmp_path / "again.json")]
    snapshot = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=True, env={"PATH": "/usr/bin"}
    )
    assert json.loads(snapshot.stdout)["supply"] == "21014000"
    again = read_genesis(tmp_path / "again.json")
    assert sorted(again.rows, key=str) == sorted(SEVEN, key=str)
    assert again.models == (b"\x07" * 32,)


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"open_seconds": 5}, "open_seconds is 5, at least"), ({"opened": 1}, "is not JSON of Parameters")],
)
def test_deploy__parameters_that_can_not_work__refused_and_nothing_written(
    anvil: Anvil, tmp_path: Path, changes: dict[str, int], why: str
):
    (tmp_path / "parameters.json").write_text(json.dumps(changes))
    done = _deploy(anvil, tmp_path, "--parameters", str(tmp_path / "parameters.json"))
    assert done.returncode == 1
    assert why in done.stderr
    assert not (tmp_path / "addresses.json").exists()


def test_deploy__without_any_model__refused(anvil: Anvil, tmp_path: Path):
    done = _deploy(anvil, tmp_path, base=None)
    assert done.returncode == 1
    assert "base-model: is missing" in done.stderr


def _deploy(
    anvil: Anvil, folder: Path, *words: str, base: str | None = BASE_MODEL, **environment: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kula.protocol.program.main", "chain", "deploy", *words]
    command += ["--scorer-id", "0x" + "05" * 32, *(["--base-model", base] if base else [])]
    command += ["--rpc", anvil.url, "--addresses", str(folder / "addresses.json")]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, env={"PATH": "/usr/bin", **environment}
    )
