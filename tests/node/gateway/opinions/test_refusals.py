"""What the operator refuses is neither taken nor pinned, and a quarantine can end."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kula.node.commands.gateway import app
from kula.node.gateway.duties.pinning import pin_waiting
from kula.node.gateway.problems import PROBLEMS
from kula.node.settings import GatewaySettings
from kula.protocol.errors import Unavailable
from kula.protocol.hex import unhex
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import RAW, cid_of
from kula.protocol.records.content import canonical_bytes
from tests.support.gateway.person import Person
from tests.support.gateways import Worker, sent


def _is(answer: Any, slug: str) -> None:
    assert answer.json()["type"].endswith(f"/{slug}"), answer.text
    assert answer.status_code == PROBLEMS[slug][0]


def _talk(answer: str) -> dict[str, Any]:
    asked = {"role": "user", "content": "How do I store bread?"}
    return {"kind": "conversation", "messages": [asked, {"role": "assistant", "content": answer}]}


@pytest.fixture
def kula(settings: GatewaySettings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs `kula gateway` with the gateway's settings; returns what it prints."""
    monkeypatch.setenv("KULA_DATA", str(settings.data))
    monkeypatch.setenv("KULA_DATABASE", settings.database)

    def run(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(app, list(words))
        assert done.exit_code == code, done.output
        return done.output

    return run


def _links(worker: Worker, record: str) -> tuple[str, bool]:
    """A record's link, and whether the store holds its block."""
    row = worker.duties.repository.record(unhex(record, 32))
    assert row
    try:
        return row.link, bool(worker.store.get_block(row.link))
    except Unavailable:
        return row.link, False


def test_refuse__a_content__is_not_taken_is_published_and_what_waits_is_never_pinned(
    person: Person, worker: Worker, kula: Any, tmp_path: Path
):
    bad, good = _talk("In the oven."), _talk("In a box.")
    records = [person.send(content).json()["record"] for content in (bad, good)]
    content_id = cid_of(canonical_bytes(bad), RAW)
    assert content_id in kula("refuse", content_id)
    _is(person.send(bad), "content-refused")
    assert person.http.get("/v1/refused-contents").json() == {"content_ids": [content_id]}
    worker.duties.tick(worker.duties.pin)
    assert [_links(worker, record)[1] for record in records] == [False, True]
    assert person.http.get(f"/v1/records/{records[0]}").json()["withheld"] == "quarantined"
    assert content_id not in kula("refuse", content_id, "--end")
    assert pin_waiting(BlockDirectory(tmp_path / "other"), worker.duties.repository) == 0


def test_refuse__a_block_by_its_link__is_never_pinned(person: Person, worker: Worker, kula: Any):
    record = person.send(_talk("In a cloth.")).json()["record"]
    kula("refuse", _links(worker, record)[0])
    worker.duties.tick(worker.duties.pin)
    assert not _links(worker, record)[1]


@pytest.mark.parametrize("name", ["session", "owner"])
def test_refuse__an_account__nothing_of_it_is_taken_or_pinned(person: Person, worker: Worker, kula: Any, name: str):
    waiting = person.send(_talk(f"In the {name}.")).json()["record"]
    account = getattr(person, name).address
    assert account in kula("refuse", account)
    _is(person.send(_talk("In a drawer.")), "account-refused")
    _is(person.grant(), "account-refused")
    worker.duties.tick(worker.duties.pin)
    assert not _links(worker, waiting)[1]
    kula("refuse", account, "--end")
    assert person.send(_talk("In a tin.")).status_code == 201


def test_quarantine__before_and_after_its_batch__no_key_is_served_until_it_is_released(
    person: Person, worker: Worker, kula: Any
):
    record, other = sent(person), sent(person)
    assert f"{record}: quarantined" in kula("quarantine", record)
    epoch = worker.post()
    kula("quarantine", other)
    rows = [worker.duties.repository.record(unhex(one, 32)) for one in (record, other)]
    assert not any(any(row.entry().content_key) for row in rows if row)
    assert not _links(worker, record)[1]
    assert f"{other}: served" in kula("quarantine", other, "--release")
    row = worker.duties.repository.record(unhex(other, 32))
    assert row
    assert any(row.entry().content_key)
    worker.report(epoch, median=1)
    worker.finalise(epoch)
    worker.duties.tick(worker.duties.mirror_outcomes, worker.duties.post)
    seq = {one: person.http.get(f"/v1/records/{one}").json()["receipt"]["seq"] for one in (record, other)}
    assert seq[other] > seq[record], "only what is served again is sent again"
    kula("quarantine", record, "--release")
    worker.duties.tick(worker.duties.post, worker.duties.pin)
    assert _links(worker, record)[1], "it was kept, so it can be sent now"


def test_commands__of_what_is_unknown__are_refused(kula: Any, worker: Worker):
    kula("quarantine", "0x" + "ab" * 32, code=2)
    kula("refuse", "nonsense", code=2)
