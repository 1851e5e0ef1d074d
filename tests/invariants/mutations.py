"""Does anything notice when one line of a contract is wrong? `python -m tests.invariants.mutations [NAME …]`

Each mutation changes one line in a copy of the tree, compiles it, and runs the tests that should fall, the machine last.
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

ROOT = Path(__file__).parents[2]
COPIED = ("contracts", "protocol", "tests", "pyproject.toml")
TESTS = ("tests/contracts", "tests/redteam", "tests/invariants")


@dataclass(frozen=True)
class Mutation:
    """One line, and what it becomes."""

    name: str
    contract: str
    line: str
    instead: str


MUTATIONS = (
    Mutation("median counts less than half", "modules/weighted_median", "2 * below >= total", "2 * below > total"),
    Mutation("range proof may begin anywhere", "modules/positional_tree", "start % (1 << levels) != 0", "False"),
    Mutation(
        "leaves may lie beyond the last", "modules/positional_tree", "place % 2 == 0 and sibling != zero", "False"
    ),
    Mutation("row proof of any length", "modules/positional_tree", "or len(proof) != self._depth(count)", "or False"),
    Mutation("form: since may be this epoch", "modules/ledger_row", "row.since >= epoch", "row.since > epoch"),
    Mutation("order: sums may jump", "modules/ledger_row", "total += convert(previous.sum_credit, uint256)", "pass"),
    Mutation("draw may repeat a row", "modules/draw", "number = (number + 1) % n", "pass"),
    Mutation("high s recovers", "modules/signature", "s > HALF_ORDER or ", ""),
    Mutation("quorum of exactly two thirds", "Reports", "3 * signed > 2 * state", "3 * signed >= 2 * state"),
    Mutation(
        "quorum of reveals not needed", "Reports", "3 * state.revealed_weight > 2", "3 * state.revealed_weight >= 0 * 2"
    ),
    Mutation("a fall leaves later reports", "Reports", "self.head = epoch - 1", "self.head = self.head"),
    Mutation("a fall is no attempt", "Reports", "self.attempt += 1", "pass"),
    Mutation(
        "window ends a second early",
        "Reports",
        '+ CHALLENGE_SECONDS, "reports: window',
        '+ CHALLENGE_SECONDS - 1, "reports: window',
    ),
    Mutation(
        "expiry leaves reports that can fall",
        "Reports",
        "assert self.final_upto == self.head",
        "assert self.final_upto <= self.head",
    ),
    Mutation(
        "final although a demand is open",
        "Reports",
        "assert not staticcall DEMANDS.holds(report.digest)",
        "assert True or staticcall DEMANDS.holds(report.digest)",
    ),
    Mutation("allots nothing", "Reports", "self.allotted += self._reports[epoch].rest >> 128", "self.allotted += 0"),
    Mutation(
        "claims before final",
        "Claims",
        "assert epoch <= staticcall REPORTS.final_upto()",
        "assert epoch <= staticcall REPORTS.final_upto() + 1",
    ),
    Mutation("claims beyond what is allotted", "Claims", "self.paid += amount", "self.paid += 0"),
    Mutation("a fee signature serves twice", "Claims", "self.fee_used[fee.account][fee.nonce] = True", "pass"),
    Mutation("what was earned is forgotten", "Token", "(total_earned << 128) |", "(earned << 128) |"),
    Mutation("burning leaves the supply", "Token", "self.totalSupply -= amount", "pass"),
    Mutation("slash forgets what leaves", "Validators", "self.leaving[validator].amount -= leaving", "pass"),
    Mutation(
        "withdraw before final", "Validators", "final_upto() >= leaving.epoch", "final_upto() + 9 >= leaving.epoch"
    ),
    Mutation("snapshot by old stakes", "Validators", "elif msg.sender in self._active:", "elif False:"),
    Mutation("budget beside others unbounded", "Batches", "assert total <= limit", "assert total >= 0"),
    Mutation("sequence may skip", "Batches", "assert first_seq == self.next_seq", "assert first_seq >= self.next_seq"),
    Mutation(
        "batches overlap", "Batches", "self.records[epoch] = offset + count", "self.records[epoch] = offset + count - 1"
    ),
    Mutation("carried batches get lost", "Batches", "self._waiting_to += 1", "self._waiting_to += 0"),
    Mutation(
        "reveal without the committed hash",
        "Scores",
        "assert self._commits[epoch][seat] == expected",
        "assert self._commits[epoch][seat] != expected or True",
    ),
    Mutation("absentees weigh nothing", "Scores", "weights=total << 128", "weights=(total // 2) << 128"),
    Mutation(
        "start: any earlier sum is right",
        "Challenges",
        "assert convert(shown.row.before, uint256) != earned",
        "assert True or earned == 0",
    ),
    Mutation(
        "payee is not looked at",
        "Challenges",
        "assert leaf.pay_to != shown.row.pay_to",
        "assert leaf.pay_to == shown.row.pay_to",
    ),
    Mutation("equivocation paid twice", "Challenges", "self.equivocated[epoch] |= 1 << seat", "pass"),
    Mutation("an answered demand stays open", "Demands", "self.demand[key].answered = True", "pass"),
    Mutation(
        "deposit returned while the report stands",
        "Demands",
        "assert report.digest != digest",
        "assert True or report.digest != digest",
    ),
    Mutation("pay twice", "Pay", "self.paid[epoch] |= due", "pass"),
    Mutation("pay for who signed a lie", "Pay", " | staticcall REPORTS.fallen_signers(epoch)", ""),
    Mutation("erased goes on earning", "Royalties", "self.ledger[epoch].live -= credit", "pass"),
    Mutation("royalties paid again", "Royalties", "share.paid = owed", "pass"),
    Mutation("an answered receipt can be asked for again", "Gateways", "self.settled[digest] = True", "pass"),
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
        environment = {**os.environ, "PYTHONPATH": folder, "KULA_MACHINE_RUNS": "60", "KULA_MACHINE_STEPS": "20"}
        compiled = subprocess.run(
            [sys.executable, "-m", "contracts.compile"], cwd=copy, env=environment, capture_output=True, text=True
        )
        if compiled.returncode:
            raise SystemExit(f"{mutation.name}: does not compile\n{compiled.stderr[-800:]}")
        for tests in TESTS:
            found = killer(copy, environment, tests)
            if found:
                return found
    return None


def killer(copy: Path, environment: dict[str, str], tests: str) -> str | None:
    """The first test under a folder that fails; for the machine, the invariant that broke."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "-p", "no:cacheprovider", "--tb=short", tests]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
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
