"""The sample of one seat: which records of a round may judge its candidates, and which of them the seed draws.

Every seat draws its own sample, so that a biased seed gains next to nothing. Anybody can repeat each seat's draw.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass

from eth_utils.crypto import keccak

from kula.protocol.parameters import Parameters
from kula.protocol.types import Address
from kula.scoring.features.text import script_of
from kula.scoring.models.chat_model import Example
from kula.scoring.models.checks import asks_check
from kula.scoring.models.drawing import u32
from kula.scoring.models.languages import is_in


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidRecord:
    """A paid record of a round, as far as its draw needs it."""

    epoch: int
    pos: int
    """The record's position in its epoch."""
    owner: Address
    pay_to: Address
    signed: int
    """When its owner signed it, in seconds since 1970: the upper 32 bits of the record's nonce."""
    group: Hashable
    """What the record shares with its duplicates only."""
    kind: str
    language: str
    """As `language_of` tells it."""
    text: str
    """The record's whole text."""
    example: Example


def eligible(records: Iterable[PaidRecord], fixed: int, excluded: Collection[Address]) -> list[PaidRecord]:
    """Returns the records that may judge the candidates of a round, by epoch and position.

    1. Its owner signed it after the round's last candidate was fixed, at `fixed` seconds since 1970.
    2. Neither its owner nor its payee is `excluded`: trainers, curators and publishers of the round's candidates.
    3. It holds no check's question.
    4. It is the first of its duplicate group.
    """
    chosen: dict[Hashable, PaidRecord] = {}
    for record in sorted(records, key=lambda r: (r.epoch, r.pos)):
        outside = record.owner not in excluded and record.pay_to not in excluded
        if record.signed > fixed and outside and record.group not in chosen and not asks_check(record.text):
            chosen[record.group] = record
    return list(chosen.values())


def draw_sample(records: Sequence[PaidRecord], seed: bytes, seat: int, parameters: Parameters) -> list[PaidRecord]:
    """Returns the sample of one seat from eligible records, in the order of the draw.

    `seed` is the seed of the round's last epoch. The order is by keccak256(seed ‖ u32be seat ‖ u32be epoch ‖ u32be pos).
    """
    own = seed + u32(seat)
    drawn = sorted(records, key=lambda r: keccak(own + u32(r.epoch) + u32(r.pos)))[: parameters.sample_drawn]
    return [drawn[i] for i in within_limit([r.pay_to for r in drawn], parameters.sample_per_account)]


def within_limit(accounts: Sequence[Hashable], most: int) -> list[int]:
    """Returns the indices of the first `most` records of each account. Nothing fills the places of the others."""
    counts: dict[Hashable, int] = {}
    kept: list[int] = []
    for index, account in enumerate(accounts):
        counts[account] = counts.get(account, 0) + 1
        if counts[account] <= most:
            kept.append(index)
    return kept


def suffices(sample: Sequence[PaidRecord], parameters: Parameters) -> bool:
    """Tells whether a sample has enough records of enough accounts. Otherwise the round grows by one epoch."""
    accounts = {record.pay_to for record in sample}
    return len(sample) >= parameters.sample_records and len(accounts) >= parameters.sample_accounts


def language_of(text: str) -> str:
    """Returns the language of a slice: `en` for English, otherwise the script of most letters, such as LATIN or CJK.

    Returns an empty string for a text without letters.
    """
    scripts = Counter(script for character in text if (script := script_of(character)))
    if not scripts:
        return ""
    return "en" if is_in(text, ("en",)) else min(scripts, key=lambda script: (-scripts[script], script))


def slices_of(sample: Sequence[PaidRecord]) -> dict[str, list[int]]:
    """Returns the slices of a sample as `slices_by` does."""
    return slices_by([record.kind for record in sample], [record.language for record in sample])


def slices_by(kinds: Sequence[str], languages: Sequence[str]) -> dict[str, list[int]]:
    """Returns the indices of records by slice: one slice per kind and one per language, but none for their products."""
    slices: dict[str, list[int]] = {}
    for index, (kind, language) in enumerate(zip(kinds, languages, strict=True)):
        for name in (f"kind {kind}", f"language {language}"):
            slices.setdefault(name, []).append(index)
    return slices
