"""Whether a contributor's label is plausible: a rating, a preference of one text over another, or a correction.

Trees over the whole numbers of stage 1 decide. A conversation carries no label.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kula.scoring.arrays import Array
from kula.scoring.gates.trees import Trees


@dataclass(frozen=True)
class Labels:
    """Trees by kind, for the kinds that carry a label."""

    trees: dict[str, Trees]

    def logits(self, kinds: Sequence[str], rows_bf: Array) -> Array:
        """Plausibility of each record's label in thousandths of a logit; 0 for kinds without trees."""
        logits_b = np.zeros(len(rows_bf), dtype=np.int64)
        for kind, trees in self.trees.items():
            places = [i for i, name in enumerate(kinds) if name == kind]
            if places:
                logits_b[places] = trees.logits(rows_bf[places])
        return logits_b
