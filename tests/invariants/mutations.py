"""Checks whether a test notices one wrong line in a contract: `python -m tests.invariants.mutations [NAME …]`.

Each mutation changes one line in a copy of the tree and compiles it. Then it runs the tests that should fail, then
the machine. It prints one line per mutation: what killed it, or that it survived. The exit status is 1 if one
survives.

`--random COUNT --seed N` changes lines drawn at random instead. For these it runs all fast tests of the contracts,
the twins and the machine. A line that does not compile is skipped.
"""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from kula.contracts import NAMES
from tests.invariants.mutants.chosen import CHOSEN
from tests.invariants.mutants.coin import COIN_MUTATIONS
from tests.invariants.mutants.epochs import OF_EPOCHS
from tests.invariants.mutants.mutation import MACHINE, Mutation
from tests.invariants.mutants.random_mutants import FAST, draw_mutants

ROOT = Path(__file__).parents[2]
COPIED = ("bench", "contracts", "docs", "kula", "node", "protocol", "scoring", "tests", "trainer", "pyproject.toml")
COMPILE = """
import sys
from pathlib import Path
from kula.contracts.compile import FOLDER, compile_contract
assert FOLDER.resolve().is_relative_to(Path.cwd()), f"{FOLDER} is not the copy that was changed"
for name in sys.argv[1].split(","):
    (FOLDER / "abi" / f"{name}.json").write_text(compile_contract(name))
"""

MUTATIONS = (*CHOSEN, *COIN_MUTATIONS, *OF_EPOCHS)
TWINS = "tests/contracts -m slow"


class NotCompiled(Exception):
    """The changed line is not valid Vyper."""


def run(mutation: Mutation) -> str | None:
    """Runs one mutation. Returns the test that killed it, or None if it survived. Raises NotCompiled."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, symlinks=True)
            else:
                shutil.copy(source, copy / name)
        (copy / "web").symlink_to(ROOT / "web")  # anvil
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
            "KULA_TWIN_EXAMPLES": "60" if mutation.tests == FAST else "200",
        }
        command = [sys.executable, "-c", COMPILE, users_of(copy, mutation.contract)]
        compiled = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
        if compiled.returncode:
            raise NotCompiled(f"{mutation.name}: does not compile\n{compiled.stderr[-800:]}")
        stages = (mutation.tests, TWINS, MACHINE) if mutation.tests == FAST else (mutation.tests, MACHINE)
        return next(filter(None, (killer(copy, environment, tests) for tests in dict.fromkeys(stages))), None)


def users_of(copy: Path, contract: str) -> str:
    """The contracts to compile again: the contract itself, or all that import the module."""
    if "/" not in contract:
        return contract
    module = contract.split("/")[1]
    return ",".join(name for name in NAMES if f"import {module}" in (copy / "contracts" / f"{name}.vy").read_text())


def killer(copy: Path, environment: dict[str, str], tests: str) -> str | None:
    """The first test that fails. For the machine, the invariant that broke."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "-p", "no:cacheprovider", "--tb=short"]
    done = subprocess.run([*command, *shlex.split(tests)], cwd=copy, env=environment, capture_output=True, text=True)
    if done.returncode == 0:
        return None
    broken = re.search(r"invariant (\w+) is broken", done.stdout)
    failed = re.search(r"(?:FAILED|ERROR) \S*?::(\w+)", done.stdout)
    if not failed:
        raise SystemExit(done.stdout[-2000:] + done.stderr[-2000:])
    return f"{failed[1]}{f' ({broken[1]})' if broken else ''}"


def main() -> None:
    """Runs the named mutations, or all; or COUNT random ones."""
    parser = argparse.ArgumentParser(prog="python -m tests.invariants.mutations", description=__doc__)
    parser.add_argument("names", nargs="*", help="of mutations in mutants/; all without one")
    parser.add_argument("--random", type=int, default=0, metavar="COUNT", help="change so many lines at random")
    parser.add_argument("--seed", type=int, default=1, help="of the draw")
    asked = parser.parse_args()
    named = [mutation for mutation in MUTATIONS if not asked.names or mutation.name in asked.names]
    survived = 0
    for mutation in draw_mutants(asked.random, asked.seed) if asked.random else named:
        try:
            outcome = run(mutation) or "SURVIVED"
        except NotCompiled:
            if not asked.random:
                raise
            outcome = "does not compile"
        survived += outcome == "SURVIVED"
        sys.stdout.write(f"{mutation.contract} | {mutation.name} | {outcome}\n")
        sys.stdout.flush()
    raise SystemExit(1 if survived else 0)


if __name__ == "__main__":
    main()
