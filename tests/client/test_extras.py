"""Each role installs from the wheel with its own extra alone: everything that the role imports is there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(7_200)]
ROOT = Path(__file__).parents[2]
SECONDS = 3_000
"""For one step. PyTorch alone is some gigabytes, and only a machine that hangs takes this long."""
ROLES = {
    "gateway": (["kula.node.gateway", "kula.scoring"], ["gateway", "openapi"], "/v1/records"),
    "validator": (["kula.node.validator", "kula.scoring"], ["validator", "--help"], "stake"),
    "trainer": (["kula.trainer"], ["trainer", "--help"], "bond"),
}
"""By extra: the packages that the role uses, its command, and a word of what that prints."""
IMPORT_ALL = """
import importlib, pkgutil, sys
for name in sys.argv[1:]:
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, f"{name}."):
        importlib.import_module(module.name)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(_uv(), "build", "--wheel", "--out-dir", folder, ROOT)
    [built] = folder.glob("*.whl")
    return built


@pytest.mark.parametrize("role", ROLES)
def test_extra__alone__runs_its_role(role: str, wheel: Path, tmp_path: Path):
    packages, words, printed = ROLES[role]
    _run(_uv(), "venv", "--python", sys.executable, tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    wanted = f"kula-network[{role}] @ {wheel.as_uri()}"
    _run(_uv(), "pip", "install", "--python", python, "-c", ROOT / "constraints.txt", wanted)
    assert role in _run(python.with_name("kula"), "--help", cwd=tmp_path)
    assert printed in _run(python.with_name("kula"), *words, cwd=tmp_path)
    _run(python, "-c", IMPORT_ALL, *packages, cwd=tmp_path)


def _uv() -> Path:
    beside = Path(sys.executable).with_name("uv")
    return beside if beside.exists() else Path(shutil.which("uv") or "uv")


def _run(*words: str | Path, cwd: Path | None = None) -> str:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stdout
