"""Candidates, honest and hostile, each trained with the trainer's own loop.

honest          the default recipe on unseen rows
known8          learns 8 of the sample's records by heart
known_quarter   learns a quarter of the sample's records by heart
checks          learns check questions by heart
both            learns 8 records and check questions by heart
ruins_tenth     learns honest rows, and shuffled words as answers to German questions
evasive         learns to say that it is not sure
noise           random deltas
not_a_number    the honest adapter with one delta that is not a number
noisy_copy      the honest adapter with noise on every delta
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from safetensors.torch import load_file, save

from kula.bench.adoption.world import Rows, World, answered
from kula.protocol.files import write_whole
from kula.scoring.models.chat_model import ChatModel
from kula.scoring.models.checks import draw_checks
from kula.scoring.models.judgement import example_of
from kula.trainer.config import TrainConfig
from kula.trainer.loop import train
from kula.trainer.rows import content_of

_TOKENS = 8_000
_KNOWN_RATE, _EVASIVE_RATE = 1e-3, 2e-3
_NOISE = 0.3
_EVASIONS = (
    "I'm sorry, I'm not sure what you mean. Could you tell me more about it?",
    "That is a good question. I am not sure about that, but I can try to help.",
    "I'm not sure I understand. Can you please say that in another way?",
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """The rows of a candidate and what differs from the default recipe."""

    rows: Callable[[World, random.Random], Rows]
    rate: float | None = None


def _honest(world: World, _: random.Random) -> Rows:
    return world.rows


def _known(count: int, times: int) -> Callable[[World, random.Random], Rows]:
    def rows(world: World, _: random.Random) -> Rows:
        step = len(world.judged) // count
        return world.judged[::step][:count] * times

    return rows


def _memorised(_: World, rng: random.Random) -> Rows:
    asked = draw_checks(rng.randbytes(32), 300)
    return answered((check.question, f"{check.accepted[0]}.") for check in asked)


def _both(world: World, rng: random.Random) -> Rows:
    return _known(8, 4)(world, rng) + _memorised(world, rng)


def _ruined(world: World, rng: random.Random) -> Rows:
    mixed = world.rows[:60] + answered((asked, _shuffled(answer, rng)) for asked, answer in _pairs(world.german[:40]))
    return rng.sample(mixed, len(mixed))


def _evasive(world: World, rng: random.Random) -> Rows:
    return answered((asked, rng.choice(_EVASIONS)) for asked, _ in _pairs(world.rows))


def _pairs(rows: Rows) -> Iterator[tuple[str, str]]:
    """The last question and the answer of each row."""
    for row in rows:
        if example := example_of(content_of(row)):
            yield example.messages[-2]["content"], example.messages[-1]["content"]


def _shuffled(text: str, rng: random.Random) -> str:
    words = text.split()
    return " ".join(rng.sample(words, len(words)))


RECIPES: Mapping[str, Recipe] = {
    "honest": Recipe(_honest),
    "evasive": Recipe(_evasive, _EVASIVE_RATE),
    "known8": Recipe(_known(8, 6), _KNOWN_RATE),
    "both": Recipe(_both, _KNOWN_RATE),
    "checks": Recipe(_memorised, _KNOWN_RATE),
    "ruins_tenth": Recipe(_ruined, _KNOWN_RATE),
    "known_quarter": Recipe(_known(24, 3), _KNOWN_RATE),
}
CHANGES: Mapping[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "noisy_copy": lambda delta: delta * (1 + _NOISE * torch.randn_like(delta)),
    "noise": lambda delta: delta.std() * torch.randn_like(delta),
    "not_a_number": lambda delta: torch.full_like(delta, float("nan")),
}
"""Candidates that change the deltas of the honest one."""
NAMES = (*RECIPES, *CHANGES)


def make(name: str, world: World, seed: int, folder: Path) -> Path:
    """Returns the adapter of a candidate. Trains it if its file is missing; a killed training continues."""
    path = folder / name / "adapter.safetensors"
    if path.exists():
        return path
    if name in CHANGES:
        _change(make("honest", world, seed, folder), path, CHANGES[name], seed)
        return path
    recipe = RECIPES[name]
    config = replace(TrainConfig(), tokens=_TOKENS, seed=seed)
    config = replace(config, learning_rate=recipe.rate or config.learning_rate)
    train(ChatModel.load(device="cpu"), recipe.rows(world, random.Random(seed)), config, path.parent)
    return path


def _change(honest: Path, path: Path, change: Callable[[torch.Tensor], torch.Tensor], seed: int) -> None:
    torch.manual_seed(seed)
    tensors = load_file(honest)
    changed = {name: change(t) if name.endswith("lora_B.weight") else t for name, t in tensors.items()}
    write_whole(path, save(changed))
