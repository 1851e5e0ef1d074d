"""Does anything notice when one line of a contract is wrong? `python -m tests.invariants.mutations [NAME …]`

Each mutation changes one line in a copy of the tree, compiles it, and runs the tests that should fall, then the machine.
Prints one line a mutation: killed and by what, or survived. Exits with 1 when one survives.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from contracts import NAMES
from tests.invariants.mutants import MACHINE, MUTATIONS, Mutation

ROOT = Path(__file__).parents[2]
COPIED = ("contracts", "protocol", "tests", "pyproject.toml")
COMPILE = """
import sys
from contracts.compile import FOLDER, compile_contract
for name in sys.argv[1].split(","):
    (FOLDER / "abi" / f"{name}.json").write_text(compile_contract(name))
"""


def run(mutation: Mutation) -> str | None:
    """What killed the mutation, or None when it survived."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in COPIED:
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / name)
        target = copy / "contracts" / f"{mutation.contract}.vy"
        text = target.read_text()
        if text.count(mutation.line) != 1:
            raise SystemExit(f"{mutation.name}: {mutation.contract} has {text.count(mutation.line)} lines like that")
        target.write_text(text.replace(mutation.line, mutation.instead))
        environment = {
            **os.environ,
            "PYTHONPATH": folder,
            "KULA_MACHINE_RUNS": "40",
            "KULA_MACHINE_STEPS": "15",
            "KULA_MACHINE_SHRINK": "0",
            "KULA_TWIN_EXAMPLES": "200",
        }
        compiled = subprocess.run(
            [sys.executable, "-c", COMPILE, users_of(copy, mutation.contract)],
            cwd=copy,
            env=environment,
            capture_output=True,
            text=True,
        )
        if compiled.returncode:
            raise SystemExit(f"{mutation.name}: does not compile\n{compiled.stderr[-800:]}")
        for tests in dict.fromkeys((mutation.tests, MACHINE)):
            found = killer(copy, environment, tests)
            if found:
                return found
    return None


def users_of(copy: Path, contract: str) -> str:
    """What has to be compiled again: the contract, or all that import the module."""
    if "/" not in contract:
        return contract
    module = contract.split("/")[1]
    return ",".join(name for name in NAMES if f"import {module}" in (copy / "contracts" / f"{name}.vy").read_text())


def killer(copy: Path, environment: dict[str, str], tests: str) -> str | None:
    """The first test under a folder that fails; for the machine, the invariant that broke."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "-p", "no:cacheprovider", "--tb=short"]
    done = subprocess.run([*command, *tests.split(" ", 2)], cwd=copy, env=environment, capture_output=True, text=True)
    if done.returncode == 0:
        return None
    broken = re.search(r"invariant (\w+) is broken", done.stdout)
    failed = re.search(r"(?:FAILED|ERROR) \S*?::(\w+)", done.stdout)
    if not failed:
        raise SystemExit(done.stdout[-2000:] + done.stderr[-2000:])
    return f"{failed[1]}{f' ({broken[1]})' if broken else ''}"


def main() -> None:
    """Run the named mutations, or all."""
    chosen = [m for m in MUTATIONS if not sys.argv[1:] or m.name in sys.argv[1:]]
    survived = 0
    for mutation in chosen:
        found = run(mutation)
        survived += found is None
        sys.stdout.write(f"{mutation.contract} | {mutation.name} | {found or 'SURVIVED'}\n")
        sys.stdout.flush()
    raise SystemExit(1 if survived else 0)


if __name__ == "__main__":
    main()
