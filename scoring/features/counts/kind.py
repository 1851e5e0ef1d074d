"""Which kind the record is of, and its rating."""

from kula.scoring.features.reading import Reading

_KINDS = ("conversation", "rating", "correction", "preference")
NAMES: tuple[str, ...] = (*(f"is_{kind}" for kind in _KINDS), "rating", "wide_range")


def numbers(reading: Reading) -> list[int]:
    """One number per kind, 1 for the record's own; the rating, 0 if there is none; whether it is one of 1..5."""
    texts = reading.texts
    return [*(int(texts.kind == kind) for kind in _KINDS), texts.rating, int(texts.wide_range)]
