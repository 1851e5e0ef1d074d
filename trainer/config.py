"""How a candidate is trained, with the reason for each number, as measured in small runs on the real chat model."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """One supervised pass with low-rank adapters, and preference pairs when there are enough."""

    rank: int = 16
    alpha: int = 32
    first_layer: int = 15
    """Only layers from here on learn: half the cost, and the lower half keeps what it knows."""
    learning_rate: float = 1.5e-4
    """Above 2e-4 the loss still falls while plain questions are lost."""
    batch: int = 4
    warm_up: int = 3
    clip: float = 1.0
    tokens: int = 15_000
    """Most tokens of all passes, prompt and answer; about 40 s on one core."""
    limit: int = 160
    """Most tokens of one record."""
    dpo_pairs: int = 150
    """Least number of preference and correction pairs for a pass of DPO."""
    dpo_percent: int = 40
    """Of the tokens, for that pass; a pair is read twice, so a token costs more here."""
    beta: float = 0.1
    """Of DPO; trainer/loop.py multiplies it, because its margins are means per token."""
    seed: int = 7
