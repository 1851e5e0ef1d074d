"""A record that was worth nothing for its language: a vote adopts a scorer that knows it, the API says so, and it earns."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from kula.node.gateway.database.tables import RecordRow
from kula.node.local.anvil import Anvil
from kula.node.settings import GatewaySettings
from kula.protocol.ipfs.cid import cid_to_bytes32
from kula.protocol.records.entry import OpenedRecord
from kula.scoring.ballots import Ballots
from kula.scoring.duplicates import DuplicateIndex
from kula.scoring.epoch import score_epoch
from kula.scoring.gates.heads import SHIPPED
from kula.scoring.scorer import Scorer, scorer_id
from tests.support.chain import FAST, TestNet, launch
from tests.support.gateway.http import Http
from tests.support.gateway.person import Person
from tests.support.gateways import Worker, gateway_settings, sent

_EXAMPLES = Path(__file__).parents[4] / "examples" / "records.jsonl"
CHINESE = next(one for one in map(json.loads, _EXAMPLES.read_text().splitlines()) if one["id"] == "conversation-zh")


@pytest.fixture(scope="module")
def unable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scorer that was fitted without Chinese."""
    folder = tmp_path_factory.mktemp("unable") / "scorer"
    shutil.copytree(SHIPPED, folder)
    thresholds = json.loads((folder / "calibration.json").read_text())
    thresholds["scripts"].remove("CJK")
    (folder / "calibration.json").write_text(json.dumps(thresholds))
    return folder


@pytest.fixture(scope="module")
def net(anvil: Anvil, unable: Path, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    """A deployment that begins with that scorer."""
    net = launch(anvil, tmp_path_factory.mktemp("net"), scorer_id=scorer_id(FAST, unable))
    for _ in range(5):
        net.add_validator()
    return net


@pytest.fixture(scope="module")
def settings(net: TestNet, unable: Path, tmp_path_factory: pytest.TempPathFactory) -> GatewaySettings:
    settings = gateway_settings(net, tmp_path_factory.mktemp("gateway"))
    shutil.copytree(unable, settings.data / "scorers" / scorer_id(FAST, unable).hex())
    return settings


@pytest.mark.slow
def test_again__record_of_a_language_that_the_new_scorer_knows__is_sent_anew_and_scored(
    net: TestNet, http: Http, worker: Worker, person: Person, unable: Path
):
    content = _signed(person, worker)
    first = person.send(content=content).json()["record"]
    _estimate(worker)
    _play(worker, unable)
    failed = http.get(f"/v1/records/{first}").json()
    assert (failed["score"], failed["reasons"]) == (failed["floor"], ["language_not_calibrated"])
    assert failed["again"] is False
    assert "CJK" not in http.get("/v1/network").json()["languages"]["scorer"]

    _adopt(net, worker)
    while net.network.scorers.scorer_of(net.network.batches.current()) != scorer_id(FAST, SHIPPED):
        other = Person(net, http)
        other.grant()
        sent(other)
        _play(worker, unable)
    worker = Worker(net, worker.settings)
    _estimate(worker)
    assert http.get(f"/v1/records/{first}").json()["again"] is True
    assert "CJK" in http.get("/v1/network").json()["languages"]["scorer"]

    again = person.send(content=content)
    assert again.status_code == 201
    second = again.json()["record"]
    assert second != first
    _estimate(worker)
    estimate = http.get(f"/v1/records/{second}").json()["estimate"]
    _play(worker, SHIPPED)
    scored = http.get(f"/v1/records/{second}").json()
    assert scored["score"] == estimate["score"] > scored["floor"]
    assert int(scored["pay"]["amount"]) > 0
    assert scored["again"] is False


def _signed(person: Person, worker: Worker) -> dict[str, Any]:
    """The talk as the gateway's model led it: its answers are signed, so it counts in full."""
    talk: list[dict[str, Any]] = []
    for message in CHINESE["messages"]:
        is_answer = message["role"] == "assistant"
        talk += [person.answered(talk, message["content"], worker.settings.account()) if is_answer else message]
    return {"kind": "conversation", "messages": talk}


def _adopt(net: TestNet, worker: Worker) -> None:
    """Lets four of five seats vote for the shipped scorer."""
    scorers, validators = net.network.scorers, net.network.validators
    proposed = Ballots(net.network, worker.store).propose(SHIPPED, net.validators[0])
    owners = validators.owners(scorers.vote_on(proposed.scorer_id, proposed.manifest).set_id)
    for sender in net.validators[:4]:
        sender.send(scorers.vote(proposed.scorer_id, proposed.manifest, owners.index(sender.address)))


def _estimate(worker: Worker) -> None:
    estimator = worker.duties.estimator
    assert estimator is not None
    worker.duties.indexer.turn()
    while estimator.first() or estimator.rest():
        pass


def _play(worker: Worker, scorer: Path) -> None:
    """Lets all seats score the open epoch with a scorer's files, and copies what they say."""
    epoch = worker.post()
    assert worker.net.network.scores.epoch(epoch).scorer_id == scorer_id(FAST, scorer)
    (batch,) = worker.net.network.batches.batches_of(epoch)
    entries = [_opened(worker, row) for row in worker.duties.repository.records_from(batch.first_seq, batch.count)]
    scored = score_epoch(Scorer.load(scorer, "cpu"), DuplicateIndex(), entries, FAST)
    files = worker.store.put_node({"v": 1, "epoch": epoch, "reasons": scored.reasons})
    worker.report(epoch, own=scored.scores, files=cid_to_bytes32(files))
    worker.duties.tick(worker.duties.mirror_outcomes)


def _opened(worker: Worker, row: RecordRow) -> OpenedRecord:
    assert worker.duties.estimator is not None
    content = json.loads(row.plaintext(worker.store.get_block(row.link)))
    in_part = worker.duties.estimator.is_in_part(row, content)
    assert in_part is not None
    return OpenedRecord(record_hash=row.hash, parent=row.record().parent, content=content, imported=in_part)
