"""docs/threat-model.md lists exactly the tests of the red team."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "threat-model.md").read_text()
HERE = {
    name
    for path in Path(__file__).parent.rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
    if path != Path(__file__)
}


def rows(section: str, columns: int) -> list[list[str]]:
    text = TABLE.split(f"## {section}")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    assert all(len(cells) == columns for cells in rows), "a row has another number of columns"
    return rows[2:]


def test_table__every_attack__names_who_was_robbed_what_stops_it_and_the_loss():
    for cells in rows("On chain", 5):
        assert all(cells), f"something is left open: {cells}"
        assert re.search(r"`test_\w+`", cells[3]), f"no test runs it: {cells[0]}"


def test_table__and_tests__are_the_same():
    named = re.findall(r"`(test_\w+)`", "\n".join("|".join(cells) for cells in rows("On chain", 5)))
    assert len(named) == len(set(named)), "a test stands for two attacks"
    assert set(named) == HERE


def test_table__what_is_covered_elsewhere__exists():
    for cells in rows("Elsewhere", 4):
        for path in re.findall(r"tests/[\w/]+(?:\.py)?", cells[3]):
            assert (ROOT / path).exists(), path
