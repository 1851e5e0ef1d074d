"""The most telling reason for a rejected record, from its statistics. For people: no score depends on it."""

from collections.abc import Callable, Mapping

Named = Mapping[str, int]

_SIGNS: tuple[tuple[str, Callable[[Named], bool]], ...] = (
    ("spam", lambda n: max(n["main_orders"], n["main_filler"], n["asked_filler"]) > 200 or n["main_links"] > 60),
    ("spam", lambda n: max(n["main_advert"], n["main_praise"], n["asked_praise"], n["main_stock"]) > 170),
    ("repetitive", lambda n: min(n["main_squeezed"], n["asked_squeezed"] or 999) < 250 or n["turns_same"] > 300),
    ("repetitive", lambda n: n["main_pairs"] < 550 and n["main_words"] > 24),
    (
        "garbled",
        lambda n: n["main_run_new"] > 250 or max(n["user_run_new"], n["said_run_new"]) > 400 or n["main_odd"] > 150,
    ),
    ("garbled", lambda n: n["main_unlinked"] > 12 and n["main_pair_new"] > 700),
    ("no_change", lambda n: bool(n["is_correction"] or n["is_preference"]) and bool(n["other_same"])),
    ("mismatch", lambda n: bool(n["asked_within"]) or n["asked_script"] > 600),
    ("too_short", lambda n: n["main_words"] <= 8),
    ("mismatch", lambda n: n["asked_content_of_main"] < 60 or n["affinity_asked_rank"] > 400),
)
_CLAIMS = {"rating": "doubtful_rating", "preference": "doubtful_preference", "correction": "doubtful_correction"}


def why(kind: str, named: Named, doubted: bool) -> str:
    """A code of `kula.scoring.reasons`; `doubted` says that the claim, not the text, held the record down."""
    if doubted:
        return _CLAIMS[kind]
    return next((code for code, holds in _SIGNS if holds(named)), "low_quality")
