"""The one shape of a feature, and the numbers that stand for what a record lacks."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

Given = TypeVar("Given", contravariant=True)
"""What a feature reads: a whole record (`Reading`), one of its passages, or the encoder's vectors."""

LACKING = -1
"""Stands for a share, a mean or a level that a record has nothing to compute from."""
NO_COSINE = -2_000
"""Stands for a cosine or a probe that a record has nothing to compute from. In thousandths, no cosine comes near it."""


class Feature(Protocol[Given]):
    """Columns of the table. A module without weights is one, and so is an object with weights that were learnt."""

    @property
    def NAMES(self) -> tuple[str, ...]:  # noqa: N802 - a constant where a module is the feature
        """The names of the columns, which no other feature has."""
        ...

    def numbers(self, given: Given, /) -> Sequence[int]:
        """One whole number per name, in the same order, the same on every machine."""
        ...
