"""Feeds one decoder with inputs that atheris makes, guided by the coverage of our code: `python -m tests.fuzz.guided NAME`."""

import random
import sys

import atheris  # pyright: ignore[reportMissingImports]

with atheris.instrument_imports(include=["kula.protocol", "kula.trainer.rows", "kula.scoring.models"]):
    from tests.fuzz.long import feed
    from tests.fuzz.mutations import bent


def _bend(raw: bytes, most: int, seed: int) -> bytes:
    """Half of the inputs are values that are bent inside, the others what libFuzzer does to bytes."""
    return bent(raw, random.Random(seed))[:most] if seed % 2 else atheris.Mutate(raw, most)


def main() -> None:
    """Runs until libFuzzer's own limit, which the other arguments set."""
    name = sys.argv.pop(1)
    atheris.Setup(sys.argv, lambda raw: feed(name, raw), custom_mutator=_bend)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
