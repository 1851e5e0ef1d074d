"""The whole fit: the same bytes in every process, which load and score, and a card with sources and licences."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kula.node.demo.stream import read_stream
from kula.protocol.records.content import parse_content
from kula.protocol.types import KINDS
from kula.scoring.duplicates.known import is_known, load_known
from kula.scoring.features.text import whole_text
from kula.scoring.scorer import Scorer

STREAM = read_stream(None)
HONEST = [
    parse_content(arrival.content) for arrival in STREAM.arrivals if STREAM.behaviours[arrival.account] == "honest"
]


@pytest.mark.slow
@pytest.mark.long
def test_fit__a_small_folder_in_two_processes__the_same_bytes_that_load_and_a_card(tmp_path: Path):
    for kind in KINDS:
        rows = [
            {**c, "id": f"{kind}-{i}", "lang": "en", "source": "a:b", "licence": "CC0-1.0"}
            for i, c in enumerate(HONEST)
            if c["kind"] == kind
        ]
        lines = [json.dumps(_renamed(row, n)) for n in range(30) for row in rows]
        (tmp_path / f"{kind}.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    prose = {"text": "A lantern lights the harbour.", "source": "c:d", "licence": "CC-BY-4.0"}
    (tmp_path / "lm.jsonl.gz").write_bytes(gzip.compress(json.dumps(prose).encode()))
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "talks.jsonl").write_text(json.dumps(HONEST[0]))
    one, two = (_fitting(tmp_path, tmp_path / seed, seed) for seed in "12")
    assert 0.5 < json.loads(one.communicate()[0])["pooled"] <= 1
    assert json.loads(two.communicate()[0])["pooled"]
    assert (tmp_path / "1/heads.safetensors").read_bytes() == (tmp_path / "2/heads.safetensors").read_bytes()
    assert (tmp_path / "1/known.records").read_bytes() == (tmp_path / "2/known.records").read_bytes()
    card = (tmp_path / "1/README.md").read_text()
    assert all(name in card for name in ("CC0-1.0", "CC-BY-4.0", "- a: ", "- c: 1", '"known_records": 1'))
    known = load_known(tmp_path / "1")
    assert known is not None
    assert [is_known(known, whole_text(content)) for content in HONEST[:2]] == [True, False]
    assert Scorer.load(tmp_path / "1", "cpu").score(HONEST[:2])


def _fitting(data: Path, out: Path, hash_seed: str) -> subprocess.Popen[str]:
    command = [
        "-m",
        "kula.protocol.program.main",
        "scorer",
        "fit",
        "--data",
        str(data),
        "--out",
        str(out),
        "--records",
        "40",
        "--known",
        str(data / "public"),
    ]
    env = {**os.environ, "PYTHONHASHSEED": hash_seed}
    return subprocess.Popen([sys.executable, *command], env=env, stdout=subprocess.PIPE, text=True)


def _renamed(row: dict, n: int) -> dict:
    """The same record in another conversation: its first message says another number."""
    key = "prompt" if row["kind"] == "preference" else "messages"
    first, *rest = row[key]
    return {**row, "id": f"{row['id']}-{n}", key: [{**first, "content": f"{first['content']} ({n})"}, *rest]}
