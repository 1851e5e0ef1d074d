"""Every dependency that is declared is imported, or has a reason to be there; every import is declared."""

import ast
import re
import subprocess
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
WITHOUT_IMPORT = {
    "gguf": "transformers imports it to read the file of the base model",
    "peft": "kept for the trainer, which will fit its adapters with it",
    "psycopg": "SQLAlchemy imports it for KULA_DATABASE=postgresql+psycopg://…",
    "python-multipart": "Starlette imports it to read an upload to `kula ipfs serve`",
    "redis": "Celery imports it for KULA_BROKER=redis://…",
}


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
DISTRIBUTIONS = packages_distributions()


def test_dependencies__each_one__is_imported_or_has_a_reason():
    imported = {_normal(name) for module in _imported() for name in DISTRIBUTIONS.get(module, [])}
    assert _names(_shipped()) - imported == set(WITHOUT_IMPORT) | {"kula-network"}


def test_imports__of_every_package__are_declared():
    groups = PROJECT["dependency-groups"]
    declared = _names([*_shipped(), *groups["bench"], *groups["contracts"]])
    undeclared = {
        module
        for module in _imported() & set(DISTRIBUTIONS)
        if module != "kula" and not declared & {_normal(name) for name in DISTRIBUTIONS[module]}
    }
    assert undeclared == set(), "declare them in pyproject.toml"


def _shipped() -> list[str]:
    """What the light client and all extras require."""
    extras = PROJECT["project"]["optional-dependencies"].values()
    return [*PROJECT["project"]["dependencies"], *(requirement for extra in extras for requirement in extra)]


def _names(requirements: list[str]) -> set[str]:
    return {_normal(re.split(r"[\[<>=; ]", requirement)[0]) for requirement in requirements}


def _imported() -> set[str]:
    """The first names of all modules that the packages import."""
    listed = subprocess.check_output(
        ["git", "ls-files", "*.py", ":!tests", ":!examples"], cwd=ROOT, text=True
    ).splitlines()
    return {module for path in listed if (ROOT / path).exists() for module in _imports(ROOT / path)}


def _imports(path: Path) -> set[str]:
    """The first names of all modules that a file imports."""
    modules: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module.split(".")[0])
    return modules


def _normal(name: str) -> str:
    """A distribution's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
