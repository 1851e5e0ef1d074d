"""Every reason that a contract gives for a refusal appears in a test."""

import ast
import re
from pathlib import Path

from kula.contracts import FOLDER

TESTS = Path(__file__).parents[2]
REASON = re.compile(r'"([a-z_]+): ([^"]+)"')
NEVER = "transfer failed"
"""Our Token reverts with a reason of its own where another token would return False."""


def reasons() -> set[tuple[str, str]]:
    """All reasons, as (contract, reason)."""
    code = (line.split("#")[0] for path in FOLDER.rglob("*.vy") for line in path.read_text().splitlines())
    return {reason for line in code for reason in REASON.findall(line)}


def seen() -> list[tuple[set[str], str]]:
    """The texts that tests match a refusal with, each with all names that its file uses."""
    matches = []
    for path in (*TESTS.glob("contracts/**/test_*.py"), *TESTS.glob("redteam/**/test_*.py")):
        tree = ast.parse(path.read_text())
        names = {node.attr.lower() for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                matches += [(names, text) for text in matched(function)]
    return matches


def matched(function: ast.FunctionDef) -> set[str]:
    """The texts of `match=`. If one is a variable, all texts of the function."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    values = [keyword.value for call in calls for keyword in call.keywords if keyword.arg == "match"]
    if any(not isinstance(value, ast.Constant) for value in values):
        values = list(ast.walk(function))  # type: ignore[assignment]
    return {value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str)}


def test_reasons__of_every_contract__are_each_matched_by_a_test():
    tests = seen()
    modules = {path.stem for folder in ("modules", "state") for path in FOLDER.glob(f"{folder}/*.vy")}
    missing = {
        f"{who}: {why}"
        for who, why in reasons()
        if why != NEVER
        and not any(
            (who in names or who in modules) and len(text) > 4 and re.search(text, why) for names, text in tests
        )
    }
    assert not missing, f"no test has seen: {sorted(missing)}"


def test_reasons__of_all_contracts__are_many():
    assert len(reasons()) > 150
    assert ("claims", "epoch is not final") in reasons()
