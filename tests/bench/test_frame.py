"""A bench prints one JSON object, and names only what exists."""

import json
import subprocess
import sys

from kula.bench.figures import Figures


def test_figures__as_json__one_object_with_the_machine():
    printed = json.loads(Figures({"recall": 0.9}, {"baseline": 0.7}).as_json("judge"))
    assert {k: printed[k] for k in ("bench", "figures", "beside")} == {
        "bench": "judge",
        "figures": {"recall": 0.9},
        "beside": {"baseline": 0.7},
    }
    assert "cores" in printed["machine"]


def test_bench__unknown_name__usage_error():
    done = subprocess.run([sys.executable, "-m", "kula.bench", "nonsense"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "nonsense" in done.stderr
