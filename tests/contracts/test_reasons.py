"""Every reason that a contract gives for refusing is one that a test has seen."""

import ast
import re
from pathlib import Path

from kula.contracts import FOLDER

TESTS = Path(__file__).parents[1]
REASON = re.compile(r'"([a-z_]+): ([^"]+)"')
NEVER = "transfer failed"
"""Our Token reverts with its own reason where others would answer False."""


def reasons() -> set[tuple[str, str]]:
    """All reasons, as (who refuses, why)."""
    code = (line.split("#")[0] for path in FOLDER.rglob("*.vy") for line in path.read_text().splitlines())
    return {found for line in code for found in REASON.findall(line)}


def seen() -> list[tuple[set[str], str]]:
    """What tests match a refusal with, beside all names that their file uses."""
    found = []
    for path in (*TESTS.glob("contracts/test_*.py"), *TESTS.glob("redteam/test_*.py")):
        tree = ast.parse(path.read_text())
        names = {node.attr.lower() for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                found += [(names, text) for text in matched(function)]
    return found


def matched(function: ast.FunctionDef) -> set[str]:
    """The texts of `match=`; where it is a variable, all texts of the function."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    values = [keyword.value for call in calls for keyword in call.keywords if keyword.arg == "match"]
    if any(not isinstance(value, ast.Constant) for value in values):
        values = list(ast.walk(function))  # type: ignore[assignment]
    return {value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str)}


def test_reasons__of_every_contract__are_each_matched_by_a_test():
    tests = seen()
    modules = {path.stem for path in FOLDER.glob("modules/*.vy")}
    missing = {
        f"{who}: {why}"
        for who, why in reasons()
        if why != NEVER
        and not any(
            (who in names or who in modules) and len(text) > 4 and re.search(text, why) for names, text in tests
        )
    }
    assert not missing, f"no test has seen: {sorted(missing)}"


def test_reasons__are_found():
    assert len(reasons()) > 150
    assert ("claims", "epoch is not final") in reasons()
