"""The table: every feature has one shape, and one more is one file and one line."""

from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.protocol.types import KINDS
from kula.scoring.features import counts, table
from kula.scoring.features.counts.passages import FEATURES
from kula.scoring.features.language.preference_words import PreferenceWords, WordWeights
from kula.scoring.features.language.relevance import BITS, DIMENSIONS, Relevance
from kula.scoring.features.outliers import NO_LIMITS
from kula.scoring.features.reading import Reading
from kula.scoring.features.table import Tables, columns, features, read
from kula.scoring.features.text import LABELLED, Text, Texts
from kula.scoring.fit.ngrams import count
from kula.scoring.gates.heads import load_heads
from tests.support.scoring.word_lm import some_word_lm

_DRAWN = np.random.default_rng(5)
TABLES = Tables(
    ngrams=count([(Text("the cat sat on the mat and looked at the dog"), [])] * 40),
    relevance=Relevance(
        packed=_DRAWN.integers(0, 256, size=(1 << BITS, DIMENSIONS // 4), dtype=np.uint8),
        scale=_DRAWN.integers(0, 256, size=1 << BITS, dtype=np.uint8),
        questions=_DRAWN.integers(-9, 10, size=(4, DIMENSIONS), dtype=np.int16),
        answers=_DRAWN.integers(-9, 10, size=(4, DIMENSIONS), dtype=np.int16),
    ),
    word_lm=some_word_lm(),
    preference_words=PreferenceWords({kind: WordWeights(np.ones(1 << 16, dtype=np.int8)) for kind in LABELLED}),
    outliers=NO_LIMITS,
)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=200)


def _record(asked: str, main: str, other: str, kind: str = "preference") -> Texts:
    return Texts(kind, (("user", Text(asked)),), Text(main), Text(other), 0, False)


@given(TEXT, TEXT, TEXT, st.sampled_from(KINDS))
@settings(deadline=None, max_examples=60)
def test_features__any_text__one_whole_number_per_name(asked: str, main: str, other: str, kind: str):
    reading = Reading(_record(asked, main, other, kind), TABLES.ngrams)
    for feature in features(TABLES):
        numbers = feature.numbers(reading)
        assert len(numbers) == len(feature.NAMES)
        assert all(type(number) is int for number in numbers)


def test_columns__all_features__no_name_twice():
    names = columns(TABLES)
    assert len(names) == len(set(names))
    assert len(names) == read([_record("Why?", "Because.", "So.")], TABLES).shape[1]


def test_counts__every_file__is_a_feature_in_a_list():
    files = [path for path in Path(str(counts.__file__)).parent.glob("*.py") if path.stem != "__init__"]
    modules = [import_module(f"{counts.__name__}.{path.stem}") for path in files]
    listed = [*features(TABLES), *FEATURES]
    assert [module.__name__ for module in modules if module not in listed] == []


def test_features__one_more_file_and_line__one_more_column(monkeypatch: pytest.MonkeyPatch):
    # What a file of its own would hold, and the line of the list.
    exclamations = SimpleNamespace(NAMES=("exclamations",), numbers=lambda reading: [reading.texts.main.raw.count("!")])
    before = read([_record("Why?", "Because!!", "So.")], TABLES)
    monkeypatch.setattr(table, "features", lambda tables: (*features(tables), exclamations))
    after = read([_record("Why?", "Because!!", "So.")], TABLES)
    assert columns(TABLES)[-1] == "exclamations"
    assert after[0].tolist() == [*before[0].tolist(), 2]


def test_columns__the_shipped_weights__were_fitted_on_as_many():
    heads = load_heads()
    bare = len(columns(heads.tables)) - len(heads.tables.outliers.NAMES)
    assert heads.tables.outliers.low.shape[1] == bare, "whoever adds or removes a column fits new weights"
