"""The gas of every function is on record, so a change that moves a figure fails here first.

`python -m kula.bench.gas.record` writes the new figures. The commit that changes them says why.
"""

import pytest

from kula.bench.gas.book import changing_functions
from kula.bench.gas.functions import measure_functions
from kula.bench.gas.record import read_record

TOLERANCE_PERCENT = 2


def test_record__functions__none_of_a_contract_is_forgotten():
    recorded = {key.split(":")[0] for key in read_record()["functions"]}
    assert recorded == changing_functions()


@pytest.mark.slow
def test_gas__every_function__as_recorded():
    recorded, measured = read_record()["functions"], measure_functions()
    assert measured.keys() == recorded.keys(), "record the new functions or cases: python -m kula.bench.gas.record"
    moved = {
        key: f"{recorded[key]} before, {gas} now"
        for key, gas in measured.items()
        if 100 * abs(gas - recorded[key]) > TOLERANCE_PERCENT * recorded[key]
    }
    assert not moved, f"{moved}; if that is meant: python -m kula.bench.gas.record"
