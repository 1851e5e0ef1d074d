"""Near-duplicates: which earlier record holds most of a new one. Integers only; the same records in the same order give the same bytes."""

from kula.scoring.duplicates.index import DuplicateIndex as DuplicateIndex
from kula.scoring.duplicates.shingles import Shingles as Shingles
from kula.scoring.duplicates.shingles import shingles_of as shingles_of
from kula.scoring.duplicates.shingles import shingles_of_all as shingles_of_all
