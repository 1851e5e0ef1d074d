"""Known public records: a file of fingerprints that a scorer's folder may hold. Whoever uploads such a record earns nothing.

The file is the log of an index of duplicates. The shingles of all kinds share one salt, so a known conversation is found in a
rating or a preference too. A scorer's id covers the file.
"""

from pathlib import Path

from kula.protocol.errors import MalformedInput
from kula.scoring.duplicates.index import DuplicateIndex
from kula.scoring.duplicates.shingles import Shingles, shingles_of

KNOWN_FILE = "known.records"
MOST_KNOWN_BYTES = 1 << 26
"""Of the file: some 60,000 conversations of 200 words."""
KNOWN_PERMILLE = 800
"""A record is known if one known record holds so much of its words, whatever it asserts about them."""
_ANY_KIND = "known"


def known_shingles(text: str) -> Shingles:
    """The shingles of a record's whole text, the same for every kind of record."""
    return shingles_of(_ANY_KIND, text)


def load_known(folder: Path) -> DuplicateIndex | None:
    """The known records of a scorer in a folder; None if it has none. Raises MalformedInput for a file of another form."""
    path = folder / KNOWN_FILE
    if not path.exists():
        return None
    if path.stat().st_size > MOST_KNOWN_BYTES:
        raise MalformedInput(KNOWN_FILE, f"must have at most {MOST_KNOWN_BYTES} bytes")
    return DuplicateIndex.of_log(path.read_bytes())


def is_known(known: DuplicateIndex, text: str) -> bool:
    """Whether one known record holds most of a record's whole text."""
    return known.containing(known_shingles(text), KNOWN_PERMILLE) is not None
