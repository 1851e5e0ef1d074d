"""`python -m kula.bench NAME --json`: measure one figure set of DESIGN § 8."""

import argparse
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from kula.bench.figures import Figures

_FRAME = {"__main__", "figures", "copies", "records"}

_INSTALL = ".venv/bin/uv pip install --python .venv/bin/python -c constraints.txt --group bench"


def main() -> int:
    """Run the bench that is named; each one is a module here with `run() -> Figures`."""
    names = sorted(found.name for found in iter_modules([str(Path(__file__).parent)]) if found.name not in _FRAME)
    parser = argparse.ArgumentParser(prog="python -m kula.bench", description=__doc__)
    parser.add_argument("name", choices=names, help="the figure set to measure")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    chosen = parser.parse_args()
    try:
        found: Figures = import_module(f"kula.bench.{chosen.name}").run()
    except ModuleNotFoundError as missing:
        sys.stderr.write(
            f"bench {chosen.name}: {missing.name} is missing. Install what benches compare with:  {_INSTALL}\n"
        )
        return 1
    if chosen.json:
        sys.stdout.write(found.as_json(chosen.name) + "\n")
        return 0
    for title, numbers in (("", found.figures), ("beside: ", found.beside)):
        sys.stdout.writelines(f"{title}{name}: {number}\n" for name, number in numbers.items())
    return 0


if __name__ == "__main__":
    sys.exit(main())
