"""Changes one random line of a contract: a comparison, a guard, a number, a step left out.

The same seed gives the same change.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

from kula.contracts import FOLDER
from tests.invariants.mutants.mutation import Mutation

FAST = 'tests/contracts tests/redteam -m "not slow"'
SWAPS = (
    *((f" {one} ", f" {other} ") for one, other in (("<", "<="), ("<=", "<"), (">", ">="), (">=", ">"))),
    *((f" {one} ", f" {other} ") for one, other in (("==", "!="), ("!=", "=="), ("and", "or"), ("or", "and"))),
    *((f" {one} ", f" {other} ") for one, other in (("+", "-"), ("-", "+"), ("*", "+"), ("+=", "="), ("-=", "+="))),
    *((f" {one} ", f" {other} ") for one, other in (("|=", "="), ("|", "&"), ("&", "|"), ("<<", ">>"))),
    *(("min(", "max("), ("max(", "min("), (" not ", " "), ("True", "False"), ("False", "True")),
)
DROPPED = re.compile(r"^\s+(assert |self\.|extcall |signature\._require|ledger_row\._require|ownership\._only)")
NUMBER = re.compile(r"(?<![\w.])(\d[\d_]*)(?![\w.\]])")
STILL = ("#", "log ", "@", "event ", "struct ", "def ", "from ", "import ", "range(")
"""Words of lines whose change no call can notice: comments, events, declarations."""


def draw_mutants(count: int, seed: int) -> Iterator[Mutation]:
    """Draws `count` different changes from all possible ones."""
    everything = [mutant for path in sorted(FOLDER.rglob("*.vy")) for mutant in mutants_of(path)]
    yield from Random(seed).sample(everything, count)


def mutants_of(path: Path) -> Iterator[Mutation]:
    """All changes of code lines that occur once in the file."""
    contract = str(path.relative_to(FOLDER).with_suffix(""))
    text = path.read_text()
    for number, line in enumerate(code_of(text), 1):
        if line and text.count(f"\n{line}\n") == 1:
            for instead in changes_of(line):
                name = f"{number}: {line.strip()} -> {instead.strip()}"
                yield Mutation(name, contract, f"\n{line}\n", f"\n{instead}\n", FAST)


def code_of(text: str) -> list[str]:
    """The lines of a file, empty where they are not code."""
    lines, quoted = [], False
    for line in text.splitlines():
        quoted ^= line.count('"""') == 1
        inside = (line.startswith("    ") or "constant(uint" in line) and not quoted and '"""' not in line
        lines.append(line if inside and not any(word in line for word in STILL) else "")
    return lines


def changes_of(line: str) -> Iterator[str]:
    """The possible replacements of a line."""
    code, quote, reason = line.partition(', "')
    for one, other in SWAPS:
        if one in code:
            yield code.replace(one, other, 1) + quote + reason
    for number in NUMBER.finditer(code):
        yield f"{code[: number.start()]}{int(number[1]) + 1}{code[number.end() :]}{quote}{reason}"
    if DROPPED.match(line) and line.count("(") == line.count(")"):
        yield " " * (len(line) - len(line.lstrip())) + "pass"
