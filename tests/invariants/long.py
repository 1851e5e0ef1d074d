"""A million calls of the machine, seed after seed: `make test-long`. Stop it at any time; it goes on where it stopped.

What was done stands in build/test-long.json: the next seed, and the calls of all seeds before it. A failure prints its seed
and leaves the file as it was, so that the next start meets the same failure.
"""

import json
import os
import sys
from pathlib import Path

from hypothesis import seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.invariants.machine import CALLS, UNCHECKED, Machine

DONE = Path("build") / "test-long.json"
RUNS_OF_A_SEED = 25
STEPS = 60


def play(number: int) -> int:
    """All runs of one seed; returns how many calls they made. Raises what breaks."""
    rules = settings(
        max_examples=RUNS_OF_A_SEED,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        suppress_health_check=UNCHECKED,
    )
    before = CALLS[0]
    run_state_machine_as_test(seed(number)(Machine), settings=rules)
    return CALLS[0] - before


def main() -> None:
    """Go on until so many calls were made (KULA_CALLS, a million by default)."""
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
