"""docs/chains.md holds the limits of the presets, and docs/chains/transactions.md the measured figures."""

from kula.bench.gas.record import CHAINS, TRANSACTIONS, read_record
from kula.bench.gas.table import chains_page, transactions_page


def test_chains_page__its_tables__are_those_of_the_presets():
    page = CHAINS.read_text()
    assert page == chains_page(page), "python -m kula.bench.gas.record writes them"


def test_transactions_page__its_table__is_that_of_the_record():
    page = TRANSACTIONS.read_text()
    assert page == transactions_page(page, read_record()["largest"]), "python -m kula.bench.gas.record writes it"
