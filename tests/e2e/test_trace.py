"""`kula trace` over a real network: every step verifies, and one changed byte anywhere is named."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from kula.node.local.network import LocalNetwork
from kula.node.trace.walk import trace
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.types import Phase
from tests.support.network import HONEST, HOUR, contribute, first_paid, kula, settled, until

pytestmark = pytest.mark.slow
STEPS = ["record", "receipt", "batch", "block", "scores", "reasons", "ledger", "report", "payment"]


@pytest.fixture(scope="module")
def record(local: LocalNetwork) -> str:
    """A paid record of a final epoch with its dataset."""
    if local.network.reports.phase(1) is not Phase.FINAL:
        contribute(local, HONEST[:8])
        local.anvil.pass_time(8 * HOUR)
        settled(local, 1)
    until(lambda: local.network.registry.last_dataset(), "a dataset")
    return first_paid(local, 1)


def test_trace__every_step__verifies(local: LocalNetwork, record: str):
    report = json.loads(kula(local.environment("gateway"), "trace", record, "--json"))
    assert report["verified"], report
    assert [step["step"] for step in report["steps"]][: len(STEPS)] == STEPS
    assert report["steps"][-1]["step"] == "served"


def test_trace__one_byte_of_any_stored_block__breaks_the_step_that_reads_it(local: LocalNetwork, record: str):
    walk = trace(local.ledgers, local.gateway, record)
    assert walk.verified
    hashes = {step.step: step.hash for step in walk.steps}
    batch = local.network.batches.batches_of(1)[0]
    proposed = local.network.reports.proposed(1)
    assert proposed
    report = bytes32_to_cid(proposed["args"]["files"])
    spoiled = {
        bytes32_to_cid(batch.manifest): "batch",
        hashes["block"]: "block",
        hashes["reasons"]: "reasons",
        report: "ledger",
        str(local.store.get_node(report)["rows"]): "ledger",
        hashes["dataset"]: "dataset",
        hashes["served"]: "served",
    }
    spoiled |= {str(file["link"]): "dataset" for file in local.store.get_node(hashes["dataset"])["files"]}
    if "model" in hashes:
        model = local.store.get_node(hashes["model"])
        spoiled |= {hashes["model"]: "model", str(model["adapter"]): "model", str(model["card"]): "model"}
        assert spoiled.pop(hashes["served"], None)
    for cid, step in spoiled.items():
        path = _file(local, cid)
        right = path.read_bytes()
        for at in (0, len(right) // 2, len(right) - 1):
            path.write_bytes(right[:at] + bytes([right[at] ^ 1]) + right[at + 1 :])
            broken = trace(local.ledgers, local.gateway, record)
            assert not broken.verified
            assert broken.steps[-1].step == step, f"{cid}: {broken.steps[-1]}"
        path.write_bytes(right)
    assert trace(local.ledgers, local.gateway, record).verified


def test_trace__one_byte_of_any_of_the_gateways_words__breaks(
    local: LocalNetwork, record: str, monkeypatch: pytest.MonkeyPatch
):
    real = httpx.get
    truth = real(f"{local.gateway}/v1/trace/{record}").json()
    unchecked = {"hash", "link"}
    for name, value in _leaves(truth):
        if name.split(".")[0] in unchecked:
            continue

        def lie(url: str, name: str = name, value: Any = value, **options: Any) -> httpx.Response:
            answer = real(url, **options)
            if "/v1/trace/" not in url:
                return answer
            body = answer.json()
            _set(body, name, _other(value))
            return httpx.Response(200, json=body, request=answer.request)

        monkeypatch.setattr(httpx, "get", lie)
        broken = trace(local.ledgers, local.gateway, record)
        assert not broken.verified, f"{name} is a lie that nobody noticed"
        assert broken.steps[-1].step in ("record", "receipt", "batch"), name
    monkeypatch.setattr(httpx, "get", real)


def test_trace__of_a_record_that_is_not_there__fails_at_once(local: LocalNetwork):
    walk = trace(local.ledgers, local.gateway, "0x" + "00" * 32)
    assert [(step.step, step.ok) for step in walk.steps] == [("record", False)]
    kula(local.environment("gateway"), "trace", "0x" + "00" * 32, code=1)


def _file(local: LocalNetwork, cid: str) -> Path:
    return next((local.plan.folder / "blocks").rglob(cid))


def _leaves(value: Any, path: str = "") -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in _leaves(inner, f"{path}.{key}" if path else key)]
    return [(path, value)]


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list):
        return [*value, "CC0-1.0"]
    if value.isdigit():
        return str(int(value) + 1)
    return value[:-1] + ("0" if value[-1] != "0" else "1")


def _set(body: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for name in parents:
        body = body[name]
    body[last] = value
