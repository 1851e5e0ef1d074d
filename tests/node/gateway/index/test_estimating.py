"""Estimates by the shipped scorer: a field of their own, and never a score."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from kula.node.gateway.database.chain_tables import EstimateRow
from kula.node.gateway.database.repository import open_database
from kula.node.gateway.database.tables import OutcomeRow, RecordRow
from kula.node.gateway.index.estimating import WHOLE_AT_ONCE
from kula.node.settings import GatewaySettings
from kula.protocol.hex import hex0
from kula.protocol.records.corrections import corrected_turn
from kula.protocol.records.new import new_record
from kula.protocol.signatures import record_hash
from kula.protocol.types import DEFAULT_LICENCE, MAX_RECORD_BYTES, Address
from kula.scoring.epoch import score_alone
from kula.scoring.scorer import Scorer
from tests.support.chain import TestNet
from tests.support.gateway.http import Http
from tests.support.gateway.person import Person
from tests.support.gateways import Worker, gateway_settings, sent
from tests.support.speed import is_done_within

SHORT = {
    "kind": "conversation",
    "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Yo"}],
}
FOREIGN = "ꮳꭶꮝꭹ ꭰꮩꮒ ꭴꮎꮣꮕ ꭰꮒꮘꮺꮿ ꮒꭶꮣ ꮜꮙꮷ ꭰꮑꮈꭿ ꮷꮎꮣꭳꮳꮅ"
UNKNOWN = {
    "kind": "conversation",
    "messages": [{"role": "user", "content": FOREIGN}, {"role": "assistant", "content": FOREIGN}],
}


PROMISED_SECONDS, TURNS = 60, 4
EGGS = json.loads((Path(__file__).parents[4] / "examples" / "records.jsonl").read_text().splitlines()[0])
UNDECIDED = {"kind": "conversation", "messages": EGGS["messages"]}
"""The cheap gate leaves it to the encoder."""


def estimate(worker: Worker) -> None:
    """Takes one turn of each stage."""
    assert worker.duties.estimator is not None
    worker.duties.estimator.first()
    worker.duties.estimator.rest()


@pytest.fixture(scope="module")
def settings(net: TestNet, tmp_path_factory: pytest.TempPathFactory) -> GatewaySettings:
    return gateway_settings(net, tmp_path_factory.mktemp("gateway"))


def test_estimate__of_what_came_in__is_no_score_and_names_its_scorer(
    net: TestNet, http: Http, worker: Worker, person: Person
):
    short = person.send(content=SHORT).json()["record"]
    unknown = person.send(content=UNKNOWN).json()["record"]
    waiting = http.get(f"/v1/records/{short}").json()
    assert (waiting["estimate"], waiting["unestimated"]) == (None, "waiting")
    start = http.context.repository.events.last()
    estimate(worker)
    first, second = (http.get(f"/v1/records/{record}").json() for record in (short, unknown))
    scorer = hex0(net.network.scorers.scorer_of(net.network.batches.current()))
    assert first["estimate"].pop("at") > 0
    assert first["estimate"] == {"score": 60, "reasons": ["too_short"], "stage": "whole", "scorer": scorer}
    assert second["estimate"]["reasons"] == ["language_not_calibrated"]
    assert (first["score"], first["pay"], first["unestimated"], first["state"]) == (None, None, None, "received")
    rows = http.context.repository.events.after(start, 9, person.owner.address)
    changes = [(row.change["change"], row.change["record"]) for row in rows]
    assert sorted(changes) == sorted([("estimate", short), ("estimate", unknown)])
    estimate(worker)
    assert http.context.repository.events.last() == rows[-1].id, "nothing is estimated twice"
    languages = http.get("/v1/network").json()["languages"]
    assert languages["model"] == ["en"]
    assert "LATIN" in languages["scorer"]


def test_estimate__of_words_that_do_not_open__stops_no_other(http: Http, worker: Worker, person: Person):
    broken, whole = sent(person), person.send(content=SHORT).json()["record"]
    engine = open_database(worker.settings.database_url)
    with Session(engine) as session, session.begin():
        spoil = update(RecordRow).where(RecordRow.hash == bytes.fromhex(broken[2:]))
        session.execute(spoil.values(block=b"no block that opens to anything"))
    estimate(worker)
    assert http.get(f"/v1/records/{broken}").json()["unestimated"] == "unreadable"
    assert http.get(f"/v1/records/{whole}").json()["estimate"]["score"] == 60


def test_estimate__that_rests_on_a_correction_of_another_gateway__is_none(http: Http, worker: Worker, person: Person):
    """Whether it was posted there decides, and this gateway does not know it."""

    def answered(talk: list[dict[str, Any]], text: str) -> dict[str, Any]:
        return person.answered(talk, text, worker.settings.account())

    person.grant(max_per_epoch=9)
    asked, further = ({"role": "user", "content": text} for text in ("How do I boil an egg?", "And how do I peel it?"))
    content = {"kind": "correction", "messages": [asked, answered([asked], "Boil it.")], "corrected": "Six minutes."}
    new = new_record(Address(person.owner.address), content, DEFAULT_LICENCE, now=person.now)
    talk = [asked, corrected_turn(content, new.record, new.salt), further]
    goes_on = {"kind": "conversation", "messages": [*talk, answered(talk, "Under cold water.")]}
    named = record_hash(person.domain, new.record)
    record = person.send(content=goes_on, parent=named).json()["record"]
    other_parent = person.send(content=goes_on).json()["record"]
    estimate(worker)
    assert http.get(f"/v1/records/{record}").json()["unestimated"] == "unreadable"
    counted = http.get(f"/v1/records/{other_parent}").json()["estimate"]
    assert "imported" in counted["reasons"] or counted["score"] <= 64, "nothing can prove its turns"


def test_estimate__at_a_gateway_without_scorer__says_so(net: TestNet, settings: GatewaySettings, person: Person):
    record = person.send(content=SHORT).json()["record"]
    with Http(settings.model_copy(update={"estimate": False})) as without:
        status = without.get(f"/v1/records/{record}").json()
    assert (status["estimate"], status["unestimated"]) == (None, "no-scorer")
    assert Worker(net, settings.model_copy(update={"estimate": False})).duties.estimator is None


def test_estimate__what_the_first_stage_leaves_undecided__is_marked_and_replaced(
    http: Http, worker: Worker, person: Person
):
    record = person.send(content=UNDECIDED).json()["record"]
    estimator, start = worker.duties.estimator, http.context.repository.events.last()
    assert estimator is not None
    estimator.first()
    first = http.get(f"/v1/records/{record}").json()["estimate"]
    assert first["stage"] == "first"
    assert estimator.first() == 0, "the first stage looks once"
    estimator.rest()
    whole = http.get(f"/v1/records/{record}").json()["estimate"]
    alone = Scorer.load(device="cpu").score([UNDECIDED])[0]
    assert (whole["stage"], whole["score"]) == ("whole", score_alone(alone, True, worker.net.network.parameters)[0])
    changes = [row.change for row in http.context.repository.events.after(start, 9, person.owner.address)]
    assert [(change["stage"], change["score"]) for change in changes] == [
        ("first", first["score"]),
        ("whole", whole["score"]),
    ]


@pytest.mark.slow
def test_estimate__a_turn_of_records_as_large_as_they_may_be__takes_a_quarter_of_the_promised_minute(
    net: TestNet, http: Http, worker: Worker
):
    """`tests/node/gateway/database/test_waiting.py` counts the turns: four of them read a record of each of 24 accounts."""
    estimator, repository = worker.duties.estimator, http.context.repository
    assert estimator is not None
    estimator.first()
    while estimator.rest():
        pass
    large = {"kind": "conversation", "messages": (EGGS["messages"] * (MAX_RECORD_BYTES // len(json.dumps(EGGS))))[:256]}
    people = [Person(net, http) for _ in range(WHOLE_AT_ONCE)]
    records = [bytes.fromhex(_granted(one).send(content=large).json()["record"][2:]) for one in people]
    estimator.first()

    def undecided() -> None:
        with Session(open_database(worker.settings.database_url)) as session, session.begin():
            session.execute(update(EstimateRow).where(EstimateRow.hash.in_(records)).values(state="first"))

    def turn() -> None:
        assert estimator.rest() == WHOLE_AT_ONCE

    assert is_done_within(PROMISED_SECONDS / TURNS, turn, before=undecided)
    assert not repository.estimates.waiting("first", 99)


def _granted(person: Person) -> Person:
    assert person.grant().status_code == 201
    return person


def test_estimate__in_threads_beside_the_duties__comes_by_itself_and_once(http: Http, worker: Worker, person: Person):
    threads = [*worker.duties.estimate(), *worker.duties.estimate()]
    deadline = time.monotonic() + 120
    while len(at_work := [thread.name for thread in threads if thread.is_alive()]) > 2:
        assert time.monotonic() < deadline, "one thread per stage and folder, whichever came first"
        time.sleep(0.01)
    assert sorted(at_work) == ["estimate-first", "estimate-rest"]
    record = person.send(content=SHORT).json()["record"]
    deadline = time.monotonic() + 120
    while not http.get(f"/v1/records/{record}").json()["estimate"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    worker.duties.stop.set()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def test_again__a_language_that_the_adopted_scorer_knows_now__and_no_other(http: Http, worker: Worker, person: Person):
    known = person.send(content=SHORT).json()["record"]
    foreign = person.send(content=UNKNOWN).json()["record"]
    estimate(worker)
    rows = [_failed_for_its_language(record, person) for record in (known, foreign)]
    http.context.repository.outcomes.put(1, rows)
    earlier = b"\x77" * 32
    with Session(open_database(worker.settings.database_url)) as session, session.begin():
        session.execute(update(EstimateRow).values(scorer=earlier))
    worker = Worker(worker.net, worker.settings)
    estimate(worker)
    assert http.get(f"/v1/records/{known}").json()["again"] is True
    assert http.get(f"/v1/records/{foreign}").json()["again"] is False
    assert worker.duties.estimator is not None
    assert worker.duties.estimator.rest() == 0, "each scorer looks at them once"


def _failed_for_its_language(record: str, person: Person) -> OutcomeRow:
    return OutcomeRow(
        hash=bytes.fromhex(record[2:]),
        epoch=1,
        position=0,
        score=64,
        reasons=["language_not_calibrated"],
        credit=0,
        price=1,
        report_digest=b"\x01" * 32,
        owner=person.owner.address,
        pay_to=person.owner.address,
        kind="conversation",
    )
