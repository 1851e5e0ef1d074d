"""Documents name only what exists: links, paths, commands, options, settings, tests and words.

A name in a document is checked where it stands as code: between backticks or in a fenced block.
"""

import re
import subprocess
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup

import kula.protocol
from kula.protocol.program.settings import GROUP, settings_of

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    [
        *(ROOT / name for name in ("examples/README.md", "scoring/weights/README.md")),
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
    ],
    key=lambda page: page.relative_to(ROOT),
)
FOLDERS = "contracts|protocol|scoring|node|trainer|web|bench|tests|docs|scripts|examples|kula"
PATH = re.compile(rf"(?<![\w/.@-])(?:{FOLDERS})/[\w./*-]*[\w*]|(?<![\w/.-])\.ci/\w+")
BUILT = ("web/dist",)
"""What a fresh checkout lacks."""
LINK = re.compile(r"\]\(([^)\s]+)\)")
TEST = re.compile(r"\btest_\w+__\w+")
COMMAND = re.compile(r"(?:^|[\s(])(?:\.venv/bin/)?kula ((?:[a-z]+)(?: [^|;&#()\n]+)?)", re.MULTILINE)
MODULE = re.compile(r"python -m (kula\.[\w.]+|tests\.[\w.]+)(?: ([a-z]+))?")
SELECTION = re.compile(r"pytest(?: -q)? (tests/[\w/.]+)(?: -k (\w+))?")

page_by_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def code_of(page: Path) -> list[str]:
    """The fenced blocks and the backticked words of a page, without addresses of other sites."""
    text = re.sub(r"https?://[^\s)`]+", "", page.read_text(encoding="utf-8"))
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return blocks + re.findall(r"`([^`\n]+)`", rest)


def anchors_of(page: Path) -> set[str]:
    """The anchors that a site makes of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@page_by_page
def test_links__every_relative_one__leads_to_a_file_and_a_heading(page: Path):
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith("http"):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name) if name else page
        assert target.exists(), f"{link}: no such file"
        assert not anchor or anchor in anchors_of(target), f"{link}: no such heading"


@page_by_page
def test_paths__every_one_in_code__exists(page: Path):
    for path in PATH.findall("\n".join(code_of(page))):
        assert list(ROOT.glob(path)) or (ROOT / path).exists(), f"{path}: no such file or folder"


@page_by_page
def test_contracts__every_vyper_file_that_is_named__exists(page: Path):
    for name in re.findall(r"(?<![\w/])(\w+)\.vy\b", "\n".join(code_of(page))):
        assert list(ROOT.glob(f"contracts/**/{name}.vy")), f"{name}.vy: no such contract"


def test_sources__every_path_that_they_name__exists():
    kinds = ("*.py", "*.vy", "*.vyi", "*.ts", "*.tsx", "*.mjs", "Makefile", "scripts/*")
    listed = subprocess.check_output(["git", "ls-files", *kinds], cwd=ROOT).decode().split()
    stale = [
        f"{path} names {named}"
        for path in listed
        for line in _lines(ROOT / path)
        for named in PATH.findall(line)
        if named not in BUILT and not (ROOT / named).exists() and not list(ROOT.glob(named))
    ]
    assert not stale


def _lines(path: Path) -> list[str]:
    """The lines of a source, but for those whose paths lie below a folder of their own."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [line for line in lines if ".glob(" not in line]


@page_by_page
def test_make__every_target_that_is_named__exists(page: Path):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = re.findall(r"^make ([a-z-]+)", "\n".join(code_of(page)), re.MULTILINE)
    assert set(named) <= targets


@page_by_page
def test_modules__every_one_that_is_run__exists(page: Path):
    for module, word in MODULE.findall("\n".join(code_of(page))):
        path = ROOT / Path(*module.removeprefix("kula.").split("."))
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), f"python -m {module}"
        if module == "kula.bench" and word:
            assert word in benches(), f"no bench {word}"


def benches() -> set[str]:
    """The names that `python -m kula.bench` takes."""
    files = {path.stem for path in ROOT.glob("bench/*.py") if "\ndef run(" in path.read_text()}
    return files | {path.parent.name for path in ROOT.glob("bench/*/__init__.py")}


def test_benches_page__its_table__lists_every_bench():
    table = (ROOT / "docs" / "benches.md").read_text().split("| bench |")[1].split("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == benches()


@page_by_page
def test_commands__every_one_that_is_named__exists_with_its_options(page: Path):
    points = {point.name: point for point in entry_points(group="kula.commands")}
    for line in COMMAND.findall("\n".join(code_of(page))):
        words = line.split()
        assert words[0] in points, f"kula {line}"
        command = _command(points[words[0]], words[1:])
        options = {option for parameter in command.params for option in parameter.opts + parameter.secondary_opts}
        for word in words[1:]:
            if word.startswith("--"):
                assert word in options | {"--help"}, f"kula {line}: no option {word}"


def _command(point: EntryPoint, words: list[str]) -> Any:
    """The typer command that the words lead to, through groups. Fails if a group lacks the next word."""
    command = typer.main.get_command(point.load())
    for word in words:
        if not isinstance(command, TyperGroup):
            break
        if word.isupper():
            continue
        assert word in command.commands, f"kula {point.name} has no {word}"
        command = command.commands[word]
    return command


@page_by_page
def test_settings__every_variable_that_is_named__is_read(page: Path):
    known = set(_variables())
    for variable in re.findall(r"\bKULA_[A-Z_]+\b", "\n".join(code_of(page))):
        assert variable.rstrip("_") in known | {"KULA"}, f"{variable} is read nowhere"


def _variables() -> Iterator[str]:
    """The fields of every program's settings, and the variables that sources read by name."""
    for point in entry_points(group=GROUP):
        yield from (f"KULA_{name.upper()}" for name in type(settings_of(point.name)).model_fields)
    for folder in ("protocol", "scoring", "node", "trainer", "bench", "tests/support"):
        for path in (ROOT / folder).rglob("*.py"):
            yield from re.findall(r"[\"'](KULA_[A-Z_]+)[\"']", path.read_text(encoding="utf-8"))


@page_by_page
def test_tests__every_one_that_is_named_or_selected__exists(page: Path):
    code = "\n".join(code_of(page))
    assert set(TEST.findall(code)) <= set(_tests(ROOT / "tests"))
    for path, expression in SELECTION.findall(code):
        assert any(expression in name for name in _tests(ROOT / path)), f"-k {expression} selects nothing of {path}"


def _tests(path: Path) -> Iterator[str]:
    for file in [path] if path.is_file() else sorted(path.rglob("test_*.py")):
        yield from re.findall(r"^(?:async )?def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)


def test_glossary__of_the_page_and_of_the_protocol__are_the_same_words():
    rows = "".join(f"| {word} | {meaning} |\n" for word, meaning in _glossary(kula.protocol.__doc__ or ""))
    page = (ROOT / "docs" / "glossary.md").read_text()
    table = page.split("<!-- glossary -->")[1].split("<!-- end of glossary -->")[0]
    assert table.strip() == f"| word | means |\n|---|---|\n{rows}".strip(), "copy the words of protocol/__init__.py"


def _glossary(docstring: str) -> Iterator[tuple[str, str]]:
    """The pairs (word, meaning) of lines `word   meaning`; an indented line continues a meaning."""
    pairs: list[list[str]] = []
    for line in docstring.split("The words of Kula")[1].splitlines():
        if pair := re.match(r"(\w[\w ,/()-]*?)  +(\S.*)", line):
            pairs.append([pair[1], pair[2]])
        elif pairs and (more := re.match(r"  +(\S.*)", line)):
            pairs[-1][1] += " " + more[1]
    return ((word, meaning) for word, meaning in pairs)


def test_decisions__each__has_one_number_and_at_most_forty_lines():
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [page.name[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    for page in pages:
        lines = page.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 40, page.name
        assert lines[0].startswith(f"# {page.name[:4]}: "), f"{page.name} begins with another number"
