"""Plays the machine for a million calls, and walks beside it, seed after seed: `make test-long`. It can be stopped, and
resumes where it stopped.

build/test-long.json holds the next seed and the number of calls of all seeds before it. A failure prints its seed and
leaves the file unchanged, so that the next start meets the same failure.
"""

import json
import os
import sys
from pathlib import Path

from hypothesis import seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.invariants.machine import CALLS, UNCHECKED, Machine
from tests.invariants.walks.places import Places
from tests.invariants.walks.receipts import Receipts

DONE = Path("build") / "test-long.json"
RUNS_OF_A_SEED = 25
WALKS_OF_A_SEED = 5
STEPS = 60


def play(number: int) -> int:
    """Plays all runs of one seed. Returns the machine's number of calls. Raises what breaks."""
    before = CALLS[0]
    for kind, runs in ((Machine, RUNS_OF_A_SEED), (Places, WALKS_OF_A_SEED), (Receipts, WALKS_OF_A_SEED)):
        rules = settings(
            max_examples=runs,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=UNCHECKED,
        )
        run_state_machine_as_test(seed(number)(kind), settings=rules)
    return CALLS[0] - before


def main() -> None:
    """Plays seeds until KULA_CALLS calls are made, by default a million."""
    wanted = int(os.environ.get("KULA_CALLS", "1000000"))
    done = json.loads(DONE.read_text()) if DONE.exists() else {"seed": 1, "calls": 0}
    while done["calls"] < wanted:
        sys.stdout.write(f"seed {done['seed']}: {done['calls']:,} of {wanted:,} calls, 0 broken\n")
        sys.stdout.flush()
        done = {"seed": done["seed"] + 1, "calls": done["calls"] + play(done["seed"])}
        DONE.parent.mkdir(exist_ok=True)
        DONE.with_suffix(".new").write_text(json.dumps(done))
        DONE.with_suffix(".new").replace(DONE)
    sys.stdout.write(f"{done['calls']:,} calls in {done['seed'] - 1} seeds, 0 broken\n")


if __name__ == "__main__":
    main()
