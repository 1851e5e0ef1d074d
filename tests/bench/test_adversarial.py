"""The bench of slow texts: its records are as long as records may be, and it finds what is slow."""

import time
from random import Random

import pytest

from kula.bench.adversarial import measured
from kula.bench.adversarial.families import FAMILIES, filled
from kula.bench.adversarial.records import SHAPES, record
from kula.node.demo.stream import read_stream
from kula.protocol.records.content import canonical_bytes, parse_content
from kula.protocol.types import MAX_RECORD_BYTES
from kula.scoring.features import table
from kula.scoring.features.text import whole_text

HONEST = [whole_text(arrival.content) for arrival in read_stream(None).arrivals][:200]


@pytest.mark.parametrize("name", FAMILIES)
def test_families__any_shape__a_valid_record_of_the_greatest_length(name: str):
    shape = sorted(SHAPES)[len(name) % len(SHAPES)]
    content = record(shape, FAMILIES[name](Random(name)))
    assert MAX_RECORD_BYTES * 0.9 < len(canonical_bytes(parse_content(content))) <= MAX_RECORD_BYTES
    assert filled(FAMILIES[name](Random(7)), 500) == filled(FAMILIES[name](Random(7)), 500)


def test_measure__a_scanner_that_is_slow_for_one_family__named_first(monkeypatch: pytest.MonkeyPatch):
    usual = table.row

    def slow(texts, tables):
        if "9999" in texts.main.raw:
            began = time.process_time()
            while time.process_time() - began < 0.5:
                pass
        return usual(texts, tables)

    monkeypatch.setattr("kula.scoring.scorer.row", slow)
    monkeypatch.setattr(measured, "_AGAIN", 2)
    monkeypatch.setattr(measured, "SHAPES", {"answer": SHAPES["answer"]})
    families = {name: FAMILIES[name] for name in ("huge_claims", "one_letter", "words")}
    figures, beside = measured.measure(HONEST, 1, families)
    assert figures["records"] == 3
    assert next(name for name in beside if name.startswith("ratio_")) == "ratio_huge_claims"
    assert figures["slowest_ratio"] > 2
