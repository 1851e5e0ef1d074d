"""A full epoch fits every chain that caps a transaction, and proving a fault is affordable."""

import pytest

from kula.bench.gas.largest import Largest, measure_full_disputes, measure_full_epoch
from kula.bench.gas.record import read_record
from kula.contracts import NAMES, artifact
from kula.protocol.chain.presets import POOL_BYTES, TRANSACTION_GAS_CAP
from kula.protocol.types import MAX_POSTED, MAX_SEATS

CHALLENGE_GAS = 3_000_000
CODE_BYTES = 24_576
"""EIP-170."""
TOLERANCE_PERCENT = 2
CHALLENGES = ("Challenges.", "Pay.challenge_lazy", "Demands.challenge_unopened")


@pytest.mark.slow
def test_full_epoch__every_transaction__below_the_caps():
    largest = measure_full_epoch()
    assert any(key.startswith("Claims.claim_range") for key in largest), "the epoch was not played to its last claim"
    assert not _beyond_the_caps(largest)
    assert not _moved(largest)


@pytest.mark.slow
def test_full_epoch__every_challenge_with_all_seats_taken__below_three_million():
    largest = measure_full_disputes()
    assert not _beyond_the_caps(largest)
    challenges = {key: one["gas"] for key, one in largest.items() if key.startswith(CHALLENGES)}
    assert f"Challenges.challenge_median: {MAX_POSTED:,} records, {MAX_SEATS} seats" in challenges
    assert max(challenges.values()) <= CHALLENGE_GAS, challenges
    assert not _moved(largest)


def test_record__largest_transactions__below_the_caps():
    largest = read_record()["largest"]
    assert largest, "python -m kula.bench.gas.record --largest writes them"
    assert not _beyond_the_caps(largest)


def test_contracts__code__below_the_size_that_chains_take():
    # The init code holds the code and a constructor beside it.
    sizes = {name: len(artifact(name)["bytecode"]) // 2 - 1 for name in NAMES}
    assert max(sizes.values()) <= CODE_BYTES, sizes


def _beyond_the_caps(largest: Largest) -> Largest:
    return {key: one for key, one in largest.items() if one["gas"] > TRANSACTION_GAS_CAP or one["bytes"] > POOL_BYTES}


def _moved(largest: Largest) -> dict[str, str]:
    """The figures that differ from the record."""
    recorded = read_record()["largest"]
    return {
        key: f"{recorded.get(key)} before, {one} now"
        for key, one in largest.items()
        if key not in recorded
        or 100 * abs(one["gas"] - recorded[key]["gas"]) > TOLERANCE_PERCENT * recorded[key]["gas"]
    }
