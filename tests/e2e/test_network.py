"""The whole network in real processes: killed in the middle of an epoch, joined by strangers, traced and tampered with."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from node.client import Contributor
from node.demo.stream import read_stream
from node.local.network import LocalNetwork
from node.local.processes import Program
from node.trace.walk import trace
from protocol.chain.registry import ModelState
from protocol.keys import new_key, save_keystore
from protocol.ledger import Ledger
from protocol.published import read_ledger, read_manifest
from protocol.types import Address, Phase

pytestmark = pytest.mark.slow
HOUR = 3_600
HONEST = [a.content for a in read_stream(None).arrivals if a.account < 4]


def _until(done, what: str, seconds: int = 240) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, f"{what} did not happen within {seconds} s"
        time.sleep(0.3)


def _stranger(local: LocalNetwork, name: str, folder: Path) -> dict[str, str]:
    """An account and a folder of its own; of the network it knows RPC, addresses file, gateway and IPFS API."""
    account = new_key()
    save_keystore(folder / "key.json", account, "secret", rounds=1_000)
    (folder / "password").write_text("secret")
    subprocess.run(
        [sys.executable, "-m", "protocol.program", "chain", "fund", account.address, "20000"],
        env={**os.environ, **_public(local), "KULA_DATA": str(folder)},
        check=True,
    )
    own = {"KULA_KEYSTORE": str(folder / "key.json"), "KULA_PASSWORD_FILE": str(folder / "password")}
    return {**_public(local), **own, "KULA_DATA": str(folder / name), "KULA_TOKENS": "900"}


def _public(local: LocalNetwork) -> dict[str, str]:
    return {
        "KULA_RPC": local.anvil.url,
        "KULA_ADDRESSES": str(local.addresses_file),
        "KULA_GATEWAY": local.gateway,
        "KULA_IPFS": local.ipfs,
    }


def _kula(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "protocol.program", *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, f"kula {' '.join(words)}: {done.stdout[-500:]} {done.stderr[-1500:]}"
    return done.stdout


def _contribute(local: LocalNetwork, contents) -> list[str]:
    person = Contributor(local.gateway, new_key(), new_key())
    person.grant()
    return [person.contribute(content).record for content in contents]


def _settled(local: LocalNetwork, epoch: int) -> Ledger:
    reports = local.network.reports
    _until(lambda: reports.phase(epoch) >= Phase.CHALLENGE, f"a report of epoch {epoch}")
    local.anvil.pass_time(HOUR)
    _until(lambda: reports.phase(epoch) is Phase.FINAL, f"epoch {epoch} final")
    ledger = read_ledger(local.network, local.store, epoch)
    token = local.network.token
    last = ledger.last_rows()
    _until(lambda: all(token.earned_of(a) == ledger.earned(r) for a, r in last.items()), "relayed claims")
    return ledger


def test_network__killed_in_the_middle__loses_and_doubles_nothing(local: LocalNetwork):
    sent = _contribute(local, HONEST[:8])
    local.processes.kill("gateway")
    local.start_gateway()
    local.wait_ready()
    sent += _contribute(local, HONEST[8:14])
    local.anvil.pass_time(8 * HOUR)
    local.processes.kill("gateway-worker")
    local.processes.kill("validator-0")
    local.start_worker()
    scores = local.network.scores
    _until(lambda: scores.epoch(1).committed.bit_count() >= 3, "three commits")
    local.processes.kill("validator-1")
    for number in (0, 1):
        local.start(f"validator-{number}", ["validator", "run"])
    ledger = _settled(local, 1)
    assert scores.epoch(1).revealed.bit_count() == 4, "who was killed revealed what it had committed"
    assert len(ledger.rows) == len(sent) == local.network.batches.next_seq(Address(local.accounts["gateway"].address))
    for row in ledger.last_rows().values():
        assert local.network.token.balance_of(row.pay_to) == ledger.earned(row), "paid once"


def test_network__strangers__score_train_and_are_judged(local: LocalNetwork, tmp_path_factory: pytest.TempPathFactory):
    network = local.network
    folder = tmp_path_factory.mktemp("strangers")
    _until(lambda: network.registry.last_dataset() == 1, "the first dataset")
    validator = _stranger(local, "validator", folder / "v")
    _kula(validator, "validator", "stake", "10000")
    local.processes.start(Program(name="stranger", words=["validator", "run"], environment=validator))
    trainer = _stranger(local, "trainer", folder / "t")
    _kula(trainer, "dataset", "pull", "1", "--out", str(folder / "data"))
    _kula(trainer, "dataset", "verify", "1", str(folder / "data"))
    os.environ["HF_DATASETS_CACHE"] = str(folder / "cache")
    from datasets import load_dataset

    assert load_dataset(str(folder / "data"), split="train").num_rows == network.registry.dataset(1).rows
    trained = _kula(trainer, "trainer", "train").strip().splitlines()[-1]
    assert "judged on epoch 2" in _kula(trainer, "trainer", "publish", trained)

    _contribute(local, HONEST[14:30])
    local.anvil.pass_time(8 * HOUR)
    _until(lambda: network.reports.phase(2) >= Phase.CHALLENGE, "a report of epoch 2")
    address = json.loads((folder / "v" / "key.json").read_text())["address"].lower()
    assert any(reveal.validator.lower().endswith(address) for reveal in network.scores.reveals(2)), (
        "the stranger revealed"
    )
    _until(lambda: network.registry.model(2).state != ModelState.CANDIDATE, "the judgement", 400)
    votes = network.registry.votes(2)
    assert len(votes) >= 3
    _settled(local, 2)


def test_trace__every_step_verifies__and_one_changed_byte_breaks_it(local: LocalNetwork):
    record = f"0x{_first_paid(local).hex()}"
    shown = json.loads(_kula(local.environment("gateway"), "trace", record, "--json"))
    assert shown["verified"], shown
    names = [step["step"] for step in shown["steps"]]
    assert names[:9] == ["record", "receipt", "batch", "block", "scores", "ledger", "report", "payment", "dataset"]
    assert names[-1] == "served"
    blocks = local.plan.folder / "blocks"
    hashes = {step["step"]: step["hash"] for step in shown["steps"]}
    for step in ("block", "dataset", "model"):
        path = next(blocks.rglob(hashes[step]))
        right = path.read_bytes()
        path.write_bytes(right[:-1] + bytes([right[-1] ^ 1]))
        broken = trace(local.network, local.store, local.gateway, record)
        path.write_bytes(right)
        assert not broken.verified
        assert broken.steps[-1].step == step, f"the trace names {step}"
    assert trace(local.network, local.store, local.gateway, record).verified


def _first_paid(local: LocalNetwork) -> bytes:
    ledger = read_ledger(local.network, local.store, 1)
    pos = next(row.pos for row in ledger.rows if int(row.pay_to, 16))
    batches = local.network.batches.batches_of(1)
    return [digest for batch in batches for digest, _ in read_manifest(local.store, batch)][pos]
