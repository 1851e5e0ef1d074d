"""Near-duplicates: which earlier record holds most of a new one. Integers only.

index      the index: candidates by shared anchors, then an exact count
log        the records of an index, in one append-only file
postings   the table of anchors: which records hold a shingle
known      the file of known public records in a scorer's folder
shingles   a text as hashes of its runs of four words

The same records in the same order give the same bytes. Imports features.text and protocol only.
"""

from kula.scoring.duplicates.index import DuplicateIndex as DuplicateIndex
from kula.scoring.duplicates.shingles import Shingles as Shingles
from kula.scoring.duplicates.shingles import shingles_of as shingles_of
from kula.scoring.duplicates.shingles import shingles_of_all as shingles_of_all
