"""The judge: bytes that do not depend on batch or order, garbage below the floor, copies found, reasons for people."""

from dataclasses import replace

import pytest

from kula.node.demo.stream import read_stream
from kula.protocol.parameters import Parameters
from kula.protocol.records.entry import OpenedRecord
from kula.scoring.duplicates import DuplicateIndex
from kula.scoring.epoch import score_epoch
from kula.scoring.features.counts.counts import disguised
from kula.scoring.features.text import fold
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


def test_epoch__imported_and_good_by_a_hair__unpaid_and_told_why(scorer: Scorer):
    records = [replace(record, imported=True) for record in _records(CONTENTS[:12])]
    whole = score_epoch(scorer, DuplicateIndex(), records, Parameters(import_percent=100))
    part = score_epoch(scorer, DuplicateIndex(), records, Parameters(import_percent=0))
    assert max(part.scores) <= FLOOR < max(whole.scores)
    for full, codes in zip(whole.scores, part.reasons, strict=True):
        assert (codes == ["imported"]) is (full > FLOOR)


def test_fold__look_alikes_and_invisible_characters__plain():
    assert fold("Ѕаfе\u200bty  ＡＢＣ") == "safety abc"


def test_disguised__letters_of_another_script_in_words__but_not_in_quantities():
    assert disguised("Thе cаpital of Frаnce is Pаris.")
    assert not disguised(
        "ΔH is the change of enthalpy in kJ: where ΔH < 0 heat leaves; ΔH = 0 for none. A hair has 70 μm, a cell 10 μm."
    )
