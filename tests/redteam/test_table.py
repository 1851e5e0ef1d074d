"""The tables of docs/threats list exactly the tests of the red team, on the chain and on the shipped programs."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "threats"
ON_NODES = sorted(
    FOLDER / f"{name}.md"
    for name in ("records", "doors", "floods", "watchers", "nodes", "endpoints", "machines", "hostile")
)
ON_CHAIN = sorted(page for page in FOLDER.glob("*.md") if page not in ON_NODES)
PLAYED = "loss |\n"
"""How the head of a table ends whose rows name one test each."""


def names_in(folder: Path) -> set[str]:
    """The names of the tests in a folder."""
    names = (re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE) for path in folder.rglob("test_*.py"))
    return {name for names_of_file in names for name in names_of_file if not name.startswith("test_table__")}


def rows(page: Path, columns: int) -> Iterator[list[str]]:
    """The rows of a page's tables with that many columns, without the two lines of each head."""
    for table in re.findall(r"(?:^\|.*\n)+", page.read_text(), re.MULTILINE):
        head, _, *lines = table.splitlines(keepends=True)
        if head.endswith(PLAYED) != (columns == 5):
            continue
        for line in (line.rstrip() for line in lines):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            assert len(cells) == columns, f"{page.name}: a row has {len(cells)} cells, not {columns}: {line}"
            yield cells


@pytest.mark.parametrize("page", ON_CHAIN, ids=lambda page: page.stem)
def test_table__every_attack__names_what_was_seen_what_stops_it_and_the_loss(page: Path):
    for cells in rows(page, 5):
        assert all(cells), f"something is left open: {cells}"
        assert re.search(r"`test_\w+`", cells[3]), f"no test runs it: {cells[0]}"


def test_table__and_tests__are_the_same():
    for folder, pages in ((Path(__file__).parent, ON_CHAIN), (ROOT / "tests" / "hostile", ON_NODES)):
        named = [name for page in pages for cells in rows(page, 5) for name in re.findall(r"`(test_\w+)`", cells[3])]
        assert len(named) == len(set(named)), "a test stands for two attacks"
        assert set(named) == names_in(folder)


@pytest.mark.parametrize("page", ON_NODES, ids=lambda page: page.stem)
def test_table__what_covers_an_attack_on_programs__exists(page: Path):
    for cells in rows(page, 4):
        assert all(cells), f"something is left open: {cells}"
        for path in re.findall(r"tests/[\w/]+(?:\.py)?", cells[3]):
            assert (ROOT / path).exists(), path


def test_table__every_page__is_in_the_list_of_the_threat_model():
    linked = re.findall(r"\]\(threats/(\w+\.md)\)", (FOLDER.parent / "threat-model.md").read_text())
    assert linked == [*dict.fromkeys(linked)]
    assert set(linked) == {page.name for page in FOLDER.glob("*.md")}
