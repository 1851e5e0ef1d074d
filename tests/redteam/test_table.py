"""The tables of docs/threats list exactly the tests of the red team."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "threats"
ELSEWHERE = FOLDER / "elsewhere.md"
ON_CHAIN = sorted(page for page in FOLDER.glob("*.md") if page != ELSEWHERE)
HERE = {
    name
    for path in Path(__file__).parent.rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
    if path != Path(__file__)
}


def rows(page: Path, columns: int) -> Iterator[list[str]]:
    """The rows of a page's tables, without the two lines of each head. Fails for another number of columns."""
    for table in re.findall(r"(?:^\|.*\n)+", page.read_text(), re.MULTILINE):
        for line in table.splitlines()[2:]:
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            assert len(cells) == columns, f"{page.name}: a row has {len(cells)} cells, not {columns}: {line}"
            yield cells


@pytest.mark.parametrize("page", ON_CHAIN, ids=lambda page: page.stem)
def test_table__every_attack__names_what_was_seen_what_stops_it_and_the_loss(page: Path):
    for cells in rows(page, 5):
        assert all(cells), f"something is left open: {cells}"
        assert re.search(r"`test_\w+`", cells[3]), f"no test runs it: {cells[0]}"


def test_table__and_tests__are_the_same():
    named = [name for page in ON_CHAIN for cells in rows(page, 5) for name in re.findall(r"`(test_\w+)`", cells[3])]
    assert len(named) == len(set(named)), "a test stands for two attacks"
    assert set(named) == HERE


def test_table__what_is_covered_elsewhere__exists():
    for cells in rows(ELSEWHERE, 4):
        assert all(cells), f"something is left open: {cells}"
        for path in re.findall(r"tests/[\w/]+(?:\.py)?", cells[3]):
            assert (ROOT / path).exists(), path


def test_table__every_page__is_in_the_list_of_the_threat_model():
    linked = re.findall(r"\]\(threats/(\w+\.md)\)", (FOLDER.parent / "threat-model.md").read_text())
    assert linked == [*dict.fromkeys(linked)]
    assert set(linked) == {page.name for page in FOLDER.glob("*.md")}
