"""What `pip install kula-network` installs: a wheel in an environment of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.gateway.served import Served
from tests.support.speed import is_done_within

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
MOST_BYTES = 80 * 10**6
MOST_SECONDS = 0.3
HEAVY = ("torch", "vyper", "web3", "transformers", "fastapi", "numpy")
CONTRIBUTE = """
import json, sys
import kula
me = kula.Contributor(sys.argv[1], kula.Key.new())
answer = me.chat([{"role": "user", "content": "How do I boil an egg?"}], max_tokens=2)
sent = me.rate(answer, 1, ["correct"])
me.verify(sent.row)
print(json.dumps(me.status(sent.record)["state"]))
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with the wheel and what it depends on, and nothing else."""
    uv = Path(sys.executable).with_name("uv")
    uv = uv if uv.exists() else Path(shutil.which("uv") or "uv")
    folder = tmp_path_factory.mktemp("wheel")
    for words in (
        ["build", "--wheel", "--out-dir", str(folder), str(ROOT)],
        ["venv", "--python", sys.executable, str(folder / "venv")],
    ):
        subprocess.run([uv, *words], check=True, capture_output=True, timeout=300)
    [wheel] = folder.glob("*.whl")
    python = folder / "venv" / "bin" / "python"
    install = ["pip", "install", "--compile-bytecode", "--python", python, "-c", ROOT / "constraints.txt", wheel]
    subprocess.run([uv, *install], check=True, capture_output=True, timeout=300)
    return python


def test_wheel__with_its_dependencies__is_small_and_has_no_heavy_one(python: Path):
    [site] = (python.parents[1] / "lib").glob("python3*/site-packages")
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    assert size < MOST_BYTES, f"{size / 1e6:.0f} MB"
    assert [name for name in HEAVY if (site / name).exists()] == []
    assert (site / "kula" / "py.typed").exists()


def test_import__of_the_library__takes_little_time(python: Path):
    for what, most in (("kula", MOST_SECONDS), ("kula; kula.Contributor", 2 * MOST_SECONDS)):
        assert is_done_within(most, lambda what=what: _run(python, "-c", f"import {what}"), _children_seconds), what


def test_contribution__from_the_wheel_alone__is_taken_by_a_gateway(python: Path, gateway: Served):
    assert json.loads(_run(python, "-c", CONTRIBUTE, gateway.url)) == "received"


def test_command__that_needs_an_extra__names_it(python: Path):
    done = subprocess.run([python.with_name("kula"), "gateway", "run"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "pip install 'kula-network[cli]'" in done.stderr
    assert "Traceback" not in done.stderr


def _run(python: Path, *words: str) -> str:
    return subprocess.run([python, *words], check=True, capture_output=True, text=True, timeout=60).stdout


def _children_seconds() -> float:
    """The processor time of all programs that this one started and saw end."""
    used = os.times()
    return used.children_user + used.children_system
