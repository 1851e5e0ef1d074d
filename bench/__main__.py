"""`python -m kula.bench NAME`: run one bench and print its figures. `python -m kula.bench --help` lists the benches."""

import sys
from enum import StrEnum
from importlib import import_module

import typer

from kula.bench.figures import Figures

_INSTALL = ".venv/bin/uv pip install --python .venv/bin/python -c constraints.txt --group bench"


class Bench(StrEnum):
    """The benches; each is a module of this package with `run() -> Figures`."""

    ADOPTION = "adoption"
    ADVERSARIAL = "adversarial"
    ATTACKS = "attacks"
    DUPLICATES = "duplicates"
    ESTIMATES = "estimates"
    GAS = "gas"
    HISTORY = "history"
    IDLE = "idle"
    PIN = "pin"
    RECIPE = "recipe"
    SCORE = "score"
    SELECTION = "selection"
    SPLIT = "split"


app = typer.Typer(help="Measure Kula: speed, recall, gas and pay.", add_completion=False)


@app.command()
def main(
    name: Bench = typer.Argument(help="The bench to run; the package's docstring says what each one measures."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object instead of lines."),
) -> None:
    """Run one bench. Exit code 1 if a library is missing that the bench compares with."""
    try:
        figures: Figures = import_module(f"kula.bench.{name.value}").run()
    except ModuleNotFoundError as error:
        sys.stderr.write(
            f"bench {name.value}: the library {error.name} is missing. Install what benches compare with:  {_INSTALL}\n"
        )
        raise typer.Exit(1) from error
    if as_json:
        sys.stdout.write(figures.as_json(name.value) + "\n")
        return
    for title, numbers in (("", figures.figures), ("beside: ", figures.beside)):
        sys.stdout.writelines(f"{title}{figure}: {number}\n" for figure, number in numbers.items())


if __name__ == "__main__":
    app(prog_name="python -m kula.bench")
