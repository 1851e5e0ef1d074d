"""The numbers of a training run, with reasons. They come from small runs on the real chat model."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """A training run: one supervised pass with low-rank adapters, and a pass of DPO if there are enough pairs."""

    rank: int = 16
    alpha: int = 32
    first_layer: int = 15
    """Only layers from this one on are trained. This halves the cost, and the lower layers keep their knowledge."""
    learning_rate: float = 1.5e-4
    """Above 2e-4, the loss still falls, but the model fails more generation checks."""
    batch: int = 4
    warm_up: int = 3
    clip: float = 1.0
    tokens: int = 15_000
    """Most tokens of all passes, prompts and answers together. They take about 40 s on one core."""
    limit: int = 160
    """Most tokens per record."""
    dpo_pairs: int = 150
    """A pass of DPO needs at least this many preference and correction pairs."""
    dpo_percent: int = 40
    """Percentage of `tokens` for the pass of DPO. Each pair is read twice, so a token costs more there."""
    beta: float = 0.1
    """The beta of DPO. trainer/loop.py multiplies it, because its margins are means per token."""
    seed: int = 7
