"""The numbers of a training run, with reasons. They come from small runs on the real chat model."""

from dataclasses import dataclass

from kula.scoring.models.base import LANGUAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """A training run: one supervised pass with low-rank adapters, and a pass of DPO if there are enough pairs."""

    rank: int = 16
    alpha: int = 32
    first_layer: int = 15
    """Only layers from this one on are trained. This halves the cost, and the lower layers keep their knowledge."""
    learning_rate: float = 1e-4
    """Above 2e-4, the loss still falls, but the model fails more generation checks."""
    batch: int = 4
    warm_up: int = 3
    clip: float = 1.0
    tokens: int = 15_000
    """Most tokens of all passes, prompts and answers together. They take about 40 s on one core."""
    limit: int = 512
    """Most tokens per record."""
    every_turn: bool = True
    """Whether all turns of the assistant are learnt. Otherwise, only the last one is."""
    languages: tuple[str, ...] = LANGUAGES
    """Rows in other languages are left out. If empty, none is."""
    by_token: bool = True
    """Whether a record weighs as much as its learnt tokens. Otherwise all records weigh the same, and the many short
    replies make answers shorter."""
    dpo_pairs: int = 150
    """A pass of DPO needs at least this many preference and correction pairs."""
    dpo_percent: int = 40
    """Percentage of `tokens` for the pass of DPO. Each pair is read twice, so a token costs more there."""
    beta: float = 1.0
    """The beta of the pass over pairs. It multiplies means per token, so it is larger than the 0.1 that is usual for sums."""
    seed: int = 7
