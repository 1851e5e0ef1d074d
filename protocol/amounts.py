"""Amounts of coin as exact decimal text in KULA, as people write and read them. Pure."""

import re

from kula.protocol.errors import MalformedInput
from kula.protocol.parameters import TOKEN

_TEXT = re.compile(r"[0-9]{1,30}(\.[0-9]{1,18})?")


def kula(amount: int) -> str:
    """Returns an amount (10^-18 KULA) as text in KULA, such as 12.5."""
    whole, rest = divmod(amount, TOKEN)
    return f"{whole}.{rest:018d}".rstrip("0").rstrip(".")


def from_kula(text: object, field: str = "amount") -> int:
    """Returns the amount (10^-18 KULA) of text in KULA. Raises MalformedInput for other text, and for zero."""
    if not isinstance(text, str) or not _TEXT.fullmatch(text):
        raise MalformedInput(field, 'must be KULA as decimal text with at most 18 decimals, such as "12.5"')
    whole, _, rest = text.partition(".")
    amount = int(whole) * TOKEN + int(rest.ljust(18, "0"))
    if amount == 0:
        raise MalformedInput(field, "must not be zero")
    return amount
