"""The judge: bytes that do not depend on batch or order, garbage below the floor, copies found, reasons for people."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from node.demo.stream import read_stream
from protocol.batch import OpenedRecord
from protocol.parameters import Parameters
from scoring.duplicates import DuplicateIndex
from scoring.epoch import score_epoch
from scoring.reasons import REASONS
from scoring.scorer import FLOOR, Scorer
from scoring.text import fold, whole_text

STREAM = read_stream(None)
CONTENTS = [arrival.content for arrival in STREAM.arrivals]
BEHAVIOURS = [STREAM.behaviours[arrival.account] for arrival in STREAM.arrivals]


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer.load(device="cpu")


def _records(contents) -> list[OpenedRecord]:
    return [
        OpenedRecord(record_hash=i.to_bytes(32, "big"), parent=bytes(32), content=c, imported=False)
        for i, c in enumerate(contents)
    ]


def test_score__any_batch_and_order__the_same_byte(scorer: Scorer):
    together = scorer.score(CONTENTS[:20])
    assert [scorer.score([c])[0] for c in CONTENTS[:20]] == together
    assert scorer.score(CONTENTS[:20][::-1])[::-1] == together


def test_epoch__the_sample__the_honest_earn_most_a_record(scorer: Scorer):
    found = score_epoch(scorer, DuplicateIndex(), _records(CONTENTS), Parameters())
    mean = {}
    for behaviour in set(BEHAVIOURS):
        credits = [max(0, s - FLOOR) for s, b in zip(found.scores, BEHAVIOURS, strict=True) if b == behaviour]
        mean[behaviour] = sum(credits) / len(credits)
    assert mean["honest"] > 2 * max(mean["lazy"], mean["duplicator"], mean["spammer"]), mean
    assert all(code in REASONS for codes in found.reasons for code in codes)


def test_epoch__what_has_no_content__void_or_unavailable(scorer: Scorer):
    records = [
        OpenedRecord(record_hash=bytes(32), parent=bytes(32), content=None, imported=True, problem=p)
        for p in ("unavailable", "unsigned", "over_quota")
    ]
    assert score_epoch(scorer, DuplicateIndex(), records, Parameters()).scores == bytes([1, 0, 0])


@pytest.mark.parametrize(
    "disguise",
    [str.upper, lambda t: t.replace("e", "\u0435"), lambda t: "\u200b".join(t), lambda t: t.replace(" ", "  ")],
)
def test_duplicates__disguised_copies__found(disguise):
    text = "Lower the egg into boiling water, wait six and a half minutes, then cool it under cold water at once."
    index = DuplicateIndex()
    index.add("rating", text, b"\x01" * 32)
    assert index.containing("rating", disguise(text), 800) == b"\x01" * 32
    assert index.containing("conversation", text, 800) is None
    assert index.containing("rating", text, 800, exclude=b"\x01" * 32) is None


def test_index__reopened_after_a_torn_write__complete(tmp_path: Path):
    path = tmp_path / "index.bin"
    index = DuplicateIndex(path)
    index.add("rating", whole_text(CONTENTS[0]), b"\x01" * 32)
    index.add("rating", whole_text(CONTENTS[1]), b"\x02" * 32)
    path.write_bytes(path.read_bytes()[:-5])
    again = DuplicateIndex(path)
    assert b"\x01" * 32 in again
    assert b"\x02" * 32 not in again
    again.add("rating", whole_text(CONTENTS[1]), b"\x02" * 32)
    assert len(DuplicateIndex(path)) == 2


def test_fold__look_alikes_and_invisible_characters__plain():
    assert fold("Ѕаfе\u200bty  ＡＢＣ") == "safety abc"


@pytest.mark.slow
@pytest.mark.parametrize("capability", ["default", "avx2"])
def test_score__other_instruction_sets__the_same_bytes(scorer: Scorer, capability: str, tmp_path: Path):
    expected = [v.score for v in scorer.score(CONTENTS)]
    path = tmp_path / "in.json"
    path.write_text(json.dumps(CONTENTS))
    code = (
        "import json,sys; from scoring.scorer import Scorer;"
        "print([v.score for v in Scorer.load(device='cpu').score(json.load(open(sys.argv[1])))])"
    )
    environment = {**os.environ, "ATEN_CPU_CAPABILITY": capability, "ONEDNN_MAX_CPU_ISA": capability.upper()}
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], env=environment, capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout.splitlines()[-1])
    apart = [abs(a - b) for a, b in zip(expected, found, strict=True)]
    assert max(apart) <= 1
    assert sum(a > 0 for a in apart) <= 1
