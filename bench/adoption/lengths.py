"""How often the length gate refuses a real candidate: ten prompts of each seat, drawn from the answers to all prompts of a round.

One draw of ten short answers is noisy. Each seat draws its own, and a majority decides. build/adoption/SEED/NAME.words.json
holds the words of a model's greedy answer to each prompt.
"""

import json
from collections.abc import Sequence

import numpy as np

from kula.bench.adoption.candidates import make
from kula.bench.adoption.losses import PUBLIC
from kula.bench.adoption.world import FOLDER, SEEDS, World
from kula.protocol.files import write_whole
from kula.scoring.features.text import fold, words
from kula.scoring.models.chat_model import ChatModel
from kula.scoring.models.judgement import FREE_TOKENS, PROMPTS, Questions

_NAMES = ("base", "honest", "evasive")
_SEATS = (1, 5, 7, 9)
_TIMES = 4_000


def measure_lengths(seed: int, played: World) -> None:
    """Keeps the words of each model's answers to all prompts of a seed's sample, if it has not yet."""
    # One example at a time: a judgement keeps the first ten prompts only.
    prompts = [prompt for example in played.examples for prompt in Questions([example], []).prompts()]
    for name in _NAMES:
        path = FOLDER / str(seed) / f"{name}.words.json"
        if path.exists():
            continue
        adapters = [] if name == "base" else [make(name, played, seed, FOLDER / str(seed))]
        model = ChatModel.load(adapters, device="cpu")
        counts = [len(words(fold(model.answer_greedy([prompt], FREE_TOKENS)[0]))) for prompt in prompts]
        write_whole(path, json.dumps(counts))
        print(f"seed {seed}, words: {name}", flush=True)


def by_seats() -> dict[str, float]:
    """The share of rounds in which the gate refuses a candidate, by candidate and number of seats, over the measured seeds."""
    rates: dict[str, float] = {}
    for name in _NAMES[1:]:
        for seats in _SEATS:
            pairs = [(_read(seed, "base"), _read(seed, name)) for seed in SEEDS]
            refused = [_refused(base, own, seats) for base, own in pairs if base and own]
            if refused:
                rates[f"length_gate_refuses_{name}_{seats}_seats"] = float(np.mean(refused))
    return rates


def _refused(base: Sequence[int], own: Sequence[int], seats: int) -> float:
    """The share of draws in which less than a majority of seats finds the words within the limits."""
    rng = np.random.default_rng(30)
    before, after = np.array(base), np.array(own)
    drawn = rng.permuted(np.tile(np.arange(len(base)), (_TIMES * seats, 1)), axis=1)[:, :PROMPTS]
    ratio = 1_000 * after[drawn].sum(1) // np.maximum(1, before[drawn].sum(1))
    within = ((ratio >= PUBLIC.words_least) & (ratio <= PUBLIC.words_most)).reshape(_TIMES, seats)
    return float(np.mean(2 * within.sum(1) <= seats))


def _read(seed: int, name: str) -> list[int]:
    path = FOLDER / str(seed) / f"{name}.words.json"
    return json.loads(path.read_text()) if path.exists() else []
