"""Tasks come from published rows, nobody else holds one that is held, and a record about its talk ends it."""

import hashlib
import json
import threading
from pathlib import Path
from typing import Any

import pytest

from kula.node.gateway.api.opinions.tasks import HOLD_SECONDS
from kula.node.gateway.database.opinion_tables import TaskRow
from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.opinions.filling import fill, tasks_of
from kula.node.gateway.opinions.lacking import ENOUGH, NEAR, Judged, lack
from kula.node.settings import GatewaySettings
from kula.protocol.hex import unhex
from kula.protocol.ipfs.cid import cid_to_bytes32, link
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import new_key
from kula.protocol.signatures import answer_digest, answer_hash, prompt_hash, recover
from kula.protocol.types import VOID, Address, Answer
from kula.trainer.rows import to_parquet
from tests.support.chain import TestNet
from tests.support.gateway.person import Person
from tests.support.gateways import Worker

MODEL = "07" * 32


def _row(number: int, kind: str = "conversation", **changes: Any) -> dict[str, Any]:
    messages = [
        {"role": "user", "content": f"What is {number} plus {number}?"},
        {"role": "assistant", "content": "It is."},
    ]
    fixed = {"row_id": f"{number:064x}", "licence": "CC0-1.0", "epoch": 1, "score": 99, "signed": True}
    return {**fixed, "kind": kind, "messages": json.dumps(messages), "model": f"0x{MODEL}", **changes}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    bad = [_row(number, "rating", rating=1, range="1..5") for number in range(4)]
    return [*bad, *(_row(number) for number in range(4, 16))]


@pytest.fixture
def filled(net: TestNet, person: Person, worker: Worker, rows: list[dict[str, Any]]) -> Worker:
    """The worker of a gateway whose queue is filled from one dataset."""
    if worker.duties.repository.tasks.filled_upto():
        return worker
    assert person.send().status_code == 201
    epoch = worker.post()
    worker.report(epoch)
    worker.finalise(epoch)
    store, registry = worker.store, net.network.registry
    raw = to_parquet(rows)
    file = {"name": "data-00000.parquet", "size": len(raw), "sha256": hashlib.sha256(raw).digest()}
    files = [{**file, "link": link(store.add_file(raw))}]
    manifest = store.put_node({"v": 1, "parent": None, "epochs": [1], "rows": len(rows), "files": files})
    curator = net.sender("curator", 200 * TOKEN)
    curator.send(net.network.token.approve(registry.address, 100 * TOKEN))
    curator.send(registry.bond(100 * TOKEN))
    curator.send(registry.publish_dataset(cid_to_bytes32(manifest), 0, len(rows), epoch, epoch))
    assert fill(net.network, store, worker.duties.repository, ()) == 0, "no curator is trusted"
    last = registry.last_dataset()
    assert fill(net.network, store, worker.duties.repository, (curator.address,)) == last
    assert fill(net.network, store, worker.duties.repository, (curator.address,)) == 0
    return worker


def _tasks(person: Person, most: int = 8) -> list[dict[str, Any]]:
    answer = person.http.get("/v1/tasks", params={"key": person.session.address, "most": most})
    assert answer.status_code == 200, answer.text
    return answer.json()["tasks"]


def _free(person: Person) -> dict[str, int]:
    answer = person.http.get("/v1/tasks", params={"key": person.session.address, "most": 1})
    return {one["kind"]: one["count"] for one in answer.json()["free"]}


@pytest.fixture
def other(net: TestNet, person: Person) -> Person:
    one = Person(net, person.http)
    assert one.grant().status_code == 201
    return one


def test_tasks__of_two_people__are_different_until_their_time_is_over(
    net: TestNet, filled: Worker, person: Person, other: Person, rows: list[dict[str, Any]]
):
    mine = _tasks(person)
    assert _tasks(person) == mine, "the same key gets the same"
    before, theirs, after = _free(person), _tasks(other), _free(person)
    assert sum(before.values()) - sum(after.values()) == len(theirs), "what somebody holds is not free"
    assert len(mine) == 8
    assert not {task["task"] for task in mine} & {task["task"] for task in theirs}
    talks = {json.loads(row["messages"])[0]["content"] for row in rows}
    assert {task["messages"][0]["content"] for task in mine} <= talks
    assert {task["kind"] for task in mine} == {"pair", "answer", "correct"}
    net.anvil.pass_time(HOLD_SECONDS + 1)
    assert {task["task"] for task in _tasks(other)} & {task["task"] for task in [*mine, *theirs]}


def test_tasks__asked_by_many_at_once__no_task_is_held_twice(net: TestNet, filled: Worker):
    net.anvil.pass_time(HOLD_SECONDS + 1)
    now, queue = net.network.connection.now(), filled.duties.repository.tasks
    held: list[bytes] = []

    def hold() -> None:
        held.extend(row.task for row in queue.hold(new_key().address, 3, now, now + HOLD_SECONDS))

    threads = [threading.Thread(target=hold) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(held) == len(set(held)) == 12
    net.anvil.pass_time(HOLD_SECONDS + 1)


def test_tasks__a_correction_of_the_bad_answer__is_signed_and_ends_it(
    filled: Worker, person: Person, settings: GatewaySettings
):
    task = next(one for one in _tasks(person) if one["kind"] == "correct")
    *talk, bad = task["messages"]
    key = Address(person.session.address)
    answer = Answer(
        prompt_hash=prompt_hash(talk), answer_hash=answer_hash(bad["content"]), model_id=bytes.fromhex(MODEL), key=key
    )
    signer = recover(answer_digest(person.domain, answer), unhex(task["answer"]["signature"], 65))
    assert signer == settings.account().address
    content = {"kind": "correction", "messages": [*talk, {**bad, "answer": task["answer"]}], "corrected": "It is even."}
    assert person.send(content).status_code == 201
    assert task["task"] not in {one["task"] for one in _tasks(person)}


def test_tasks__for_a_key_without_a_grant__none(filled: Worker, person: Person):
    answer = person.http.get("/v1/tasks", params={"key": new_key().address})
    assert answer.json()["type"].endswith("/unknown-grant")


@pytest.mark.parametrize(
    "changes",
    [
        {"messages": "not json"},
        {"messages": None},
        {"messages": json.dumps([{"role": "user"}])},
        {"messages": json.dumps([{"role": "user", "content": "x" * 5_000}])},
        {"messages": json.dumps([{"role": "system", "content": "x"}])},
    ],
)
def test_tasks_of__a_row_that_asks_nothing__makes_none(changes: dict[str, Any]):
    assert list(tasks_of({**_row(1, **changes), "prompt": None, "rating": None, "range": None}, 1)) == []


def _judged(kind: str, language: str, count: int, score: int = 120) -> list[Judged]:
    return [Judged(kind, language, score, score - 64)] * count


@pytest.mark.parametrize(
    ("judged", "kinds"),
    [
        ([], {"pair": 8, "correct": 8, "answer": 8}),
        (_judged("preference", "en", ENOUGH), {"pair": 1, "correct": 8, "answer": 8}),
        (_judged("correction", "en", ENOUGH // 2), {"pair": 8, "correct": 4, "answer": 4}),
        (_judged("preference", "en", ENOUGH, score=64 + NEAR), {"pair": 8, "correct": 8, "answer": 8}),
        (_judged("preference", "en", ENOUGH, score=VOID), {"pair": 8, "correct": 8, "answer": 8}),
        (_judged("rating", "en", ENOUGH), {"pair": 8, "correct": 8, "answer": 8}),
    ],
    ids=["none", "enough-pairs", "half-enough", "near-the-floor", "void", "no-task-of-it"],
)
def test_lack__of_kinds__is_what_few_records_are_paid_for(judged: list[Judged], kinds: dict[str, int]):
    assert lack(judged, 64).kinds == kinds


def test_lack__of_languages__is_more_for_what_the_scorer_knows_and_has_not_seen():
    lacking = lack(
        [*_judged("rating", "en", ENOUGH), *_judged("rating", "THAI", ENOUGH // 2)], 64, {"en", "THAI", "CJK"}
    )
    weights = {language: lacking.of_language(language) for language in ("en", "THAI", "CJK", "CHEROKEE", None)}
    assert weights == {"en": 1, "THAI": 2, "CJK": 3, "CHEROKEE": 1, None: 1}
    assert lack([], 64).of_language("CHEROKEE") == 3, "nobody knows what the scorer knows"


def test_hold__kinds_of_more_weight_and_tasks_of_lower_rank__come_first(tmp_path: Path):
    queue = Repository(open_database(f"sqlite:///{tmp_path}/rows.sqlite")).tasks
    kinds = ("pair", "correct")
    queue.fill(
        [
            TaskRow(task=bytes([n, kind == "pair"]) * 16, kind=kind, prompt_hash=bytes(32), messages=[], dataset=1)
            for n in range(8)
            for kind in kinds
        ],
        1,
    )
    held = queue.hold("0xa", 8, 5, 9, {"pair": 3, "correct": 1}, lambda row: -row.task[0])
    assert [sum(row.kind == kind for row in held) for kind in kinds] == [6, 2]
    assert {row.task[0] for row in held if row.kind == "pair"} == {2, 3, 4, 5, 6, 7}
    assert {row.task[0] for row in held if row.kind == "correct"} == {6, 7}
    assert [row.task for row in queue.hold("0xa", 8, 5, 9)] == [row.task for row in held]
    assert (queue.free(5), queue.free(9)) == ({"pair": 2, "correct": 6}, {"pair": 8, "correct": 8})
