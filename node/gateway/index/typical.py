"""What the records of a kind and language usually earn: the median of seven days, for people who ask before they give."""

from statistics import median_low
from typing import Any

from kula.node.gateway.database.repository import Repository

DAYS = 7
DAY_SECONDS = 86_400
LEAST = 5
"""With fewer records there is no typical pay: one person's luck is no measure."""


def keep_typical(repository: Repository) -> None:
    """Computes the typical pay of now, and keeps it for the API."""
    state = repository.chain.state()
    if not state:
        return
    groups: dict[tuple[str, str | None], list[int]] = {}
    for kind, language, amount in repository.accounts.paid_since(state.now // DAY_SECONDS - DAYS, state.final_upto):
        for one in {None, language}:
            groups.setdefault((kind, one), []).append(amount)
    typical = [_typical(*key, groups[key]) for key in sorted(groups, key=lambda key: (key[0], key[1] or ""))]
    if typical != repository.chain.fact("typical"):
        repository.chain.put_fact("typical", typical)


def _typical(kind: str, language: str | None, amounts: list[int]) -> dict[str, Any]:
    enough = len(amounts) >= LEAST
    amount = str(median_low(amounts)) if enough else None
    return {"kind": kind, "language": language, "records": len(amounts), "amount": amount}
