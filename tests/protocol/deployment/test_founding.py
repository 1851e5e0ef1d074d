"""A deployment that stops while its genesis is minted goes on by the same command, and is checked against the file."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from eth_account import Account

from kula.node.local.anvil import Anvil
from kula.protocol.chain.addresses import Addresses, read_addresses
from kula.protocol.chain.connection import Connection
from kula.protocol.chain.deploy import Deployment, deploy, mint_pending, unfinished
from kula.protocol.chain.genesis import COIN, MAX_HOLDINGS, Founding, Genesis, genesis_to_json, parts_of
from kula.protocol.chain.network import Network
from kula.protocol.chain.presets import DEPLOYER_KEY, LOCAL
from kula.protocol.chain.readiness import require_founded
from kula.protocol.chain.snapshot import take_snapshot
from kula.protocol.errors import IntegrityError, RefusedByPolicy
from kula.protocol.types import ZERO_HASH
from tests.protocol.deployment.test_genesis import MODEL, SEVEN
from tests.support.actors import actor

pytestmark = pytest.mark.slow

HOLDERS = [
    Founding(party=f"party {i}", account=actor(f"many {i}").address, amount=1 + i, kind=COIN)
    for i in range(3 * MAX_HOLDINGS)
]
GENESIS = Genesis(rows=(*SEVEN, *(replace(one, party=f"many {one.party}") for one in HOLDERS)))


@pytest.fixture
def begun(anvil: Anvil, tmp_path: Path) -> tuple[Connection, Addresses]:
    """A deployment that was killed before the second of its four parts, and its addresses file."""
    connection = Connection([anvil.url])
    plan = Deployment(parameters=LOCAL.parameters, scorer_id=bytes(32), base_manifest=bytes(32), genesis=GENESIS)
    addresses = deploy(connection, Account.from_key(DEPLOYER_KEY), plan)
    addresses.write(tmp_path / "addresses.json")
    return connection, addresses


def _run(anvil: Anvil, folder: Path, command: str, *words: str) -> subprocess.CompletedProcess[str]:
    (folder / "genesis.json").write_text(genesis_to_json(GENESIS))
    line = [sys.executable, "-m", "kula.protocol.program.main", "chain", command, "--rpc", anvil.url, *words]
    line += ["--addresses", str(folder / "addresses.json"), "--genesis", str(folder / "genesis.json")]
    return subprocess.run(line, capture_output=True, text=True, timeout=600, check=False, env={"PATH": "/usr/bin"})


def test_deploy__killed_between_two_parts__is_continued_by_the_same_command(
    anvil: Anvil, tmp_path: Path, begun: tuple[Connection, Addresses]
):
    connection, addresses = begun
    parts = parts_of(GENESIS, addresses.validators)
    assert len(parts) == 4
    network = Network(connection, addresses)
    stranger = Account.create()
    anvil.give_coin(stranger.address, 10**20)
    call = network.token.mint_holdings(parts[1].holdings, parts[1].rest).build_transaction(
        {"from": stranger.address, "nonce": 0}  # type: ignore[typeddict-item]
    )
    sent = connection.web3.eth.send_raw_transaction(stranger.sign_transaction(call).raw_transaction)  # type: ignore[arg-type]
    connection.web3.eth.wait_for_transaction_receipt(sent)
    unchecked = _run(anvil, tmp_path, "check")
    assert unchecked.returncode == 1
    assert "is not minted to its end" in unchecked.stderr
    done = _run(anvil, tmp_path, "deploy", "--scorer-id", "0x" + "05" * 32, "--base-model", MODEL)
    assert done.returncode == 0, done.stderr
    assert "minted in 2 calls" in done.stderr
    assert json.loads(done.stdout)["token"] == addresses.token
    assert read_addresses(tmp_path / "addresses.json") == addresses
    fresh = Network(Connection([anvil.url]), addresses)
    assert fresh.token.pending() == ZERO_HASH
    assert fresh.token.supply() == sum(row.amount for row in GENESIS.rows)
    checked = _run(anvil, tmp_path, "check")
    assert checked.returncode == 0, checked.stderr


def test_unfinished__another_file_chain_or_genesis__is_deployed_anew(
    tmp_path: Path, begun: tuple[Connection, Addresses]
):
    connection, addresses = begun
    file = tmp_path / "addresses.json"
    other = Genesis(rows=GENESIS.rows[:-1])
    assert unfinished(connection, file, GENESIS) == addresses
    assert unfinished(connection, file, other) is None
    assert unfinished(connection, tmp_path / "none.json", GENESIS) is None
    for wrong in (replace(addresses, chain_id=1), replace(addresses, token=actor("nobody").address)):
        wrong.write(file)
        assert unfinished(connection, file, GENESIS) is None
    with pytest.raises(IntegrityError, match="waits for holdings of another genesis"):
        mint_pending(connection, Account.from_key(DEPLOYER_KEY), addresses, other)
    with pytest.raises(RefusedByPolicy, match="its holders would lose coin"):
        take_snapshot(Network(connection, addresses))


def test_check__of_a_deployment_from_another_genesis__names_what_differs(begun: tuple[Connection, Addresses]):
    connection, addresses = begun
    last, stake = GENESIS.rows[-1], GENESIS.rows[0]
    for genesis, name in (
        (Genesis(rows=(*GENESIS.rows[:-1], replace(last, amount=last.amount + 1))), "Token"),
        (Genesis(rows=(replace(stake, operator=actor("another").address), *GENESIS.rows[1:])), "Validators"),
        (replace(GENESIS, models=(b"\x07" * 32,)), "Registry"),
    ):
        with pytest.raises(IntegrityError, match=f"{name}: at 0x.* was created from another genesis"):
            require_founded(connection, addresses, genesis)
    with pytest.raises(IntegrityError, match="was not created with this version's code"):
        require_founded(connection, replace(addresses, token=addresses.grants), GENESIS)
    with pytest.raises(IntegrityError, match="nobody created"):
        require_founded(connection, replace(addresses, token=actor("nobody").address), GENESIS)
