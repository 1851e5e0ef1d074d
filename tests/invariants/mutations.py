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
from dataclasses import dataclass
from pathlib import Path

from contracts import NAMES

ROOT = Path(__file__).parents[2]
COPIED = ("contracts", "protocol", "tests", "pyproject.toml")
MACHINE = "tests/invariants/test_machine.py"
COMPILE = """
import sys
from contracts.compile import FOLDER, compile_contract
for name in sys.argv[1].split(","):
    (FOLDER / "abi" / f"{name}.json").write_text(compile_contract(name))
"""


@dataclass(frozen=True)
class Mutation:
    """One line, and what it becomes."""

    name: str
    contract: str
    line: str
    instead: str
    tests: str
    """Where it should fall; if it does not, the machine has its turn."""


MUTATIONS = (
    Mutation(
        "median counts less than half",
        "modules/weighted_median",
        "2 * below >= total",
        "2 * below > total",
        "tests/contracts/test_twins_rules.py -k median",
    ),
    Mutation(
        "range proof may begin anywhere",
        "modules/positional_tree",
        "start % (1 << levels) != 0",
        "False",
        "tests/contracts/test_twins_trees.py -k range",
    ),
    Mutation(
        "leaves may lie beyond the last",
        "modules/positional_tree",
        "place % 2 == 0 and sibling != zero",
        "False",
        "tests/redteam/test_reports.py -k beyond_the_last",
    ),
    Mutation(
        "row proof of any length",
        "modules/positional_tree",
        "or len(proof) != self._depth(count)",
        "or False",
        "tests/redteam/test_reports.py -k inner_node",
    ),
    Mutation(
        "form: since may be this epoch",
        "modules/ledger_row",
        "row.since >= epoch",
        "row.since > epoch",
        "tests/contracts/test_twins_rules.py -k form",
    ),
    Mutation(
        "order: sums may jump",
        "modules/ledger_row",
        "total += convert(previous.sum_credit, uint256)",
        "pass",
        "tests/contracts/test_twins_rules.py -k order",
    ),
    Mutation(
        "draw may repeat a row",
        "modules/draw",
        "number = (number + 1) % n",
        "pass",
        "tests/contracts/test_twins_rules.py -k draw",
    ),
    Mutation(
        "high s recovers",
        "modules/signature",
        "s > HALF_ORDER or ",
        "",
        "tests/contracts/test_twins_rules.py -k recover",
    ),
    Mutation(
        "quorum of exactly two thirds",
        "Reports",
        "3 * signed > 2 * state",
        "3 * signed >= 2 * state",
        "tests/redteam/test_reports.py -k minority",
    ),
    Mutation(
        "quorum of reveals not needed",
        "Reports",
        'assert 3 * state.revealed_weight > 2 * state.total_weight, "reports: too little',
        'assert 3 * state.revealed_weight >= 0, "reports: too little',
        "tests/redteam/test_scores.py -k silent_majority",
    ),
    Mutation("a fall leaves later reports", "Reports", "self.head = epoch - 1", "self.head = self.head", MACHINE),
    Mutation("a fall is no attempt", "Reports", "self.attempt += 1", "pass", MACHINE),
    Mutation(
        "window ends a second early",
        "Reports",
        '+ CHALLENGE_SECONDS, "reports: window',
        '+ CHALLENGE_SECONDS - 1, "reports: window',
        "tests/contracts/test_reports.py -k finalise",
    ),
    Mutation(
        "expiry leaves reports that can fall",
        "Reports",
        "assert self.final_upto == self.head",
        "assert self.final_upto <= self.head",
        "tests/contracts/test_reports.py -k expire",
    ),
    Mutation(
        "final although a demand is open",
        "Reports",
        "assert not staticcall DEMANDS.holds(report.digest)",
        "assert True or staticcall DEMANDS.holds(report.digest)",
        "tests/redteam/test_reports.py -k hidden",
    ),
    Mutation(
        "allots nothing", "Reports", "self.allotted += self._reports[epoch].rest >> 128", "self.allotted += 0", MACHINE
    ),
    Mutation(
        "claims before final",
        "Claims",
        "assert epoch <= staticcall REPORTS.final_upto()",
        "assert epoch <= staticcall REPORTS.final_upto() + 1",
        "tests/contracts/test_epoch.py",
    ),
    Mutation(
        "claims beyond what is allotted",
        "Claims",
        "self.paid += amount",
        "self.paid += 0",
        "tests/redteam/test_unwatched.py",
    ),
    Mutation(
        "a fee signature serves twice",
        "Claims",
        "self.fee_used[fee.account][fee.nonce] = True",
        "pass",
        "tests/redteam/test_claims.py -k fee",
    ),
    Mutation("what was earned is forgotten", "Token", "(total_earned << 128) |", "(earned << 128) |", MACHINE),
    Mutation("burning leaves the supply", "Token", "self.totalSupply -= amount", "pass", MACHINE),
    Mutation(
        "slash forgets what leaves",
        "Validators",
        "self.leaving[validator].amount -= leaving",
        "pass",
        "tests/redteam/test_stake.py -k leaving",
    ),
    Mutation(
        "withdraw before final",
        "Validators",
        "final_upto() >= leaving.epoch",
        "final_upto() + 9 >= leaving.epoch",
        "tests/redteam/test_stake.py -k leaving",
    ),
    Mutation(
        "snapshot by old stakes",
        "Validators",
        "elif msg.sender in self._active:",
        "elif False:",
        "tests/contracts/test_validators.py -k unstake",
    ),
    Mutation(
        "budget beside others unbounded",
        "Batches",
        "assert total <= limit",
        "assert total >= 0",
        "tests/redteam/test_stake.py -k budget",
    ),
    Mutation(
        "sequence may skip",
        "Batches",
        "assert first_seq == self.next_seq",
        "assert first_seq >= self.next_seq",
        "tests/contracts/test_batches.py",
    ),
    Mutation(
        "batches overlap",
        "Batches",
        "self.records[epoch] = offset + count",
        "self.records[epoch] = offset + count - 1",
        MACHINE,
    ),
    Mutation(
        "carried batches get lost",
        "Batches",
        "self._waiting_to += 1",
        "self._waiting_to += 0",
        "tests/redteam/test_scores.py -k silent_majority",
    ),
    Mutation(
        "reveal without the committed hash",
        "Scores",
        "assert self._commits[epoch][seat] == expected",
        "assert self._commits[epoch][seat] != expected or True",
        "tests/redteam/test_scores.py -k copied",
    ),
    Mutation("absentees weigh nothing", "Scores", "weights=total << 128", "weights=(total // 2) << 128", MACHINE),
    Mutation(
        "start: any earlier sum is right",
        "Challenges",
        "assert convert(shown.row.before, uint256) != start",
        "assert True or start == 0",
        "tests/redteam/test_reports.py -k griefing",
    ),
    Mutation(
        "payee is not looked at",
        "Challenges",
        "assert leaf.pay_to != shown.row.pay_to",
        "assert leaf.pay_to == shown.row.pay_to",
        "tests/redteam/test_reports.py -k lie",
    ),
    Mutation(
        "equivocation paid twice",
        "Challenges",
        "self.equivocated[epoch] |= 1 << seat",
        "pass",
        "tests/redteam/test_stake.py -k equivocation",
    ),
    Mutation(
        "an answered demand stays open",
        "Demands",
        "self.demand[key].answered = True",
        "pass",
        "tests/contracts/test_demands.py",
    ),
    Mutation(
        "deposit returned while the report stands",
        "Demands",
        "assert report.digest != digest",
        "assert True or report.digest != digest",
        "tests/contracts/test_demands.py",
    ),
    Mutation("pay twice", "Pay", "self.paid[epoch] |= due", "pass", "tests/redteam/test_scores.py -k lazy"),
    Mutation(
        "pay for who signed a lie",
        "Pay",
        " | staticcall REPORTS.fallen_signers(epoch)",
        "",
        "tests/contracts/test_pay.py",
    ),
    Mutation(
        "erased goes on earning",
        "Royalties",
        "self.ledger[epoch].live -= credit",
        "pass",
        "tests/redteam/test_royalties.py -k erase",
    ),
    Mutation(
        "royalties paid again", "Royalties", "share.paid = owed", "pass", "tests/contracts/test_twins_royalties.py"
    ),
    Mutation(
        "an answered receipt can be asked for again",
        "Gateways",
        "self.settled[digest] = True",
        "pass",
        "tests/redteam/test_receipts.py",
    ),
)


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
    failed = re.search(r"(?:FAILED|ERROR) \S*?::(\S+)", done.stdout)
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
