"""Keyed fingerprints of a text: what is kept of an erased record.

They are the shingles by which validators find duplicates, each hashed with a secret of this gateway. Whoever reads the rows
without the secret can try no words on them.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from kula.scoring.duplicates import shingles_of
from kula.scoring.features.text import whole_text

_BYTES = 8
_PERSON = b"kula.marks"


def secret_of(private_key: bytes) -> bytes:
    """Returns the secret of a gateway, which follows from its key."""
    return blake2b(private_key, digest_size=32, person=_PERSON).digest()


def marks_of(content: dict[str, Any], secret: bytes) -> Sequence[int]:
    """Returns the different marks of a content."""
    shingles = shingles_of(content["kind"], whole_text(content))
    return sorted({_mark(int(shingle), secret) for shingle in shingles})


def is_sold(marks: Sequence[int], held: int, permille: int) -> bool:
    """Says whether an erased record that has `held` of these marks holds a duplicate's share of the text."""
    return bool(marks) and 1000 * held >= permille * len(marks)


def _mark(shingle: int, secret: bytes) -> int:
    return int.from_bytes(blake2b(shingle.to_bytes(4, "big"), key=secret, digest_size=_BYTES).digest(), "big")
