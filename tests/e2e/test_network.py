"""The whole network in real processes: killed in the middle of an epoch, and joined by strangers."""

import json
import os
import threading
from pathlib import Path

import pytest

from kula.node.contributor.blocking import Contributor
from kula.node.local.network import LocalNetwork
from kula.node.local.processes import Program
from kula.protocol.chain.clients.registry import ModelState
from kula.protocol.encoding import scores_hash
from kula.protocol.errors import Unavailable
from kula.protocol.judging import Numbers
from kula.protocol.program.keys import new_key
from kula.protocol.types import Address, Phase
from tests.support.network import (
    HONEST,
    HOUR,
    POST_SECONDS,
    acknowledged,
    contribute,
    kula,
    post_all,
    settled,
    stranger,
    until,
)

pytestmark = pytest.mark.slow


class Sender(threading.Thread):
    """A person who sends each signed body until it is acknowledged, even if the gateway is killed meanwhile."""

    def __init__(self, local: LocalNetwork, contents: list[dict]) -> None:
        super().__init__(daemon=True)
        self.person = Contributor(local.gateway, new_key(), new_key())
        self.person.grant()
        self.bodies = [self.person.signed(content) for content in contents]
        self.receipts: list[dict] = []

    def run(self) -> None:
        for body in self.bodies:
            while True:
                try:
                    self.receipts.append(self.person.send(body))
                except Unavailable:
                    continue
                break


def test_network__killed_in_the_middle__loses_and_doubles_nothing(local: LocalNetwork):
    network = local.network
    scores, us = network.scores, Address(local.accounts["gateway"].address)
    before = acknowledged(local)

    sender = Sender(local, HONEST[:14])
    sender.start()
    until(lambda: len(sender.receipts) >= 4, "the first receipts")
    local.processes.kill("gateway")
    local.start_gateway()
    sender.join(120)
    sent = [receipt["record"] for receipt in sender.receipts]
    assert len(set(sent)) == 14
    numbers = list(range(before, before + 14))
    assert sorted(receipt["seq"] for receipt in sender.receipts) == numbers, "no number twice, none left out"

    post_all(local)
    local.processes.kill("gateway-worker")
    local.processes.kill("validator-0")
    local.start_worker()
    local.anvil.pass_time(POST_SECONDS)
    seats = until_closed(local)
    mine = seats.index(local.accounts["validator-1"].address)
    assert not scores.epoch(1).has_committed(seats.index(local.accounts["validator-0"].address)), "killed before"
    until(lambda: scores.epoch(1).has_committed(mine), "the commit of validator 1")
    local.processes.kill("validator-1")
    assert not scores.epoch(1).has_revealed(mine), "killed between commit and reveal"
    for number in (0, 1):
        local.start(f"validator-{number}", ["validator", "run"])

    until(lambda: network.reports.phase(1) >= Phase.CHALLENGE, "a report")
    local.anvil.pass_time(HOUR)
    until(lambda: network.reports.phase(1) is Phase.FINAL, "epoch 1 final")
    local.processes.kill("gateway-worker")
    local.processes.kill("trainer")
    local.start_worker()
    local.start_trainer()
    ledger = settled(local, 1)
    reveals = scores.reveals(1)
    assert scores.epoch(1).revealed.bit_count() == 4, "who was killed revealed"
    assert all(scores_hash(r.scores) == scores.commit_of(1, r.seat) for r in reveals), "what it had committed"
    assert len(ledger.rows) == network.batches.next_seq(us) == before + 14
    assert len(network.batches.batches_of(1)) == 1, "posted once"
    for row in ledger.last_rows().values():
        assert network.token.balance_of(row.pay_to) == ledger.earned(row), "paid once"
    until(lambda: network.registry.last_dataset() == 1, "the dataset that the killed trainer owed")


def until_closed(local: LocalNetwork) -> list[str]:
    """Waits for epoch 1 to close. Returns the accounts that hold its seats."""
    scores = local.network.scores
    until(lambda: scores.epoch(1).closed_at, "the close of epoch 1")
    return [seat.operator for seat in local.network.validators.seats(scores.epoch(1).set_id)]


def test_network__strangers__score_train_and_are_judged(local: LocalNetwork, tmp_path_factory: pytest.TempPathFactory):
    network = local.network
    folder = tmp_path_factory.mktemp("strangers")
    until(lambda: network.registry.last_dataset() == 1, "the first dataset")
    validator = stranger(local, "validator", folder / "v")
    kula(validator, "validator", "stake", "10000")
    checks = json.loads(kula(validator, "validator", "check", "--json"))
    assert [check["name"] for check in checks if check["ok"]] == [
        "chain",
        "coin",
        "stake",
        "ipfs",
        "gateway",
        "scorer",
    ]
    local.processes.start(Program(name="stranger", words=["validator", "run"], environment=validator))

    trusted = json.dumps([local.accounts["trainer"].address])
    trainer = {**stranger(local, "trainer", folder / "t"), "KULA_CURATORS": trusted}
    _check_dataset(local, trainer, folder / "data")
    before = network.registry.last_dataset()
    local.processes.start(Program(name="learner", words=["trainer", "train"], environment=trainer))
    candidate = folder / "t" / "trainer" / "candidate-1-1"
    until(candidate.exists, "the beginning of the training")
    local.processes.kill("learner")
    assert not (candidate / "candidate.json").exists(), "killed in the middle"
    trained = kula(trainer, "trainer", "train").strip().splitlines()[-1]
    assert Path(trained) == candidate
    assert (candidate / "samples.json").exists(), "people can see what changed"
    assert json.loads(kula(trainer, "trainer", "publish", trained, "--json"))["first"] == 2
    assert network.registry.last_model() == 2
    assert network.registry.last_dataset() == before

    _contribute_from_file(local, stranger(local, "person", folder / "p"), folder)
    contribute(local, HONEST[20:30])
    post_all(local)
    local.anvil.pass_time(POST_SECONDS)
    until(lambda: network.reports.phase(2) >= Phase.CHALLENGE, "a report of epoch 2")
    address = json.loads((folder / "v" / "key.json").read_text())["address"].lower()
    revealed = [reveal.operator.lower() for reveal in network.scores.reveals(2)]
    assert any(operator.endswith(address) for operator in revealed), "the stranger's reveal counts"
    assert json.loads(kula(trainer, "trainer", "serve", "--json"))["served"] == [2], "hidden until the round was over"
    until(lambda: network.registry.model(2).state != ModelState.CANDIDATE, "the judgement", 400)
    posts = network.judgements.judgements(2)
    assert len(posts) >= 3
    assert all(isinstance(post.posted, Numbers) for post in posts), "each seat could fetch and measure it"
    settled(local, 2)


def _check_dataset(local: LocalNetwork, trainer: dict[str, str], data: Path) -> None:
    kula(trainer, "dataset", "pull", "1", "--out", str(data))
    kula(trainer, "dataset", "verify", "1", str(data))
    os.environ["HF_DATASETS_CACHE"] = str(data.with_name("cache"))
    from datasets import load_dataset

    assert load_dataset(str(data), split="train").num_rows == local.network.registry.dataset(1).rows
    file = next(data.glob("*.parquet"))
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert file.name in kula(trainer, "dataset", "verify", "1", str(data), code=1)
    kula(trainer, "dataset", "pull", "1", "--out", str(data))
    kula(trainer, "dataset", "verify", "1", str(data))


def _contribute_from_file(local: LocalNetwork, person: dict[str, str], folder: Path) -> None:
    """A chat export is sent once, however often the command runs."""
    export = folder / "export.jsonl"
    lines = [json.dumps({"messages": content["messages"]}) for content in HONEST[14:20] if "messages" in content]
    export.write_text("\n".join([*lines, '{"broken": ']))
    receipts = folder / "receipts.jsonl"
    words = ("contribute", "import", str(export), "--personal", "keep", "--receipts", str(receipts), "--json")
    first = json.loads(kula(person, *words, code=1))
    assert (first["sent"], first["left_out"]) == (len(lines), {"truncated": 1})
    again = json.loads(kula(person, *words, code=1))
    assert (again["sent"], again["left_out"]) == (0, {"sent-before": len(lines), "truncated": 1})
