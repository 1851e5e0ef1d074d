"""Trains and measures real candidates in steps, and keeps every loss and answer: `python -m kula.bench.adoption`.

A step that is done is never repeated, so a run may be killed and started again. build/adoption/SEED/NAME.json holds losses by
record, words of the free answers, and the outcomes of checks, 64 at a time. sample.json beside it says what the
records are. Delete the folder SEED/NAME to train a candidate anew.
"""

import json
from dataclasses import asdict, dataclass, field

from eth_utils.crypto import keccak

from kula.bench.adoption.candidates import NAMES, make
from kula.bench.adoption.lengths import measure_lengths
from kula.bench.adoption.world import FOLDER, SEEDS, World, world
from kula.protocol.errors import IntegrityError, MalformedInput
from kula.protocol.files import write_whole
from kula.scoring.models.chat_model import ChatModel
from kula.scoring.models.checks import draw_checks
from kula.scoring.models.drawing import seat_seed
from kula.scoring.models.judgement import Questions, measure
from kula.scoring.models.numbers import Sample
from kula.scoring.models.sample import slices_by

CHECKS, _CHUNK = 512, 64


@dataclass(slots=True)
class Kept:
    """What is known of one model so far."""

    asked: str = ""
    """The hash of the sample and the checks. Results on others do not count."""
    broken: str = ""
    """Why the model is broken, or empty."""
    losses: list[int] = field(default_factory=list)
    words: int = 0
    passed: list[bool] = field(default_factory=list)


def measure_all() -> None:
    """Does every step that is not done: all models of all seeds get their first checks before any gets its next ones."""
    worlds = {seed: world(seed) for seed in SEEDS}
    for seed, played in worlds.items():
        sample = {"accounts": played.accounts, "kinds": played.kinds, "languages": played.languages}
        write_whole(FOLDER / str(seed) / "sample.json", json.dumps(sample))
    for chunk in range(CHECKS // _CHUNK):
        for seed, played in worlds.items():
            for name in ("base", *NAMES):
                if _step(name, played, seed, chunk):
                    print(f"seed {seed}, checks {chunk}: {name}", flush=True)
        for seed, played in worlds.items():
            measure_lengths(seed, played)


def read(seed: int, name: str) -> Kept | None:
    """Returns what is known of a model, or None."""
    path = FOLDER / str(seed) / f"{name}.json"
    return Kept(**json.loads(path.read_text())) if path.exists() else None


def read_sample(seed: int) -> Sample:
    """Returns the accounts and slices of a seed's sample. Raises OSError if nothing of the seed was measured."""
    about = json.loads((FOLDER / str(seed) / "sample.json").read_text())
    return Sample(about["accounts"], slices_by(about["kinds"], about["languages"]))


def _step(name: str, played: World, seed: int, chunk: int) -> bool:
    """Measures one chunk of one model, with its losses and words in the first. Returns whether there was something to do."""
    folder = FOLDER / str(seed)
    checks = draw_checks(seat_seed(bytes([seed]) * 32, 0), CHECKS)
    asked = keccak(repr((played.examples, checks)).encode()).hex()
    kept = read(seed, name)
    if not kept or kept.asked != asked:
        kept = Kept(asked=asked)
    if kept.broken or len(kept.passed) > chunk * _CHUNK:
        return False
    adapters = [] if name == "base" else [make(name, played, seed, folder)]
    try:
        model = ChatModel.load(adapters, device="cpu")
        measured = measure(model, Questions([] if chunk else played.examples, checks[chunk * _CHUNK :][:_CHUNK]))
    except (IntegrityError, MalformedInput) as error:
        kept.broken = str(error)
    else:
        kept.passed += measured.passed
        if not chunk:
            kept.losses, kept.words = list(measured.losses), measured.words
    write_whole(folder / f"{name}.json", json.dumps(asdict(kept)))
    return True
