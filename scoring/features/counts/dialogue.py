"""How many turns a record has beside its main text, how long they are, and how much they repeat each other."""

from kula.scoring.features.reading import Reading
from kula.scoring.features.runs import log_size, permille

NAMES: tuple[str, ...] = (
    "turns",
    "turns_same",
    "turns_alike",
    "turns_most_alike",
    "turn_shortest",
    "turn_spread",
    "system",
)
_TURNS_READ = 24


def numbers(reading: Reading) -> list[int]:
    """Turns; the share of repeated ones; words that a turn shares with the one before the last; lengths; a system turn."""
    turns = reading.texts.turns
    texts = [text for _, text in turns[-_TURNS_READ:]]
    folds, bags = [text.folded for text in texts], [set(text.words) for text in texts]
    alike = [permille(len(a & b), len(a | b)) for a, b in zip(bags, bags[2:], strict=False)]
    lengths = [log_size(len(folded)) for folded in folds] or [0]
    return [
        min(40, len(turns)),
        permille(len(folds) - len(set(folds)), len(folds)),
        sum(alike) // len(alike) if alike else 0,
        max(alike, default=0),
        min(lengths),
        max(lengths) - min(lengths),
        int(any(role == "system" for role, _ in turns)),
    ]
