"""Sending what is new: receipts by content, personal data held back, and the command itself with a gateway that is a list."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kula.node.commands import contribute
from kula.node.contributor.exports.left_out import LeftOut
from kula.node.contributor.exports.reader import read_export
from kula.node.contributor.exports.sending import Personal, Receipts, State, send_new
from kula.protocol.errors import RefusedByPolicy, Unavailable

VECTORS = Path(__file__).parents[3] / "exports"
PRIVATE = {
    "messages": [
        {"role": "user", "content": "My name is Aline Example."},
        {"role": "assistant", "content": "Hello Aline Example!"},
    ]
}
PLAIN = {"messages": [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "Because."}]}


class _Gateway:
    """Takes every content but those that it is told to refuse."""

    def __init__(self) -> None:
        self.contents: list[dict[str, Any]] = []
        self.refuses = ""
        self.away = False

    def send(self, content: dict[str, Any]) -> dict[str, Any]:
        if self.away:
            raise Unavailable("the gateway does not answer")
        if self.refuses and self.refuses in json.dumps(content):
            raise RefusedByPolicy("quota", "no more today")
        self.contents.append(content)
        return {"record": f"0x{len(self.contents):064x}", "salt": "0x00"}


def _import(path: Path, receipts: Path, gateway: _Gateway, choice: Personal = Personal.HOLD) -> list[State]:
    left_out = LeftOut()
    results = send_new(read_export(path, left_out), Receipts(receipts), gateway.send, left_out, choice)
    return [outcome.state for outcome in results]


def test_send_new__the_export_of_the_next_month__only_what_is_new(tmp_path: Path):
    gateway, receipts = _Gateway(), tmp_path / "receipts.jsonl"
    assert _import(VECTORS / "again" / "march.jsonl", receipts, gateway) == [State.SENT] * 3
    assert _import(VECTORS / "again" / "march.jsonl", receipts, gateway) == [State.LEFT_OUT] * 3
    states = _import(VECTORS / "again" / "april.jsonl", receipts, gateway)
    assert states.count(State.SENT) == 4, "two new talks, one that went on for long, and a rating"
    assert _import(VECTORS / "again" / "april.jsonl", receipts, gateway) == [State.LEFT_OUT] * 7
    assert len(gateway.contents) == len({json.dumps(content) for content in gateway.contents}) == 7


def test_send_new__a_kill_that_tears_the_last_receipt__costs_that_one_only(tmp_path: Path):
    gateway, receipts = _Gateway(), tmp_path / "receipts.jsonl"
    march = VECTORS / "again" / "march.jsonl"
    _import(march, receipts, gateway)
    receipts.write_bytes(receipts.read_bytes()[:-20])
    assert _import(march, receipts, gateway) == [State.LEFT_OUT, State.LEFT_OUT, State.SENT]
    assert _import(march, receipts, gateway) == [State.LEFT_OUT] * 3
    assert [len(json.loads(line)) for line in receipts.read_text().splitlines()] == [3, 3, 3], "no torn line stays"


def test_send_new__a_refused_record__is_tried_again(tmp_path: Path):
    gateway, receipts = _Gateway(), tmp_path / "receipts.jsonl"
    gateway.refuses = "Question 2"
    march = VECTORS / "again" / "march.jsonl"
    assert _import(march, receipts, gateway) == [State.SENT, State.REFUSED, State.SENT]
    gateway.refuses = ""
    assert _import(march, receipts, gateway) == [State.LEFT_OUT, State.SENT, State.LEFT_OUT]


def test_send_new__a_gateway_that_does_not_answer__stops_until_the_next_run(tmp_path: Path):
    gateway, receipts = _Gateway(), tmp_path / "receipts.jsonl"
    gateway.away = True
    march = VECTORS / "again" / "march.jsonl"
    assert _import(march, receipts, gateway) == [State.REFUSED]
    gateway.away = False
    assert _import(march, receipts, gateway) == [State.SENT] * 3


@pytest.mark.parametrize("choice", list(Personal))
def test_send_new__personal_data__held_masked_or_kept_as_chosen(tmp_path: Path, choice: Personal):
    path, gateway = tmp_path / "chat.jsonl", _Gateway()
    path.write_text(json.dumps(PRIVATE) + "\n" + json.dumps(PLAIN))
    states = _import(path, tmp_path / "receipts.jsonl", gateway, choice)
    sent = [content["messages"][0]["content"] for content in gateway.contents]
    assert states == [State.HELD if choice is Personal.HOLD else State.SENT, State.SENT]
    first = {Personal.HOLD: [], Personal.REDACT: ["My name is [NAME]."], Personal.KEEP: ["My name is Aline Example."]}
    assert sent == [*first[choice], "Why?"]
    again = _import(path, tmp_path / "receipts.jsonl", gateway, Personal.KEEP)
    assert again == [State.SENT if choice is Personal.HOLD else State.LEFT_OUT, State.LEFT_OUT], "keyed by the words"


def _run(folder: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, dict[str, Any], _Gateway]:
    gateway = _Gateway()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(contribute, "_through_gateway", lambda settings, licence: gateway.send)
    outcome = CliRunner().invoke(contribute.app, [*words, "--json"])
    return outcome.exit_code, json.loads(outcome.stdout), gateway


def test_contribute__with_and_without_the_word_import__the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    export = str(VECTORS / "chatgpt-zip" / "export.zip")
    code, body, gateway = _run(tmp_path, monkeypatch, "import", export)
    assert (code, body["sent"], body["left_out"]["other-file"]) == (0, 5, 7)
    assert [content["kind"] for content in gateway.contents].count("rating") == 2
    code, body, gateway = _run(tmp_path, monkeypatch, export)
    assert (code, body["sent"], body["left_out"]["sent-before"]) == (0, 0, 5)
    assert gateway.contents == []


def test_contribute__a_dry_run__shows_and_sends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "chat.jsonl"
    path.write_text(json.dumps(PRIVATE) + "\n" + json.dumps(PLAIN) + "\n{broken")
    code, body, gateway = _run(tmp_path, monkeypatch, str(path), "--dry-run")
    assert (code, body["sent"], gateway.contents) == (1, 1, [])
    assert body["left_out"] == {"personal-data": 1, "truncated": 1}
    (row,) = body["personal"]
    assert row["found"] == [{"kind": "name", "text": "Aline Example"}] * 2
    assert row["redacted"]["messages"][1]["content"] == "Hello [NAME]!"
    assert not (tmp_path / "receipts.jsonl").exists()


def test_contribute__as_text__says_what_is_left_out_and_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    outcome = CliRunner().invoke(contribute.app, [str(VECTORS / "chatgpt" / "conversations.json"), "--dry-run"])
    assert outcome.exit_code == 0
    assert "7 would be sent, 0 refused" in outcome.stdout
    assert "4  hidden" in outcome.stdout
    assert "messages that the program did not show" in outcome.stdout
