"""A preset says what a chain holds, and keeps a deployment off the wrong one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kula.node.local.anvil import Anvil
from kula.protocol.chain.connection import FINALITIES
from kula.protocol.chain.presets import (
    AURORA,
    BASE,
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


def _deploy(anvil: Anvil, folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kula.protocol.program.main", "chain", "deploy", *words]
    command += ["--scorer-id", "0x" + "05" * 32, "--base-model", str(cid_of(b"\xa0", DAG_CBOR))]
    command += ["--rpc", anvil.url, "--addresses", str(folder / "addresses.json")]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, env={"PATH": "/usr/bin", **environment}
    )
