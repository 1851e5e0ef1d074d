"""The trainer's settings, in addition to those that all programs share."""

from pathlib import Path

from kula.protocol.program.settings import Settings


class TrainerSettings(Settings):
    """The settings of a trainer."""

    data: Path = Path("kula-trainer")
    curate: bool = False
    """Whether this trainer also publishes datasets. If so, the gateway must name its account as a curator."""
    curators: tuple[str, ...] = ()
    """Accounts whose datasets the trainer trains on, besides its own. Anybody can publish a dataset, so none is trusted
    unless it is named here. A gateway that trains reads the same setting."""
    tokens: int = 15_000
    """Most tokens on which a candidate is trained."""
    pair_percent: int = 0
    """The percentage of these tokens for a second pass, over pairs of answers."""
    rank: int = 16
    """The rank of the adapter's matrices. The adapter's size is proportional to it."""
    first_layer: int = 15
    """Layers from this one on are trained. The base model has 30."""
    last_epoch: int = 0
    """The trainer ignores datasets of later epochs. 0 means that there is no last epoch."""
    turn_seconds: float = 2.0
