"""An epoch's scores: honest records earn most, and every score has its reason."""

from dataclasses import replace

import pytest

from kula.node.demo.stream import read_stream
from kula.protocol.parameters import Parameters
from kula.protocol.records.entry import OpenedRecord
from kula.scoring.duplicates import DuplicateIndex
from kula.scoring.epoch import score_epoch
from kula.scoring.reasons import REASONS
from kula.scoring.scorer import FLOOR, Scorer

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


def test_epoch__the_sample__the_honest_earn_most_a_record(scorer: Scorer):
    epoch = score_epoch(scorer, DuplicateIndex(), _records(CONTENTS), Parameters())
    mean = {}
    for behaviour in set(BEHAVIOURS):
        credits = [max(0, s - FLOOR) for s, b in zip(epoch.scores, BEHAVIOURS, strict=True) if b == behaviour]
        mean[behaviour] = sum(credits) / len(credits)
    assert mean["honest"] > 2 * max(mean["lazy"], mean["duplicator"], mean["spammer"]), mean
    assert all(code in REASONS for codes in epoch.reasons for code in codes)


def test_epoch__what_has_no_content__void_or_unavailable(scorer: Scorer):
    records = [
        OpenedRecord(record_hash=bytes(32), parent=bytes(32), content=None, imported=True, problem=p)
        for p in ("unavailable", "withheld", "unsigned", "over_quota")
    ]
    assert score_epoch(scorer, DuplicateIndex(), records, Parameters()).scores == bytes([1, 1, 0, 0])


def test_epoch__imported_and_good_by_a_hair__unpaid_and_told_why(scorer: Scorer):
    records = [replace(record, imported=True) for record in _records(CONTENTS[:12])]
    whole = score_epoch(scorer, DuplicateIndex(), records, Parameters(import_percent=100))
    part = score_epoch(scorer, DuplicateIndex(), records, Parameters(import_percent=0))
    assert max(part.scores) <= FLOOR < max(whole.scores)
    for full, codes in zip(whole.scores, part.reasons, strict=True):
        assert (codes == ["imported"]) is (full > FLOOR)
