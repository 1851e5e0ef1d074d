"""Feeds a million inputs to all decoders together: `make test-long`, or `python -m tests.fuzz.long`.

It can be stopped, and goes on where it stopped: build/fuzz.json holds the next seed and the inputs of each decoder. If
atheris is installed (pip install atheris, 60 MB), the coverage of our code guides half of the inputs. An input that breaks a decoder is written to
build/fuzz, and the run ends; copy it to the corpus with the mend.
"""

import importlib.util
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from kula.protocol.errors import KulaError
from tests.fuzz.decoders import DECODERS
from tests.fuzz.mutations import bent
from tests.fuzz.seeds import CORPUS

DONE = Path("build") / "fuzz.json"
BROKEN = Path("build") / "fuzz"
INPUTS = 500
"""Inputs of one seed to one decoder."""
GUIDED_INPUTS = 5_000
"""Inputs that atheris makes for each decoder after every GUIDED_SEEDS seeds."""
GUIDED_SEEDS = 10
SLOWEST_SECONDS = 5
MEMORY_BYTES = 12 * 2**30
"""Most memory that the process may reserve. Its libraries alone reserve some gigabytes."""


def run_seed(name: str, seed: int, inputs: int = INPUTS) -> None:
    """Feeds bent and random inputs to a decoder. Raises what breaks, and writes the input to build/fuzz."""
    chance = random.Random(f"{name} {seed}")
    valid = [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]
    for _ in range(inputs):
        raw = chance.randbytes(chance.randrange(200)) if chance.random() < 0.1 else bent(chance.choice(valid), chance)
        feed(name, raw)


def feed(name: str, raw: bytes) -> None:
    """Feeds one input to a decoder. Raises what breaks, and writes the input to build/fuzz."""
    began = time.process_time()
    try:
        DECODERS[name](raw)
    except KulaError:
        pass
    except BaseException:
        _keep(name, raw)
        raise
    if time.process_time() - began > SLOWEST_SECONDS:
        _keep(name, raw)
        raise TimeoutError(f"{name} took more than {SLOWEST_SECONDS} s")


def _keep(name: str, raw: bytes) -> None:
    BROKEN.mkdir(parents=True, exist_ok=True)
    (BROKEN / f"{name}-{len(raw)}").write_bytes(raw)


def main() -> None:
    """Feeds inputs, decoder after decoder, until KULA_INPUTS are done, by default a million."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    wanted, guided = int(os.environ.get("KULA_INPUTS", "1000000")), importlib.util.find_spec("atheris") is not None
    done = json.loads(DONE.read_text()) if DONE.exists() else {"seed": 1, "inputs": {}}
    counts = Counter(done["inputs"])
    while counts.total() < wanted:
        seed = done["seed"]
        for name in DECODERS:
            run_seed(name, seed)
        counts.update(dict.fromkeys(DECODERS, INPUTS))
        if guided and seed % GUIDED_SEEDS == 0:
            subprocess.run([sys.executable, "-m", "tests.fuzz.guided", str(GUIDED_INPUTS), str(seed)], check=True)
            counts.update(dict.fromkeys(DECODERS, GUIDED_INPUTS))
        done = {"seed": seed + 1, "inputs": dict(counts)}
        DONE.parent.mkdir(exist_ok=True)
        DONE.with_suffix(".new").write_text(json.dumps(done))
        DONE.with_suffix(".new").replace(DONE)
        sys.stdout.write(f"seed {seed}: {counts.total():,} of {wanted:,} inputs, 0 broken\n")
        sys.stdout.flush()
    sys.stdout.write(f"{counts.total():,} inputs to {len(DECODERS)} decoders, 0 broken\n")


if __name__ == "__main__":
    main()
