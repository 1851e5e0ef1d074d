"""docs/roles.md counts gas per call and per month. Its figures follow from the record and from the presets."""

from pathlib import Path

import pytest

from kula.bench.gas.record import read_record
from kula.protocol.chain.presets import AURORA, BASE, SEPOLIA

ROLES = (Path(__file__).parents[2] / "docs" / "roles.md").read_text()
PRESETS = (SEPOLIA, BASE, AURORA)
MONTH = 30 * 86_400
FULL = 16_368


def gas(call: str) -> int:
    """What a call costs that is not among the largest."""
    return read_record()["functions"][call]


def reveal(records: int) -> float:
    """What a reveal of `records` scores costs. It grows by the byte, up to a full epoch."""
    few, full = gas("Scores.reveal"), read_record()["largest"]["Scores.reveal: 16,368 records, 31 seats"]["gas"]
    return few + (full - few) * records / FULL


FIX = gas("Registry.propose_candidate") + gas("Token.approve")
POST = gas("Batches.post_batch") + gas("Batches.close")
SHARED = sum(map(gas, ("Reports.propose", "Scores.fix_seed", "Reports.finalise", "Pay.claim_pay")))
VOTE = gas("Judgements.post_sample") + gas("Judgements.post_numbers")


@pytest.mark.parametrize(
    ("row", "calls"),
    [
        ("commit", ["Scores.commit"]),
        ("sample and numbers of one candidate", ["Judgements.post_sample", "Judgements.post_numbers"]),
        ("bank and set of checks, from nine seats on, per round", ["Judgements.commit_bank", "Judgements.open_set"]),
        (
            "report, seed, final, pay of seats (few records)",
            ["Reports.propose", "Scores.fix_seed", "Reports.finalise", "Pay.claim_pay"],
        ),
        ("post a batch; close an epoch", ["Batches.post_batch", "Batches.close"]),
        (
            "fix a candidate, with the allowance; publish a dataset",
            ["Registry.propose_candidate", "Token.approve", "Registry.publish_dataset"],
        ),
        ("relay a transfer", ["Token.transfer_with_fee"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_calls__of_each_role__cost_what_is_on_record(row: str, calls: list[str]):
    assert cells(row, "+;") == [f"{gas(call) / 1_000:.0f}" for call in calls]


def test_reveals__of_few_1000_and_all_records__cost_what_is_on_record():
    written = cells("reveal of few, 1,000 and 16,368 records", ";")
    assert written == [f"{reveal(0) / 1_000:.0f}", f"about {reveal(1_000) / 1_000:.0f}", f"{reveal(FULL) / 1_000:.0f}"]


@pytest.mark.parametrize(
    ("row", "per_epoch", "per_round"),
    [
        ("a seat, 10 records per epoch, one candidate per round", gas("Scores.commit") + reveal(10), VOTE),
        ("a seat, 1,000 records", gas("Scores.commit") + reveal(1_000), VOTE),
        ("a seat, 16,384 records", gas("Scores.commit") + reveal(FULL), VOTE),
        ("all seats together, besides", SHARED, 0),
        ("a gateway, alone and without claims", POST, 0),
        ("a curator", gas("Registry.publish_dataset"), 0),
        ("a trainer with one candidate per round", 0, FIX),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_months__of_each_role__are_their_calls(row: str, per_epoch: float, per_round: float):
    months = []
    for preset in PRESETS:
        epochs = MONTH / preset.parameters.open_seconds
        months.append(epochs * per_epoch + epochs / preset.parameters.round_epochs * per_round)
    assert cells(row, "|") == [f"{month / 10**6:.0f}" for month in months]


def cells(row: str, marks: str) -> list[str]:
    """What the page's last row of this name shows, split at the marks."""
    *_, line = (line for line in ROLES.splitlines() if line.startswith(f"| {row} |"))
    written = line.removeprefix(f"| {row} |").rstrip("| ")
    for mark in marks:
        written = written.replace(mark, "|")
    return [cell.strip() for cell in written.split("|")]
