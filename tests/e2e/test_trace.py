"""`kula trace` over a real network: every step verifies, and one changed byte anywhere is named."""

import json
from pathlib import Path
from typing import Any

import pytest

from kula.node.local.network import LocalNetwork
from kula.node.trace.follow import Trace, trace_record
from kula.node.trace.pages import HttpPages
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.types import Phase
from tests.support.network import HONEST, POST_SECONDS, contribute, first_paid, kula, post_all, settled, until

pytestmark = pytest.mark.slow
STEPS = ["record", "receipt", "batch", "block", "scores", "reasons", "ledger", "report", "payment", "steps"]


@pytest.fixture(scope="module")
def record(local: LocalNetwork) -> str:
    """A paid record of a final epoch with its dataset."""
    if local.network.reports.phase(1) is not Phase.FINAL:
        contribute(local, HONEST[:8])
        post_all(local)
        local.anvil.pass_time(POST_SECONDS)
        settled(local, 1)
    until(lambda: local.network.registry.last_dataset(), "a dataset")
    return first_paid(local, 1)


def test_trace__every_step__verifies(local: LocalNetwork, record: str):
    report = json.loads(kula(local.environment("gateway"), "trace", record, "--json"))
    assert report["verified"], report
    assert [step["step"] for step in report["steps"]][: len(STEPS)] == STEPS
    assert report["steps"][-1]["step"] == "served"


def test_trace__saved__replays_the_same_steps_without_a_network(local: LocalNetwork, record: str, tmp_path: Path):
    live = json.loads(kula(local.environment("gateway"), "trace", record, "--save", str(tmp_path / "saved"), "--json"))
    replayed = json.loads(kula({}, "trace", "--from", str(tmp_path / "saved"), "--json"))
    assert replayed["verified"]
    assert replayed["steps"] == live["steps"]
    assert "recorded from a local network" in replayed["trusts"]


def test_trace__one_byte_of_any_stored_block__breaks_the_step_that_reads_it(local: LocalNetwork, record: str):
    trace = follow(local, record)
    assert trace.verified
    hashes = {step.step: step.hash for step in trace.steps}
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
            broken = follow(local, record)
            assert not broken.verified
            assert broken.steps[-1].step == step, f"{cid}: {broken.steps[-1]}"
        path.write_bytes(right)
    assert follow(local, record).verified


def test_trace__one_byte_of_any_of_the_gateways_words__breaks(local: LocalNetwork, record: str):
    pages = HttpPages(local.gateway)
    unchecked = {"hash", "link", "steps"}
    for name, value in _leaves(pages.read(f"/v1/trace/{record}")):
        if name.split(".")[0] in unchecked:
            continue
        broken = trace_record(local.ledgers, LyingPages(pages, name, _other(value)), record)
        assert not broken.verified, f"{name} is a lie that nobody noticed"
        assert broken.steps[-1].step in ("record", "receipt", "batch"), name


def test_trace__a_lie_in_one_of_the_gateways_steps__is_named(local: LocalNetwork, record: str):
    pages = HttpPages(local.gateway)
    steps = pages.read(f"/v1/trace/{record}")["steps"]
    for place, step in enumerate(steps):
        field = "root" if "root" in step else "due" if "due" in step else "hash"
        bent = [*steps[:place], {**step, field: _other(step[field])}, *steps[place + 1 :]]
        broken = trace_record(local.ledgers, LyingPages(pages, "steps", bent), record)
        assert (broken.verified, broken.steps[-1].step) == (False, "steps")
        assert f"step {step['step']} says" in broken.steps[-1].detail


def test_trace__of_a_record_that_is_not_there__fails_at_once(local: LocalNetwork):
    trace = follow(local, "0x" + "00" * 32)
    assert [(step.step, step.ok) for step in trace.steps] == [("record", False)]
    kula(local.environment("gateway"), "trace", "0x" + "00" * 32, code=1)


class LyingPages:
    """The gateway's pages, with another value in one field of the record's page."""

    def __init__(self, pages: HttpPages, name: str, value: Any) -> None:
        self._pages = pages
        self._name = name
        self._value = value

    def read(self, path: str) -> dict[str, Any]:
        page = self._pages.read(path)
        if path.startswith("/v1/trace/"):
            _set(page, self._name, self._value)
        return page


def follow(local: LocalNetwork, record: str) -> Trace:
    return trace_record(local.ledgers, HttpPages(local.gateway), record)


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
