"""Known public records in a scorer's folder: their upload earns nothing, and the scorer's id says that it knows them."""

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from kula.node.demo.stream import read_stream
from kula.protocol.errors import IntegrityError, MalformedInput
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.parameters import Parameters
from kula.protocol.records.content import parse_content
from kula.protocol.records.entry import OpenedRecord
from kula.scoring.duplicates import DuplicateIndex
from kula.scoring.duplicates.known import KNOWN_FILE
from kula.scoring.epoch import score_epoch
from kula.scoring.fit.known import write_known
from kula.scoring.gates.heads import SHIPPED
from kula.scoring.manifest import fetch, publish
from kula.scoring.scorer import Scorer, scorer_id

STREAM = read_stream(None)
TALKS = [
    parse_content(arrival.content)
    for arrival in STREAM.arrivals
    if STREAM.behaviours[arrival.account] == "honest" and arrival.content["kind"] == "conversation"
]
PUBLIC, PRIVATE = TALKS[:4], TALKS[4:6]


def _public(folder: Path, *names: str, talks: list[Any] = PUBLIC) -> Path:
    """A folder of public records, one file per name, each with its share of the talks."""
    folder.mkdir()
    for place, name in enumerate(names):
        lines = "\n".join(json.dumps(talk) for talk in talks[place :: len(names)]) + "\nno record\n"
        raw = lines.encode()
        (folder / name).write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped scorer with known records."""
    folder = tmp_path_factory.mktemp("scorer")
    for name in ("heads.safetensors", "calibration.json"):
        shutil.copy(SHIPPED / name, folder)
    assert write_known(_public(folder / "public", "a.jsonl", "b.jsonl.gz"), folder) == len(PUBLIC)
    return folder


@pytest.fixture(scope="module")
def scorer(folder: Path) -> Scorer:
    return Scorer.load(folder, "cpu")


def _changed(talk: Any) -> Any:
    """The talk with some words more."""
    first, *rest = talk["messages"]
    return {**talk, "messages": [{**first, "content": f"Well, {first['content']}"}, *rest]}


def _rated(talk: Any) -> Any:
    return {"kind": "rating", "messages": talk["messages"], "rating": 1, "range": "-1/1"}


@pytest.mark.parametrize("form", [lambda talk: talk, _changed, _rated], ids=["same", "near", "rated"])
def test_score__a_known_talk_in_each_form__earns_nothing_and_says_why(scorer: Scorer, form: Any):
    contents = [parse_content(form(talk)) for talk in PUBLIC]
    entries = [
        OpenedRecord(record_hash=bytes([i]) * 32, parent=bytes(32), content=content, imported=False)
        for i, content in enumerate(contents)
    ]
    scores = score_epoch(scorer, DuplicateIndex(), entries, Parameters())
    assert scores.scores == bytes(len(PUBLIC))
    assert scores.reasons == [["known"]] * len(PUBLIC)
    assert [scorer.early(content).is_last for content in contents] == [True] * len(PUBLIC)


def test_score__an_unknown_talk__is_that_of_the_shipped_scorer(scorer: Scorer):
    assert scorer.score(PRIVATE) == Scorer.load(device="cpu").score(PRIVATE)


def test_id__with_known_records__is_another_and_follows_from_what_they_are(folder: Path, tmp_path: Path):
    assert scorer_id(Parameters(), folder) != scorer_id(Parameters())
    same = tmp_path / "same"
    shutil.copytree(folder, same)
    write_known(_public(tmp_path / "other order", "z.jsonl", "y.jsonl", talks=PUBLIC[::-1]), same)
    assert scorer_id(Parameters(), same) == scorer_id(Parameters(), folder)
    write_known(_public(tmp_path / "fewer", "a.jsonl", talks=PUBLIC[1:]), same)
    assert scorer_id(Parameters(), same) != scorer_id(Parameters(), folder)


def test_fetch__a_scorer_with_known_records__brings_them(store: BlockDirectory, folder: Path, tmp_path: Path):
    wanted = scorer_id(Parameters(), folder)
    fetch(store, publish(store, folder), wanted, Parameters(), tmp_path / "fetched")
    assert (tmp_path / "fetched" / KNOWN_FILE).read_bytes() == (folder / KNOWN_FILE).read_bytes()
    assert scorer_id(Parameters(), tmp_path / "fetched") == wanted


def test_write__excerpts_and_repetitions__are_left_out(tmp_path: Path):
    longest = max(PUBLIC, key=lambda talk: len(str(talk)))
    excerpt = {**longest, "messages": longest["messages"][:2]}
    public = _public(tmp_path / "public", "a.jsonl", talks=[excerpt, longest, longest])
    assert write_known(public, tmp_path) == 1


def test_write__without_records_or_with_too_many__refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(MalformedInput, match="holds no record"):
        write_known(_public(tmp_path / "none", "a.jsonl", talks=[]), tmp_path)
    monkeypatch.setattr("kula.scoring.fit.known.MOST_KNOWN_BYTES", 100)
    with pytest.raises(MalformedInput, match="at most are 100"):
        write_known(_public(tmp_path / "many", "a.jsonl"), tmp_path)


@pytest.mark.parametrize(
    "damage", [lambda log: log[:-16], lambda log: b"x" + log[1:], lambda log: log[:70] + b"?" + log[71:]]
)
def test_load__a_damaged_file__refused(folder: Path, tmp_path: Path, damage: Any):
    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    (broken / KNOWN_FILE).write_bytes(damage((folder / KNOWN_FILE).read_bytes()))
    with pytest.raises(IntegrityError):
        Scorer.load(broken, "cpu")
    (broken / KNOWN_FILE).write_bytes(bytes((1 << 26) + 1))
    with pytest.raises(MalformedInput):
        Scorer.load(broken, "cpu")
