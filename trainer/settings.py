"""The trainer's settings, beside those that all programs share."""

from pathlib import Path

from kula.protocol.program.settings import Settings


class TrainerSettings(Settings):
    """A trainer."""

    data: Path = Path("kula-trainer")
    curate: bool = False
    """Whether this trainer also publishes datasets; the gateway must name its account as a curator."""
    tokens: int = 15_000
    """Most tokens that a candidate is trained on."""
    rank: int = 16
    """Of the adapter's matrices; its size is proportional to it."""
    first_layer: int = 15
    """Layers from here on are trained; the base has 30."""
    last_epoch: int = 0
    """Train nothing from epochs after this one; 0 has no end."""
    turn_seconds: float = 2.0
