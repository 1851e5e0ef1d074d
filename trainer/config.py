"""The numbers of a training run, with reasons. They come from small runs on the real chat model."""

from dataclasses import dataclass

from kula.scoring.models.base import LANGUAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """A training run: one supervised pass with low-rank adapters, and a second pass over pairs if it is asked for."""

    rank: int = 16
    alpha: int = 32
    first_layer: int = 15
    """Only layers from this one on are trained. This halves the cost, and the lower layers keep their knowledge."""
    learning_rate: float = 1e-4
    """Above 2e-4, the loss still falls, but the model fails more plain questions."""
    batch: int = 4
    warm_up: int = 3
    clip: float = 1.0
    tokens: int = 15_000
    """Most tokens of all passes, prompts and answers together. They take two to three minutes of one core."""
    limit: int = 512
    """Most tokens per record. A longer one loses its first turns."""
    every_turn: bool = True
    """Whether all turns of the assistant are learnt. Otherwise, only the last one is."""
    languages: tuple[str, ...] = LANGUAGES
    """Rows in other languages are left out. If empty, none is."""
    by_token: bool = True
    """Whether a record weighs as much as its learnt tokens. Otherwise all records weigh the same, and the many short
    replies make answers shorter."""
    pair_percent: int = 0
    """Percentage of `tokens` for a second pass, over pairs of answers. It is off, because it has not made answers better.
    Each pair is read twice more, so a token costs more there."""
    least_pairs: int = 150
    """The second pass needs at least this many preference and correction pairs."""
    beta: float = 1.0
    """The beta of the pass over pairs. It multiplies means per token, so it is larger than the 0.1 that is usual for sums."""
    seed: int = 7
