"""Chat exports as records: every form that `kula contribute` reads, and what it says of lines that are none."""

import gzip
import json
from pathlib import Path

import pytest

from kula.node.contributor.chat_exports import read_export
from kula.protocol.errors import KulaError, MalformedInput
from kula.protocol.records.content import Content

QUESTION = {"role": "user", "content": "How do I boil an egg?"}
ANSWER = {"role": "assistant", "content": "Six minutes."}
WANTED = {"kind": "conversation", "messages": [QUESTION, ANSWER]}


def _node(parent: str | None, role: str, *parts: object) -> dict[str, object]:
    return {"parent": parent, "message": {"author": {"role": role}, "content": {"parts": list(parts)}}}


CHATGPT = {
    "title": "Eggs",
    "current_node": "kept",
    "mapping": {
        "root": {"parent": None, "message": None},
        "system": _node("root", "system", ""),
        "asked": _node("system", "user", QUESTION["content"]),
        "dropped": _node("asked", "assistant", "An hour."),
        "tool": _node("asked", "tool", "searching"),
        "kept": _node("tool", "assistant", {"asset": "an image"}, ANSWER["content"]),
    },
}


def _read(path: Path) -> list[Content | KulaError]:
    return [item for _, item in read_export(path)]


@pytest.mark.parametrize(
    "line",
    [
        {**WANTED, "id": "x", "lang": "en", "source": "mine"},
        {"messages": [QUESTION, {**ANSWER, "name": "bot"}]},
        {
            "id": "y",
            "conversations": [
                {"from": "human", "value": QUESTION["content"]},
                {"from": "gpt", "value": ANSWER["content"]},
            ],
        },
        CHATGPT,
    ],
    ids=["own", "openai", "sharegpt", "chatgpt"],
)
def test_read_export__every_known_form__the_same_record(tmp_path: Path, line: dict[str, object]):
    lines, whole, packed = tmp_path / "a.jsonl", tmp_path / "a.json", tmp_path / "a.jsonl.gz"
    lines.write_text(json.dumps(line) + "\n\n")
    whole.write_text(json.dumps([line]))
    packed.write_bytes(gzip.compress(json.dumps(line).encode()))
    assert _read(lines) == _read(whole) == _read(packed) == [WANTED]


def test_read_export__broken_lines__named_and_the_rest_read(tmp_path: Path):
    path = tmp_path / "mixed.jsonl"
    orphan = {"mapping": CHATGPT["mapping"]}
    bad = ['{"kind": "conv', "7", '{"text": "prose"}', '{"conversations": [3]}', json.dumps(orphan)]
    bad += [json.dumps({"conversations": [{"from": "alien", "value": "hi"}]}), json.dumps({"messages": []})]
    too_large = {"kind": "conversation", "messages": [QUESTION, {**ANSWER, "content": "x" * 70_000}]}
    path.write_text("\n".join([*bad, json.dumps(too_large), json.dumps(WANTED)]))
    contents = list(read_export(path))
    assert [number for number, _ in contents] == list(range(1, len(bad) + 3))
    assert all(isinstance(item, KulaError) for _, item in contents[:-1])
    assert contents[-1][1] == WANTED


def test_read_export__a_loop_of_parents__ends(tmp_path: Path):
    looped = {"current_node": "a", "mapping": {"a": _node("b", "user", "x"), "b": _node("a", "assistant", "y")}}
    path = tmp_path / "loop.json"
    path.write_text(json.dumps([looped]))
    assert len(_read(path)) == 1


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"[1, 2"])
def test_read_export__no_such_text__one_error_that_says_so(tmp_path: Path, raw: bytes):
    path = tmp_path / "a.json"
    path.write_bytes(raw)
    with pytest.raises(MalformedInput):
        _read(path)


def test_read_export__pairs_of_another_program__have_an_outcome(tmp_path: Path):
    pair = {"kind": "preference", "prompt": [QUESTION], "chosen": "Six minutes.", "rejected": "An hour.", "id": 1}
    ours = {"kind": "preference", "prompt": [QUESTION], "a": "An hour.", "b": "A day.", "outcome": "both-bad", "id": 2}
    export = tmp_path / "pairs.jsonl"
    export.write_text(f"{json.dumps(pair)}\n{json.dumps(ours)}\n")
    assert _read(export) == [
        {"kind": "preference", "prompt": [QUESTION], "a": "Six minutes.", "b": "An hour.", "outcome": "a"},
        {name: value for name, value in ours.items() if name != "id"},
    ]
