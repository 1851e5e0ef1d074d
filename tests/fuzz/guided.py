"""Feeds each decoder with inputs that atheris makes, guided by the coverage of our code: `python -m tests.fuzz.guided RUNS SEED`."""

import os
import random
import sys
from pathlib import Path

import atheris  # type: ignore[import-not-found]

with atheris.instrument_imports(
    include=["kula.protocol", "kula.trainer.rows", "kula.scoring.models", "kula.node.contributor"]
):
    from tests.fuzz.decoders import DECODERS
    from tests.fuzz.long import BROKEN, feed
    from tests.fuzz.mutations import bent
    from tests.fuzz.seeds import CORPUS


def _bend(raw: bytes, most: int, seed: int) -> bytes:
    """Half of the inputs are values that are bent inside, the others what libFuzzer does to bytes."""
    return bent(raw, random.Random(seed))[:most] if seed % 2 else atheris.Mutate(raw, most)


def fuzz(name: str, runs: str, seed: str) -> None:
    """Feeds one decoder, and ends the process. What covers more is written to build/fuzz/corpus."""
    covers_more = BROKEN / "corpus" / name
    covers_more.mkdir(parents=True, exist_ok=True)
    limits = [f"-runs={runs}", f"-seed={seed}", "-max_len=4096", "-verbosity=0", f"-artifact_prefix={BROKEN}/"]
    folders = [str(folder) for folder in (covers_more, Path(CORPUS, name))]
    atheris.Setup([sys.argv[0], *limits, *folders], lambda raw: feed(name, raw), custom_mutator=_bend)
    atheris.Fuzz()


def main() -> None:
    """Feeds all decoders, each in a copy of this process, because atheris never returns. Exits with 1 if one breaks."""
    for name in DECODERS:
        copy = os.fork()
        if not copy:
            fuzz(name, *sys.argv[1:3])
        _, status = os.waitpid(copy, 0)
        if status:
            sys.exit(1)


if __name__ == "__main__":
    main()
