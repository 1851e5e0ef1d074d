"""What decides a score never changes unnoticed: its syntax trees are pinned beside the version of the rules.

Comments, docstrings, imports and the places of files do not count.
"""

import ast
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kula.scoring import scorer

ROOT = Path(__file__).parents[2] / "scoring"
PINNED = ("rules 11", "18f757d69d7d26540b87bec742c85f1704423d1e370e9ca6ca89c64fb7a438c6")

_ADVICE = """What decides a score has changed, but the pin has not.
1. Score some records before and after the change, with `kula score FILE --json`.
2. If any score or stage differs, change RULES in scoring/scorer.py, so that the scorer gets another id.
3. Then pin the new hash in tests/scoring/test_rules.py:
   PINNED = ("{version}", "{digest}")"""


def test_rules__what_decides_a_score_changed__pinned_with_its_version():
    files = [*(ROOT / "features").rglob("*.py"), *(ROOT / "gates").rglob("*.py"), ROOT / "scorer.py"]
    version, digest = scorer.RULES, _hash([path.read_text(encoding="utf-8") for path in files])
    assert (version, digest) == PINNED, _ADVICE.format(version=version, digest=digest)


@pytest.mark.parametrize(
    "same",
    [
        "def f(x):\n    # Another comment.\n    return x + 1\n",
        'def f(x):\n    """Another docstring."""\n    return x + 1\n',
        "import math\n\n\ndef f(x):\n    return (x + 1)\n",
    ],
)
def test_hash__comments_docstrings_and_imports__do_not_count(same: str):
    assert _hash([same]) == _hash(["def f(x):\n    return x + 1\n"])


def test_hash__a_number__counts():
    assert _hash(["def f(x):\n    return x + 2\n"]) != _hash(["def f(x):\n    return x + 1\n"])


def _hash(sources: list[str]) -> str:
    """The sha256 over the syntax trees of some files, in any order."""
    trees = sorted(" ".join(_parts(ast.parse(source))) for source in sources)
    return hashlib.sha256("\n".join(trees).encode()).hexdigest()


def _parts(node: ast.AST) -> Iterator[str]:
    """A syntax tree as words, the same in every version of Python: fields that are empty or new say nothing."""
    yield type(node).__name__
    for name, value in ast.iter_fields(node):
        values = value if isinstance(value, list) else [value]
        kept = [v for v in values if v is not None and not _is_free(v)]
        if not kept or name in ("ctx", "kind", "type_comment"):
            continue
        yield f"{name}("
        for part in kept:
            yield from _parts(part) if isinstance(part, ast.AST) else [repr(part)]
        yield ")"


def _is_free(node: object) -> bool:
    """Whether a node may change without changing a score: imports, and strings that stand alone."""
    alone = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    return alone or isinstance(node, ast.Import | ast.ImportFrom)
