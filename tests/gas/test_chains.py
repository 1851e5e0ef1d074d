"""docs/chains.md holds the limits of the presets, and docs/chains/transactions.md the measured figures.

The least windows of a chain follow from gas that was measured.
"""

import pytest

from kula.bench.gas.record import CHAINS, TRANSACTIONS, read_record
from kula.bench.gas.table import chains_page, transactions_page
from kula.protocol.chain import windows


def test_chains_page__its_tables__are_those_of_the_presets():
    page = CHAINS.read_text()
    assert page == chains_page(page), "python -m kula.bench.gas.record writes them"


def test_transactions_page__its_table__is_that_of_the_record():
    page = TRANSACTIONS.read_text()
    assert page == transactions_page(page, read_record()["largest"]), "python -m kula.bench.gas.record writes it"


@pytest.mark.parametrize(
    ("planned", "calls"),
    [
        ("COMMIT_GAS", ["Scores.commit"]),
        ("REVEAL_GAS", ["Scores.reveal"]),
        ("PROPOSE_GAS", ["Reports.propose"]),
        ("DEMAND_GAS", ["Demands.demand_rows", "Demands.demand_leaf"]),
        ("ANSWER_GAS", ["Demands.answer_rows", "Demands.answer_leaf"]),
        ("VOTE_GAS", ["Judgements.post_sample", "Judgements.post_numbers"]),
        ("BATCH_GAS", ["Batches.post_batch"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_windows__gas_that_they_plan_for__is_what_the_largest_call_takes_at_least(planned: str, calls: list[str]):
    record = read_record()
    figures = {**record["functions"], **{name: largest["gas"] for name, largest in record["largest"].items()}}
    largest = max(gas for name, gas in figures.items() if name.split(":")[0] in calls)
    assert largest <= getattr(windows, planned) <= 1.25 * largest
