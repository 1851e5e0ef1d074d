"""Processor time of the slowest of 10,000 records of 64 KiB, beside the median of honest texts joined up to that length.

The time is that from a record to its byte: the scorer, and the search for what it copies. Set OMP_NUM_THREADS=1. The slowest
records and the honest ones are timed three times, because a busy machine makes any record slow now and then.

families   texts that are made to be slow
records    records that one text fills
measured   the times

Imports point one way: measured → records → families. Nothing imports them but tests.
"""

from kula.bench.adversarial.measured import measure
from kula.bench.figures import Figures
from kula.bench.records import contents, texts
from kula.scoring.features.steps import steps_of
from kula.scoring.features.text import assertions, texts_of

_SEED = 17
_TEXTS = 400
"""Honest records of each kind whose texts are joined."""
_SEEDS = 19
"""Seeds per family and shape: 60 families of 9 shapes make 10,260 records."""


def run() -> Figures:
    """The slowest attack in units of the median honest record; beside it, the ten slowest families and honest steps."""
    slowest, beside = measure([text for _, text in texts(_SEED, _TEXTS)], _SEEDS)
    steps = [steps_of(texts_of(one)) for content in contents(_SEED, 10**6) for one in assertions(content)]
    return Figures(slowest, {**beside, "honest_records": len(steps), "honest_most_steps": max(steps)})
