"""How often the judgement adopts what it should not, and refuses what it should not.

The first part simulates gains and lets the product's own functions judge them. The second part judges real candidates, as far
as `python -m kula.bench.adoption` has trained and measured them; it can be stopped and continued.

losses       the loss rules: one seat, one sample
skill        checks and committed sets
seats        votes of seats with draws of their own
draws        random gains, modelled and recorded
lengths      the length gate on real answers, with one draw and with a draw per seat
verdicts     what becomes of the real candidates
measures     trains and measures them in steps
candidates   their recipes
world        one round on real records
recorded.json  gains of adapters and residuals

verdicts → measures → lengths → candidates → world; seats → losses → draws. Imports trainer and scoring.models.
"""

from kula.bench.adoption import lengths, losses, seats, skill, verdicts
from kula.bench.figures import Figures


def run() -> Figures:
    """Adoption by case; beside it, all tables and the verdicts of the real candidates that were measured."""
    figures = losses.by_case() | losses.several() | seats.several() | losses.copies() | seats.copies()
    tables = (losses.power, losses.small_networks, losses.slices, losses.crowding, losses.collusion)
    beside: dict[str, float] = {}
    for table in (*tables, skill.checks, skill.sets, seats.by_case, lengths.by_seats, verdicts.by_candidate):
        beside |= table()
    return Figures(*({name: round(value, 4) for name, value in rates.items()} for rates in (figures, beside)))
