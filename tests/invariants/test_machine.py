"""Runs the machine three hundred times in CI; `make test-long` makes a million calls."""

import os

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.invariants.checks import INVARIANTS
from tests.invariants.machine import UNCHECKED, Machine

RUNS = int(os.environ.get("KULA_MACHINE_RUNS", "300"))
PHASES = (Phase.generate,) if os.environ.get("KULA_MACHINE_SHRINK") == "0" else tuple(Phase)
"""Shrinking a failure takes minutes, so it can be switched off."""
STEPS = int(os.environ.get("KULA_MACHINE_STEPS", "20"))


def test_invariants__all_of_them__are_at_least_twenty_four():
    assert len(INVARIANTS) >= 24


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_machine__everybody_in_any_order__no_invariant_breaks():
    rules = settings(
        max_examples=RUNS,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=PHASES,
        print_blob=True,
        suppress_health_check=UNCHECKED,
    )
    run_state_machine_as_test(Machine, settings=rules)
