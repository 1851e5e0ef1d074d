"""Files that nobody planned: any JSON in any form, any bytes, and texts made to be slow."""

import gzip
import io
import json
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kula.node.contributor.exports import archive
from kula.node.contributor.exports.index import form_of
from kula.node.contributor.exports.items import items_of
from kula.node.contributor.exports.left_out import LeftOut
from kula.node.contributor.exports.personal import spans_of
from kula.node.contributor.exports.reader import read_export
from kula.protocol.errors import KulaError, MalformedInput, RefusedByPolicy
from kula.protocol.records.content import parse_content

VECTORS = Path(__file__).parents[3] / "exports"
NAMES = [
    "mapping",
    "message",
    "author",
    "role",
    "content",
    "content_type",
    "parts",
    "recipient",
    "metadata",
    "parent",
    "current_node",
    "fragments",
    "type",
    "chat_messages",
    "sender",
    "text",
    "attachments",
    "title",
    "header",
    "products",
    "safeHtmlItem",
    "html",
    "chat",
    "history",
    "messages",
    "snapshot",
    "data",
    "meta",
    "message_id",
    "parent_id",
    "annotation",
    "rating",
    "isCreatedByUser",
    "children",
    "feedback",
    "prompt",
    "chosen",
    "rejected",
    "label",
    "completion",
    "conversation_a",
    "conversation_b",
    "winner",
    "completions",
    "instruction",
    "message_tree_id",
    "replies",
    "rank",
    "conversations",
    "from",
    "value",
    "weight",
    "tool_calls",
    "kind",
    "a",
    "b",
    "outcome",
    "input",
    "output",
]
WORDS = (
    "user",
    "assistant",
    "human",
    "gpt",
    "all",
    "text",
    "Gemini Apps",
    "Prompted x",
    "model_a",
    "conversation",
    "a",
)
LEAVES = st.none() | st.booleans() | st.integers(-2, 3) | st.floats() | st.sampled_from(WORDS) | st.text(max_size=3)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=25,
)
TALK = {"messages": [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "Because."}]}
several = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@several
@given(st.lists(st.dictionaries(st.sampled_from(NAMES), VALUES, min_size=1, max_size=5), max_size=3))
def test_read_export__any_json__never_costs_the_talk_beside_it(tmp_path: Path, items: list[dict]):
    path = tmp_path / "any.json"
    path.write_text(json.dumps([*items, TALK]))
    contents = [imported.content for imported in read_export(path)]
    assert TALK["messages"] in [parse_content(content).get("messages") for content in contents]


@several
@given(
    st.binary(max_size=200)
    | st.text(alphabet='[]{}",:\\\n \ud83d7', max_size=40).map(lambda t: t.encode("utf-8", "replace"))
)
def test_read_export__any_bytes__records_or_one_error(tmp_path: Path, raw: bytes):
    path = tmp_path / "any"
    path.write_bytes(raw)
    try:
        list(read_export(path))
    except KulaError:
        return


@several
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=4), st.integers(0, 3))
def test_read_export__any_bytes_of_a_zip_changed__records_or_one_error(
    tmp_path: Path, changes: list[tuple[int, int]], cut: int
):
    raw = bytearray((VECTORS / "chatgpt-zip" / "export.zip").read_bytes())
    for place, value in changes:
        raw[-1 - place % len(raw)] = value
    path = tmp_path / "changed.zip"
    path.write_bytes(raw[: len(raw) - cut * 7])
    try:
        list(read_export(path))
    except KulaError:
        return


@several
@given(st.lists(VALUES.filter(lambda value: value == value), max_size=4), st.integers(1, 9), st.booleans())
def test_items_of__a_text_in_pieces_of_any_size__the_same_values(values: list, size: int, in_lines: bool):
    text = "\n".join(json.dumps(value) for value in [{}, *values]) if in_lines else json.dumps(values)
    raw = text.encode()
    pieces = [raw[at : at + size] for at in range(0, len(raw), size)]
    assert repr(list(items_of("x", pieces))) == repr(list(items_of("x", [raw])))
    if "NaN" not in text and "Infinity" not in text:
        assert list(items_of("x", pieces)) == ([{}, *values] if in_lines else values)


def test_archive__more_files_than_allowed__refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(archive.LIMITS, "archive_files", 3)
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as file:
        for number in range(4):
            file.writestr(f"{number}.png", b"")
    with pytest.raises(RefusedByPolicy, match="3 files"):
        list(read_export(path))


def test_archive__more_bytes_than_allowed__refused_over_all_files_of_a_zip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    talk = json.dumps([TALK])
    monkeypatch.setitem(archive.LIMITS, "unpacked_bytes", len(talk) * 2)
    path = tmp_path / "much.zip"
    for count, refused in ((2, False), (3, True)):
        with zipfile.ZipFile(path, "w") as file:
            for number in range(count):
                file.writestr(f"{number}.json", talk)
        if refused:
            with pytest.raises(RefusedByPolicy):
                list(read_export(path))
        else:
            assert len(list(read_export(path))) == count
    monkeypatch.setitem(archive.LIMITS, "file_bytes", 10)
    with pytest.raises(RefusedByPolicy, match="more than 10 bytes"):
        list(read_export(path))


def test_archive__one_spoiled_file_of_a_zip__costs_only_itself(tmp_path: Path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.json", json.dumps([TALK, {"messages": TALK["messages"] * 50}]))
        file.writestr("b.json", json.dumps([TALK]))
    raw = bytearray(packed.getvalue())
    raw[60:70] = b"\xff" * 10
    path = tmp_path / "spoiled.zip"
    path.write_bytes(raw)
    left_out = LeftOut()
    assert [imported.file for imported in read_export(path, left_out)] == ["b.json"]
    assert left_out.counts["other-file"] == 1
    assert "a.json" in left_out.places[0]


def test_archive__a_gzip_that_breaks_off__keeps_what_it_gave(tmp_path: Path):
    lines = "\n".join(
        json.dumps({"messages": [TALK["messages"][0], {"role": "assistant", "content": f"{n} " * 99}]})
        for n in range(9_000)
    )
    raw = gzip.compress(lines.encode())
    path = tmp_path / "cut.jsonl.gz"
    path.write_bytes(raw[: len(raw) * 3 // 4])
    left_out = LeftOut()
    assert len(list(read_export(path, left_out))) > 100
    assert left_out.counts["truncated"] >= 1
    path.write_bytes(raw[:12])
    with pytest.raises(MalformedInput):
        list(read_export(path))


@pytest.mark.parametrize(
    "piece",
    ["a", "1 ", "1-", "(", "@a.", "+1", "0", "eyJ", "DE89", "A1b2C3d4", "我叫", "my name is ", "password is ", "token: a",
     "-----BEGIN PRIVATE KEY-----", "sk-", "tel 12", "我叫李", "0123 ", "(012) ", "a@b.", "A Aa"],
)  # fmt: skip
def test_spans_of__a_text_made_to_be_slow__takes_linear_time(piece: str):
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        start = time.process_time()
        spans_of(text)
        return time.process_time() - start

    seconds(1_000)
    short = max(seconds(20_000) for _ in range(3))
    long = min(seconds(160_000) for _ in range(3))
    assert long < 32 * max(short, 0.004), "eight times the text takes about eight times as long"


def test_form_of__anything__is_a_name():
    assert form_of(None) == form_of([]) == form_of("kind") == form_of({"mapping": [], "kind": {}}) == ""
