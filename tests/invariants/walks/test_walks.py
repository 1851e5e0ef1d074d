"""Walks over places and receipts, short ones. `make test-long` plays long ones."""

import os

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.invariants.machine import UNCHECKED
from tests.invariants.walks.places import Places
from tests.invariants.walks.receipts import Receipts

RUNS = int(os.environ.get("KULA_MACHINE_RUNS", "300")) // 10
PHASES = (Phase.generate,) if os.environ.get("KULA_MACHINE_SHRINK") == "0" else tuple(Phase)


@pytest.mark.slow
@pytest.mark.parametrize("walk", [Places, Receipts])
def test_walk__in_any_order__keeps_what_was_promised(walk: type[RuleBasedStateMachine]):
    rules = settings(
        max_examples=RUNS,
        stateful_step_count=40,
        deadline=None,
        database=None,
        phases=PHASES,
        print_blob=True,
        suppress_health_check=UNCHECKED,
    )
    run_state_machine_as_test(walk, settings=rules)
