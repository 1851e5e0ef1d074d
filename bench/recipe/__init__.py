"""Whether an adapter that the trainer's recipe makes passes the judgement, beside other recipes.

Every arm trains an adapter on the same rows. It is measured on records and prompts that no arm trains on. Measured are the
judgement's rules for losses, the length of greedy answers, the pool of plain questions, and a preference model with its
controls.
Everything is kept under build/recipe, so that a killed bench continues and figures are computed again in a minute. An arm
has a new folder if its numbers or the records change. One arm with 15,000 tokens takes about seven minutes of one core.

material     what is trained and measured on
measures     what is measured of one model, and the figures that follow
preference   the preference model M and its controls

measures | preference → material.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from kula.bench.figures import Figures
from kula.bench.recipe.material import HeldOut, held_out, open_questions, pairs, training_rows
from kula.bench.recipe.measures import QUESTIONS, Measured, figures_of, measured
from kula.bench.recipe.preference import PreferenceModel, controls
from kula.scoring.models.chat_model import ChatModel
from kula.trainer.config import TrainConfig
from kula.trainer.loop import train

FOLDER = Path(__file__).resolve().parents[2] / "build" / "recipe"
_DEMO_TOKENS = 8_000
_FORMER = {
    "limit": 160,
    "every_turn": False,
    "languages": (),
    "by_token": False,
    "learning_rate": 1.5e-4,
    "pair_percent": 40,
}


@dataclass(frozen=True, slots=True)
class Arm:
    """A recipe: the trainer's default with changes."""

    name: str
    changes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def config(self) -> TrainConfig:
        """The numbers of its training run."""
        return replace(TrainConfig(), **self.changes)


ARMS = (
    Arm("default"),
    Arm("default-8k", {"tokens": _DEMO_TOKENS}),
    Arm("default-seed-8", {"seed": 8}),
    Arm("60k", {"tokens": 60_000}),
    Arm("former-8k", {"tokens": _DEMO_TOKENS, **_FORMER}),
)


def run() -> Figures:
    """The default recipe's figures at the demo's budget and at its own; beside them, other arms and the preference model."""
    records = held_out()
    questions = open_questions(QUESTIONS)
    base = measured(_folder("base", records), lambda: ChatModel.load(device="cpu"), records)
    preference = PreferenceModel(pairs("preference"))
    known = pairs("test")
    own: dict[str, float] = {}
    beside = {"M_pairs": len(known), "M_accuracy": preference.accuracy(known)}
    beside |= {
        f"M_{name}": preference.wins(questions, a, base.answers)[0] for name, a in controls(base.answers).items()
    }
    beside |= {"base_checks": sum(base.passed), "base_words": sum(len(a.split()) for a in base.answers) / QUESTIONS}
    for arm in ARMS:
        after = _measure(arm, records)
        won, low, high = preference.wins(questions, after.answers, base.answers)
        row = figures_of(base, after, records) | {"M_won": won, "M_low": low, "M_high": high}
        sys.stderr.write(f"{arm.name}: " + ", ".join(f"{name} {number:.4g}" for name, number in row.items()) + "\n")
        into = own if arm.name.startswith("default") else beside
        into |= {f"{arm.name}_{name}": number for name, number in row.items()}
    return Figures(*({name: round(number, 4) for name, number in some.items()} for some in (own, beside)))


def _folder(name: str, *of: object) -> Path:
    """Where measures are kept. They are of what they were measured on and of the numbers that trained the adapter."""
    return FOLDER / f"{name}-{sha256(repr(of).encode()).hexdigest()[:8]}"


def _measure(arm: Arm, records: Sequence[HeldOut]) -> Measured:
    """Trains an arm, unless that is done, and measures it."""
    folder = _folder(arm.name, arm.config, records)
    adapter = folder / "adapter.safetensors"
    if not adapter.exists():
        trained = train(ChatModel.load(device="cpu"), training_rows(), arm.config, folder)
        sys.stderr.write(f"{arm.name}: {trained}\n")
    return measured(folder, lambda: ChatModel.load([adapter], device="cpu"), records)
