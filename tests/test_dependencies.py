"""Every dependency that is declared is imported, or has a reason to be there without an import."""

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
    "urllib3": "ipfshttpclient needs a version below 3",
}


def test_dependencies__each_one__is_imported_or_has_a_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {_normal(re.split(r"[\[<>=; ]", requirement)[0]) for requirement in project["dependencies"]}
    listed = subprocess.check_output(["git", "ls-files", "*.py", ":!tests"], cwd=ROOT, text=True).splitlines()
    distributions = packages_distributions()
    imported = {
        _normal(distribution)
        for path in listed
        if (ROOT / path).exists()
        for module in _imports(ROOT / path)
        for distribution in distributions.get(module, [])
    }
    assert declared - imported == set(WITHOUT_IMPORT)


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
