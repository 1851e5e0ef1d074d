"""docs/chains.md holds the measured figures and the limits of the presets."""

from kula.bench.gas.record import CHAINS, read_record
from kula.bench.gas.table import written


def test_chains_page__its_tables__are_those_of_the_presets_and_the_record():
    page = CHAINS.read_text()
    assert page == written(page, read_record()["largest"]), "python -m kula.bench.gas.record writes them"
