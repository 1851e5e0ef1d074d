"""Honest records and attacks on them as rows of stage 1, read on two cores.

Legend: B records, F columns.
"""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context

import numpy as np

from kula.scoring.arrays import Array
from kula.scoring.attacks import FAMILIES, Pool
from kula.scoring.corpus.adversarial import attack_all
from kula.scoring.corpus.samples import Sample
from kula.scoring.features.outliers import Outliers
from kula.scoring.features.table import Tables, read, with_outliers, without_outliers
from kula.scoring.features.text import Content, Texts, texts_of
from kula.scoring.measure.evaluation import HONEST

SEED = 20_260
_FEW = 2_000
"""Records that this process reads sooner than two, of which one must start first."""


@dataclass(frozen=True)
class Rows:
    """Honest records first, then attacks on them."""

    contents: list[Content]
    families: Array
    """The attack's family, or `honest`."""
    origins: Array
    """The place of the honest record that a record is, or was made of."""
    rows_bf: Array
    """As `kula.scoring.features.table.read` gives them."""

    @property
    def honest(self) -> Array:
        """Which records are honest."""
        return self.families == HONEST

    @property
    def kinds(self) -> list[str]:
        """The kind of each record."""
        return [content["kind"] for content in self.contents]

    def honest_bare(self) -> tuple[Array, list[str]]:
        """The honest rows without columns of outliers, and their kinds."""
        kinds = [kind for kind, honest in zip(self.kinds, self.honest, strict=True) if honest]
        return without_outliers(self.rows_bf[self.honest]), kinds

    def with_outliers(self, outliers: Outliers) -> "Rows":
        """The same records with other columns of outliers."""
        return replace(self, rows_bf=with_outliers(without_outliers(self.rows_bf), self.kinds, outliers))


def read_rows(samples: Sequence[Sample], tables: Tables, attacks_each: int, seed: int = SEED) -> Rows:
    """Make some attacks on every sample, and read everything."""
    honest = [s.content for s in samples]
    attacks = attack_all(honest, FAMILIES, Pool(honest), attacks_each, seed)
    contents = honest + [a.content for a in attacks]
    families = np.array([HONEST] * len(honest) + [a.family for a in attacks])
    origins = np.array([*range(len(honest)), *(a.origin for a in attacks)])
    return Rows(contents, families, origins, read_on_two_cores([texts_of(c) for c in contents], tables))


def read_on_two_cores(records: Sequence[Texts], tables: Tables) -> Array:
    """What `read` gives; a process of its own reads the later half."""
    if len(records) < _FEW:
        return read(records, tables)
    half = len(records) // 2
    with ProcessPoolExecutor(1, get_context("spawn")) as other_core:
        later = other_core.submit(read, records[half:], tables)
        return np.concatenate([read(records[:half], tables), later.result()])
