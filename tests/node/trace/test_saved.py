"""The trace that Kula ships verifies without a chain, and a change to any of its pieces breaks the step that reads it."""

import json
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kula.node.commands.trace import app
from kula.node.trace.saved import EXAMPLE, SavedTrace, read_saved
from kula.protocol.errors import MalformedInput
from kula.protocol.hex import hex0
from kula.protocol.records.entry import signed_record_from_json
from kula.protocol.signatures import grant_digest
from tests.support.network import kula

STEPS = ["record", "receipt", "batch", "block", "scores", "reasons", "ledger", "report", "payment", "steps"]
STEPS += ["dataset", "model", "vote", "served"]
LARGEST = 1_000_000

pytestmark = pytest.mark.disable_socket


@pytest.fixture(scope="module")
def saved() -> SavedTrace:
    return read_saved(EXAMPLE)


def test_example__every_step__verifies(saved: SavedTrace):
    trace = saved.replay()
    assert trace.verified, trace.steps[-1]
    assert [step.step for step in trace.steps] == STEPS
    assert "is this record" in trace.steps[STEPS.index("dataset")].detail
    assert "which holds this record" in trace.steps[-1].detail


def test_example__is_small():
    assert sum(path.stat().st_size for path in EXAMPLE.iterdir()) < LARGEST


def test_example__one_byte_of_any_block__breaks_the_step_that_reads_it(saved: SavedTrace):
    broken: list[str] = []
    for cid, block in saved.blocks.items():
        traces = [
            replace(saved, blocks={**saved.blocks, cid: spoiled}).replay() for spoiled in _one_byte_changed(block)
        ]
        assert not any(trace.verified for trace in traces), f"a change of {cid} stays unnoticed"
        steps = {trace.steps[-1].step for trace in traces}
        assert len(steps) == 1
        broken += steps
    # Blocks are recorded in the order in which the steps read them.
    assert broken == sorted(broken, key=STEPS.index)
    assert set(broken) == {"batch", "block", "reasons", "ledger", "dataset", "model"}


def test_example__a_missing_block__breaks_the_trace(saved: SavedTrace):
    for cid in saved.blocks:
        blocks = {name: block for name, block in saved.blocks.items() if name != cid}
        assert not replace(saved, blocks=blocks).replay().verified


def test_example__another_value_on_the_records_page__breaks(saved: SavedTrace):
    path = f"/v1/trace/{saved.record}"
    unchecked = {"hash", "link"}
    for keys, value in _leaves(saved.pages[path]):
        if keys[0] in unchecked:
            continue
        pages = deepcopy(saved.pages)
        _put(pages[path], keys, _other(value))
        trace = replace(saved, pages=pages).replay()
        assert trace.steps[-1].step in ("record", "receipt", "batch", "steps"), keys
        assert not trace.verified, f"{keys} is a lie that nobody noticed"


def test_example__another_value_in_any_of_the_gateways_steps__is_noticed(saved: SavedTrace):
    path = f"/v1/trace/{saved.record}"
    claimed = saved.pages[path]["steps"]
    assert [step["step"] for step in claimed] == ["record", "receipt", "batch", "row", "payment"]
    for place, step in enumerate(claimed):
        for keys, value in _leaves(step):
            pages = deepcopy(saved.pages)
            _put(pages[path]["steps"][place], keys, _other(value))
            trace = replace(saved, pages=pages).replay()
            assert (trace.verified, trace.steps[-1].step) == (False, "steps"), (step["step"], keys)


def test_example__a_lie_in_the_gateways_steps__breaks_after_the_payment(saved: SavedTrace):
    path = f"/v1/trace/{saved.record}"
    for hash_, verified in ((saved.record, True), (_other(saved.record), False)):
        pages = deepcopy(saved.pages)
        pages[path]["steps"] = [{"step": "record", "hash": hash_, "grant": _grant(saved)}]
        trace = replace(saved, pages=pages).replay()
        names = [step.step for step in trace.steps]
        assert (trace.verified, names[names.index("payment") + 1]) == (verified, "steps")
    assert "step record says" in trace.steps[-1].detail


def test_example__another_leaf_of_the_batch__breaks_the_batch(saved: SavedTrace):
    path = next(path for path in saved.pages if path.endswith("/leaves"))
    for place in range(len(saved.pages[path]["leaves"])):
        pages = deepcopy(saved.pages)
        pages[path]["leaves"][place] = _other(pages[path]["leaves"][place])
        trace = replace(saved, pages=pages).replay()
        assert (trace.verified, trace.steps[-1].step) == (False, "batch")


def test_example__another_served_model_at_the_gateway__breaks_the_last_step(saved: SavedTrace):
    pages = deepcopy(saved.pages)
    pages["/v1/network"]["served"]["manifest"] = _other(pages["/v1/network"]["served"]["manifest"])
    trace = replace(saved, pages=pages).replay()
    assert (trace.verified, trace.steps[-1].step) == (False, "served")


def test_example__a_missing_answer_of_the_chain__breaks_the_trace(saved: SavedTrace):
    broken: set[str] = set()
    for call in saved.calls:
        if "eth_chainId" in call:
            continue
        trace = replace(saved, calls={key: answer for key, answer in saved.calls.items() if key != call}).replay()
        assert not trace.verified, call
        broken.add(trace.steps[-1].step)
    assert broken >= {"batch", "scores", "ledger", "report", "payment", "dataset", "model", "vote"}


def test_example__another_hash_from_the_chain__breaks_the_step_that_compares_it(saved: SavedTrace):
    expected = _hashes_on_chain(saved)
    assert len(expected) == 10
    for digest, step in expected.items():
        calls = {
            key: json.loads(json.dumps(answer).replace(digest, _other(digest))) for key, answer in saved.calls.items()
        }
        trace = replace(saved, calls=calls).replay()
        assert (trace.verified, trace.steps[-1].step) == (False, step), digest


def test_command__example__prints_what_it_trusts_and_every_step():
    body = json.loads(kula({}, "trace", "--example", "--json"))
    assert body["verified"]
    assert "recorded from a local network" in body["trusts"]
    assert [step["step"] for step in body["steps"]] == STEPS


@pytest.mark.parametrize("words", [[], ["0x" + "00" * 32, "--example"], ["--example", "--save", "folder"]])
def test_command__unclear_what_to_trace__says_so(words: list[str]):
    done = CliRunner().invoke(app, words)
    assert (done.exit_code, "exactly one of" in done.output) == (2, True), done.output


def test_saved__written_and_read__is_the_same(saved: SavedTrace, tmp_path: Path):
    saved.write(tmp_path)
    assert read_saved(tmp_path) == saved


def test_saved__a_folder_without_a_trace__says_how_to_make_one(tmp_path: Path):
    with pytest.raises(MalformedInput, match="--save"):
        read_saved(tmp_path)


def _hashes_on_chain(saved: SavedTrace) -> dict[str, str]:
    """The hashes that the chain's answers hold of this record's journey, with the step that compares each of them."""
    network, page = saved.ledgers().network, saved.pages[f"/v1/trace/{saved.record}"]
    batch = network.batches.batch_with(page["gateway"], page["seq"])
    assert batch
    epoch, registry = batch.epoch, network.registry
    report, proposed = network.reports.standing(epoch), network.reports.proposed(epoch)
    assert proposed
    reveal = network.scores.reveals(epoch)[0]
    datasets = map(registry.dataset, range(1, registry.last_dataset() + 1))
    dataset = next(d for d in datasets if d.first_epoch <= epoch <= d.last_epoch)
    steps = {
        batch.root: "batch",
        batch.manifest: "batch",
        network.scores.epoch(epoch).batches_root: "batch",
        network.scores.commit_of(epoch, reveal.seat): "scores",
        reveal.files: "reasons",
        report.root: "ledger",
        proposed["args"]["files"]: "ledger",
        report.digest: "report",
        dataset.manifest: "dataset",
        registry.model(registry.served()).manifest: "model",
    }
    return {digest.hex(): step for digest, step in steps.items()}


def _grant(saved: SavedTrace) -> str:
    signed = signed_record_from_json(saved.pages[f"/v1/trace/{saved.record}"])
    return hex0(grant_digest(saved.ledgers().network.signing, signed.grant))


def _one_byte_changed(block: bytes) -> list[bytes]:
    places = (0, len(block) // 2, len(block) - 1)
    return [block[:at] + bytes([block[at] ^ 1]) + block[at + 1 :] for at in places]


def _leaves(value: Any, keys: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict):
        return [leaf for key, child in value.items() for leaf in _leaves(child, (*keys, key))]
    return [(keys, value)]


def _put(body: dict[str, Any], keys: tuple[Any, ...], value: Any) -> None:
    *parents, last = keys
    for key in parents:
        body = body[key]
    body[last] = value


def _other(value: Any) -> Any:
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list):
        return [*value, "CC0-1.0"]
    if value.isdigit():
        return str(int(value) + 1)
    return value[:-1] + ("0" if value[-1] != "0" else "1")
