"""A bench prints one JSON object; the command knows every bench and no other."""

import json
import subprocess
import sys
from importlib.util import find_spec

import pytest

import kula.bench
from kula.bench.__main__ import Bench
from kula.bench.figures import Figures


def test_figures__as_json__one_object_with_the_machine():
    printed = json.loads(Figures({"recall": 0.9}, {"baseline": 0.7}).as_json("attacks"))
    assert {k: printed[k] for k in ("bench", "figures", "beside")} == {
        "bench": "attacks",
        "figures": {"recall": 0.9},
        "beside": {"baseline": 0.7},
    }
    assert "cores" in printed["machine"]


def test_bench__unknown_name__usage_error():
    done = subprocess.run([sys.executable, "-m", "kula.bench", "nonsense"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "nonsense" in done.stderr


@pytest.mark.parametrize("name", list(Bench))
def test_bench__every_name__a_module_on_the_map(name: Bench):
    assert find_spec(f"kula.bench.{name.value}")
    assert f"\n{name.value} " in (kula.bench.__doc__ or "")
